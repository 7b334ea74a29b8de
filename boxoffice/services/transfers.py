"""Money between bookings: where a booking's money came from, and how it goes back there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxoffice.domain.lifecycle import NEW, PaymentMethod, Subject
from boxoffice.domain.refunds import Cause
from boxoffice.domain.transfers import Purse, Way, way_back
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import paying_back, refund_queue
from boxoffice.services.refund_results import TenderBack
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import transfers as queries
from boxoffice.storage.tables.bookings import Transfer

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

DONE = "done"
"""The only state of a transfer: it has no row of its own for anything else."""


@dataclass(frozen=True)
class Account:
    """A booking with all the money that came into it and went out of it."""

    booking: Row
    payments: Sequence[Row]
    refunds: Sequence[Row]
    came_from: tuple[tuple[str, int], ...]


Accounts = Mapping[str, Account]


def lock(session: WriteSession, *found: Row) -> dict[str, Row]:
    """Bookings and those that their money came from, locked in one order; by their ids."""
    ids = sorted({id_ for booking in found for id_ in _with_sources(session, booking)})
    values: dict[str, Any] = {f"id_{place}": id_ for place, id_ in enumerate(ids)}
    rows = session.lock(queries.lock_bookings, size=len(ids), **values)
    return {row.id: row for row in rows}


def accounts(
    session: ReadSession,
    booking: Row,
    *,
    payments: Sequence[Row] | None = None,
    refunds: Sequence[Row] | None = None,
) -> dict[str, Account]:
    """The money of a booking and of those that its money came from; what is at hand is not read.

    Who is to give some of it back has locked them.
    """
    found: dict[str, Account] = {}
    waiting = [booking]
    while waiting:
        at = waiting.pop()
        of, own = {"booking_id": at.id}, at is booking
        came_from = _came_from(session, at.id)
        found[at.id] = Account(
            at,
            payments if own and payments is not None else session.all(
                booking_queries.payments_of, **of
            ),
            refunds if own and refunds is not None else session.all(
                booking_queries.refunds_of, **of
            ),
            came_from,
        )  # fmt: skip
        for source, _ in came_from:
            row = None if source in found else session.first(
                queries.booking_by_id, booking_id=source
            )  # fmt: skip
            if row is not None:
                waiting.append(row)
    return found


def divide(of: Accounts, booking: Row, *, back_minor: int, cash_step_minor: int) -> Way:
    """How a sum goes back, all of it."""
    way = what_there_is(of, booking, back_minor=back_minor, cash_step_minor=cash_step_minor)
    if way.covered_minor != back_minor:
        raise Conflict("refunds.not_taken", ref=booking.ref)
    return way


def what_there_is(of: Accounts, booking: Row, *, back_minor: int, cash_step_minor: int) -> Way:
    """How a sum goes back, as far as the money is here: a bank may have some of it in dispute."""
    purses = {
        id_: Purse(
            tuple(refund_queue.taken_of(each.payments, each.refunds)), each.came_from
        )
        for id_, each in of.items()
    }  # fmt: skip
    return way_back(back_minor, purses, start=booking.id, cash_step_minor=cash_step_minor)


def pay_back(
    session: WriteSession,
    of: Accounts,
    way: Way,
    *,
    reason: str,
    cause: Cause,
    slips: tuple[str, ...] = (),
) -> tuple[TenderBack, ...]:
    """Give back by hand, or queue what nobody can hand out, each on the payment it came by."""
    _move(session, of, way, reason=reason)
    noted = _slips_of(of, way, slips)
    tenders: list[TenderBack] = []
    for booking_id, backs in way.backs:
        own = of[booking_id]
        tenders += paying_back.pay_back(
            session, own.booking, own.payments, backs, reason=reason, cause=cause,
            slips=noted[booking_id],
        )  # fmt: skip
    return tuple(tenders)


def promise(
    session: WriteSession, of: Accounts, way: Way, *, reason: str, cause: Cause
) -> list[tuple[Row, Row]]:
    """Queue all that goes back, and say which payment each refund is on."""
    _move(session, of, way, reason=reason)
    start = next(iter(of), "")
    made: list[tuple[Row, Row]] = []
    for booking_id, backs in way.backs:
        own = of[booking_id]
        paid = {payment.id: payment for payment in own.payments}
        rows = paying_back.promise(
            session, own.booking, own.payments, backs, reason=reason,
            cause=_cause(cause, is_own=booking_id == start),
        )  # fmt: skip
        made += [(paid[row.payment_id], row) for row in rows]
    return made


def insert(
    session: WriteSession, *, source: Row, target: Row, amount_minor: int, reason: str = ""
) -> None:
    """Write that money moved from one booking to another; of nothing nothing is written."""
    if not amount_minor:
        return
    row = {
        "id": session.ctx.ids.uuid7(session.now_ms), "from_booking_id": source.id,
        "to_booking_id": target.id, "till": session.till, "currency": source.currency,
        "amount_minor": amount_minor, "reason": reason, "created_at_ms": session.now_ms,
    }  # fmt: skip
    session.step(
        Subject.TRANSFER, str(row["id"]), NEW, DONE, from_booking=source.id,
        to_booking=target.id, amount_minor=amount_minor,
    )  # fmt: skip
    session.insert(Transfer, [row])


def sources(session: ReadSession, booking: Row) -> list[Row]:
    """Every booking that money of this one ever came from, whether or not it is back there."""
    found: dict[str, Row] = {}
    waiting = [booking.id]
    while waiting:
        at = waiting.pop()
        for row in session.all(queries.transfers_of, booking_id=at):
            source = row.from_booking_id
            if row.to_booking_id != at or source in found or source == booking.id:
                continue
            other = session.first(queries.booking_by_id, booking_id=source)
            if other is not None:
                found[source] = other
                waiting.append(source)
    return list(found.values())


def _with_sources(session: ReadSession, booking: Row) -> set[str]:
    """A booking and all that its money came from; what it came from once stays the same."""
    found, waiting = {booking.id}, [booking.id]
    while waiting:
        for source, _ in _came_from(session, waiting.pop()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _came_from(session: ReadSession, booking_id: str) -> tuple[tuple[str, int], ...]:
    """What of other bookings' money is here, less what went back to them; the newest first."""
    net: dict[str, int] = {}
    for row in reversed(session.all(queries.transfers_of, booking_id=booking_id)):
        is_in = row.to_booking_id == booking_id
        other = row.from_booking_id if is_in else row.to_booking_id
        net[other] = net.get(other, 0) + (row.amount_minor if is_in else -row.amount_minor)
    return tuple((other, minor) for other, minor in net.items() if minor > 0)


def _move(session: WriteSession, of: Accounts, way: Way, *, reason: str) -> None:
    for move in way.moves:
        insert(
            session, source=of[move.source].booking, target=of[move.target].booking,
            amount_minor=move.amount_minor, reason=reason,
        )  # fmt: skip


def _cause(cause: Cause, *, is_own: bool) -> Cause:
    """On a booking whose own show goes on, a show that was called off says nothing."""
    return Cause.EXCHANGED if cause is Cause.SHOW_CANCELLED and not is_own else cause


def _slips_of(of: Accounts, way: Way, typed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The slips typed for each booking's cards, in the order in which the money goes back."""
    cards = {
        booking_id: _cards(of[booking_id].payments, (back.payment_id for back in backs))
        for booking_id, backs in way.backs
    }
    if typed and len(typed) != sum(cards.values()):
        raise Invalid("refunds.slips", cards=sum(cards.values()), typed=len(typed))
    left = iter(typed)
    return {
        booking_id: tuple(next(left) for _ in range(number)) if typed else ()
        for booking_id, number in cards.items()
    }


def _cards(payments: Iterable[Row], ids: Iterable[str]) -> int:
    method = {payment.id: payment.method for payment in payments}
    return sum(method[id_] == PaymentMethod.CARD for id_ in ids)
