"""What becomes of a booking whose online payment failed, ran out or was called off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxoffice.domain.lifecycle import BookingStatus, PaymentMethod, PaymentStatus, Subject
from boxoffice.errors import Conflict
from boxoffice.services import captures, reservations, shows
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.outbound.gateways.protocol import Event
    from boxoffice.services.captures import Matter
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row

EXTEND = "extend"
SLACK_MS = 60_000
"""A gateway counts a session's end in whole seconds, or minutes."""


def fail(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """The payment failed: the booking waits once more, or is given up, as the house wants."""
    if not _end(session, matter, PaymentStatus.FAILED, event):
        return "behind", {"status": matter.payment.status}
    if matter.status != BookingStatus.PENDING or _another(matter):
        return "failed", {}
    settings = session.ctx.settings.for_theatre(matter.show.theatre_key)
    if settings.payment_failed != EXTEND:
        reservations.end_unpaid(session, matter.booking, BookingStatus.CANCELLED)
        return "failed_cancelled", {}
    if matter.booking.extended:
        return "failed", {}
    until_ms = session.now_ms + settings.pending_minutes * shows.MINUTE_MS
    extend(session, matter.booking, until_ms=max(until_ms, matter.booking.expires_at_ms))
    return "failed_extended", {}


def expire(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """The page is over: so is the booking that was to last as long, and its seats are free."""
    was = matter.payment
    if not _end(session, matter, PaymentStatus.EXPIRED, event):
        return "behind", {"status": was.status}
    lasted = was.expires_at_ms + SLACK_MS >= matter.booking.expires_at_ms
    if matter.status == BookingStatus.PENDING and lasted and not _another(matter):
        reservations.end_unpaid(session, matter.booking, BookingStatus.EXPIRED)
    return "expired", {}


def void(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """The page was closed; the booking waits for its money until its own time."""
    if not _end(session, matter, PaymentStatus.VOIDED, event):
        return "behind", {"status": matter.payment.status}
    return "voided", {}


def authorize(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """The payer's bank keeps the money for us; it is still to be taken."""
    if matter.payment.status != PaymentStatus.INITIATED:
        return "behind", {"status": matter.payment.status}
    captures.move(session, matter.payment, PaymentStatus.AUTHORIZED, event)
    return "authorized", {}


def extend(session: WriteSession, booking: Row, *, until_ms: int) -> None:
    """Let a pending booking wait once more: its seats, offers and vouchers with it."""
    session.step(
        Subject.BOOKING, booking.id, booking.status, BookingStatus.PENDING,
        until_ms=until_ms, extended=1,
    )  # fmt: skip
    of = {"booking_id": booking.id, "until_ms": until_ms}
    session.run(queries.extend_booking, **of)
    seats = session.run(queries.extend_claims, show_id=booking.show_id, **of)
    lines = session.all(booking_queries.lines_of, booking_id=booking.id)
    if seats != len(lines):
        raise Retry(
            Conflict("bookings.seats_differ", ref=booking.ref, lines=len(lines), seats=seats)
        )
    for statement in (queries.extend_codes, queries.extend_redemptions, queries.extend_vouchers):
        session.run(statement, **of)


def _end(session: WriteSession, matter: Matter, status: PaymentStatus, event: Event) -> bool:
    """End a payment that is still begun, and its counter parts; False where it is past that."""
    if matter.payment.status not in captures.OPEN:
        return False
    beside = matter.beside
    captures.move(session, matter.payment, status, event)
    captures.void_open(session, beside)
    return True


def _another(matter: Matter) -> bool:
    """Whether another page is open for the same booking."""
    return any(
        each.status in captures.OPEN and each.method == PaymentMethod.GATEWAY
        for each in matter.payments
    )
