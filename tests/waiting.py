"""A write that is stopped at a lock of PostgreSQL while the test does something else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
PATIENCE_SECONDS = 20


@contextmanager
def stopped(url: str, work: Callable[[], Any], lock: str) -> Iterator[tuple[Any, list[Any]]]:
    """Take a lock, start the work, and go on once it waits; the lock is let go of at the end.

    Gives the connection that has the lock, and the list in which the answer or error will be.
    """
    outcome: list[Any] = []
    at_work = threading.Thread(target=_run, args=(work, outcome))
    with psycopg.connect(url) as holder:
        holder.execute(lock)
        at_work.start()
        until_waiting(url, 1)
        yield holder, outcome
    at_work.join()


def until_waiting(url: str, count: int) -> None:
    """Wait until that many transactions of the database wait for locks."""
    until = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(url, autocommit=True) as other:
        while other.execute(WAITING).fetchall() != [(count,)]:
            assert time.monotonic() < until, f"never {count} at once"
            time.sleep(0.01)


def _run(work: Callable[[], Any], outcome: list[Any]) -> None:
    try:
        outcome.append(work())
    except Exception as error:  # noqa: BLE001
        outcome.append(error)
