"""What a customer's phone pays a booking with; nothing is written until the money has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain import upi as rules
from boxoffice.domain.lifecycle import BookingStatus, PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.services import bookings, shows, tendering
from boxoffice.services.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


class UpiRequest(Value):
    """A sum to be paid by UPI: the link that a code carries."""

    ref: str
    link: str
    address: str
    name: str
    amount_minor: int
    currency: str


class UpiAnswer(Value):
    """The link for one booking."""

    upi: UpiRequest


def upi_request(app: App, ctx: Context, ref: str, tenders: Sequence[Tender] = ()) -> UpiAnswer:
    """What is due of a booking beside other tenders and the vouchers that it keeps."""
    with app.db.read(ctx) as session:
        booking = bookings.get_booking(session, ref)
        status = bookings.status_now(booking, session.now_ms)
        if status != BookingStatus.PENDING:
            raise Conflict("upi.not_pending", ref=booking.ref, status=status)
        show = shows.get_show(session, str(booking.show_id))
        if booking.currency != rules.CURRENCY:
            raise Refused("upi.currency", currency=booking.currency)
        own = ctx.settings.for_theatre(show.theatre_key)
        if not own.upi_address:
            raise Refused("upi.no_address", theatre=show.theatre_key)
        if not rules.is_address(own.upi_address):
            raise Refused("upi.address", text=own.upi_address, theatre=show.theatre_key)
        amount_minor = _left_minor(session, booking, show, tenders)
        name = own.upi_name or show.theatre
        link = rules.link(
            address=own.upi_address, name=name, amount_minor=amount_minor, note=booking.ref
        )
        return UpiAnswer(
            upi=UpiRequest(
                ref=booking.ref, link=link, address=own.upi_address, name=name,
                amount_minor=amount_minor, currency=booking.currency,
            )
        )  # fmt: skip


def _left_minor(session: ReadSession, booking: Row, show: Row, tenders: Sequence[Tender]) -> int:
    rest = Tender(PaymentMethod.GATEWAY)
    paid = tendering.settled(
        session, booking.total_minor, tendering.with_kept(session, booking, (*tenders, rest)),
        currency=booking.currency, cash_step_minor=show.cash_rounding_minor,
        booking_id=booking.id,
    )  # fmt: skip
    left = [part.amount_minor for part in paid if part.method is PaymentMethod.GATEWAY]
    if not left:
        raise Invalid("bookings.nothing_to_pay")
    return left[0]
