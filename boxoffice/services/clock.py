"""Believing the wall clock again after it jumped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import NEW, Subject
from boxoffice.services import sweep
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage import clock
from boxoffice.storage.sqlite import clock_values

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession


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
    session.step(Subject.CLOCK, session.op_key, NEW, "accepted", moved_ms=moved_ms)
    session.run(clock.accept_clock, **values)
    return ClockAccepted(accepted=True, moved_ms=moved_ms)
