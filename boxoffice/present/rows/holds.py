"""Holds as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.moments import clock_time
from boxoffice.present.rows.shows import show_words
from boxoffice.present.tables import Column, Table
from boxoffice.services.results import HoldView, ShowLabel

_COLUMNS = (
    Column("id_words", "Hold", only_for_people=True),
    Column("show_id"),
    Column("show_words", "Show", is_flexible=True, only_for_people=True, yields_last=True),
    Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
    Column("status", "Status"),
    Column("until", "Until", only_for_people=True),
    Column("till", "Till", is_flexible=True),
    Column("id"),
    Column("seats"),
    Column("expires_at"),
)


def table(
    holds: Sequence[HoldView], *, shows: Mapping[int, ShowLabel] | None = None, title: str = ""
) -> Table:
    """Holds in their order, each with its show in words where that is given, else its number."""
    shows = shows or {}
    rows = tuple(
        (
            short_id(hold.id),
            hold.show_id,
            show_words(shows[hold.show_id]) if hold.show_id in shows else str(hold.show_id),
            spoken(hold.seats),
            hold.status,
            clock_time(hold.expires_at),
            hold.till,
            hold.id,
            ",".join(hold.seats),
            hold.expires_at,
        )
        for hold in holds
    )
    return Table("holds", _COLUMNS, rows, title)
