"""Seats for people who pay later: promised until a moment, paid in time or late, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from boxoffice.domain import times
from boxoffice.domain.lifecycle import (
    BookingStatus,
    ClaimState,
    LineStatus,
    OwnerKind,
    PaymentMethod,
    Subject,
)
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import bookings, claims, redemptions, sales, seating, shows, tendering
from boxoffice.services.bookings import Customer
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, Reason, Result
from boxoffice.services.sales import SellRequest
from boxoffice.storage.queries import bookings as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row

PAYABLE_LATE = (BookingStatus.EXPIRED, BookingStatus.CANCELLED)


class BookRequest(SellRequest):
    """Seats to promise; `until` as typed (sat 12:00, -30m), else the house's usual time."""

    until: str = ""


class PayRequest(Request):
    """Money for a booking that waits for it; `late` takes it after the close, for a reason."""

    answer: ClassVar[type[Result]] = BookingResult

    ref: str
    tenders: tuple[Tender, ...] = ()
    late: bool = False
    reason: str = ""


class CancelRequest(Request):
    """A booking that waits for its money, to be given up."""

    answer: ClassVar[type[Result]] = BookingResult

    ref: str
    reason: str = ""


def book(app: App, ctx: Context, request: BookRequest) -> BookingResult:
    """Promise seats until a moment; they are free again by reading when it has passed."""
    if request.show:
        seating.read_ahead(app, ctx, request.show)
    return app.db.write(ctx, request, _book).without_new_names("booking")


def pay(app: App, ctx: Context, request: PayRequest) -> BookingResult:
    """Take the money for a booking, in time or late; late only if its own seats are still free."""
    return app.db.write(ctx, request, _pay).without_new_names("payments", "tickets")


def cancel(app: App, ctx: Context, request: CancelRequest) -> BookingResult:
    """Give up a booking that was not paid; its seats are free at once."""
    return app.db.write(ctx, request, _cancel)


def _book(session: WriteSession, request: BookRequest) -> BookingResult:
    if any(tender.method is not PaymentMethod.VOUCHER for tender in request.tenders):
        raise Invalid("bookings.book_with_tender")
    text = sales.show_text(session, request)
    show = shows.lock_show_on_sale(session, text, late=sales.is_late(request))
    choice = sales.choose(session, show, request)
    until_ms = _until_ms(session, show, request)
    booking_id = session.ctx.ids.uuid7(session.now_ms)
    sales.take_seats(session, show, choice, request, booking_id=booking_id, until_ms=until_ms)
    booking, lines = bookings.insert_booking(
        session, show, choice, booking_id=booking_id, status=BookingStatus.PENDING,
        customer=Customer(request.name, request.phone), late_reason=sales.late_reason(request),
        expires_at_ms=until_ms,
    )  # fmt: skip
    offers = sales.take_offers(session, booking, choice)
    kept = tendering.keep(session, booking, request.tenders)
    return bookings.compose(
        session, show, booking, lines=lines, offers=offers, vouchers=kept,
        warnings=choice.warnings,
    )  # fmt: skip


def _until_ms(session: WriteSession, show: Row, request: BookRequest) -> int:
    if not request.until:
        minutes = session.ctx.settings.for_theatre(show.theatre_key).pending_minutes
        return session.now_ms + minutes * shows.MINUTE_MS
    return times.parse_until(
        request.until, now_ms=session.now_ms, zone=show.zone, show_starts_at_ms=show.starts_at_ms
    )


def _pay(session: WriteSession, request: PayRequest) -> BookingResult:
    ref = bookings.get_booking(session, request.ref)
    show = shows.lock_show(session, str(ref.show_id))
    booking = bookings.lock_booking(session, ref.ref)
    status = expire_if_due(session, booking)
    _require_payable(session, show, request, status=status)
    tenders = tendering.with_kept(session, booking, request.tenders)
    paid = tendering.settled(
        session, booking.total_minor, tenders, currency=booking.currency,
        cash_step_minor=show.cash_rounding_minor, booking_id=booking.id,
    )  # fmt: skip
    lines = session.all(queries.lines_of, booking_id=booking.id)
    if status == BookingStatus.PENDING:
        seats_for_good(session, booking, show, lines)
    elif status in PAYABLE_LATE:
        _seats_again(session, booking, show, lines)
    else:
        raise Conflict("bookings.not_pending", ref=booking.ref, status=status)
    detail = {"late_reason": request.reason} if request.reason else {}
    honoured = confirm(session, booking, lines, status=status, **detail)
    handed_back = _call_off(session, booking)
    payments = tendering.take(session, booking, paid, tenders)
    result = bookings.result(session, bookings.get_booking(session, booking.ref))
    lapsed = Reason(code="bookings.paid_late", details={"status": str(status)})
    warnings = handed_back if status == BookingStatus.PENDING else (lapsed, *handed_back)
    told = (*warnings, *honoured, *tendering.notes(payments))
    return result.model_copy(update={"warnings": told})


def confirm(
    session: WriteSession, booking: Row, lines: list[Row], *, status: str, **detail: Any
) -> tuple[Reason, ...]:
    """Let a booking stand that has its seats and its money: its state, lines, tickets and offers.

    Says which offers were honoured for money that came when others had the last of them.
    """
    session.step(Subject.BOOKING, booking.id, status, BookingStatus.CONFIRMED, **detail)
    session.run(
        queries.set_booking, booking_id=booking.id, status=str(BookingStatus.CONFIRMED),
        confirmed_ms=session.now_ms,
    )  # fmt: skip
    _set_lines(session, booking, lines, LineStatus.SOLD)
    bookings.insert_tickets(session, booking, lines)
    return redemptions.redeem(session, booking)


def _require_payable(session: WriteSession, show: Row, request: PayRequest, *, status: str) -> None:
    """A promise holds until the show is over; what has lapsed is a new sale and as late as one."""
    late = sales.is_late(request)
    if status in PAYABLE_LATE:
        shows.require_on_sale(session, show, late=late)
    elif status == BookingStatus.PENDING:
        is_over = session.now_ms >= show.ends_at_ms
        shows.require_on_sale(session, show, late=late or not is_over)


def seats_for_good(session: WriteSession, booking: Row, show: Row, lines: list[Row]) -> None:
    """Make the claims of a booking that was paid in time its own for ever."""
    moved = claims.turn_over(
        session, show, from_owner=booking.id, from_state=ClaimState.PENDING,
        to_owner=booking.id, to_kind=OwnerKind.BOOKING, to_state=ClaimState.SOLD, until_ms=None,
    )  # fmt: skip
    if moved != len(lines):
        raise Conflict("bookings.seats_differ", ref=booking.ref, lines=len(lines), seats=moved)


def _seats_again(session: WriteSession, booking: Row, show: Row, lines: list[Row]) -> None:
    """Late money claims the booking's own seats once more; its own expired claims are free."""
    plan = seating.plan_of(session, show.layout_id)
    seats = [plan.by_id[line.seat_id] for line in lines if line.seat_id in plan.by_id]
    if len(seats) < len(lines):
        raise Conflict(
            "bookings.expired_moved", ref=booking.ref, show_id=show.id, screen=show.screen,
            count=len(lines),
        )  # fmt: skip
    try:
        claims.place(
            session, show, seats, state=ClaimState.SOLD, owner_kind=OwnerKind.BOOKING,
            owner_id=booking.id, until_ms=None,
        )  # fmt: skip
    except Conflict as error:
        from boxoffice.services import late_money

        raise Conflict(
            "bookings.expired_taken", ref=booking.ref, show_id=show.id,
            seats=error.details["seats"], alternative=late_money.alternative(session, show, lines),
        ) from None  # fmt: skip


def _cancel(session: WriteSession, request: CancelRequest) -> BookingResult:
    booking = bookings.lock_booking(session, request.ref)
    status = bookings.status_now(booking, session.now_ms)
    if status != BookingStatus.PENDING:
        raise Conflict("bookings.not_pending", ref=booking.ref, status=status)
    handed_back = _call_off(session, booking)
    end_unpaid(session, booking, BookingStatus.CANCELLED, reason=request.reason)
    result = bookings.result(session, bookings.get_booking(session, booking.ref))
    return result.model_copy(update={"warnings": handed_back})


def _call_off(session: WriteSession, booking: Row) -> tuple[Reason, ...]:
    """Void what is under way by a gateway, and say what the cashier has to hand back of it."""
    payments = session.all(queries.payments_of, booking_id=booking.id)
    if not payments:
        return ()
    from boxoffice.services import captures, online

    parts = [each for each in payments if captures.is_counter_part(each)]
    captures.void_open(session, payments, is_told=True)
    return online.hand_back(parts)


def expire_if_due(session: WriteSession, booking: Row) -> str:
    """Put on record what is true by reading: a booking past its time has expired."""
    status = bookings.status_now(booking, session.now_ms)
    if status != booking.status:
        end_unpaid(session, booking, BookingStatus.EXPIRED)
    return status


def end_unpaid(
    session: WriteSession, booking: Row, status: BookingStatus, *, reason: str = ""
) -> int:
    """Cancel or expire a pending booking and free the seats it still has; says how many.

    A payment under way is void with what is cancelled; of what expired its gateway is asked.
    """
    if status is BookingStatus.CANCELLED:
        payments = session.all(queries.payments_of, booking_id=booking.id)
        if payments:
            from boxoffice.services import captures

            captures.void_open(session, payments)
    detail = {"reason": reason} if reason else {}
    session.step(Subject.BOOKING, booking.id, booking.status, status, **detail)
    session.run(queries.set_booking, booking_id=booking.id, status=str(status), confirmed_ms=0)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    _set_lines(session, booking, lines, LineStatus.RELEASED)
    freed = claims.free(session, show_id=booking.show_id, owner_id=booking.id)
    redemptions.release(session, booking)
    tendering.release(session, booking)
    return freed


def _set_lines(session: WriteSession, booking: Row, lines: list[Row], status: LineStatus) -> None:
    for line in lines:
        session.step(Subject.LINE, line.id, line.status, status)
        line.status = str(status)
    session.run(queries.set_lines, booking_id=booking.id, status=str(status))
