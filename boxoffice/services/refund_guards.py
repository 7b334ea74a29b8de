"""What a refund may not touch: seats with no money behind them, and money that is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.lifecycle import BookingStatus, LineStatus, PaymentStatus
from boxoffice.errors import Conflict, Refused
from boxoffice.services import bookings, prices, refund_queue, transfers
from boxoffice.storage.queries import bookings as queries

if TYPE_CHECKING:
    from datetime import date

    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row

REFUNDABLE = frozenset({BookingStatus.CONFIRMED, BookingStatus.PART_REFUNDED})


def require_refundable(session: WriteSession, booking: Row) -> None:
    """Refuse what has nothing to give back; money that waits where it came from is told of."""
    status = bookings.status_now(booking, session.now_ms)
    if status in REFUNDABLE:
        return
    others = [
        each.ref
        for each in transfers.sources(session, booking)
        if refund_queue.at_till_of(
            session.all(queries.payments_of, booking_id=each.id),
            session.all(queries.refunds_of, booking_id=each.id),
        )
    ]
    if others:
        raise Conflict("refunds.waits_elsewhere", ref=booking.ref, others=others)
    raise Conflict("refunds.not_refundable", ref=booking.ref, status=status)


def require_not_just_paid(
    session: WriteSession,
    show: Row,
    booking: Row,
    payments: Sequence[Row],
    earlier: Sequence[Row],
    lines: Sequence[Row],
) -> None:
    """Refuse what may be the same wish typed twice: money that waited went out today already."""
    ends_at = prices.day_ends_at_minute(session.ctx, show.theatre_key)

    def day(at_ms: int) -> date:
        return times.business_day(at_ms, zone=show.zone, ends_at_minute=ends_at)

    today = day(session.now_ms)
    if any(day(row.done_at_ms) == today for row in refund_queue.handed_out(payments, earlier)):
        sold = [line.seat for line in lines if line.status == LineStatus.SOLD]
        raise Refused("refunds.paid_today", ref=booking.ref, labels=sold)


def get_failed(booking: Row, payments: Sequence[Row], earlier: Sequence[Row]) -> list[Row]:
    """The refunds that a gateway has said it could not make and no bank makes in its place."""
    failed = refund_queue.failed_at_gateway(payments, earlier)
    if not failed:
        raise Conflict("refunds.none_failed", ref=booking.ref)
    disputed = {each.id for each in payments if each.status == PaymentStatus.DISPUTED}
    if any(row.payment_id in disputed for row in failed):
        raise Refused("refunds.disputed", ref=booking.ref)
    return failed
