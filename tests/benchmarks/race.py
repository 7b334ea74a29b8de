"""Sixty processes that hold and sell as fast as they can, all on one file.

After the program's race comes one of the same statements by hand, through the same gate: what this
machine and its disk allow the statements alone, minutes later.
"""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.storage.gate import Deadline, Gate
from tests.benchmarks.by_hand import ByHand, TakenError
from tests.benchmarks.cinemas import Till, make_database, open_till, pairs_of_seats
from tests.benchmarks.figures import (
    Figure,
    Measure,
    Scale,
    at_least,
    at_most,
    percentile,
    seconds_of,
)

SHOWS = 500
"""Enough seats for a minute, few enough that two processes often want the same."""

PATIENCE_SECONDS = 60


@dataclass
class Ran:
    """What one process did after its warm-up."""

    holds: list[float] = field(default_factory=list)
    sales: list[float] = field(default_factory=list)
    taken: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Holds and sales, won or lost: each had its turn at the gate."""
        return len(self.holds) + len(self.sales) + self.taken


def measure(scale: Scale) -> Sequence[Figure]:
    """Race, then count what is in the database."""
    path = make_database(scale.folder, "race", shows=SHOWS)
    by_hand = make_database(scale.folder, "race-by-hand", shows=SHOWS)
    all_ran = _race(path, scale, open_till)
    hand_ran = _race(by_hand, scale, open_hand)
    if any(ran.errors for ran in hand_ran) or _sold_twice(by_hand)[0]:
        raise RuntimeError("by hand something went wrong that the program is measured against")
    twice, sold = _sold_twice(path)
    holds, sales = _times(all_ran)
    errors = [error for ran in all_ran for error in ran.errors]
    counts = sorted(ran.done for ran in all_ran)
    what = f"{scale.processes} processes racing for {scale.seconds:g} s"
    rate = (
        f"{sum(counts) / scale.seconds:.0f} a second, {_taken_by(all_ran)} lost a seat to another"
    )
    hand_rate, hand_taken = sum(ran.done for ran in hand_ran) / scale.seconds, _taken_by(hand_ran)
    hand_holds, hand_sales = _times(hand_ran)
    return (
        at_most(f"{what}: errors", 0, len(errors), unit="", note=errors[0] if errors else rate),
        at_most(f"{what}: seats sold twice", 0, twice, unit="", note=f"{sold} lines sold"),
        at_least(
            f"{what}: slowest/fastest", 0.5, counts[0] / max(1, counts[-1]),
            note=f"{counts[0]} and {counts[-1]} each",
        ),
        at_most(
            f"{what}: p99 of holds", 250, _p99_ms(holds), unit="ms",
            note=f"by hand {_p99_ms(hand_holds):.0f} ms, {hand_rate:.0f} a second, "
            f"{hand_taken} lost",
        ),
        at_most(
            f"{what}: p99 of sales", 400, _p99_ms(sales), unit="ms",
            note=f"by hand {_p99_ms(hand_sales):.0f} ms",
        ),
    )  # fmt: skip


def _times(all_ran: Sequence[Ran]) -> tuple[list[float], list[float]]:
    """Seconds of every hold and of every sale."""
    return (
        [seconds for ran in all_ran for seconds in ran.holds],
        [seconds for ran in all_ran for seconds in ran.sales],
    )


def _taken_by(all_ran: Sequence[Ran]) -> int:
    """How often somebody else was first."""
    return sum(ran.taken for ran in all_ran)


def _p99_ms(seconds: Sequence[float]) -> float:
    return percentile(seconds, 0.99) * 1000 if seconds else 0.0


class Hand:
    """The same work by hand, each piece of it behind the program's gate."""

    def __init__(self, by_hand: ByHand, gate: Gate) -> None:
        self._by_hand, self._gate = by_hand, gate
        self.pairs: Iterator[tuple[str, str]] = iter(())

    def hold(self) -> None:
        """Hold the next two seats."""
        self._alone(self._by_hand.hold)

    def sell(self) -> None:
        """Sell the next two seats for cash."""
        self._alone(self._by_hand.sell)

    def _alone(self, work: Callable[[], object]) -> None:
        self._by_hand.pairs = self.pairs
        with self._gate.held(Deadline(PATIENCE_SECONDS)):
            try:
                work()
            except TakenError as error:
                raise Conflict("seats.taken") from error


@contextmanager
def open_hand(path: Path, *, till: str) -> Iterator[Hand]:
    """A till that works by hand, closed at the end."""
    with closing(ByHand(path, till=till)) as by_hand, closing(Gate(path)) as gate:
        yield Hand(by_hand, gate)


Open = Callable[..., AbstractContextManager[Till | Hand]]


def _race(path: Path, scale: Scale, opened: Open) -> list[Ran]:
    """Forked before any connection is open; all begin at one barrier, and end at one too.

    So nobody who tidies up is in the way of those whose last work is still measured.
    """
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(scale.processes)
    started = []
    for number in range(scale.processes):
        reading, writing = fork.Pipe(duplex=False)
        process = fork.Process(target=_run, args=(path, number, scale, opened, barrier, writing))
        process.start()
        writing.close()
        started.append((process, reading))
    all_ran: list[Ran] = []
    for process, reading in started:
        try:
            all_ran.append(reading.recv())
        except EOFError:
            all_ran.append(Ran(errors=["a process died"]))
        process.join()
    return all_ran


def _run(
    path: Path, number: int, scale: Scale, opened: Open, barrier: Barrier, answer: Connection
) -> None:
    ran = Ran()
    pairs = list(pairs_of_seats(range(1, SHOWS + 1)))
    random.Random(number).shuffle(pairs)
    with opened(path, till=f"till-{number}") as till:
        till.pairs = iter(pairs)
        barrier.wait(PATIENCE_SECONDS)
        _until(time.monotonic() + min(5.0, scale.seconds / 4), till, Ran())
        barrier.wait(PATIENCE_SECONDS)
        _until(time.monotonic() + scale.seconds, till, ran)
        barrier.wait(PATIENCE_SECONDS)
    answer.send(ran)
    answer.close()


def _until(ends: float, till: Till | Hand, ran: Ran) -> None:
    """Hold and sell in turns until a moment; a seat that another was first at is no error."""
    while time.monotonic() < ends:
        for work, times in ((till.hold, ran.holds), (till.sell, ran.sales)):
            try:
                times.append(seconds_of(work))
            except Conflict as error:
                ran.taken += 1
                if error.code != "seats.taken":
                    ran.errors.append(repr(error))
            except BoxofficeError as error:
                ran.errors.append(repr(error))


def _sold_twice(path: Path) -> tuple[int, int]:
    """How many seats of a show have two sold lines, or a line without its claim, and all lines."""
    with closing(sqlite3.connect(path)) as connection:
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM booking_line l JOIN booking b ON "
            "b.id = l.booking_id GROUP BY b.show_id, l.seat_id HAVING count(*) > 1)"
        ).fetchone()[0]
        lines, claims = (
            connection.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM booking_line WHERE status = 'sold'",
                "SELECT count(*) FROM seat_claim WHERE state = 'sold'",
            )
        )
    return twice + abs(lines - claims), lines


MEASURE = Measure("race", measure)
