"""The writes that call a show off: it is closed for good first, its bookings end in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxoffice.domain.access import Permission
from boxoffice.domain.invariants.money import paid_minor
from boxoffice.domain.lifecycle import (
    BookingStatus,
    HoldStatus,
    LineStatus,
    OwnerKind,
    ShowStatus,
    Subject,
    TicketStatus,
)
from boxoffice.domain.refunds import Cause, shared_out
from boxoffice.errors import Conflict
from boxoffice.services import (
    access,
    bookings,
    claims,
    holds,
    redemptions,
    reservations,
    shows,
    transfers,
)
from boxoffice.services.cancelling.results import CloseRequest, Ended, EndRequest
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import cancelling as queries
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import moving as moving_queries
from boxoffice.storage.queries import shows as show_queries

if TYPE_CHECKING:
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row

CLEARED = "show.cleared"
"""In the audit: nobody has a seat of a cancelled show any more, and nobody can get one."""


def close(session: WriteSession, request: CloseRequest) -> Ended:
    """Call a show off: from here on nothing is sold for it, paid for it or held."""
    show = _lock(session, request.show_id)
    access.require(session, Permission.REFUND_OVER_POLICY, theatre=show.theatre_key)
    left = _left(session, show)
    if show.status == ShowStatus.CANCELLED:
        return Ended(left=left)
    session.step(
        Subject.SHOW, str(show.id), show.status, ShowStatus.CANCELLED, reason=request.reason,
        bookings=left,
    )  # fmt: skip
    session.run(show_queries.set_status, show_id=show.id, status=str(ShowStatus.CANCELLED))
    _end_holds(session, show)
    if not left:
        _clear(session, show)
    return Ended(left=left)


def end(session: WriteSession, request: EndRequest) -> Ended:
    """End the next bookings: those unpaid are cancelled, the others get all their money back."""
    show = _lock(session, request.show_id)
    if show.status != ShowStatus.CANCELLED:
        raise Conflict("shows.not_cancelled", show_id=show.id, status=show.status)
    found = session.lock(queries.lock_bookings_to_end, show_id=show.id, most=request.most)
    for booking in found:
        if booking.status == BookingStatus.PENDING:
            _cancel(session, booking, reason=request.reason)
        else:
            _give_all_back(session, show, booking, reason=request.reason)
    left = _left(session, show)
    if found and not left:
        _clear(session, show)
    return Ended(ended=len(found), left=left)


def _lock(session: WriteSession, show_id: int) -> Row:
    """The show, locked against every sale and against whoever else calls it off."""
    session.lock(show_queries.lock_show, first=moving_queries.lock_to_move, show_id=show_id)
    return shows.get_show(session, str(show_id))


def _left(session: WriteSession, show: Row) -> int:
    return int(session.scalar(queries.count_to_end, show_id=show.id))


def _clear(session: WriteSession, show: Row) -> None:
    cancelled = str(ShowStatus.CANCELLED)
    session.audit(CLEARED, Subject.SHOW, str(show.id), cancelled, cancelled)


def _end_holds(session: WriteSession, show: Row) -> None:
    """Release every hold; one whose time is up is only put on record."""
    claimed = session.all(moving_queries.claims_of_show, show_id=show.id)
    for hold_id in sorted({row.owner_id for row in claimed if row.owner_kind == OwnerKind.HOLD}):
        for hold in session.lock(claim_queries.lock_hold, hold_id=hold_id):
            if hold.status != HoldStatus.ACTIVE:
                continue
            is_over = hold.expires_at_ms <= session.now_ms
            status = HoldStatus.EXPIRED if is_over else HoldStatus.RELEASED
            holds.set_status(session, hold, status, until_ms=hold.expires_at_ms)
            claims.free(session, show_id=show.id, owner_id=hold.id)


def _cancel(session: WriteSession, booking: Row, *, reason: str) -> None:
    status = bookings.status_now(booking, session.now_ms)
    ended = BookingStatus.CANCELLED if status == BookingStatus.PENDING else BookingStatus.EXPIRED
    reservations.end_unpaid(session, booking, ended, reason=reason)


def _give_all_back(session: WriteSession, show: Row, booking: Row, *, reason: str) -> None:
    """End a booking that was paid; its money goes back by the queue, fees too."""
    of: dict[str, Any] = {"booking_id": booking.id}
    transfers.lock(session, booking)
    lines = session.all(booking_queries.lines_of, **of)
    sold = [line for line in lines if line.status == LineStatus.SOLD]
    owed = [paid_minor(line) - line.refunded_minor for line in sold]
    accounts = transfers.accounts(session, booking)
    way = transfers.what_there_is(
        accounts, booking, back_minor=sum(owed), cash_step_minor=show.cash_rounding_minor
    )
    shares = shared_out(owed, way.covered_minor)
    session.step(Subject.BOOKING, booking.id, booking.status, BookingStatus.REFUNDED, reason=reason)
    session.run(
        booking_queries.set_booking, **of, status=str(BookingStatus.REFUNDED),
        confirmed_ms=booking.confirmed_at_ms,
    )  # fmt: skip
    booking.status = str(BookingStatus.REFUNDED)
    for line, share_minor in zip(sold, shares, strict=True):
        back_minor = line.refunded_minor + share_minor
        session.step(
            Subject.LINE, line.id, line.status, LineStatus.REFUNDED, refunded_minor=back_minor
        )
        session.run(
            booking_queries.refund_line, line_id=line.id, status=str(LineStatus.REFUNDED),
            back_minor=back_minor,
        )  # fmt: skip
    _void_tickets(session, booking)
    freed = claims.free(session, show_id=show.id, owner_id=booking.id)
    if freed != len(sold):
        raise Conflict("bookings.seats_differ", ref=booking.ref, lines=len(sold), seats=freed)
    redemptions.release(session, booking)
    transfers.promise(session, accounts, way, cause=Cause.SHOW_CANCELLED, reason=reason)


def _void_tickets(session: WriteSession, booking: Row) -> None:
    """Nobody is let in any more; who is inside already keeps the moment on the ticket."""
    for ticket in session.all(booking_queries.tickets_of, booking_id=booking.id):
        if ticket.status != TicketStatus.VOID:
            session.step(Subject.TICKET, ticket.id, ticket.status, TicketStatus.VOID)
    session.run(
        booking_queries.set_tickets, booking_id=booking.id, status=str(TicketStatus.VOID)
    )  # fmt: skip
