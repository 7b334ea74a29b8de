"""One line of the table, and how its figures are taken: in turns, so that noise hits all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

WARM_UP = 5


@dataclass(frozen=True)
class Scale:
    """How much to measure; `quick` only shows that every row can be measured at all."""

    folder: Path
    quick: bool = False
    seconds: float = 60.0
    processes: int = 60
    lines: int = 10_000_000
    holds: int = 100_000
    shows: int = 1_000

    def rounds(self, many: int) -> int:
        """How often to repeat what would be repeated `many` times."""
        return 1 if self.quick else many


@dataclass(frozen=True)
class Figure:
    """What was measured, the bound it has, what came out, and whether that is within."""

    what: str
    bound: str
    measured: str
    within: bool

    @property
    def verdict(self) -> str:
        """As the table says it."""
        return "ok" if self.within else "OUTSIDE"


@dataclass(frozen=True)
class Measure:
    """A group of rows of the table, measured together."""

    name: str
    run: Callable[[Scale], Sequence[Figure]]


def at_most(what: str, limit: float, found: float, *, unit: str = "x", note: str = "") -> Figure:
    """A figure that may not be larger than its bound."""
    return Figure(what, f"<= {limit:g} {unit}", _said(found, unit, note), found <= limit)


def at_least(what: str, limit: float, found: float, *, unit: str = "x", note: str = "") -> Figure:
    """A figure that may not be smaller than its bound."""
    return Figure(what, f">= {limit:g} {unit}", _said(found, unit, note), found >= limit)


def _said(found: float, unit: str, note: str) -> str:
    digits = 2 if unit in ("x", "s") else 0
    return f"{found:.{digits}f} {unit}" + (f" ({note})" if note else "")


def seconds_of(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(
    *works: Callable[[], object], rounds: int, warm_up: int = WARM_UP
) -> tuple[float, ...]:
    """The median seconds of each work, measured A B C A B C after some rounds for nothing."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(min(warm_up, rounds) + rounds):
        for times, work in zip(taken, works, strict=True):
            seconds = seconds_of(work)
            if number >= min(warm_up, rounds):
                times.append(seconds)
    return tuple(median(times) for times in taken)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
