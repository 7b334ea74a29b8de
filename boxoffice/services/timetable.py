"""When a screen is taken, the pause between two shows included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.errors import NotFound
from boxoffice.storage.queries import programme as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

LONGEST_SHOW_MS = 2 * 24 * 3_600_000
"""Longer than any show with the pause after it, so that a window finds all that could overlap."""


def get_show(session: ReadSession, show_id: int) -> Row:
    """A show with its film, screen and theatre, keys and ids included."""
    row = session.first(queries.show_by_id, show_id=show_id)
    if row is None:
        raise NotFound("shows.unknown", text=str(show_id), nearest=[])
    return row


def playing(
    session: ReadSession, screen_id: int, *, from_ms: int, to_ms: int, pause_ms: int = 0
) -> list[Row]:
    """The shows that take a screen within a stretch of time or the pause before and after it."""
    rows = session.all(
        queries.shows_of_screen_between, screen_id=screen_id,
        from_ms=from_ms - LONGEST_SHOW_MS, to_ms=to_ms + pause_ms,
    )  # fmt: skip
    return [
        row
        for row in rows
        if row.status != ShowStatus.CANCELLED and from_ms < row.ends_at_ms + pause_ms
    ]
