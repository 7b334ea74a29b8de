"""Where each seat of a house goes on a grid of character cells: never two in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from boxoffice.domain.layouts import AISLE_GAP, PITCH
from boxoffice.services.results import SeatView

_WIDEST_AISLE = 2
_ROW_GAP = 1.5


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its seats by column from the left, and whether a cross aisle lies before it."""

    name: str
    seats: dict[int, SeatView]
    after_aisle: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """One zone of a house: rows from the screen backwards over `columns` columns."""

    zone: str
    rows: tuple[GridRow, ...]
    columns: int

    def used(self) -> frozenset[int]:
        """The columns in which any row has a seat; the others are aisles all the way back."""
        return frozenset(column for row in self.rows for column in row.seats)


def grids_of(seats: Iterable[SeatView]) -> tuple[Grid, ...]:
    """A grid per zone, the zone nearest the screen first."""
    zones: dict[str, dict[str, list[SeatView]]] = {}
    for seat in seats:
        zones.setdefault(seat.zone, {}).setdefault(seat.row, []).append(seat)
    grids = [(_front(rows.values()), _grid(zone, rows)) for zone, rows in zones.items()]
    return tuple(grid for _, grid in sorted(grids, key=lambda each: each[0]))


def columns_of(positions: Sequence[int], *, origin: int) -> list[int]:
    """A column for each position of one row, in rising order, as near to x / PITCH as can be.

    Seats closer than one pitch (curved or turned rows) push one another apart evenly to both
    sides, and an aisle keeps a column of its own: isotonic regression of the distance to the
    leftmost column a seat can have, which rounding keeps rising.
    """
    steps = (2 if right - left > AISLE_GAP else 1 for left, right in pairwise(positions))
    least = list(accumulate(steps, initial=0))
    blocks: list[tuple[float, int]] = []
    for x, column in zip(positions, least, strict=True):
        total, size = (x - origin) / PITCH - column, 1
        while blocks and blocks[-1][0] * size >= total * blocks[-1][1]:
            before_total, before_size = blocks.pop()
            total, size = total + before_total, size + before_size
        blocks.append((total, size))
    offsets = [round(total / size) for total, size in blocks for _ in range(size)]
    return [offset + column for offset, column in zip(offsets, least, strict=True)]


def _grid(zone: str, rows: dict[str, list[SeatView]]) -> Grid:
    origin = min(seat.x for row in rows.values() for seat in row)
    ordered = sorted(rows.items(), key=lambda item: min(seat.y for seat in item[1]))
    placed: list[tuple[str, dict[int, SeatView]]] = []
    for name, row in ordered:
        row.sort(key=lambda seat: seat.x)
        columns = columns_of([seat.x for seat in row], origin=origin)
        placed.append((name, dict(zip(columns, row, strict=True))))
    narrowed, width = _narrowed(column for _, row in placed for column in row)
    aisles = _cross_aisles([min(seat.y for seat in row) for _, row in ordered])
    return Grid(
        zone,
        tuple(
            GridRow(name, {narrowed[column]: seat for column, seat in row.items()}, aisle)
            for (name, row), aisle in zip(placed, aisles, strict=True)
        ),
        width,
    )


def _narrowed(columns: Iterable[int]) -> tuple[dict[int, int], int]:
    """Columns counted from 0 with no aisle wider than two, and how many there are then."""
    narrowed: dict[int, int] = {}
    last, place = None, 0
    for column in sorted(set(columns)):
        if last is not None:
            place += min(column - last, _WIDEST_AISLE + 1)
        narrowed[column] = place
        last = column
    return narrowed, place + 1


def _cross_aisles(fronts: Sequence[int]) -> list[bool]:
    """Whether each row stands clearly further behind the one before it than rows usually do."""
    gaps = [after - before for before, after in pairwise(fronts)]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0
    return [False, *(gap > usual * _ROW_GAP > 0 for gap in gaps)]


def _front(rows: Iterable[Iterable[SeatView]]) -> int:
    return min(seat.y for row in rows for seat in row)
