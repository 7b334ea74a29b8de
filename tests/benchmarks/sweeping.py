"""A sweep of many expired holds while a till goes on selling."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from boxoffice.services.sweep import sweep
from tests.benchmarks.cinemas import make_database, open_till
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, seconds_of
from tests.contexts import make_context

FIRST_SHOW = 1_000
"""Shows that the holds are of; the till sells others."""

HOLDS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :holds)
INSERT INTO hold
SELECT printf('%012x-7000-8000-%012x', :now + i, i), :show + i / 150, 'till-' || (i % 60), 'ann',
       'active', 2, :now, :now + i / 1000
FROM n
"""
CLAIMS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :holds)
INSERT INTO seat_claim
SELECT :show + i / 150, (2 * i + j) % 300 + 1, 'held', 'hold',
       printf('%012x-7000-8000-%012x', :now + i, i), :now + i / 1000
FROM n, (SELECT 0 AS j UNION ALL SELECT 1)
"""


def measure(scale: Scale) -> Sequence[Figure]:
    """The sweep's own time, and the longest sale of the till meanwhile."""
    path = make_database(scale.folder, "sweep", shows=100)
    _hold_before(path, scale.holds)
    fork = multiprocessing.get_context("fork")
    ready, stop = fork.Event(), fork.Event()
    reading, writing = fork.Pipe(duplex=False)
    seller = fork.Process(target=_sell_until, args=(path, ready, stop, writing))
    seller.start()
    ready.wait(30)
    ctx = make_context(str(path), clock=SystemClock(), till="cron")
    with open_app(ctx.settings) as app:
        began = time.perf_counter()
        found = sweep(app, ctx)
        seconds = time.perf_counter() - began
    stop.set()
    sales: list[float] = reading.recv()
    seller.join()
    if (found.holds_expired, found.seats_freed) != (scale.holds, 2 * scale.holds):
        raise RuntimeError(f"not all of {scale.holds} holds were swept: {found}")
    what = f"sweep of {scale.holds:,} expired holds"
    return (
        at_most(what, 3, seconds, unit="s", note=f"{found.batches} batches, a till selling"),
        at_most(
            f"{what}: longest sale meanwhile", 100, max(sales, default=0.0) * 1000, unit="ms",
            note=f"{len(sales)} sales",
        ),
    )  # fmt: skip


def _hold_before(path: Path, holds: int) -> None:
    an_hour_ago = time.time_ns() // 1_000_000 - 3_600_000
    values = {"holds": holds, "now": an_hour_ago, "show": FIRST_SHOW}
    with closing(sqlite3.connect(path)) as connection:
        for statement in (HOLDS, CLAIMS):
            connection.execute(statement, values)
        connection.commit()


def _sell_until(path: Path, ready: Event, stop: Event, answer: Connection) -> None:
    """Sell all the time with the pauses of a busy counter, and send how long each sale took."""
    sales = []
    with open_till(path, shows=range(1, 101)) as till:
        for _ in range(10):
            till.sell()
        ready.set()
        while not stop.wait(0.005):
            sales.append(seconds_of(till.sell))
    answer.send(sales)


MEASURE = Measure("sweep", measure)
