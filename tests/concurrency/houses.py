"""A cinema that many processes sell at, and what raw SQL says of it afterwards."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from boxoffice.config import Settings
from boxoffice.context import Context, SystemClock
from boxoffice.domain.layouts import Plan
from boxoffice.services.app import open_app
from boxoffice.storage import sqlite_setup
from boxoffice.storage.gate import Deadline, Gate
from tests.contexts import make_context, make_settings
from tests.forks import Ended, run_in_child
from tests.programme import open_cinema

PATIENCE_SECONDS = 120
"""How long anybody waits here; only a defect takes that long."""

_KEY = re.compile(r"CONSTRAINT pk_seat_claim PRIMARY KEY \(show_id, seat_id\),?", re.IGNORECASE)


@dataclass(frozen=True)
class House:
    """One database with one cinema; `journal` is persist, wal or postgres."""

    db: str
    journal: str
    home: Path

    @property
    def is_postgres(self) -> bool:
        return self.journal == "postgres"

    @property
    def settings(self) -> Settings:
        return make_settings(self.db, busy_seconds=PATIENCE_SECONDS)

    def context(self, till: str) -> Context:
        """A till that goes by the machine's own clock."""
        return make_context(self.db, clock=SystemClock(), till=till, busy_seconds=PATIENCE_SECONDS)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What one statement of raw SQL finds."""
        if self.is_postgres:
            with psycopg.connect(self.db) as connection:
                return connection.execute(sql).fetchall()
        with closing(sqlite3.connect(self.db)) as connection:
            return connection.execute(sql).fetchall()

    def drop_the_key(self) -> None:
        """Take from the claims what makes a seat's claim the only one; for a control alone."""
        if self.is_postgres:
            with psycopg.connect(self.db) as connection:
                connection.execute("ALTER TABLE seat_claim DROP CONSTRAINT pk_seat_claim")
            return
        with closing(sqlite3.connect(self.db)) as connection:
            (made,) = connection.execute(
                "SELECT sql FROM sqlite_schema WHERE name = 'seat_claim'"
            ).fetchone()
            keyless, found = _KEY.subn("", made)
            assert found == 1
            columns = keyless[: keyless.rindex(")")]
            connection.executescript(
                f"ALTER TABLE seat_claim RENAME TO keyed; {columns}) STRICT;"
                " INSERT INTO seat_claim SELECT * FROM keyed; DROP TABLE keyed;"
            )


def open_house(
    db: str, journal: str, home: Path, plan: Plan | None = None, *, group: str | None = None
) -> House:
    """Make database and cinema in a process of its own, so that this one has had no connection."""
    house = House(db, journal, home)

    def make() -> None:
        if not house.is_postgres:
            sqlite_setup.initialise(Path(db), journal=journal, group=group)
        with open_app(house.settings) as app:
            open_cinema(app, house.context("office"), plan=plan)

    ended = run_in_child(make)
    assert ended == Ended()
    return house


@contextmanager
def closed(house: House) -> Iterator[Callable[[], int]]:
    """Nobody gets to write in here: everybody queues at the product's own lock.

    Gives a count of those who wait, as the kernel or the server knows it.
    """
    if not house.is_postgres:
        path = Path(house.db)
        gate = Gate(path)
        with closing(gate), gate.held(Deadline(PATIENCE_SECONDS)):
            yield lambda: len(_waiting_at(path))
        return
    with (
        psycopg.connect(house.db) as holding,
        psycopg.connect(house.db, autocommit=True) as looking,
    ):
        holding.execute("SELECT id FROM show FOR UPDATE")
        waiting = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )

        def count() -> int:
            found = looking.execute(waiting).fetchone()
            return int(found[0]) if found else 0

        yield count


def at_the_gate(path: Path) -> list[int]:
    """The process that is inside the gate at this moment, if any."""
    inode = os.stat(path.with_name(path.name + ".gate")).st_ino
    return [pid for pid, of, waits in _locks() if of == inode and not waits]


def waiting_to_write(house: House) -> int:
    """How many stand at the product's own lock at this moment."""
    if not house.is_postgres:
        return len(_waiting_at(Path(house.db)))
    ((count,),) = house.rows(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(str(count))


def _waiting_at(path: Path) -> set[int]:
    inodes = {os.stat(path.with_name(path.name + end)).st_ino for end in (".turn", ".gate")}
    return {pid for pid, of, waits in _locks() if of in inodes and waits}


def _locks() -> set[tuple[int, int, bool]]:
    """Every lock of a file: process, inode, and whether it is still waited for.

    The kernel gives the list a page at a time: where it changes meanwhile, lines come twice.
    """
    found = set()
    for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
        words = line.split()
        kind = next((kind for kind in ("FLOCK", "POSIX") if kind in words), "")
        if kind:
            at = words.index(kind)
            inode = int(words[at + 4].rpartition(":")[2])
            found.add((int(words[at + 3]), inode, words[1] == "->"))
    return found


def until(true: Callable[[], bool], *, what: str) -> None:
    """Look again until something is so."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends, f"waited in vain: {what}"
        time.sleep(0.005)
