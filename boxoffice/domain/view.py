"""A show's free seats as somebody looks at them who wants to sit well."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind
from boxoffice.domain.orphans import ORDINARY, left_alone

ROW_WEIGHT = 2
"""A row further from the ideal costs as much as two seats further from the axis.

That is what both are in metres: a row is about as deep as two seats are wide.
"""

Block = tuple[Seat, ...]
"""Neighbours of one run, from left to right."""


@dataclass(frozen=True)
class House:
    """One plan with what is free in it, narrowed to a category where one is asked for."""

    plan: Plan
    free: frozenset[int]
    category: str = ""
    _windows: dict[tuple[int, int, int], tuple[Block, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    _singles: dict[tuple[int, int], int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def axis(self) -> int:
        """The x of the middle of the hall."""
        places = [seat.x for seat in self.plan.seats]
        return (min(places) + max(places)) // 2

    @cached_property
    def ideal(self) -> int:
        """The y of the best view: two thirds of the way from the first row to the last."""
        places = [seat.y for seat in self.plan.seats]
        return min(places) + (max(places) - min(places)) * 2 // 3

    @cached_property
    def levels(self) -> Mapping[tuple[str, str], int]:
        """How many rows of the hall lie before each row; rows side by side are on one level."""
        levels: dict[tuple[str, str], int] = {}
        level, deepest = -1, 0
        depths = {name: _middle([seat.y for seat in row]) for name, row in self.plan.rows.items()}
        for name in sorted(depths, key=lambda name: (depths[name], name)):
            if level < 0 or depths[name] - deepest > PITCH // 2:
                level, deepest = level + 1, depths[name]
            levels[name] = level
        return levels

    @cached_property
    def ranks(self) -> Mapping[tuple[str, str], int]:
        """How well each row sees: 1 plus the number of rows that see better."""
        distances = {
            name: abs(_middle([seat.y for seat in row]) - self.ideal)
            for name, row in self.plan.rows.items()
        }
        order = sorted(distances.values())
        return {name: bisect_left(order, distance) + 1 for name, distance in distances.items()}

    def offers(self, seat: Seat) -> bool:
        """Whether a seat is free, of the category asked for, and no half of a taken sofa."""
        return all(
            half.id in self.free and (not self.category or half.category == self.category)
            for half in self.plan.sofas.get(seat.id, (seat,))
        )

    def stretches(self, kinds: Collection[SeatKind] = ORDINARY) -> tuple[Block, ...]:
        """Unbroken stretches of seats on offer that are made for one of `kinds`."""
        found: list[list[Seat]] = []
        for run in self.plan.runs:
            unbroken = False
            for seat in run:
                fits = seat.kind in kinds and self.offers(seat)
                if fits and unbroken:
                    found[-1].append(seat)
                elif fits:
                    found.append([seat])
                unbroken = fits
        return tuple(tuple(stretch) for stretch in found)

    def windows(self, stretch: Block, size: int) -> tuple[Block, ...]:
        """Every block of `size` neighbours in a stretch that splits no sofa."""
        key = (stretch[0].id, len(stretch), size)
        if key not in self._windows:
            blocks = (stretch[start : start + size] for start in range(len(stretch) - size + 1))
            self._windows[key] = tuple(block for block in blocks if self._is_whole(block))
        return self._windows[key]

    def _is_whole(self, block: Block) -> bool:
        """Whether neither end of a block cuts through a sofa."""
        sofas = self.plan.sofas
        first, last = sofas.get(block[0].id), sofas.get(block[-1].id)
        return not (first and first[1] is block[0]) and not (last and last[0] is block[-1])

    def badness(self, block: Block) -> int:
        """How far the middle of a block is from the best place of the hall, in 1/100 seat width."""
        return ROW_WEIGHT * abs(depth_of(block) - self.ideal) + abs(middle_of(block) - self.axis)

    def singles(self, block: Block) -> int:
        """How many single seats a block would newly leave at its ends."""
        key = (block[0].id, block[-1].id)
        if key not in self._singles:
            near_ends = {seat.id for seat in (*block[:2], *block[-2:])}
            ends = (block[0], block[-1])
            left = left_alone(self.plan, self.free, taken=near_ends, around=ends)
            self._singles[key] = len(left)
        return self._singles[key]


def middle_of(block: Block) -> int:
    return (block[0].x + block[-1].x) // 2


def depth_of(block: Block) -> int:
    return (block[0].y + block[-1].y) // 2


def row_of(block: Block) -> tuple[str, str]:
    return (block[0].zone, block[0].row)


def kinds_of(block: Block) -> Counter[SeatKind]:
    return Counter(seat.kind for seat in block)


def place_of(block: Block) -> tuple[int, int, int]:
    """The last word between equals: nearer the screen, further left, lower id."""
    return (block[0].y, block[0].x, block[0].id)


def _middle(values: list[int]) -> int:
    return sum(values) // len(values)
