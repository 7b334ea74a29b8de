"""Screens that nothing new may be played on for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxoffice.domain import times
from boxoffice.errors import Refused
from boxoffice.storage.queries import moving as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


def refuse_closed(
    session: ReadSession, house: Row, screen: Row, *, show: str, starts_ms: int, ends_ms: int
) -> None:
    """Refuse a show that is new on a screen of a theatre while it is closed."""
    closed = closed_between(session, screen.id, from_ms=starts_ms, to_ms=ends_ms)
    if closed is not None:
        details = told(
            closed, show=show, starts_ms=starts_ms, ends_ms=ends_ms, zone=house.zone,
            screen=f"{house.key}/{screen.key}",
        )  # fmt: skip
        raise Refused("closures.closed", **details)


def told(
    closure: Row, *, show: str, starts_ms: int, ends_ms: int, zone: str, screen: str
) -> dict[str, Any]:
    """A show and the closure it runs into, each with its two ends."""
    ends = {
        "starts_at": starts_ms, "ends_at": ends_ms, "from": closure.from_ms, "to": closure.to_ms,
    }  # fmt: skip
    at = {name: times.local(ms, zone=zone).isoformat() for name, ms in ends.items()}
    return {"show": show, "screen": screen, "reason": closure.reason, **at}


def closed_between(session: ReadSession, screen_id: int, *, from_ms: int, to_ms: int) -> Row | None:
    """The first closure of a screen that a stretch of time runs into, or None."""
    known = session.within(
        ("closures", screen_id),
        lambda: session.all(queries.closures_of_screen, screen_id=screen_id, now_ms=session.now_ms),
    )
    return next((row for row in known if row.from_ms < to_ms and from_ms < row.to_ms), None)
