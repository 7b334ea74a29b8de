"""A house whose customers pay by the simulated gateway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from boxoffice.context import Context
from boxoffice.domain.lifecycle import BookingStatus, PaymentStatus, Subject
from boxoffice.outbound.gateways.registry import open_simulated
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import bookings, reservations, shows
from boxoffice.services.app import App
from boxoffice.services.results import Result
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.bookings import Payment
from tests.counter import book_request
from tests.programme import Nothing

NAME = "sim"


def with_gateway(app: App, folder: Path, **section: object) -> App:
    """The same app where a simulated gateway is configured."""
    folder.mkdir(mode=0o700, exist_ok=True)
    values = {"kind": "simulated", "folder": str(folder), **section}
    typed = {name: (value, "test") for name, value in values.items()}
    return replace(app, settings=replace(app.settings, gateways={NAME: typed}))


def gateway_of(app: App) -> SimulatedGateway:
    """The gateway itself, to make it do things."""
    return open_simulated(app.settings, NAME)


def paid_online(app: App, ctx: Context, *seats: str, show: str = "1") -> str:
    """A booking that the gateway has taken the money for: its reference."""
    booking = reservations.book(app, ctx, book_request(*seats, show=show)).booking

    def body(session: WriteSession, _request: Nothing) -> Result:
        _take(session, app, booking.ref)
        return Result()

    app.db.write(ctx, Nothing(), body)
    return booking.ref


def _take(session: WriteSession, app: App, ref: str) -> None:
    found = bookings.get_booking(session, ref)
    show = shows.lock_show(session, str(found.show_id))
    booking = bookings.lock_booking(session, ref)
    payment_id = session.ctx.ids.uuid7(session.now_ms)
    gateway, amount = gateway_of(app), booking.total_minor
    page = gateway.start(
        payment_id, amount_minor=amount, currency=booking.currency, reference=ref,
        created_at_ms=session.now_ms, expires_at_ms=booking.expires_at_ms,
    )  # fmt: skip
    gateway.simulate(page.session_id, Outcome.SUCCESS, now_ms=session.now_ms)
    paid = gateway.look_up(page.session_id)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    reservations.seats_for_good(session, booking, show, lines)
    reservations.confirm(session, booking, lines, status=BookingStatus.PENDING)
    row = {
        "id": payment_id, "booking_id": booking.id, "till": session.till, "method": "gateway",
        "status": str(PaymentStatus.CAPTURED), "currency": booking.currency,
        "amount_minor": amount, "tendered_minor": amount, "change_minor": 0, "rounding_minor": 0,
        "slip": "", "created_at_ms": session.now_ms, "captured_at_ms": session.now_ms,
        "gateway": NAME, "session_id": page.session_id, "transaction_id": paid.transaction_id,
    }  # fmt: skip
    session.insert(Payment, [row])
    session.step(
        Subject.PAYMENT, payment_id, "", PaymentStatus.CAPTURED, booking=booking.id,
        amount_minor=amount, method="gateway",
    )  # fmt: skip
