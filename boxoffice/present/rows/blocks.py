"""Blocks as rows."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.tables import Column, Table
from boxoffice.services.blocks import BlockView

_COLUMNS = (
    Column("id_words", "Block", only_for_people=True),
    Column("show_id", "Show", is_number=True),
    Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
    Column("status", "Status"),
    Column("reason", "Reason", is_flexible=True),
    Column("id"),
    Column("seats"),
)


def table(blocks: Sequence[BlockView], *, title: str = "") -> Table:
    """Blocks in their order."""
    rows = tuple(
        (
            short_id(block.id), block.show_id, spoken(block.seats), block.status, block.reason,
            block.id, ",".join(block.seats),
        )
        for block in blocks
    )  # fmt: skip
    return Table("blocks", _COLUMNS, rows, title)
