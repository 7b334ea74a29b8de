"""Holds as rows."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.moments import clock_time
from boxoffice.present.tables import Column, Table
from boxoffice.services.results import HoldView

_COLUMNS = (
    Column("id_words", "Hold", only_for_people=True),
    Column("show_id", "Show", is_number=True),
    Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
    Column("status", "Status"),
    Column("until", "Until", only_for_people=True),
    Column("till", "Till", is_flexible=True),
    Column("id"),
    Column("seats"),
    Column("expires_at"),
)


def table(holds: Sequence[HoldView], *, title: str = "") -> Table:
    """Holds in their order."""
    rows = tuple(
        (
            short_id(hold.id),
            hold.show_id,
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
