"""The control: the same program with its three protections off.

No gate, no transaction begun (each statement of SQLite stands alone, PostgreSQL has nothing but
READ COMMITTED), and in place of the one claim statement a look and then an insert, on a table
that has lost its primary key. Nothing else differs, so whatever it breaks these three held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.storage import clock
from boxoffice.storage.backends import Backend, DriverConnection, DriverCursor, Opening
from boxoffice.storage.engine import Database
from boxoffice.storage.gate import Deadline
from boxoffice.storage.postgres import PostgresBackend
from boxoffice.storage.sqlite import SqliteBackend
from tests.concurrency.crowds import Barrier
from tests.concurrency.houses import PATIENCE_SECONDS, House

CLAIMING = "INSERT INTO seat_claim"
_CONFLICT = re.compile(r"ON CONFLICT.*?(?=RETURNING)", re.DOTALL)


class _LooksThenInserts(Backend):
    """Claims seats that it saw free a moment ago; between both, everybody meets once."""

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if not sql.startswith(CLAIMING):
            cursor.execute(sql, values)
            return
        at = "%({})s" if self.dialect.name == "postgresql" else ":{}"
        names = [name for name in values if name.startswith("seat_id_")]
        where = (
            f"WHERE show_id = {at.format('show_id')}"
            f" AND seat_id IN ({', '.join(at.format(name) for name in names)}) AND"
        )
        now = at.format("now_ms")
        cursor.execute(
            f"SELECT seat_id FROM seat_claim {where}"
            f" (expires_at_ms IS NULL OR expires_at_ms > {now})",
            values,
        )
        taken = cursor.fetchall()
        if self.barrier is not None:
            self.barrier.meet()
        if taken:
            cursor.execute("SELECT seat_id FROM seat_claim WHERE 1 = 0", {})
            return
        cursor.execute(f"DELETE FROM seat_claim {where} expires_at_ms <= {now}", values)
        cursor.execute(_CONFLICT.sub("", sql), values)

    def execute_many(
        self, cursor: DriverCursor, sql: str, values: Sequence[Mapping[str, Any]]
    ) -> None:
        cursor.executemany(sql, values)

    @contextmanager
    def gate(self, deadline: Deadline) -> Iterator[None]:
        yield


class UnguardedPostgres(_LooksThenInserts, PostgresBackend):
    """PostgreSQL, which never had a gate, without uniqueness."""


class UnguardedSqlite(_LooksThenInserts, SqliteBackend):
    """SQLite without gate, BEGIN IMMEDIATE and key; each statement waits until it can be run."""

    def begin_write(
        self, connection: DriverConnection, ctx: Context, deadline: Deadline
    ) -> Opening:
        connection.cursor().execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}")
        sql = clock.advance_clock.compiled(self.dialect).sql
        return self._opening(connection.cursor(), ctx, sql)

    def in_transaction(self, connection: DriverConnection) -> bool:
        return True


def unguarded_app(house: House, barrier: Barrier | None = None) -> App:
    """The app of a house whose seats nothing protects."""
    backend: _LooksThenInserts
    if house.is_postgres:
        backend = UnguardedPostgres(house.db, busy_seconds=PATIENCE_SECONDS)
    else:
        backend = UnguardedSqlite(Path(house.db), busy_seconds=PATIENCE_SECONDS)
    backend.barrier = barrier
    return App(db=Database(backend), settings=house.settings)
