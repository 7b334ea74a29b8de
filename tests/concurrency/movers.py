"""A move that is stopped in the middle: killed there, or sold under, with locks and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from boxoffice.config import Settings
from boxoffice.services.app import App, open_app
from boxoffice.services.moving.results import MoveRequest, MoveResult
from boxoffice.services.moving.use import move_show
from boxoffice.storage.backends import Backend, DriverCursor
from boxoffice.storage.engine import Database
from boxoffice.storage.postgres import PostgresBackend
from boxoffice.storage.sqlite import SqliteBackend
from tests.concurrency.houses import PATIENCE_SECONDS, House
from tests.concurrency.unguarded import UnguardedSqlite
from tests.forks import Ended, run_in_child
from tests.halls import add_screen
from tests.programme import make_plan

_ROW_LOCKS = re.compile(r" FOR (UPDATE|SHARE)( OF \w+)?")
_PLACE_IN_LINE = re.compile(r"CAST\(pg_advisory_xact_lock(_shared)?\([^)]*\) AS TEXT\)")

ROWS, PER_ROW = "ABCD", 8
"""The second hall has half the rows of the first and fewer seats in each, but enough of them."""


class _Stops(Backend):
    """Does something else, once, before the first statement that begins with certain words."""

    before = ""
    then: Callable[[], object] = staticmethod(lambda: None)
    takes_locks = True

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        self._stop(sql)
        if not self.takes_locks:
            sql = _PLACE_IN_LINE.sub("NULL", _ROW_LOCKS.sub("", sql))
        cursor.execute(sql, values)

    def execute_many(
        self, cursor: DriverCursor, sql: str, values: Sequence[Mapping[str, Any]]
    ) -> None:
        self._stop(sql)
        cursor.executemany(sql, values)

    def _stop(self, sql: str) -> None:
        if self.before and sql.startswith(self.before):
            self.before = ""
            self.then()


class StoppingSqlite(_Stops, SqliteBackend):
    """SQLite as it is."""


class StoppingPostgres(_Stops, PostgresBackend):
    """PostgreSQL as it is, or without any row lock and any place in line."""


class StoppingUnguardedSqlite(_Stops, UnguardedSqlite):
    """SQLite without gate and transaction."""


def stopping_app(
    house: House, *, before: str, then: Callable[[], object], guarded: bool = True
) -> App:
    """The app of a house whose first such statement waits until something else is done."""
    backend: _Stops
    if house.is_postgres:
        backend = StoppingPostgres(house.db, busy_seconds=PATIENCE_SECONDS)
    elif guarded:
        backend = StoppingSqlite(Path(house.db), busy_seconds=PATIENCE_SECONDS)
    else:
        backend = StoppingUnguardedSqlite(Path(house.db), busy_seconds=PATIENCE_SECONDS)
    backend.before, backend.then, backend.takes_locks = before, then, guarded
    settings: Settings = house.settings
    return App(db=Database(backend), settings=settings)


def add_hall(house: House) -> None:
    """A second screen, in a process of its own, so that this one has had no connection."""

    def make() -> None:
        with open_app(house.settings) as app:
            add_screen(app, house.context("office"), plan=make_plan(rows=ROWS, per_row=PER_ROW))

    assert run_in_child(make) == Ended()


def move(app: App, house: House) -> MoveResult:
    """Show 1 to the second screen."""
    return move_show(app, house.context("office"), MoveRequest(show="1", screen="2"))
