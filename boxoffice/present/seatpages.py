"""A hall wider than the terminal in parts that fit, cut at aisles and never through a sofa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from boxoffice.present.seatgrid import Grid
from boxoffice.services.results import SeatView

_SOFA = 10_000
"""Cutting a sofa costs more than cutting every row of any hall."""


def parts_of(grid: Grid, *, widths: Sequence[int], room: int) -> tuple[range, ...]:
    """Stretches of columns that each fit into `room`, of about equal width."""
    edges = [0, *accumulate(widths)]
    costs = _cut_costs(grid) if edges[-1] > room else {}
    used = grid.used()
    parts: list[range] = []
    start = 0
    while start < grid.columns:
        end = _end(edges, costs, start=start, room=room)
        last = end
        while last - 1 not in used:
            last -= 1
        parts.append(range(start, last))
        start = end
        while start < grid.columns and start not in used:
            start += 1
    return tuple(parts)


def _end(edges: Sequence[int], costs: Mapping[int, int], *, start: int, room: int) -> int:
    """Where the part that begins at `start` stops: the cheapest cut near an even share."""
    left = edges[-1] - edges[start]
    if left <= room:
        return len(edges) - 1
    even = left / -(-left // room)
    fitting = [cut for cut in range(start + 1, len(edges)) if edges[cut] - edges[start] <= room]
    if not fitting:
        return start + 1
    far = [cut for cut in fitting if edges[cut] - edges[start] >= room / 2] or fitting[-1:]
    return min(
        far, key=lambda cut: (costs.get(cut, 0), abs(edges[cut] - edges[start] - even), -cut)
    )


def _cut_costs(grid: Grid) -> dict[int, int]:
    """What a cut before each column tears apart: neighbours, and above all the two of a sofa."""
    costs: dict[int, int] = {}
    for row in grid.rows:
        for column in row.seats:
            if column - 1 in row.seats:
                costs[column] = costs.get(column, 0) + 1
        for column in _second_halves(row.seats):
            costs[column] = costs.get(column, 0) + _SOFA
    return costs


def _second_halves(seats: Mapping[int, SeatView]) -> list[int]:
    """The columns of the right halves of sofas: every second one of adjoining couple seats."""
    halves: list[int] = []
    first: int | None = None
    for column in sorted(seats):
        if seats[column].kind != "couple":
            first = None
        elif first == column - 1:
            halves.append(column)
            first = None
        else:
            first = column
    return halves
