"""What a set-up must not do: take away, move or shift what somebody holds, bought or plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.errors import Refused
from boxoffice.storage.queries import setup as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import WriteSession
from boxoffice.storage.statements import Row

MOST_NAMED = 20
LONGEST_SHOW_MS = 2 * 24 * 3_600_000
"""Longer than any show with the pause after it, so that a window finds all that could overlap."""

_STRANDING = {
    "movie_id": "film",
    "screen_id": "screen",
    "layout_id": "plan",
    "starts_at_ms": "time",
}


def keep_history(row: Row, wanted: dict[str, Any], *, now_ms: int) -> None:
    """Leave alone what a file cannot undo: a status set by hand, the plan of a show now over."""
    if wanted["status"] == ShowStatus.ON_SALE and row.status != ShowStatus.DRAFT:
        wanted["status"] = row.status
    if row.ends_at_ms <= now_ms:
        wanted["layout_id"] = row.layout_id
        wanted["ends_at_ms"] = row.ends_at_ms


def refuse_stranding(
    session: WriteSession, found: Mapping[str, Row], wanted: Mapping[str, Mapping[str, Any]]
) -> None:
    """A show with live claims keeps its film, screen, plan and time."""
    changes = {
        row.id: [word for name, word in _STRANDING.items() if wanted[key][name] != vars(row)[name]]
        for key, row in found.items()
        if any(
            wanted[key][name] != value for name, value in vars(row).items() if name in wanted[key]
        )
    }
    if not changes:
        return
    for start in range(0, len(changes), queries.CHUNK):
        chunk = sorted(changes)[start : start + queries.CHUNK]
        filled = chunk + chunk[-1:] * (queries.CHUNK - len(chunk))
        session.lock(
            queries.lock_shows, **{f"key_{index}": key for index, key in enumerate(filled)}
        )
    unpublished = [
        row.id
        for key, row in found.items()
        if wanted[key]["status"] == ShowStatus.DRAFT and row.status != ShowStatus.DRAFT
    ]
    if unpublished:
        raise Refused("setup.already_on_sale", shows=sorted(unpublished)[:MOST_NAMED])
    risky = [show_id for show_id, words in changes.items() if words]
    claimed = {
        row.show_id: row.seats
        for row in rows_among(session, queries.claimed_shows, risky, now_ms=session.now_ms)
    }
    if claimed:
        shows = [
            {"id": show_id, "seats": claimed[show_id], "changes": changes[show_id]}
            for show_id in sorted(claimed)
        ]
        raise Refused("setup.would_strand", shows=shows[:MOST_NAMED], count=len(shows))


def refuse_layouts_in_use(session: WriteSession, replaced: Mapping[str, Row]) -> None:
    """A plan that a show is played on keeps its seats."""
    keys = {row.id: key for key, row in replaced.items()}
    rows = list(rows_among(session, queries.shows_of_layouts, keys))
    if rows:
        raise Refused(
            "setup.layout_in_use",
            layouts=sorted({keys[row.layout_id] for row in rows}),
            shows=[row.id for row in rows][:MOST_NAMED],
            count=len(rows),
        )


def refuse_moved_theatres(
    session: WriteSession, found: Mapping[str, Row], wanted: Mapping[str, Mapping[str, Any]]
) -> None:
    """Zone and currency are what past and future shows were timed and sold in."""
    moved = {
        row.id: key
        for key, row in found.items()
        if (row.zone, row.currency) != (wanted[key]["zone"], wanted[key]["currency"])
    }
    rows = list(rows_among(session, queries.shows_of_theatres, moved))
    if rows:
        theatres = sorted(moved[row.theatre_id] for row in rows)
        raise Refused(
            "setup.theatre_in_use", theatres=theatres, count=sum(row.shows for row in rows)
        )


def refuse_overlaps(
    session: WriteSession,
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    turnaround_ms: Mapping[int, int],
) -> None:
    """Shows of the file leave the turnaround to shows that the file does not name."""
    if not wanted:
        return
    starts = [show["starts_at_ms"] for show in wanted.values()]
    rows = rows_among(
        session, queries.shows_on_screens, turnaround_ms,
        from_ms=min(starts) - LONGEST_SHOW_MS, to_ms=max(starts) + LONGEST_SHOW_MS,
    )  # fmt: skip
    shows = [
        (row.screen_id, row.starts_at_ms, row.ends_at_ms, row.key, row.id)
        for row in rows
        if row.key not in wanted
    ]
    if not shows:
        return
    shows += [
        (show["screen_id"], show["starts_at_ms"], show["ends_at_ms"], key, 0)
        for key, show in wanted.items()
        if show["status"] != ShowStatus.CANCELLED
    ]
    shows.sort()
    latest: tuple[int, int, int, str, int] | None = None
    for each in shows:
        if latest is not None and latest[0] == each[0]:
            free_at_ms = latest[2] + turnaround_ms[each[0]]
            if each[1] < free_at_ms and 0 in (latest[4], each[4]):
                ours, theirs = (each, latest) if each[4] == 0 else (latest, each)
                raise Refused("setup.overlaps", show=ours[3], other=theirs[4], other_key=theirs[3])
            if latest[2] >= each[2]:
                continue
        latest = each
