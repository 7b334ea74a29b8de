"""Seats measured in pixels, metres or columns brought to seat widths, rows across the hall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin
from statistics import median, median_low

from boxoffice.domain.drawn_layouts import MOST_SEATS
from boxoffice.domain.layout_files import LONGEST_TEXT, Found
from boxoffice.domain.layouts import PITCH, Seat, along, printable
from boxoffice.errors import Invalid

FURTHEST = 100_000
"""Seat widths from one end of a hall to the other; more is a slip of the hand."""

_STRAIGHT_DEGREES = 1
_ALIKE_DEGREES = 5
_MOST_TURNED = 0.9

Rows = Mapping[tuple[str, str], Sequence[Found]]


def rows_of(found: Iterable[Found]) -> Rows:
    """Seats by zone and row, each row in order along its own direction."""
    rows: dict[tuple[str, str], list[Found]] = {}
    for seat in found:
        rows.setdefault((seat.zone, seat.row), []).append(seat)
    return {name: along(row) for name, row in rows.items()}


def usual_step(found: Sequence[Found]) -> float:
    """The median distance between neighbours of a row, in the file's unit; 0 without any."""
    steps = [
        hypot(one.x - other.x, one.y - other.y)
        for row in rows_of(found).values()
        for one, other in pairwise(row)
    ]
    return float(median_low(kept)) if (kept := [step for step in steps if step > 0]) else 0.0


def to_seats(found: Sequence[Found], *, unit: float) -> tuple[Seat, ...]:
    """Seats of a plan whose first seat from the left and the front is at 0; `unit` a seat width.

    Whatever cannot be a hall is Invalid("layouts.…") with its line.
    """
    if len(found) > MOST_SEATS:
        raise Invalid("layouts.too_large", most=MOST_SEATS, line=found[MOST_SEATS].line)
    if not found:
        raise Invalid("layouts.empty")
    left, front = min(seat.x for seat in found), min(seat.y for seat in found)
    seats = []
    for id_, seat in enumerate(found, start=1):
        x, y = (seat.x - left) / unit, (seat.y - front) / unit
        if max(x, y) > FURTHEST:
            raise Invalid(
                "layouts.too_far", label=printable(seat.row + seat.number), line=seat.line
            )
        for text in (seat.row, seat.number):
            if not text.strip() or len(text) > LONGEST_TEXT or len(seat.zone) > LONGEST_TEXT:
                raise Invalid("layouts.bad_name", text=printable(text), line=seat.line)
        seats.append(
            Seat(
                id=id_, row=seat.row, number=seat.number, category=seat.category,
                x=round(x * PITCH), y=round(y * PITCH), kind=seat.kind, zone=seat.zone,
                guid=seat.guid,
            )
        )  # fmt: skip
    return tuple(seats)


def straightened(found: Sequence[Found]) -> list[Found]:
    """The same hall turned so that its rows run across, where nearly all run one other way.

    Rows that stand upright are turned so that the first by name is nearest the screen.
    """
    angle = _common_angle(rows_of(found))
    if abs(angle) <= _STRAIGHT_DEGREES:
        return list(found)
    if abs(angle) <= 45:
        return _turned(found, -angle)
    turned = _turned(found, -angle)
    depths: dict[str, list[float]] = {}
    for seat in turned:
        depths.setdefault(seat.row, []).append(seat.y)
    names = sorted(depths, key=natural)
    first, last = median(depths[names[0]]), median(depths[names[-1]])
    return turned if first <= last else _turned(turned, 180)


def natural(name: str) -> tuple[int, int, str]:
    """How people order names of rows: 2 before 10, Z before AA."""
    digits = re.match(r"\d{1,9}", name, re.ASCII)
    return (0, int(digits[0]), name) if digits else (1, len(name), name.casefold())


def by_name(seat: Seat) -> tuple[str, tuple[int, int, str], tuple[int, int, str]]:
    """Sorts seats as a list of them is read: by zone, row and number."""
    return seat.zone, natural(seat.row), natural(seat.number)


def _common_angle(rows: Rows) -> float:
    """The angle in degrees (-90 to 90) at which nearly all seats' rows run, or 0."""
    chords = [
        (degrees(atan2(row[-1].y - row[0].y, row[-1].x - row[0].x)), len(row))
        for row in rows.values()
        if len(row) > 1
    ]
    if not chords:
        return 0.0
    doubled = [(radians(2 * angle), seats) for angle, seats in chords]
    mean = atan2(
        sum(sin(angle) * seats for angle, seats in doubled),
        sum(cos(angle) * seats for angle, seats in doubled),
    )
    common = degrees(mean) / 2
    alike = sum(seats for angle, seats in chords if _apart(angle, common) <= _ALIKE_DEGREES)
    if alike < _MOST_TURNED * sum(seats for _, seats in chords):
        return 0.0
    return 90.0 if 90 - abs(common) <= _STRAIGHT_DEGREES else common


def _apart(one: float, other: float) -> float:
    """Degrees between two directions that have no front and back."""
    return abs((one - other + 90) % 180 - 90)


def _turned(found: Sequence[Found], angle: float) -> list[Found]:
    right, back = _exact(cos(angle * pi / 180)), _exact(sin(angle * pi / 180))
    return [
        replace(seat, x=seat.x * right - seat.y * back, y=seat.x * back + seat.y * right)
        for seat in found
    ]


def _exact(value: float) -> float:
    """Quarter turns without the rounding of a sine."""
    return float(round(value)) if abs(value - round(value)) < 1e-12 else value
