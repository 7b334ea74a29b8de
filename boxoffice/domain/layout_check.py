"""What is odd about a hall before anybody buys a seat of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import hypot

from boxoffice.domain.layout_files import LayoutFile
from boxoffice.domain.layouts import PITCH, Fault, Plan, Seat, SeatKind, find_faults

MOST_BETWEEN_AISLES = 16
MOST_FROM_ONE_AISLE = 8
"""Seats of one run with an aisle at both of its ends, and at one.

Building codes set 14 and 7 as the base for rows with the least clear width and more where rows
stand further apart (International Building Code, section 1029, on aisle accessways): a bit above
that base is worth a look at the licence of the house.
"""

MOST_OF_A_KIND = 50
"""More findings of one kind say nothing new."""

_OVERLAP = 60
_SPACING = (85, 125)
_CELL = 200


class Level(StrEnum):
    """Whether seats cannot be sold as they are, or somebody should look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a hall, with the line of the seat it is about, or 0."""

    level: Level
    fault: Fault
    line: int = 0


def check(file: LayoutFile, *, priced: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Everything wrong, then everything odd; `priced` are the categories that have a price.

    None means that nothing is known of prices, "" among them that every category has one.
    """
    plan = file.plan
    near = _Near(plan.seats)
    errors = [*find_faults(plan), *_overlaps(near)]
    warnings = [*_broken(file), *file.notes]
    if not plan.is_unreserved:
        warnings += [*_far_from_aisles(plan, near), *_odd_spacing(plan)]
    if priced is not None and "" not in priced:
        warnings += _unpriced(plan, priced)
    found = [Finding(Level.ERROR, fault, _line(file, fault)) for fault in errors]
    found += [Finding(Level.WARNING, fault, _line(file, fault)) for fault in warnings]
    return tuple(_not_too_many(found))


def _line(file: LayoutFile, fault: Fault) -> int:
    return file.line_of.get(str(fault.details.get("label", "")), 0)


def _not_too_many(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[tuple[Level, str]] = Counter()
    for finding in findings:
        seen[finding.level, finding.fault.code] += 1
        if seen[finding.level, finding.fault.code] <= MOST_OF_A_KIND:
            yield finding
    for (level, _), count in seen.items():
        if count > MOST_OF_A_KIND:
            yield Finding(level, Fault("layouts.and_more", {"count": count - MOST_OF_A_KIND}))


class _Near:
    """Finds the seats close to a place without looking at all of them."""

    def __init__(self, seats: Sequence[Seat]) -> None:
        self.seats = seats
        self._cells: dict[tuple[int, int], list[Seat]] = {}
        for seat in seats:
            self._cells.setdefault((seat.x // _CELL, seat.y // _CELL), []).append(seat)

    def at(self, x: float, y: float, *, within: float) -> list[Seat]:
        column, depth = int(x // _CELL), int(y // _CELL)
        return [
            seat
            for across in (column - 1, column, column + 1)
            for back in (depth - 1, depth, depth + 1)
            for seat in self._cells.get((across, back), ())
            if hypot(seat.x - x, seat.y - y) < within
        ]


def _overlaps(near: _Near) -> Iterator[Fault]:
    """Pairs of seats that would stand in one another; those on one spot are told already."""
    for seat in near.seats:
        for other in near.at(seat.x, seat.y, within=_OVERLAP):
            if other.id < seat.id and (other.x, other.y) != (seat.x, seat.y):
                apart = hypot(seat.x - other.x, seat.y - other.y) / PITCH
                details = {"label": seat.label, "other": other.label, "apart": round(apart, 2)}
                yield Fault("layouts.overlap", details)
                break


def _broken(file: LayoutFile) -> list[Fault]:
    labels = list(file.broken)
    return [Fault("layouts.broken", {"labels": labels})] if labels else []


def _far_from_aisles(plan: Plan, near: _Near) -> Iterator[Fault]:
    """Runs that are longer than people can be asked to pass, by how many ends are open."""
    for run in plan.runs:
        ends = sum(_is_open(end, run, near) for end in ("left", "right"))
        most = (0, MOST_FROM_ONE_AISLE, MOST_BETWEEN_AISLES)[ends]
        if len(run) > most:
            details = {"label": run[0].label, "other": run[-1].label, "seats": len(run)}
            details |= {"most": most, "ends": ends}
            yield Fault("layouts.no_aisle" if ends == 0 else "layouts.long_run", details)


def _is_open(end: str, run: Sequence[Seat], near: _Near) -> bool:
    """Whether nobody sits where one steps out of a run; a wall there is in no plan."""
    last, before = (run[0], run[1:2]) if end == "left" else (run[-1], run[-2:-1])
    step = hypot(last.x - before[0].x, last.y - before[0].y) if before else 0.0
    if step == 0:
        return True
    x = last.x + (last.x - before[0].x) / step * PITCH
    y = last.y + (last.y - before[0].y) / step * PITCH
    return not [seat for seat in near.at(x, y, within=_OVERLAP) if seat is not last]


def _odd_spacing(plan: Plan) -> Iterator[Fault]:
    """Neighbours closer or further apart than seats are; a wheelchair may take more room."""
    for run in plan.runs:
        for one, other in pairwise(run):
            apart = round(hypot(one.x - other.x, one.y - other.y))
            has_room = SeatKind.WHEELCHAIR in (one.kind, other.kind)
            if _OVERLAP <= apart < _SPACING[0] or (apart > _SPACING[1] and not has_room):
                details = {"label": other.label, "other": one.label, "apart": apart / PITCH}
                yield Fault("layouts.spacing", details)


def _unpriced(plan: Plan, priced: Collection[str]) -> list[Fault]:
    seats = Counter(seat.category for seat in plan.seats)
    return [
        Fault("layouts.unpriced", {"category": category, "seats": count})
        for category, count in seats.items()
        if category not in priced
    ]
