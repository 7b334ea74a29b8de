"""Refunds that are not out yet, with whose they are; those that failed can be tried again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import times
from boxoffice.domain.lifecycle import RefundStatus
from boxoffice.errors import Conflict
from boxoffice.services import bookings, refund_queue, shows
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, Result, ShowLabel, Value
from boxoffice.storage.queries import bookings as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


class WaitingRefund(Value):
    """A refund on its way; `at_till` waits for the customer, `slip` is what it was paid by."""

    id: str
    ref: str
    show: ShowLabel
    name: str
    phone: str
    method: str
    gateway: str
    slip: str
    at_till: bool
    status: str
    cause: str
    reason: str
    amount_minor: int
    currency: str
    attempts: int
    failure: str
    created_at: datetime


class WaitingRefunds(Value):
    """Every refund that is not out yet, the oldest first."""

    refunds: tuple[WaitingRefund, ...]


class RetryRequest(Request):
    """A booking whose failed refunds are to be tried once more."""

    answer: ClassVar[type[Result]] = BookingResult

    ref: str


def list_waiting(
    app: App, ctx: Context, *, at_till: bool = False, failed: bool = False
) -> WaitingRefunds:
    """The refunds that wait; only those for a till, or only those that failed."""
    with app.db.read(ctx) as session:
        rows = refund_queue.waiting(session, at_till=at_till)
        return WaitingRefunds(
            refunds=tuple(
                _view(session, row)
                for row in rows
                if not failed or row.status == RefundStatus.FAILED
            )
        )


def retry(app: App, ctx: Context, request: RetryRequest) -> BookingResult:
    """Queue a booking's failed refunds again; the gateway is asked for them by the same ids."""
    return app.db.write(ctx, request, _retry)


def _retry(session: WriteSession, request: RetryRequest) -> BookingResult:
    booking = bookings.lock_booking(session, request.ref)
    rows = session.all(queries.refunds_of, booking_id=booking.id)
    failed = [row for row in rows if row.status == RefundStatus.FAILED]
    if not failed:
        raise Conflict("refunds.none_failed", ref=booking.ref)
    for row in failed:
        refund_queue.advance(session, booking, row, RefundStatus.QUEUED)
    return bookings.result(session, bookings.get_booking(session, booking.ref))


def _view(session: ReadSession, row: Row) -> WaitingRefund:
    show = session.within(
        ("show_row", row.show_id), lambda: shows.get_show(session, str(row.show_id))
    )
    return WaitingRefund(
        id=row.id, ref=row.ref, show=shows.label(show), name=row.name, phone=row.phone,
        method=row.method, gateway=row.gateway, slip=row.paid_slip,
        at_till=row.method in refund_queue.AT_TILL, status=row.status, cause=row.cause,
        reason=row.reason, amount_minor=row.amount_minor, currency=row.currency,
        attempts=row.attempts, failure=row.failure,
        created_at=times.local(row.created_at_ms, zone=show.zone),
    )  # fmt: skip
