"""A move in words: from where to where, who is to be told, and how to do it."""

from __future__ import annotations

from boxoffice.present.labels import spoken
from boxoffice.present.moments import clock_time, day, day_and_time
from boxoffice.present.text import clean
from boxoffice.services.moving.results import MoveResult
from boxoffice.services.results import ShowLabel


def headline(result: MoveResult) -> str:
    """The show, and where and when it was and is."""
    was, now = result.was, result.show
    return f"Show {was.id} {clean(was.movie)}: {_place(was, now)} -> {_place(now, was)}"


def _place(show: ShowLabel, other: ShowLabel) -> str:
    theatre = "" if show.theatre == other.theatre else f"{clean(show.theatre)}, "
    return f"{day_and_time(show.starts_at)} {theatre}{clean(show.screen)}"


def remarks(result: MoveResult) -> list[str]:
    """How many keep their seats, and what becomes of blocks."""
    counts = result.counts
    parts = [_counted(counts.bookings, "booking"), _counted(counts.holds, "hold")]
    parties = ", ".join(part for part in parts if part) or "Nobody has a seat"
    seats = (
        f"seats that keep their label {counts.same_label}, that get another {counts.other_label}"
    )
    lines = [f"{parties}: {seats}." if counts.bookings + counts.holds else f"{parties}."]
    if counts.losing:
        lines.append(f"Of these {counts.losing} lose something, as listed.")
    for block in result.blocks:
        if block.seats:
            lines.append(f"Still blocked: {spoken(block.seats)} ({clean(block.reason)}).")
        if block.dropped:
            lines.append(
                f"Blocked no more, not in this hall: {spoken(block.dropped)}"
                f" ({clean(block.reason)})."
            )
    return lines


def closing(result: MoveResult, *, command: str) -> list[str]:
    """What to do next."""
    if not result.fits:
        return ["Not everybody has a seat there, so it cannot be applied as it is."]
    if not result.applied or result.is_plan:
        token = f" --plan-token {result.token}" if not result.applied else ""
        return [
            f"Nothing was written: this is what it would do. `{command} --apply{token}` does it."
        ]
    bookings = [party for party in result.parties if party.kind == "booking"]
    lines = []
    if any(party.tickets for party in bookings):
        lines.append(
            "The tickets sold before are void: `boxoffice ticket view REF` has the new ones."
        )
    if bookings:
        show = result.show
        lines.append(
            f"Tell each of them: {day(show.starts_at)} {clock_time(show.starts_at)},"
            f" {clean(show.theatre)}, {clean(show.screen)}, and their seats."
        )
    return lines


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""
