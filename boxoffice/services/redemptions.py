"""Offers as bookings take them: reserved, redeemed, given back, and never more than there are.

An offer that can run out is one row that its takers lock, after their seats; whoever comes second
counts again. A single-use code belongs to one live booking, as a seat does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from boxoffice.domain.lifecycle import BookingStatus, RedemptionStatus, Subject
from boxoffice.errors import Conflict
from boxoffice.services.results import Reason
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import offers as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.offers import Redemption

if TYPE_CHECKING:
    from boxoffice.domain.offer_choice import Taken
    from boxoffice.storage.session import ReadSession, WriteSession


class Counted(NamedTuple):
    """How often an offer is taken, and how often by one customer."""

    taken: int
    mine: int


def take(session: WriteSession, booking: Row, taken: Sequence[Taken]) -> list[Row]:
    """Take what a new booking's price promises: for good where it is paid, else until it expires.

    Where somebody else had the last of it meanwhile, the whole sale is priced anew.
    """
    if not taken:
        return []
    until_ms = int(booking.expires_at_ms) if booking.status == BookingStatus.PENDING else 0
    limited = {each.offer.id: each.offer for each in taken if each.offer.is_limited}
    full = _without_any_left(
        session, limited.values(), booking_id=booking.id, customer=booking.phone
    )
    if full:
        key = min(limited[offer_id].key for offer_id in full)
        raise Retry(Conflict("offers.limit", offer=key, limit=0))
    for each in sorted(taken, key=lambda one: one.code):
        if each.offer.single_use and not _claim(session, booking.id, each.code, until_ms=until_ms):
            raise Retry(Conflict("offers.code_used", code=each.code))
    status = RedemptionStatus.RESERVED if until_ms else RedemptionStatus.REDEEMED
    rows = [
        {
            "id": session.ctx.ids.uuid7(session.now_ms), "offer_id": each.offer.id,
            "booking_id": booking.id, "code": each.code, "customer": booking.phone,
            "status": str(status), "item": each.offer.item, "currency": booking.currency,
            "amount_minor": each.amount_minor, "created_at_ms": session.now_ms,
            "expires_at_ms": until_ms,
        }
        for each in taken
    ]  # fmt: skip
    session.insert(Redemption, rows)
    for row in rows:
        session.step(
            Subject.REDEMPTION, str(row["id"]), "", status, offer=row["offer_id"],
            booking=booking.id, amount_minor=row["amount_minor"],
        )  # fmt: skip
    return [
        Row(**row, key=each.offer.key, name=each.offer.name, kind=each.offer.kind)
        for row, each in zip(rows, taken, strict=True)
    ]


def of_booking(session: ReadSession, booking_id: str) -> list[Row]:
    """What a booking took, with the offers."""
    return session.all(queries.redemptions_of, of_booking=booking_id)


def redeem(session: WriteSession, booking: Row) -> tuple[Reason, ...]:
    """Let a booking that is paid keep what it took.

    Paid late, it takes it again if it is still to be had; else the price that was promised stands,
    and what is honoured so is told.
    """
    rows = [
        row
        for row in of_booking(session, booking.id)
        if row.status in (RedemptionStatus.RESERVED, RedemptionStatus.RELEASED)
    ]
    limited = [row for row in rows if row.limit_total or row.limit_customer]
    full = _without_any_left(session, _as_offers(limited), booking_id=booking.id,
                             customer=booking.phone)  # fmt: skip
    honoured = []
    for row in sorted(rows, key=lambda each: each.code):
        in_time = row.status == RedemptionStatus.RESERVED and row.expires_at_ms > session.now_ms
        left = in_time or row.offer_id not in full
        if left and row.of_codes:
            left = _claim(session, booking.id, row.code, until_ms=0)
        if not left and in_time:
            raise Retry(Conflict("offers.code_used", code=row.code))
        if not left and row.status == RedemptionStatus.RESERVED:
            _set(session, row, RedemptionStatus.RELEASED)
            row.status = str(RedemptionStatus.RELEASED)
        _set(session, row, RedemptionStatus.REDEEMED if left else RedemptionStatus.HONOURED)
        if not left:
            honoured.append(row)
    return tuple(
        Reason(
            code="offers.honoured",
            details={"offer": row.key, "name": row.name, "code": row.code,
                     "amount_minor": row.amount_minor, "currency": row.currency},
        )
        for row in honoured
    )  # fmt: skip


def release(session: WriteSession, booking: Row) -> None:
    """Give back all that a booking took: it was cancelled, ran out, or was voided."""
    _release(session, booking, of_booking(session, booking.id))


def give_back(session: WriteSession, booking: Row) -> None:
    """Give back what a booking took that was refunded whole, where its offer says so."""
    rows = of_booking(session, booking.id)
    _release(session, booking, [row for row in rows if row.gives_back])


def keep_until(session: WriteSession, booking: Row, until_ms: int) -> None:
    """Reserve for longer, or shorter, with the booking's own expiry."""
    for row in of_booking(session, booking.id):
        if row.status == RedemptionStatus.RESERVED:
            _set(session, row, RedemptionStatus.RESERVED, until_ms=until_ms)
            if row.of_codes:
                session.run(
                    queries.keep_code, of_code=row.code, of_booking=booking.id, until_ms=until_ms
                )


def _release(session: WriteSession, booking: Row, rows: Iterable[Row]) -> None:
    for row in rows:
        if row.status == RedemptionStatus.RELEASED:
            continue
        if row.of_codes:
            session.run(queries.free_code, of_code=row.code, of_booking=booking.id)
        _set(session, row, RedemptionStatus.RELEASED)


def _set(session: WriteSession, row: Row, status: RedemptionStatus, *, until_ms: int = 0) -> None:
    session.step(Subject.REDEMPTION, row.id, row.status, status)
    session.run(queries.set_redemption, redemption_id=row.id, status=str(status), until_ms=until_ms)


def _claim(session: WriteSession, booking_id: str, code: str, *, until_ms: int) -> bool:
    changed = session.run(
        queries.claim_code, of_code=code, of_booking=booking_id, until_ms=until_ms,
        now_ms=session.now_ms,
    )  # fmt: skip
    return changed == 1


def _as_offers(rows: Iterable[Row]) -> list[Row]:
    return [
        Row(id=row.offer_id, limit_total=row.limit_total, limit_customer=row.limit_customer)
        for row in rows
    ]


def _without_any_left(
    session: WriteSession, offers: Iterable[Any], *, booking_id: str, customer: str
) -> set[int]:
    """Offers that have run out, counted again once nobody else can take them."""
    limited = {each.id: each for each in offers}
    if not limited:
        return set()
    ids = {f"id_{place}": offer_id for place, offer_id in enumerate(sorted(limited))}
    session.lock(queries.lock_offers, size=len(ids), **ids)
    counted = counts(session, limited, customer=customer, booking_id=booking_id)
    return {offer_id for offer_id, each in counted.items() if has_run_out(limited[offer_id], each)}


def counts(
    session: ReadSession, offer_ids: Iterable[int], *, customer: str, booking_id: str = ""
) -> dict[int, Counted]:
    """How often offers are taken now, and how often by one customer, but for one booking."""
    ids = sorted(offer_ids)
    if not ids:
        return {}
    found = dict.fromkeys(ids, Counted(0, 0))
    for row in session.all(
        queries.taken_of, size=len(ids), customer=customer, of_booking=booking_id,
        now_ms=session.now_ms, **{f"id_{place}": each for place, each in enumerate(ids)},
    ):  # fmt: skip
        so_far = found[row.offer_id]
        found[row.offer_id] = Counted(so_far.taken + row.taken, so_far.mine + row.mine)
    return found


def has_run_out(offer: Any, counted: Counted) -> bool:
    """Whether as many have an offer as may, in all or of one customer."""
    total, of_customer = offer.limit_total, offer.limit_customer
    return bool(0 < total <= counted.taken or 0 < of_customer <= counted.mine)
