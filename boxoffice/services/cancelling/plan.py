"""How far shows are called off, or what that would take: only read, of many shows at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.invariants.money import paid_minor
from boxoffice.domain.lifecycle import BookingStatus, LineStatus
from boxoffice.domain.refunds import Cause
from boxoffice.services import bookings, shows, transfers
from boxoffice.services.cancelling.results import BackSum, CancelledShow
from boxoffice.storage.queries import cancelling as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

PLANNED = "planned"
"""The state of money that no refund is made for yet."""


def view(session: ReadSession, show_id: int) -> CancelledShow:
    """One show: what is left to be ended there, what goes back for it, and what is done."""
    show = shows.get_show(session, str(show_id))
    rows = session.all(queries.bookings_to_end, show_id=show_id)
    lines = _grouped(session.all(queries.lines_to_end, show_id=show_id))
    payments = _grouped(session.all(queries.payments_to_end, show_id=show_id))
    refunds = session.all(queries.refunds_to_end, show_id=show_id)
    earlier = _grouped(refunds)
    planned, kinds = [], {"pending": 0, "paid": 0, "free": 0}
    for row in rows:
        if row.status == BookingStatus.PENDING:
            kinds["pending"] += bookings.status_now(row, session.now_ms) == row.status
            continue
        own = lines.get(row.id, [])
        kinds["paid" if sum(map(paid_minor, own)) else "free"] += 1
        planned += _planned(
            session, show, row, own, payments.get(row.id, []), earlier.get(row.id, [])
        )
    held = session.all(queries.holds_to_end, show_id=show_id, now_ms=session.now_ms)
    made = [_made(row) for row in refunds if row.cause == Cause.SHOW_CANCELLED]
    return CancelledShow(
        show=shows.label(show), status=show.status,
        has_begun=show.starts_at_ms <= session.now_ms,
        done=max(0, _all_bookings(session, show_id, left=len(rows)) - len(rows)),
        left=len(rows), **kinds, seats=sum(map(len, lines.values())), holds=len(held),
        admitted=int(session.scalar(queries.admitted_to_end, show_id=show_id)),
        refunds=summed([*planned, *made]),
    )  # fmt: skip


def summed(sums: Iterable[BackSum]) -> tuple[BackSum, ...]:
    """Sums of one tender, state and currency put together."""
    found: dict[tuple[str, ...], BackSum] = {}
    for each in sums:
        key = (each.currency, each.method, each.gateway, each.status)
        known = found.get(key)
        count, amount_minor = each.count, each.amount_minor
        if known:
            count, amount_minor = count + known.count, amount_minor + known.amount_minor
        found[key] = each.model_copy(update={"count": count, "amount_minor": amount_minor})
    return tuple(found[key] for key in sorted(found))


def _all_bookings(session: ReadSession, show_id: int, *, left: int) -> int:
    """How many bookings there were to be ended when the show was called off."""
    detail = session.scalar(queries.cancelled_entry, subject_id=str(show_id))
    return int(json.loads(detail).get("bookings", left)) if detail else left


def _planned(
    session: ReadSession,
    show: Row,
    booking: Row,
    lines: Sequence[Row],
    payments: Sequence[Row],
    refunds: Sequence[Row],
) -> list[BackSum]:
    sold = [line for line in lines if line.status == LineStatus.SOLD]
    owed_minor = sum(paid_minor(line) - line.refunded_minor for line in sold)
    return planned_sums(session, show, booking, owed_minor, payments=payments, refunds=refunds)


def planned_sums(
    session: ReadSession,
    show: Row,
    booking: Row,
    back_minor: int,
    *,
    payments: Sequence[Row] | None = None,
    refunds: Sequence[Row] | None = None,
) -> list[BackSum]:
    """What would go back of a sum, by the payments that it came by."""
    accounts = transfers.accounts(session, booking, payments=payments, refunds=refunds)
    way = transfers.what_there_is(
        accounts, booking, back_minor=back_minor, cash_step_minor=show.cash_rounding_minor
    )
    of = {payment.id: payment for each in accounts.values() for payment in each.payments}
    return [
        BackSum(
            method=of[back.payment_id].method, gateway=of[back.payment_id].gateway,
            status=PLANNED, count=1, amount_minor=back.amount_minor, currency=booking.currency,
        )
        for _, backs in way.backs
        for back in backs
    ]  # fmt: skip


def _made(refund: Row) -> BackSum:
    return BackSum(
        method=refund.method, gateway=refund.gateway, status=refund.status, count=1,
        amount_minor=refund.amount_minor, currency=refund.currency,
    )  # fmt: skip


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.booking_id, []).append(row)
    return found
