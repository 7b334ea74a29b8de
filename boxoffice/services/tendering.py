"""Taking money at a counter: what each tender pays by now, and its payment on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import PaymentMethod, PaymentStatus, Subject
from boxoffice.domain.tenders import BY_REFERENCE, Paid, Tender, settle
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import bookings, shows
from boxoffice.services.results import Reason
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import Payment

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession


def cash_step_minor(app: App, ctx: Context, show_id: int) -> int:
    """What cash is rounded to multiples of at the house of a show; 0 for not at all."""
    with app.db.read(ctx) as session:
        return int(shows.get_show(session, str(show_id)).cash_rounding_minor)


def settled(
    session: ReadSession,
    due_minor: int,
    tenders: Sequence[Tender],
    *,
    currency: str,
    cash_step_minor: int,
    booking_id: str = "",
) -> tuple[Paid, ...]:
    """Divide a sum, with what is on its vouchers and references that nobody has shown before."""
    for tender in tenders:
        if tender.method in BY_REFERENCE:
            _require_new(session, tender, booking_id=booking_id)
    available = {}
    if any(tender.method is PaymentMethod.VOUCHER for tender in tenders):
        from boxoffice.services import voucher_tender

        available = voucher_tender.available(
            session, tenders, currency=currency, booking_id=booking_id
        )
    try:
        return settle(
            due_minor, tenders, currency=currency, cash_step_minor=cash_step_minor,
            available=available,
        )  # fmt: skip
    except Invalid as error:
        if error.code == "bookings.short" and all(tender.reserved for tender in tenders):
            left_minor = due_minor - error.details["tendered"]
            raise Invalid("bookings.no_tender", due=left_minor, currency=currency) from None
        raise


def take(
    session: WriteSession, booking: Row, paid: Sequence[Paid], tenders: Sequence[Tender] = ()
) -> list[Row]:
    """Write what was paid; a voucher is locked, and has still as much as it is to pay.

    What the booking kept of vouchers is free, whether it was needed or not.
    """
    is_kept = any(tender.reserved for tender in tenders)
    if not is_kept and not any(part.method is PaymentMethod.VOUCHER for part in paid):
        return insert_payments(session, booking, paid)
    from boxoffice.services import voucher_tender

    return voucher_tender.take(session, booking, paid)


def insert_payments(
    session: WriteSession,
    booking: Row,
    paid: Sequence[Paid],
    *,
    vouchers: Mapping[str, str] | None = None,
) -> list[Row]:
    """Write money that was taken at the counter; of vouchers by their codes the ids are kept."""
    rows = [
        {
            "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": booking.id,
            "till": session.till, "method": str(part.method),
            "status": str(PaymentStatus.CAPTURED), "currency": booking.currency,
            "amount_minor": part.amount_minor, "tendered_minor": part.tendered_minor,
            "change_minor": part.change_minor, "rounding_minor": part.rounding_minor,
            "slip": part.slip,
            "created_at_ms": session.now_ms, "captured_at_ms": session.now_ms,
        }
        for part in paid
    ]  # fmt: skip
    if any(part.brand or vouchers for part in paid):
        for row, part in zip(rows, paid, strict=True):
            row.update(named_by(part, vouchers or {}))
    session.insert(Payment, rows)
    for row in rows:
        session.step(
            Subject.PAYMENT, str(row["id"]), "", PaymentStatus.CAPTURED,
            booking=booking.id, amount_minor=row["amount_minor"], method=row["method"],
        )  # fmt: skip
    return [Row(**row) for row in rows]


def named_by(part: Paid, vouchers: Mapping[str, str]) -> dict[str, str]:
    """What a card or a voucher is known by: never a whole number, never a whole code."""
    if part.method is PaymentMethod.VOUCHER:
        ending = part.slip[-4:].upper()
        return {
            "slip": "", "brand": "", "last_four": ending, "voucher_id": vouchers[part.slip]
        }  # fmt: skip
    return {"brand": part.brand, "last_four": part.last_four, "voucher_id": ""}


def keep(session: WriteSession, booking: Row, tenders: Sequence[Tender]) -> list[Row]:
    """Keep what vouchers pay of a booking that waits for its money."""
    if not tenders:
        return []
    from boxoffice.services import voucher_tender

    return voucher_tender.keep(session, booking, tenders)


def reserve(session: WriteSession, booking: Row, paid: Sequence[Paid]) -> dict[str, str]:
    """Keep the vouchers of payments that are begun here and end elsewhere; their ids by code."""
    if not any(part.method is PaymentMethod.VOUCHER for part in paid):
        return {}
    from boxoffice.services import voucher_tender

    return voucher_tender.reserve(session, booking, paid)


def can_spend(session: ReadSession, booking: Row, payments: Sequence[Row]) -> bool:
    """Whether the vouchers of payments that were begun have as much as they are to pay."""
    if not any(row.method == PaymentMethod.VOUCHER for row in payments):
        return True
    from boxoffice.services import voucher_tender

    return voucher_tender.can_spend(session, booking, payments)


def spend(session: WriteSession, booking: Row, payments: Sequence[Row]) -> None:
    """Spend the vouchers of payments that were begun and are paid now."""
    if any(row.method == PaymentMethod.VOUCHER for row in payments):
        from boxoffice.services import voucher_tender

        voucher_tender.spend(session, booking, payments)


def with_kept(session: ReadSession, booking: Row, tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """The tenders with the vouchers that the booking keeps itself."""
    from boxoffice.services import voucher_tender

    return voucher_tender.with_kept(session, booking, tenders)


def release(session: WriteSession, booking: Row) -> None:
    """Give up what a booking keeps of vouchers."""
    from boxoffice.services import voucher_tender

    voucher_tender.release(session, booking.id)


def notes(payments: Sequence[Row]) -> tuple[Reason, ...]:
    """What is left on the vouchers that were just spent."""
    return tuple(
        Reason(
            code="vouchers.left",
            details={
                "ending": row.last_four, "left_minor": row.left_minor, "currency": row.currency
            },
        )
        for row in payments
        if getattr(row, "left_minor", 0)
    )  # fmt: skip


def accepted(app: App, ctx: Context, *, currency: str) -> tuple[str, ...]:
    """What a house takes beside cash and cards: UPI in rupees, vouchers once there are any."""
    from boxoffice.storage.queries import vouchers as queries

    methods = [str(PaymentMethod.UPI)] if currency == "INR" else []
    with app.db.read(ctx) as session:
        if session.scalar(queries.any_voucher) is not None:
            methods.append(str(PaymentMethod.VOUCHER))
    return tuple(methods)


def voucher_minor(app: App, ctx: Context, code: str, *, currency: str, ref: str = "") -> int:
    """What a voucher may pay, for a booking that may keep some of it."""
    from boxoffice.services import voucher_tender

    tender = Tender(PaymentMethod.VOUCHER, slip=code)
    with app.db.read(ctx) as session:
        booking_id = bookings.get_booking(session, ref).id if ref else ""
        found = voucher_tender.available(
            session, (tender,), currency=currency, booking_id=booking_id
        )
    return found[tender.slip]


def _require_new(session: ReadSession, tender: Tender, *, booking_id: str) -> None:
    """A screenshot shown twice is the oldest fraud there is.

    What was put beside an online payment of the same booking is called off with that.
    """
    from boxoffice.storage.queries import bookings as queries

    used = session.first(queries.payment_by_reference, method=str(tender.method), slip=tender.slip)
    if used is None or (used.booking_id == booking_id and used.status == PaymentStatus.INITIATED):
        return
    raise Conflict("tenders.used", method=str(tender.method), reference=tender.slip, ref=used.ref)
