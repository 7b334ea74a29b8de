"""A hall as its plan describes it: seats with a place, rows, and who sits beside whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

PITCH = 100
"""One seat width: positions x and y are integers in hundredths of it."""

AISLE_GAP = 150
"""Two seats of one row further apart than this (centre to centre, along x) have an aisle between."""


class SeatKind(StrEnum):
    """What a place is made for."""

    STANDARD = "standard"
    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    COUPLE = "couple"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place of a plan; x grows to the right, y away from the screen, both in 1/100 seat width."""

    id: int
    row: str
    number: str
    category: str
    x: int
    y: int
    kind: SeatKind = SeatKind.STANDARD
    zone: str = ""

    @property
    def label(self) -> str:
        """As people say it: F7, 12:7 for a numbered row, BALCONY:F7 in a zone."""
        place = f"{self.row}:{self.number}" if self.row[-1:].isdigit() else self.row + self.number
        return f"{self.zone}:{place}" if self.zone else place


@dataclass(frozen=True)
class Plan:
    """All seats of one layout, in the order they were given."""

    seats: tuple[Seat, ...]

    @cached_property
    def by_id(self) -> Mapping[int, Seat]:
        return {seat.id: seat for seat in self.seats}

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], tuple[Seat, ...]]:
        """Seats by (zone, row), the row nearest the screen first, each from left to right."""
        rows: dict[tuple[str, str], list[Seat]] = {}
        for seat in self.seats:
            rows.setdefault((seat.zone, seat.row), []).append(seat)
        ordered = {
            name: tuple(sorted(row, key=lambda seat: (seat.x, seat.id)))
            for name, row in rows.items()
        }
        return dict(sorted(ordered.items(), key=lambda item: min(seat.y for seat in item[1])))

    @cached_property
    def runs(self) -> tuple[tuple[Seat, ...], ...]:
        """Unbroken stretches of seats between aisles, front to back and left to right."""
        return tuple(run for row in self.rows.values() for run in split_at_aisles(row))

    @cached_property
    def sofas(self) -> Mapping[int, tuple[Seat, Seat]]:
        """Both halves of each couple sofa by either half's id: couple seats of a run, in pairs."""
        pairs: dict[int, tuple[Seat, Seat]] = {}
        for run in self.runs:
            couples = [seat for seat in run if seat.kind is SeatKind.COUPLE]
            for left, right in zip(couples[::2], couples[1::2], strict=False):
                pairs[left.id] = pairs[right.id] = (left, right)
        return pairs


def split_at_aisles(row: Iterable[Seat]) -> tuple[tuple[Seat, ...], ...]:
    """Cut one row, already ordered from left to right, wherever the gap is wider than a seat's."""
    runs: list[list[Seat]] = []
    for seat in row:
        if runs and seat.x - runs[-1][-1].x <= AISLE_GAP:
            runs[-1].append(seat)
        else:
            runs.append([seat])
    return tuple(tuple(run) for run in runs)
