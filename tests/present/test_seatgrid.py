"""Rows that stand upright, run aslant or bend: every one a line that reads along itself."""

from __future__ import annotations

from math import cos, radians, sin

import pytest

from boxoffice.present.seatgrid import grids_of
from boxoffice.present.seatmap import draw_hall
from boxoffice.services.results import SeatView
from tests.present.factories import seat


def upright(name: str, x: int, numbers: range) -> list[SeatView]:
    return [seat(name, n, x=x, y=(n - numbers[0]) * 100) for n in numbers]


def across(name: str, y: int, count: int, x: int = 0) -> list[SeatView]:
    return [seat(name, n, x=x + n * 100, y=y) for n in range(1, count + 1)]


COURT = [
    *across("A", 1000, 6),
    *across("B", 1100, 6),
    *(upright("LL", -300, range(1, 5)) + upright("L", -200, range(1, 5))),
    *(upright("R", 900, range(1, 5)) + upright("RR", 1000, range(1, 5))),
]


def test_rows_that_stand_upright_are_drawn_at_their_sides() -> None:
    lines = draw_hall(COURT, title=["Court"], width=60, unicode=False).plain.splitlines()
    assert lines == [
        "Court",
        "",
        "  -- SCREEN -",
        "",
        "Main",
        "A 1 2 3 4 5 6 A",
        "B 1 2 3 4 5 6 B",
        "",
        "On the left, from the screen to the back",
        " L 1 2 3 4 L",
        "LL 1 2 3 4 LL",
        "",
        "On the right, from the screen to the back",
        " R 1 2 3 4 R",
        "RR 1 2 3 4 RR",
        "",
        "standard: 28, rows A-B, L-LL, R-RR",
        "28 seats",
    ]


def test_a_hall_of_upright_rows_only_is_drawn_as_it_is_told() -> None:
    (grid,) = grids_of(upright("B", 100, range(1, 4)) + upright("A", 0, range(1, 4)))
    assert (grid.side, [row.name for row in grid.rows]) == ("", ["B", "A"])
    assert [list(row.seats) for row in grid.rows] == [[0, 1, 2], [0, 1, 2]]


@pytest.mark.parametrize("angle", range(-40, 45, 10))
def test_an_aisle_stays_one_in_a_row_that_runs_aslant(angle: int) -> None:
    places = [0, 100, 200, 400, 500]
    row = [
        seat("A", n, x=round(x * cos(radians(angle))), y=round(x * sin(radians(angle))))
        for n, x in enumerate(places, 1)
    ]
    (grid,) = grids_of(row)
    assert [(column, each.number) for column, each in sorted(grid.rows[0].seats.items())] == [
        (0, "1"), (1, "2"), (2, "3"), (4, "4"), (5, "5"),
    ]  # fmt: skip


def test_a_bent_row_keeps_a_column_for_each_seat() -> None:
    row = [
        seat("A", n, x=round(-800 * cos(radians(a))), y=round(-800 * sin(radians(a))))
        for n, a in enumerate(range(10, 171, 7), 1)
    ]
    (grid,) = grids_of(row)
    columns = sorted(grid.rows[0].seats)
    assert columns == list(range(len(row)))
    assert [grid.rows[0].seats[c].number for c in columns] == [each.number for each in row]
