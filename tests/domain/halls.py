"""Any hall: rows with gaps, sofas, wheelchairs and zones, straight or bent, for property tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import cos, radians, sin

from hypothesis import strategies as st

from boxoffice.domain.layouts import Plan, Seat, SeatKind

ROWS = ["A", "B", "C", "D", "AA", "AB", "1", "2", "10", "Loge"]
KINDS = [SeatKind.STANDARD, SeatKind.STANDARD, SeatKind.WHEELCHAIR, SeatKind.COMPANION]


@st.composite
def halls(draw: st.DrawFn, *, straight: bool = False, counted: bool = False) -> Plan:
    """Up to eight rows of up to twelve seats, most of them beside one another.

    `straight` keeps to whole columns and lines, `counted` numbers each row 1, 2, 3.
    """
    zones = draw(st.sampled_from([[""], [""], ["", "BALCONY"], ["STALLS"]]))
    names = draw(st.lists(st.sampled_from(ROWS), unique=True, min_size=1, max_size=8))
    bend = 0 if straight else draw(st.integers(0, 6))
    seats: list[Seat] = []
    for depth, name in enumerate(names):
        x = 100 * draw(st.integers(0, 4)) + (0 if straight else draw(st.integers(0, 40)))
        zone = draw(st.sampled_from(zones))
        count = draw(st.integers(2, 12))
        first = 1 if counted else draw(st.integers(1, 40))
        category = draw(st.sampled_from(["standard", "premium", "sofa"]))
        couples = draw(st.integers(0, count // 2)) * 2
        aisles = draw(st.sets(st.integers(1, count - 1), max_size=max(0, (count - 2) // 3)))
        for place in range(count):
            is_couple = place < couples
            if place:
                in_sofa = is_couple and place % 2
                x += 100 if place not in aisles or in_sofa else 100 * draw(st.integers(2, 3))
            seats.append(
                Seat(
                    id=len(seats) + 1, row=name, number=str(first + place), category=category,
                    x=x, y=depth * 100 + bend * ((x - 700) // 100) ** 2 // 4,
                    kind=SeatKind.COUPLE if is_couple else draw(st.sampled_from(KINDS)),
                    zone=zone, guid=draw(st.sampled_from(["", f"s-{len(seats)}"])),
                )
            )  # fmt: skip
    return Plan(tuple(seats))


Told = dict[str, tuple[str, SeatKind]]


def told(seats: Sequence[Seat]) -> Told:
    """Category and kind of each seat by label."""
    return {seat.label: (seat.category, seat.kind) for seat in seats}


def runs(plan: Plan) -> set[frozenset[str]]:
    """Who sits in one stretch with whom."""
    return {frozenset(seat.label for seat in run) for run in plan.runs}


def sofas(plan: Plan) -> set[frozenset[str]]:
    """Who shares a sofa."""
    return {frozenset(seat.label for seat in pair) for pair in plan.sofas.values()}


def pretix_turned(plan: Plan, *, angle: float, pixels: float) -> str:
    """The plan as a bare pretix file, turned and drawn larger or smaller."""
    right, back = cos(radians(angle)) * pixels / 100, sin(radians(angle)) * pixels / 100
    rows: dict[str, list[Seat]] = {}
    for seat in plan.seats:
        rows.setdefault(seat.row, []).append(seat)
    written = [
        {
            "row_number": row,
            "position": {"x": 300, "y": -40.5},
            "seats": [
                {
                    "seat_guid": f"{row}-{seat.number}", "seat_number": seat.number,
                    "category": f"{seat.category}/{seat.kind}",
                    "position": {
                        "x": seat.x * right - seat.y * back, "y": seat.x * back + seat.y * right,
                    },
                }
                for seat in seats
            ],
        }
        for row, seats in rows.items()
    ]  # fmt: skip
    categories = [{"name": name} for name in sorted({seat.category for seat in plan.seats})]
    zone = {"name": "Main", "position": {"x": 1, "y": 2}, "rows": written}
    return json.dumps({"name": "Hall", "categories": categories, "zones": [zone]})
