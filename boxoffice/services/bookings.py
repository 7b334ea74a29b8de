"""What was sold or promised: reading bookings back, and the parts that selling shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.domain import names, times
from boxoffice.domain import seats as labels
from boxoffice.domain.lifecycle import (
    BookingStatus,
    LineStatus,
    Subject,
    TicketStatus,
)
from boxoffice.errors import NotFound, Refused
from boxoffice.services import claims, price_parts, seating, shows
from boxoffice.services.results import (
    BookingResult,
    BookingView,
    LineView,
    OfferView,
    PaymentView,
    Reason,
    RefundView,
    TicketView,
    TransferView,
    Value,
    VoucherKept,
)
from boxoffice.services.seating import Choice
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import (
    Booking,
    BookingKey,
    BookingLine,
    Ticket,
)

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession

REF_LENGTH = 5
MOST_FOUND = 50
FREE_SALE_KNOWN_MS = 48 * 3_600_000
"""A sale that cost nothing has no payment: how far back one is looked for as a till's last."""


@dataclass(frozen=True)
class Customer:
    """Whom a booking is for; only what a counter needs."""

    name: str = ""
    phone: str = ""


class BookingList(Value):
    """Bookings, the newest or the most urgent first."""

    bookings: tuple[BookingResult, ...]


def view_booking(app: App, ctx: Context, ref: str) -> BookingResult:
    """One booking by its reference or by the code of one of its tickets."""
    with app.db.read(ctx) as session:
        return result(session, get_booking(session, ref))


def view_tickets(app: App, ctx: Context, ref: str) -> BookingResult:
    """A booking with the one ticket whose code was typed, else with all that are not void."""
    found = view_booking(app, ctx, ref)
    if not found.tickets:
        raise Refused("bookings.no_tickets", ref=found.booking.ref, status=found.booking.status)
    typed = ref.strip().upper()
    one = tuple(ticket for ticket in found.tickets if ticket.code == typed)
    live = tuple(ticket for ticket in found.tickets if ticket.status != TicketStatus.VOID)
    return found.model_copy(update={"tickets": one or live or found.tickets})


def last_bookings(app: App, ctx: Context, *, most: int) -> BookingList:
    """This till's newest bookings."""
    with app.db.read(ctx) as session:
        return _list(session, session.all(queries.last_of_till, till=ctx.till, most=most))


def last_sale(app: App, ctx: Context) -> BookingResult | None:
    """The sale for which this till took money last, whatever became of it since."""
    with app.db.read(ctx) as session:
        ref = last_sale_ref(session)
        return result(session, get_booking(session, ref)) if ref else None


def last_sale_ref(session: ReadSession) -> str:
    """The same by its reference, or "". What is still to be paid is not a sale."""
    till = session.ctx.till
    since_ms = session.now_ms - FREE_SALE_KNOWN_MS
    found = [
        session.first(queries.last_paid_at_till, till=till),
        session.first(queries.last_free_at_till, till=till, from_ms=since_ms),
    ]
    sales = [row for row in found if row is not None]
    return str(max(sales, key=lambda row: row.at_ms).ref) if sales else ""


def find_bookings(app: App, ctx: Context, text: str, *, unpaid: bool = False) -> BookingList:
    """Bookings by reference, ticket code, name from any word on, phone or slip; or those unpaid."""
    with app.db.read(ctx) as session:
        one = find_booking(session, text)
        if unpaid:
            waiting = session.all(queries.unpaid_bookings, most=10 * MOST_FOUND)
            rows = [
                row
                for row in waiting
                if status_now(row, session.now_ms) == BookingStatus.PENDING
                and (not text.strip() or names.is_meant(text, name=row.name, phone=row.phone)
                     or (one is not None and one.ref == row.ref))
            ]  # fmt: skip
            return _list(session, rows)
        if one is not None:
            return BookingList(bookings=(result(session, one),))
        word, number = (*names.search_starts(text), "", "")[:2]
        found = session.all(
            queries.find_bookings, word=word, word_end=word + "\U0010ffff",
            number=number, number_end=number + "\U0010ffff",
            slip=text.strip(), reference="".join(text.upper().split()), most=MOST_FOUND,
        )  # fmt: skip
        return _list(session, found)


def _list(session: ReadSession, rows: Sequence[Row]) -> BookingList:
    bookings = (session.first(queries.booking_by_ref, ref=row.ref) for row in rows)
    return BookingList(bookings=tuple(result(session, row) for row in bookings if row))


def ref_at_seat(app: App, ctx: Context, *, show: str, seat: str) -> str:
    """The reference of the booking that has a seat of a show now, or ""."""
    with app.db.read(ctx) as session:
        row = shows.get_show(session, show)
        (found,) = labels.parse_seats((seat,), seating.plan_of(session, row.layout_id))
        claim = claims.around(session, row, (found,)).get(found.id)
        return (claim.ref if claim else "") or ""


def find_booking(session: ReadSession, ref: str) -> Row | None:
    """A booking by its reference or a ticket code, as typed or scanned."""
    typed = ref.strip().upper()
    row = session.first(queries.booking_by_ref, ref=typed)
    if row is None and typed:
        of_ticket = session.scalar(queries.ref_of_ticket, code=typed)
        row = of_ticket and session.first(queries.booking_by_ref, ref=of_ticket)
    return row or None


def get_booking(session: ReadSession, ref: str) -> Row:
    """The same, or NotFound."""
    row = find_booking(session, ref)
    if row is None:
        raise NotFound("bookings.unknown", ref=ref)
    return row


def lock_booking(session: WriteSession, ref: str) -> Row:
    """A booking, locked against everybody else's next step."""
    found = get_booking(session, ref)
    return session.lock(queries.lock_booking, ref=found.ref)[0]


def status_now(booking: Row, now_ms: int) -> str:
    """A booking's state by reading: one that was not paid in time has expired, swept or not."""
    if booking.status == BookingStatus.PENDING and booking.expires_at_ms <= now_ms:
        return BookingStatus.EXPIRED
    return str(booking.status)


def insert_booking(
    session: WriteSession,
    show: Row,
    choice: Choice,
    *,
    booking_id: str,
    status: BookingStatus,
    customer: Customer,
    late_reason: str = "",
    expires_at_ms: int = 0,
    replaces: Sequence[str] = (),
    refund_policy: str | None = None,
) -> tuple[Row, list[Row]]:
    """Write a new booking and its lines, priced as sold, and give both back.

    `replaces` are the lines that its first ones are exchanged for, with a `refund_policy` of their
    own.
    """
    now_ms = session.now_ms
    ref = session.ctx.ids.ref(REF_LENGTH)
    sold = status is BookingStatus.CONFIRMED
    booking = {
        "id": booking_id, "ref": ref, "show_id": show.id, "status": str(status),
        "till": session.till, "actor": session.actor, "name": customer.name,
        "phone": names.phone_digits(customer.phone),
        "late_reason": late_reason, "currency": show.currency,
        "total_minor": choice.total_minor,
        "tax_minor": sum(price.tax_minor for price in choice.prices),
        "fee_minor": sum(price.fee_minor for price in choice.prices),
        "created_at_ms": now_ms, "confirmed_at_ms": now_ms if sold else 0,
        "expires_at_ms": expires_at_ms,
    }  # fmt: skip
    session.insert(Booking, [booking])
    keys = names.search_keys(customer.name, phone=customer.phone)
    session.insert(BookingKey, [{"key": key, "booking_id": booking_id} for key in keys])
    detail = {"show": show.id, "total_minor": choice.total_minor, "until_ms": expires_at_ms}
    if late_reason:
        detail["late_reason"] = late_reason
    if choice.granted:
        detail["granted"] = choice.granted
    session.step(Subject.BOOKING, booking_id, "", status, **detail)
    line_status = LineStatus.SOLD if sold else LineStatus.RESERVED
    lines = insert_lines(
        session, show, choice, booking_id, line_status, replaces=replaces,
        refund_policy=refund_policy,
    )  # fmt: skip
    return Row(**booking), lines


def insert_lines(
    session: WriteSession,
    show: Row,
    choice: Choice,
    booking_id: str,
    status: LineStatus,
    *,
    replaces: Sequence[str] = (),
    refund_policy: str | None = None,
) -> list[Row]:
    """Write lines of a booking, priced as sold."""
    notes = choice.notes or ("",) * len(choice.seats)
    lines = [
        {
            "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": booking_id,
            "seat_id": seat.id, "seat": price.label, "category": seat.category,
            "ticket_type": price.ticket_type,
            "price_minor": price.price_minor, "rule": price.rule, "status": str(status),
            "base_minor": price.base_minor, "adjusted_minor": price.adjusted_minor,
            "offer_minor": price.offer_minor, "fee_minor": price.fee_minor,
            "tax_minor": price.tax_minor, "tax_added_minor": price.tax_added_minor,
            "parts": price_parts.kept(price.parts), "proof": note,
            "refund_policy": show.refund_policy if refund_policy is None else refund_policy,
        }
        for seat, price, note in zip(choice.seats, choice.prices, notes, strict=True)
    ]  # fmt: skip
    if any(replaces):
        old = [*replaces, *("",) * len(lines)]
        for line, replaced in zip(lines, old, strict=False):
            line["replaces"] = replaced
    session.insert(BookingLine, lines)
    for line in lines:
        session.step(Subject.LINE, str(line["id"]), "", status, seat=line["seat_id"])
    return [Row(**line) for line in lines]


def insert_tickets(session: WriteSession, booking: Row, lines: Sequence[Row]) -> list[Row]:
    """Issue a ticket for each line."""
    rows = [
        {
            "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": booking.id,
            "line_id": line.id, "code": session.ctx.ids.code(), "issue_number": 1,
            "status": str(TicketStatus.ISSUED), "created_at_ms": session.now_ms,
            "admitted_at_ms": 0,
        }
        for line in lines
    ]  # fmt: skip
    session.insert(Ticket, rows)
    for row in rows:
        session.step(Subject.TICKET, str(row["id"]), "", TicketStatus.ISSUED, line=row["line_id"])
    return [Row(**row, seat=line.seat) for row, line in zip(rows, lines, strict=True)]


def result(session: ReadSession, booking: Row) -> BookingResult:
    """A booking as it stands in the database, with all that hangs on it."""
    from boxoffice.services import redemptions
    from boxoffice.storage.queries import transfers as transfer_queries

    show = session.within(
        ("show", booking.show_id), lambda: shows.counted(session, booking.show_id)
    )
    return compose(
        session, show, booking,
        lines=session.all(queries.lines_of, booking_id=booking.id),
        payments=session.all(queries.payments_of, booking_id=booking.id),
        refunds=session.all(queries.refunds_of, booking_id=booking.id),
        tickets=session.all(queries.tickets_of, booking_id=booking.id),
        offers=redemptions.of_booking(session, booking.id),
        vouchers=_kept(session, booking),
        transfers=session.all(transfer_queries.transfers_of, booking_id=booking.id),
    )  # fmt: skip


def compose(
    session: ReadSession,
    show: Row,
    booking: Row,
    *,
    lines: Sequence[Row],
    payments: Sequence[Row] = (),
    refunds: Sequence[Row] = (),
    tickets: Sequence[Row] = (),
    offers: Sequence[Row] = (),
    vouchers: Sequence[Row] = (),
    transfers: Sequence[Row] = (),
    warnings: tuple[Reason, ...] = (),
) -> BookingResult:
    """The answer of every command about one booking, from rows at hand."""
    status = status_now(booking, session.now_ms)
    pending = status == BookingStatus.PENDING
    return BookingResult(
        booking=BookingView(
            ref=booking.ref, status=status, show_id=booking.show_id, name=booking.name,
            total_minor=booking.total_minor, tax_minor=booking.tax_minor,
            fee_minor=booking.fee_minor, currency=booking.currency,
            expires_at=times.local(booking.expires_at_ms, zone=show.zone) if pending else None,
            created_at=times.local(booking.created_at_ms, zone=show.zone),
            till=booking.till, lines=tuple(_line(line) for line in lines),
            offers=tuple(_offer(offer) for offer in offers),
        ),
        show=shows.label(show),
        payments=tuple(_payment(payment) for payment in payments),
        refunds=tuple(_refund(refund) for refund in refunds),
        tickets=tuple(
            TicketView(code=ticket.code, seat=ticket.seat, status=ticket.status)
            for ticket in tickets
        ),
        warnings=warnings,
        vouchers=tuple(
            VoucherKept(
                voucher_id=kept.voucher_id, last_four=kept.code[-4:].upper(),
                amount_minor=kept.amount_minor,
            )
            for kept in vouchers
        ),
        transfers=tuple(
            TransferView(
                id=row.id, from_ref=row.from_ref, to_ref=row.to_ref, currency=row.currency,
                amount_minor=row.amount_minor, reason=row.reason,
            )
            for row in transfers
        ),
    )  # fmt: skip


def _kept(session: ReadSession, booking: Row) -> list[Row]:
    """What a booking keeps of vouchers as long as it waits for its money."""
    if status_now(booking, session.now_ms) != BookingStatus.PENDING:
        return []
    from boxoffice.services import voucher_tender

    return voucher_tender.kept_of(session, booking.id)


def _line(line: Row) -> LineView:
    return LineView(
        seat=line.seat, category=line.category, ticket_type=line.ticket_type,
        price_minor=line.price_minor, rule=line.rule, status=line.status,
        base_minor=line.base_minor, adjusted_minor=line.adjusted_minor,
        offer_minor=line.offer_minor, fee_minor=line.fee_minor, tax_minor=line.tax_minor,
        tax_added_minor=line.tax_added_minor, parts=price_parts.read_back(line.parts),
        proof=line.proof, refund_policy=line.refund_policy,
        refunded_minor=getattr(line, "refunded_minor", 0),
    )  # fmt: skip


def _offer(offer: Row) -> OfferView:
    return OfferView(
        key=offer.key, name=offer.name, kind=offer.kind, code=offer.code, item=offer.item,
        amount_minor=offer.amount_minor, status=offer.status,
    )  # fmt: skip


def _payment(payment: Row) -> PaymentView:
    return PaymentView(
        id=payment.id, method=payment.method, status=payment.status,
        currency=payment.currency, amount_minor=payment.amount_minor,
        tendered_minor=payment.tendered_minor, change_minor=payment.change_minor,
        rounding_minor=payment.rounding_minor, slip=payment.slip,
        brand=getattr(payment, "brand", ""), last_four=getattr(payment, "last_four", ""),
        voucher_id=getattr(payment, "voucher_id", ""), gateway=getattr(payment, "gateway", ""),
    )  # fmt: skip


def _refund(refund: Row) -> RefundView:
    return RefundView(
        id=refund.id, payment_id=refund.payment_id, status=refund.status,
        currency=refund.currency, amount_minor=refund.amount_minor, reason=refund.reason,
        rounding_minor=refund.rounding_minor, slip=refund.slip, cause=refund.cause,
        failure=refund.failure,
    )  # fmt: skip
