"""Where each seat of a house goes on a grid of character cells: never two in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import hypot

from boxoffice.domain.layouts import AISLE_GAP, PITCH, along, is_upright
from boxoffice.services.results import SeatView

_WIDEST_AISLE = 2
_ROW_GAP = 1.5
_SIDES = ("", "left", "right")

Rows = Mapping[str, Sequence[SeatView]]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its seats by column from the left, and whether a cross aisle lies before it."""

    name: str
    seats: dict[int, SeatView]
    after_aisle: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """One zone of a house: rows from the screen backwards over `columns` columns.

    Rows that stand upright are grids of their own, `side` left or right, laid across: from the
    screen to the back is from left to right, and the row nearest the middle comes first.
    """

    zone: str
    rows: tuple[GridRow, ...]
    columns: int
    side: str = ""

    def used(self) -> frozenset[int]:
        """The columns in which any row has a seat; the others are aisles all the way back."""
        return frozenset(column for row in self.rows for column in row.seats)


def grids_of(seats: Iterable[SeatView]) -> tuple[Grid, ...]:
    """A grid per zone, the zone nearest the screen first, then those of its sides."""
    zones: dict[str, dict[str, list[SeatView]]] = {}
    for seat in seats:
        zones.setdefault(seat.zone, {}).setdefault(seat.row, []).append(seat)
    grids = [(_front(rows.values()), zone, rows) for zone, rows in zones.items()]
    return tuple(
        _grid(zone, part, side=side)
        for _, zone, rows in sorted(grids, key=lambda each: each[0])
        for side, part in _sides(rows)
    )


def _sides(rows: Rows) -> list[tuple[str, Rows]]:
    """The rows that run across, then the upright ones left and right of their middle.

    Where all stand upright, the hall is drawn as it is told.
    """
    upright = {name: row for name, row in rows.items() if is_upright(row)}
    if not upright or len(upright) == len(rows):
        return [("", rows)]
    across = {name: row for name, row in rows.items() if name not in upright}
    middle = _middle([seat.x for row in across.values() for seat in row])
    parts: dict[str, dict[str, Sequence[SeatView]]] = {side: {} for side in _SIDES}
    parts[""] = across
    for name, row in upright.items():
        side = "left" if _middle([seat.x for seat in row]) < middle else "right"
        parts[side][name] = row
    return [(side, part) for side, part in parts.items() if part]


def _middle(places: Sequence[int]) -> float:
    return (min(places) + max(places)) / 2


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


def _grid(zone: str, rows: Rows, *, side: str) -> Grid:
    """Every row along its own direction: columns are how far along it a seat stands."""
    lies = {name: bool(side) or is_upright(row) for name, row in rows.items()}
    ordered = sorted(rows.items(), key=lambda item: _depth(item[1], side=side))
    places = {name: _places(row, upright=lies[name]) for name, row in ordered}
    origin = min(place for positions in places.values() for place in positions)
    placed: list[tuple[str, dict[int, SeatView]]] = []
    for name, row in ordered:
        columns = columns_of(places[name], origin=origin)
        placed.append((name, dict(zip(columns, along(row), strict=True))))
    narrowed, width = _narrowed(column for _, row in placed for column in row)
    aisles = _cross_aisles([_depth(row, side=side) for _, row in ordered])
    return Grid(
        zone,
        tuple(
            GridRow(name, {narrowed[column]: seat for column, seat in row.items()}, aisle)
            for (name, row), aisle in zip(placed, aisles, strict=True)
        ),
        width,
        side,
    )


def _depth(row: Sequence[SeatView], *, side: str) -> int:
    """How far back a row stands, or how far out where it stands upright at a side."""
    if side:
        return min(seat.x for seat in row) * (1 if side == "right" else -1)
    return min(seat.y for seat in row)


def _places(row: Sequence[SeatView], *, upright: bool) -> list[int]:
    """How far along the row each seat stands, in rising order, the row's middle where it is.

    A row that runs straight across keeps its x; in one that is turned or curved, seats are as far
    apart as they really are.
    """
    seats = along(row)
    starts = [seat.y if upright else seat.x for seat in seats]
    steps = [hypot(one.x - other.x, one.y - other.y) for one, other in pairwise(seats)]
    passed = list(accumulate(steps, initial=0.0))
    shift = (starts[0] + starts[-1] - passed[-1]) / 2
    return [round(shift + place) for place in passed]


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
    deep = sorted(gap for gap in gaps if gap > PITCH // 2)
    usual = deep[len(deep) // 2] if deep else 0
    return [False, *(gap > usual * _ROW_GAP > 0 for gap in gaps)]


def _front(rows: Iterable[Iterable[SeatView]]) -> int:
    return min(seat.y for row in rows for seat in row)
