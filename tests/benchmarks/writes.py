"""A hold and a sale in process, durable, against the same statements by hand on `sqlite3`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.by_hand import ByHand
from tests.benchmarks.cinemas import Till, make_database, open_till
from tests.benchmarks.figures import Figure, Measure, Scale, at_least, in_turns

BOUNDS = {
    ("hold", "persist"): 0.4,
    ("hold", "wal"): 0.25,
    ("sell", "persist"): 0.3,
    ("sell", "wal"): 0.15,
}
NAMES = {"hold": "hold of two seats", "sell": "cash sale of two seats"}
JOURNALS = {"persist": "PERSIST/EXTRA", "wal": "WAL/FULL"}


def measure(scale: Scale) -> Sequence[Figure]:
    """The rate of the program over the rate by hand, for both journals."""
    return [figure for journal in JOURNALS for figure in _measure(scale, journal)]


def _measure(scale: Scale, journal: str) -> Sequence[Figure]:
    ours = make_database(scale.folder, f"ours-{journal}", journal=journal)
    theirs = make_database(scale.folder, f"hand-{journal}", journal=journal)
    figures = []
    with open_till(ours) as till, closing(ByHand(theirs)) as hand:
        for verb in NAMES:
            program, by_hand = _medians(till, hand, verb, rounds=scale.rounds(1500))
            figures.append(
                at_least(
                    f"{NAMES[verb]}, {JOURNALS[journal]}, rate over the rate by hand",
                    BOUNDS[verb, journal],
                    by_hand / program,
                    note=f"{program * 1000:.2f} ms, by hand {by_hand * 1000:.2f} ms",
                )
            )
    if row_counts(ours) != row_counts(theirs):
        raise RuntimeError("by hand other rows were written than by the program")
    return figures


def _medians(till: Till, hand: ByHand, verb: str, *, rounds: int) -> tuple[float, ...]:
    if verb == "hold":
        return in_turns(till.hold, hand.hold, rounds=rounds, warm_up=100)
    return in_turns(till.sell, hand.sell, rounds=rounds, warm_up=100)


def row_counts(path: Path) -> dict[str, int]:
    """How many rows each table has, apart from what setting the cinema up left."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in tables.fetchall()
        }


MEASURE = Measure("writes", measure)
