"""SQLite: one file, one writer at a time behind the gate, readers that never lock."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from boxoffice.errors import Busy, Failed, SchemaMismatch
from boxoffice.storage import clock
from boxoffice.storage.backends import Backend, DriverConnection, DriverCursor, Opening, Retry
from boxoffice.storage.constraints import AGAIN, meaning, name_on_sqlite
from boxoffice.storage.files import require_local_disk, require_own_file
from boxoffice.storage.gate import Deadline, Gate
from boxoffice.storage.journal import prepare_journal
from boxoffice.storage.statements import dialect_of

if TYPE_CHECKING:
    from boxoffice.context import Clock, Context

APPLICATION_ID = 0x424F584F
"""`PRAGMA application_id` of every database of this program: BOXO."""

T = TypeVar("T")

BUSY_STEP_SECONDS = 1.0
"""How long SQLite itself waits for a lock before the deadline is looked at again."""


class SqliteBackend(Backend):
    """A database file on a local disk."""

    driver_error = sqlite3.Error
    opening = (clock.advance_clock,)

    def __init__(self, path: Path, *, busy_seconds: float) -> None:
        super().__init__(partial(_connect, path, busy_seconds=busy_seconds))
        self.path = path
        self._busy_seconds = busy_seconds
        self.dialect = dialect_of("sqlite")
        self._gate = Gate(path)

    def gate(self, deadline: Deadline) -> AbstractContextManager[None]:
        return self._gate.held(deadline)

    @contextmanager
    def connect_to_copy(self, ctx: Context) -> Iterator[DriverConnection]:
        from boxoffice.storage.copies import vacuumed

        deadline = Deadline(ctx.settings.busy_seconds)
        with (
            closing(self.connect(read_only=False)) as live,
            vacuumed(live.dbapi_connection, self.path, deadline) as copied,
        ):
            yield copied  # type: ignore[misc]

    def begin_read(self, connection: DriverConnection, ctx: Context, deadline: Deadline) -> Opening:
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        sql = clock.read_clock.compiled(self.dialect).sql
        return until(deadline, lambda: self._opening(cursor, ctx, sql))

    def change_token(self, connection: DriverConnection) -> str:
        deadline = Deadline(self._busy_seconds)
        raw = connection.dbapi_connection
        return str(until(deadline, lambda: pragma(raw, "data_version")))

    def begin_write(
        self, connection: DriverConnection, ctx: Context, deadline: Deadline
    ) -> Opening:
        cursor = connection.cursor()
        until(deadline, lambda: cursor.execute("BEGIN IMMEDIATE"))
        return self._opening(cursor, ctx, clock.advance_clock.compiled(self.dialect).sql)

    def _opening(self, cursor: DriverCursor, ctx: Context, sql: str) -> Opening:
        values = clock_values(ctx.clock)
        fixed = clock.advance_clock.compiled(self.dialect).fixed
        cursor.execute(sql, {**fixed, **values})
        rows = cursor.fetchall()
        if not rows or rows[0][0] is None:
            raise SchemaMismatch("db.not_initialised", db=str(self.path))
        version, now_ms = rows[0]
        jump_ms = values["wall_ms"] - now_ms
        late = jump_ms if abs(jump_ms) > clock.TOLERANCE_MS else 0
        return Opening(version=version, now_ms=now_ms, clock_jump_ms=late)

    def time_after_lock(
        self, cursor: DriverCursor, ctx: Context, now_ms: int, *, read_ms: int | None
    ) -> int:
        return now_ms

    def patiently(self, attempt: Callable[[], object], deadline: Deadline) -> None:
        until(deadline, attempt)

    def in_transaction(self, connection: DriverConnection) -> bool:
        return bool(connection.in_transaction)  # type: ignore[attr-defined]

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        _still_inside(cursor)
        cursor.execute(sql, values)

    def execute_many(
        self, cursor: DriverCursor, sql: str, values: Sequence[Mapping[str, Any]]
    ) -> None:
        _still_inside(cursor)
        cursor.executemany(sql, values)

    def failure(self, error: Exception, deadline: Deadline | None) -> Exception:
        if not isinstance(error, sqlite3.Error):
            return error
        return failure_of(error, db=str(self.path), deadline=deadline)

    def close(self) -> None:
        super().close()
        self._gate.close()


def clock_values(source: Clock) -> dict[str, Any]:
    """What the clock statements are run with."""
    return {
        "wall_ms": source.wall_ms(),
        "boot_ms": source.boot_ms(),
        "this_boot": source.boot_id(),
    }


def _connect(path: Path, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """A connection that is set up, which waits for a commit under way as a read does."""
    require_local_disk(path)
    require_own_file(path)
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=BUSY_STEP_SECONDS,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        until(Deadline(busy_seconds), lambda: _set_up(connection, path, read_only=read_only))
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    found = pragma(connection, "application_id")
    if found != APPLICATION_ID:
        empty = found == 0 and os.stat(path).st_size == 0
        code = "db.not_initialised" if empty else "db.foreign"
        raise SchemaMismatch(code, db=str(path))
    prepare_journal(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    if pragma(connection, "foreign_keys") != 1:
        raise Failed("storage.no_foreign_keys")
    if read_only:
        connection.execute("PRAGMA query_only=ON")


def pragma(connection: sqlite3.Connection, name: str) -> Any:
    """What a PRAGMA reads back."""
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _still_inside(cursor: DriverCursor) -> None:
    """A full disk ends the transaction; the statement to come would be permanent at once."""
    if not cursor.connection.in_transaction:  # type: ignore[attr-defined]
        raise Failed("storage.lost_transaction")


def until(deadline: Deadline, attempt: Callable[[], T]) -> T:
    """Ask a busy database again until the deadline is over."""
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or deadline.left_seconds() <= 0:
                raise


def _is_busy(error: sqlite3.Error) -> bool:
    return (error.sqlite_errorcode or 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


_PLAIN = {
    "SQLITE_FULL": lambda _db: Failed("storage.full"),
    "SQLITE_READONLY": lambda db: Failed("storage.read_only", db=db),
    "SQLITE_CORRUPT": lambda db: SchemaMismatch("db.damaged", db=db),
    "SQLITE_NOTADB": lambda db: SchemaMismatch("db.foreign", db=db),
    "SQLITE_CANTOPEN": lambda db: SchemaMismatch("db.cannot_open", db=db),
    "SQLITE_IOERR": lambda _db: Failed("storage.io"),
}


def failure_of(error: sqlite3.Error, *, db: str, deadline: Deadline | None) -> Exception:
    """A driver's error as one of ours, or Retry."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if getattr(error, "sqlite_errorcode", None) is not None and _is_busy(error):
        return deadline.busy() if deadline else Busy("storage.busy", seconds=BUSY_STEP_SECONDS)
    if name.startswith("SQLITE_CONSTRAINT"):
        constraint = name_on_sqlite(error)
        return Retry(error) if constraint in AGAIN else meaning(constraint)
    for prefix, make in _PLAIN.items():
        if name.startswith(prefix):
            return make(db)  # type: ignore[no-untyped-call]
    if "no such table" in str(error):
        return SchemaMismatch("db.not_initialised", db=db)
    return Failed("storage.unexpected", detail=str(error))
