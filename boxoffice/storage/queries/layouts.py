"""The seats of a plan."""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, select

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.layouts import SeatRow

seat = SeatRow.__table__.c  # type: ignore[attr-defined]


@named
def seats_of_layout() -> Executable:
    """Every seat of a plan, in the order it was drawn."""
    return (
        select(seat.id, seat.zone, seat.row, seat.number, seat.category, seat.kind, seat.x, seat.y)
        .where(seat.layout_id == bindparam("layout_id", type_=INTEGER))
        .order_by(seat.id)
    )
