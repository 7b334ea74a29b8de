"""Screens that nothing new may be played on for a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.errors import Refused
from boxoffice.storage.queries import moving as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


def refuse_closed(session: ReadSession, shows: Iterable[tuple[int, int, int, str]]) -> None:
    """Refuse shows (screen id, start, end, name) that are new on a screen while it is closed."""
    for screen_id, starts_ms, ends_ms, name in shows:
        closed = closed_between(session, screen_id, from_ms=starts_ms, to_ms=ends_ms)
        if closed is not None:
            raise Refused(
                "closures.closed", show=name, reason=closed.reason,
                **{
                    "from": times.local(closed.from_ms, zone=closed.zone).isoformat(),
                    "to": times.local(closed.to_ms, zone=closed.zone).isoformat(),
                },
            )  # fmt: skip


def closed_between(session: ReadSession, screen_id: int, *, from_ms: int, to_ms: int) -> Row | None:
    """The first closure of a screen that a stretch of time runs into, or None."""
    known = session.within(
        ("closures", screen_id),
        lambda: session.all(queries.closures_of_screen, screen_id=screen_id, now_ms=session.now_ms),
    )
    return next((row for row in known if row.from_ms < to_ms and from_ms < row.to_ms), None)
