"""Selling seats over the counter in one transaction, and taking a whole sale back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from boxoffice.domain import ticket_conditions, times
from boxoffice.domain.access import Permission
from boxoffice.domain.lifecycle import (
    BookingStatus,
    ClaimState,
    HoldStatus,
    LineStatus,
    OwnerKind,
    Subject,
    TicketStatus,
)
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid, NotFound, Refused
from boxoffice.services import access, bookings, claims, holds, prices, seating, shows, tendering
from boxoffice.services.bookings import Customer
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, OfferView, Result, ShowLabel
from boxoffice.services.seating import Choice, OfferRequest
from boxoffice.storage import records
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import shows as show_queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.refund_results import TenderBack
    from boxoffice.services.reservations import PayRequest
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


class SellRequest(OfferRequest):
    """Seats to sell now, with how they are paid; `hold` names seats already kept.

    `agreed_minor` is what somebody was told and said yes to: no part of what is asked for.
    """

    answer: ClassVar[type[Result]] = BookingResult

    tenders: tuple[Tender, ...] = ()
    hold: str = ""
    late: bool = False
    reason: str = ""
    name: str = ""
    proof: str = ""
    agreed_minor: int | None = Field(default=None, exclude=True)


@dataclass(frozen=True)
class Due:
    """What a sale would take: which seats of which show, what they cost, the hold they are in."""

    show: ShowLabel
    labels: tuple[str, ...]
    total_minor: int
    currency: str
    hold: str
    cash_step_minor: int = 0
    refund_policy: str = ""
    offers: tuple[OfferView, ...] = ()


class VoidRequest(Request):
    """A whole sale to take back: by reference, or the last that this till took money for."""

    answer: ClassVar[type[Result]] = BookingResult

    reason: str
    ref: str = ""
    last: bool = False


def sell(app: App, ctx: Context, request: SellRequest) -> BookingResult:
    """Claim, book, price, take the money and issue the tickets: all of it or nothing."""
    if request.show:
        seating.read_ahead(app, ctx, request.show)
    sold = app.db.write(ctx, request, _sell)
    return sold.without_new_names("booking", "payments", "tickets")


def show_among_theatres(app: App, ctx: Context, request: SellRequest) -> ShowLabel | None:
    """The show, where the house has several theatres and this till belongs to none of them.

    None for a sale that is done already: the words may mean another show by now.
    """
    if ctx.settings.theatre:
        return None
    with app.db.read(ctx) as session:
        if len(session.all(show_queries.theatres)) < 2:
            return None
        if records.find(session, scope=ctx.scope, op_key=ctx.op_key, step=request.step):
            return None
        return shows.label(shows.get_show(session, show_text(session, request)))


def due(app: App, ctx: Context, request: SellRequest) -> Due:
    """What the seats of a request cost right now; writes nothing."""
    with app.db.read(ctx) as session:
        show = shows.get_show(session, show_text(session, request))
        if request.hold and not request.words:
            hold = holds.get_active(session, request.hold)
            choice = _of_hold(session, show, hold, request)
        else:
            choice = seating.choose(session, show, request)
        _noted(session, show, choice, request)
        return Due(
            show=shows.label(show), labels=tuple(seat.label for seat in choice.seats),
            total_minor=choice.total_minor, currency=show.currency,
            hold=request.hold or choice.hold, cash_step_minor=show.cash_rounding_minor,
            refund_policy=show.refund_policy, offers=_offers_of(choice),
        )  # fmt: skip


def _offers_of(choice: Choice) -> tuple[OfferView, ...]:
    if not choice.offers:
        return ()
    from boxoffice.services import offer_rules

    return offer_rules.views(choice.offers)


def void(app: App, ctx: Context, request: VoidRequest) -> BookingResult:
    """Take a sale paid at this till on this business day back, before anybody went in."""
    return app.db.write(ctx, request, _void).without_new_names("refunds")


def _sell(session: WriteSession, request: SellRequest) -> BookingResult:
    text = show_text(session, request)
    show = shows.lock_show_on_sale(session, text, late=is_late(request))
    choice = choose(session, show, request)
    _require_agreed(choice, request, currency=show.currency)
    paid = tendering.settled(
        session, choice.total_minor, request.tenders, currency=show.currency,
        cash_step_minor=show.cash_rounding_minor,
    )  # fmt: skip
    booking_id = session.ctx.ids.uuid7(session.now_ms)
    take_seats(session, show, choice, request, booking_id=booking_id, until_ms=None)
    booking, lines = bookings.insert_booking(
        session, show, choice, booking_id=booking_id, status=BookingStatus.CONFIRMED,
        customer=Customer(request.name, request.phone), late_reason=late_reason(request),
    )  # fmt: skip
    offers = take_offers(session, booking, choice)
    payments = tendering.take(session, booking, paid)
    tickets = bookings.insert_tickets(session, booking, lines)
    return bookings.compose(
        session, show, booking, lines=lines, payments=payments, tickets=tickets, offers=offers,
        warnings=(*choice.warnings, *tendering.notes(payments)),
    )  # fmt: skip


def _require_agreed(choice: Choice, request: SellRequest, *, currency: str) -> None:
    """Refuse to take another sum than somebody was told: an offer may have run out meanwhile."""
    if request.agreed_minor not in (None, choice.total_minor):
        raise Conflict(
            "bookings.price_changed", agreed_minor=request.agreed_minor,
            total_minor=choice.total_minor, currency=currency,
        )  # fmt: skip


def take_offers(session: WriteSession, booking: Row, choice: Choice) -> list[Row]:
    """Reserve or redeem the offers that a new booking is priced with."""
    if not choice.offers:
        return []
    from boxoffice.services import redemptions

    return redemptions.take(session, booking, choice.offers)


def show_text(session: ReadSession, request: SellRequest) -> str:
    """The show as typed, or the one that the hold is for."""
    if request.show:
        return request.show
    if not request.hold:
        raise Invalid("shows.none_named")
    return str(holds.get_hold(session, request.hold).show_id)


def is_late(request: SellRequest | PayRequest) -> bool:
    """Whether money after the close is wanted; that needs a reason."""
    if request.late and not request.reason.strip():
        raise Invalid("shows.late_reason")
    return request.late


def late_reason(request: SellRequest) -> str:
    """Why this is sold after the close; a reason may be for something else."""
    return request.reason if request.late else ""


def choose(session: WriteSession, show: Row, request: SellRequest) -> Choice:
    """The seats to sell: those of the hold, as far as no others are named, else those asked for."""
    if not request.hold or request.words:
        choice = seating.choose(session, show, request)
    else:
        hold = holds.lock_active(session, request.hold)
        choice = _of_hold(session, show, hold, request)
    return _noted(session, show, choice, request)


def _noted(session: ReadSession, show: Row, choice: Choice, request: SellRequest) -> Choice:
    """The same choice with what its ticket types ask for, refused where that is missing."""
    conditions = prices.load(session, show).conditions
    kinds = [price.ticket_type for price in choice.prices]
    notes = {"proof": request.proof, "reason": request.reason}
    granted = ""
    if any(conditions[kind].reason for kind in kinds if kind in conditions):
        granted = Permission.GIVE_COMP
        access.require(session, granted, theatre=show.theatre_key)
    missing = ticket_conditions.unmet(kinds, conditions, **notes)
    if missing:
        raise missing
    kept = (ticket_conditions.note_for(kind, conditions, **notes) for kind in kinds)
    return replace(choice, notes=tuple(kept), granted=str(granted))


def _of_hold(session: ReadSession, show: Row, hold: Row, request: SellRequest) -> Choice:
    if hold.show_id != show.id:
        raise Refused("holds.other_show", id=hold.id, show_id=hold.show_id)
    owned = session.all(claim_queries.claims_of_owner, owner_id=hold.id, show_id=show.id)
    if len(owned) != hold.seat_count:
        raise Conflict("holds.expired", id=hold.id)
    plan = seating.plan_of(session, show.layout_id)
    held = tuple(plan.by_id[row.seat_id] for row in owned)
    return seating.choose_these(session, show, request, held)


def take_seats(
    session: WriteSession,
    show: Row,
    choice: Choice,
    request: SellRequest,
    *,
    booking_id: str,
    until_ms: int | None,
) -> None:
    """Give the seats to a booking: out of a hold if there is one, else straight from the house."""
    state = ClaimState.SOLD if until_ms is None else ClaimState.PENDING
    hold_id = request.hold or choice.hold
    if not hold_id:
        seating.claim(
            session, show, choice, request, state=state, owner_kind=OwnerKind.BOOKING,
            owner_id=booking_id, until_ms=until_ms,
        )  # fmt: skip
        return
    hold = _lock_hold_to_sell(session, hold_id, is_named=bool(request.hold))
    owned = session.all(claim_queries.claims_of_owner, owner_id=hold.id, show_id=show.id)
    wanted = {seat.id for seat in choice.seats}
    held = {row.seat_id for row in owned}
    if not wanted <= held:
        outside = [seat.label for seat in choice.seats if seat.id not in held]
        raise Refused("holds.other_seats", id=hold.id, labels=outside)
    claims.free_seats(session, show_id=show.id, owner_id=hold.id, seat_ids=sorted(held - wanted))
    moved = claims.turn_over(
        session, show, from_owner=hold.id, from_state=ClaimState.HELD, to_owner=booking_id,
        to_kind=OwnerKind.BOOKING, to_state=state, until_ms=until_ms,
    )  # fmt: skip
    if moved != len(wanted):
        raise Conflict("holds.expired", id=hold.id)
    holds.set_status(session, hold, HoldStatus.CONVERTED, until_ms=hold.expires_at_ms)


def _lock_hold_to_sell(session: WriteSession, hold_id: str, *, is_named: bool) -> Row:
    """A hold that nobody named and that ended meanwhile means choosing once more without it."""
    try:
        return holds.lock_active(session, hold_id)
    except Conflict as error:
        if is_named:
            raise
        raise Retry(error) from error


def _void(session: WriteSession, request: VoidRequest) -> BookingResult:
    from boxoffice.domain.invariants.money import TAKEN
    from boxoffice.services import redemptions, voucher_tender

    if not request.reason.strip():
        raise Invalid("bookings.void_reason")
    booking = bookings.lock_booking(session, _ref_to_void(session, request))
    show = shows.counted(session, booking.show_id)
    tickets = session.all(queries.tickets_of, booking_id=booking.id)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    payments = session.all(queries.payments_of, booking_id=booking.id)
    _require_never_exchanged(session, booking, lines)
    tills = {payment.till for payment in payments if payment.status in TAKEN} or {booking.till}
    _require_voidable(session, booking, show, tickets, tills=tills)
    session.step(
        Subject.BOOKING, booking.id, booking.status, BookingStatus.VOIDED, reason=request.reason
    )
    session.run(
        queries.set_booking, booking_id=booking.id, status=str(BookingStatus.VOIDED),
        confirmed_ms=booking.confirmed_at_ms,
    )  # fmt: skip
    for line in lines:
        session.step(Subject.LINE, line.id, line.status, LineStatus.VOIDED)
    session.run(queries.set_lines, booking_id=booking.id, status=str(LineStatus.VOIDED))
    for ticket in tickets:
        if ticket.status != TicketStatus.VOID:
            session.step(Subject.TICKET, ticket.id, ticket.status, TicketStatus.VOID)
    session.run(queries.set_tickets, booking_id=booking.id, status=str(TicketStatus.VOID))
    tenders = _give_back(session, booking, payments, reason=request.reason)
    freed = claims.free(session, show_id=booking.show_id, owner_id=booking.id)
    if freed != len(lines):
        raise Conflict("bookings.seats_differ", ref=booking.ref, lines=len(lines), seats=freed)
    redemptions.release(session, booking)
    after = bookings.result(session, bookings.get_booking(session, booking.ref))
    return after.model_copy(update={"warnings": voucher_tender.unspendable(tenders)})


def _ref_to_void(session: WriteSession, request: VoidRequest) -> str:
    if request.ref and request.last:
        raise Invalid("bookings.ref_and_last")
    if request.ref:
        return request.ref
    if not request.last:
        raise Invalid("bookings.none_named")
    newest = bookings.last_sale_ref(session)
    if not newest:
        raise NotFound("bookings.none_at_till", till=session.till)
    return newest


def _require_voidable(
    session: WriteSession, booking: Row, show: Row, tickets: list[Row], *, tills: set[str]
) -> None:
    """The money is in the drawer of the till that took it, so only that one gives it back."""
    ends_at = prices.day_ends_at_minute(session.ctx, show.theatre_key)
    sold_on, today = (
        times.business_day(at_ms, zone=show.zone, ends_at_minute=ends_at)
        for at_ms in (booking.confirmed_at_ms, session.now_ms)
    )
    why = ""
    if booking.status != BookingStatus.CONFIRMED:
        why = "status"
    elif tills != {session.till}:
        why = "other_till"
    elif sold_on != today:
        why = "other_day"
    elif any(ticket.status == TicketStatus.ADMITTED for ticket in tickets):
        why = "admitted"
    if why:
        raise Refused(
            "bookings.not_voidable", ref=booking.ref, why=why, status=booking.status,
            till=min(tills - {session.till}, default=session.till),
        )  # fmt: skip


def _require_never_exchanged(session: ReadSession, booking: Row, lines: list[Row]) -> None:
    """Money that moved between bookings goes back the way it came, which a void cannot do."""
    from boxoffice.storage.queries import transfers

    moved = session.all(transfers.transfers_of, booking_id=booking.id)
    came = any(line.replaces for line in lines)
    if came or moved or any(line.status == LineStatus.EXCHANGED for line in lines):
        refs = [row.to_ref for row in moved if row.to_booking_id != booking.id]
        raise Refused(
            "bookings.not_voidable", ref=booking.ref, status=booking.status, till="",
            why="came_by_exchange" if came else "exchanged", into=refs[-1] if refs else "",
        )  # fmt: skip


def _give_back(
    session: WriteSession, booking: Row, payments: list[Row], *, reason: str
) -> tuple[TenderBack, ...]:
    """Refund what is left of every payment to the tender it came from."""
    from boxoffice.domain.refunds import Back, Cause
    from boxoffice.services import paying_back, refund_queue

    earlier = session.all(queries.refunds_of, booking_id=booking.id)
    backs = [
        Back(left.id, left.left_minor, left.left_minor - left.stands_for_minor)
        for left in refund_queue.taken_of(payments, earlier)
        if left.left_minor
    ]
    tenders = paying_back.pay_back(
        session, booking, payments, backs, reason=reason, cause=Cause.VOIDED
    )  # fmt: skip
    for payment in payments:
        if not payment.amount_minor:
            refund_queue.set_payment(session, payment, done_minor=0)
    return tenders
