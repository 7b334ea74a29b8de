"""Believing the wall clock again after it jumped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import NEW, BookingStatus, HoldStatus, Subject
from boxoffice.services import holds, redemptions, sweep
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage import clock
from boxoffice.storage.queries import bookings, claims, vouchers
from boxoffice.storage.sqlite import clock_values

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row


class ClockAccepted(Result):
    """Whether a clock was set right, and by how much the time moved."""

    accepted: bool
    moved_ms: int


class AcceptClock(Request):
    """The wall clock is right, whatever the time was before."""

    answer: ClassVar[type[Result]] = ClockAccepted


def accept_clock(app: App, ctx: Context) -> ClockAccepted:
    """Go by the wall clock from now on; a PostgreSQL server has its own clock and needs none."""
    if app.settings.is_postgres:
        return ClockAccepted(accepted=False, moved_ms=0)
    return app.db.write(ctx, AcceptClock(), _accept)


def _accept(session: WriteSession, _: AcceptClock) -> ClockAccepted:
    """Before time goes back, what has run out is put on record: its seats may be others' by now."""
    values = clock_values(session.ctx.clock)
    moved_ms = values["wall_ms"] - session.now_ms
    if moved_ms < 0:
        sweep.expire_all(session)
        _shift(session, moved_ms)
    session.step(Subject.CLOCK, session.op_key, NEW, "accepted", moved_ms=moved_ms)
    session.run(clock.accept_clock, **values)
    return ClockAccepted(accepted=True, moved_ms=moved_ms)


def _shift(session: WriteSession, moved_ms: int) -> None:
    """Keep what still runs for as long as was meant, not until a time that was never near.

    A booking made before the time that it is now was promised by a clock that was right.
    """
    for hold in session.all(claims.active_holds, now_ms=session.now_ms):
        until_ms = hold.expires_at_ms + moved_ms
        holds.set_status(session, hold, HoldStatus.ACTIVE, until_ms=until_ms)
        _shift_claims(session, hold, until_ms)
    for booking in session.all(bookings.pending_since, from_ms=session.now_ms + moved_ms):
        until_ms = booking.expires_at_ms + moved_ms
        session.step(
            Subject.BOOKING, booking.id, booking.status, BookingStatus.PENDING, until_ms=until_ms
        )
        session.run(bookings.set_booking_expiry, booking_id=booking.id, until_ms=until_ms)
        redemptions.keep_until(session, booking, until_ms)
        session.run(vouchers.set_reservation_expiry, booking_id=booking.id, until_ms=until_ms)
        _shift_claims(session, booking, until_ms)


def _shift_claims(session: WriteSession, owner: Row, until_ms: int) -> None:
    session.run(
        claims.set_claims_expiry, of_owner=owner.id, show_id=owner.show_id, until_ms=until_ms
    )
