"""PostgreSQL: row locks in one order instead of a gate, its own clock for every machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo, TransactionStatus
from sqlalchemy import Executable, literal_column, select

from boxoffice.domain.addresses import without_secrets
from boxoffice.errors import Busy, Failed, Invalid, SchemaMismatch
from boxoffice.storage.backends import Backend, DriverConnection, DriverCursor, Opening, Retry
from boxoffice.storage.clock import SERVER_TIME
from boxoffice.storage.constraints import AGAIN, meaning
from boxoffice.storage.gate import Deadline, not_stopped
from boxoffice.storage.statements import dialect_of, named

if TYPE_CHECKING:
    from boxoffice.context import Context

AGAIN_STATES = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the whole transaction runs again."""


@named
def read_opening() -> Executable:
    """The schema's version and the server's clock.

    A migration takes the version's table exclusively, so a write waits for it before it reads.
    """
    version: Any = literal_column("(SELECT version_num FROM alembic_version)")
    return select(version.label("version"), SERVER_TIME.label("now_ms"))


@named
def read_time() -> Executable:
    """The server's clock now, not the transaction's start."""
    return select(SERVER_TIME.label("now_ms"))


@named
def read_snapshot() -> Executable:
    """Which transactions of the server are over; another text after every commit."""
    return select(literal_column("pg_current_snapshot()::text").label("token"))


class PostgresBackend(Backend):
    """A PostgreSQL server, or one that speaks its protocol."""

    driver_error = psycopg.Error
    opening = (read_opening, read_time)
    locks_rows = True
    commits_alone = True

    def __init__(self, url: str, *, busy_seconds: float) -> None:
        super().__init__(partial(connect, url, busy_seconds=busy_seconds))
        require_address(url)
        self._url = url
        self.dialect = dialect_of("postgresql")

    def gate(self, deadline: Deadline) -> AbstractContextManager[None]:
        return not_stopped()

    def begin_read(self, connection: DriverConnection, ctx: Context, deadline: Deadline) -> Opening:
        return self._opening(connection.cursor(), ctx)

    def change_token(self, connection: DriverConnection) -> str:
        cursor = connection.cursor()
        cursor.execute(read_snapshot.compiled(self.dialect).sql)
        (token,) = cursor.fetchall()[0]
        connection.rollback()
        return str(token)

    def begin_write(
        self, connection: DriverConnection, ctx: Context, deadline: Deadline
    ) -> Opening:
        return self._opening(connection.cursor(), ctx)

    def _opening(self, cursor: DriverCursor, ctx: Context) -> Opening:
        compiled = read_opening.compiled(self.dialect)
        cursor.execute(compiled.sql, compiled.fixed)
        version, server_ms = cursor.fetchall()[0]
        if version is None:
            raise SchemaMismatch("db.not_initialised", db="PostgreSQL")
        is_injected = ctx.clock.source == "injected"
        return Opening(
            version=version, now_ms=ctx.clock.wall_ms() if is_injected else int(server_ms)
        )

    def time_after_lock(
        self, cursor: DriverCursor, ctx: Context, now_ms: int, *, read_ms: int | None
    ) -> int:
        if ctx.clock.source == "injected":
            return max(now_ms, ctx.clock.wall_ms())
        if read_ms is None:
            compiled = read_time.compiled(self.dialect)
            cursor.execute(compiled.sql, compiled.fixed)
            read_ms = cursor.fetchall()[0][0]
        return max(now_ms, int(read_ms))

    def patiently(self, attempt: Callable[[], object], deadline: Deadline) -> None:
        attempt()

    def in_transaction(self, connection: DriverConnection) -> bool:
        status = connection.dbapi_connection.info.transaction_status
        return status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}

    def failure(self, error: Exception, deadline: Deadline | None) -> Exception:
        if not isinstance(error, psycopg.Error):
            return error
        return failure_of(error, deadline=deadline, url=self._url)


def require_address(url: str) -> None:
    """Refuse an address that the driver cannot read."""
    try:
        conninfo_to_dict(url)
    except psycopg.Error as error:
        raise Invalid("db.bad_url", detail=without_secrets(str(error).strip(), of=url)) from None
    except UnicodeError as error:
        raise Invalid("db.bad_url", detail=f"%: {error.reason}") from None  # type: ignore[attr-defined]


def place_of(url: str) -> str:
    """Which database an address means, however it is written, whoever logs in to it and how."""
    require_address(url)
    known = {
        each.keyword.decode(): each.val.decode()
        for each in Conninfo.get_defaults()
        if each.val is not None
    }
    known |= {name: str(value) for name, value in conninfo_to_dict(url).items() if value}
    host = known.get("host") or known.get("hostaddr", "")
    parts = (
        host if host.startswith("/") else host.lower(),
        known.get("port", ""),
        known.get("dbname") or known.get("user", ""),
        " ".join(known.get("options", "").split()),
    )
    return "\x1f".join(parts)


def connect(url: str, *, read_only: bool, busy_seconds: float) -> psycopg.Connection[Any]:
    """A connection that waits as long as this program does, with the address's own options."""
    given = conninfo_to_dict(url)
    wanted = given.get("options") or os.environ.get("PGOPTIONS", "")
    options = f"{wanted} {_server_options(read_only=read_only, busy_seconds=busy_seconds)}"
    ours = {name: value for name, value in _patience(busy_seconds).items() if name not in given}
    try:
        connection = psycopg.connect(url, options=f"{options} {_WATCH}", **ours)
    except psycopg.OperationalError as error:
        if "client_connection_check_interval" not in str(error):
            raise
        connection = psycopg.connect(url, options=options, **ours)
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    if read_only:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
    return connection


_WATCH = "-c client_connection_check_interval=2s"
"""A statement of a client that is gone ends; servers before 14 and on some systems lack it."""


def _server_options(*, read_only: bool, busy_seconds: float) -> str:
    """How long the server waits: for locks, and for a till that falls silent with locks in hand."""
    wait_ms = max(1, int(busy_seconds * 1000))
    options = f"-c lock_timeout={wait_ms} -c TimeZone=UTC"
    if read_only:
        return options
    return f"{options} -c idle_in_transaction_session_timeout={max(3000, 2 * wait_ms)}"


def _patience(busy_seconds: float) -> dict[str, Any]:
    """How long a till waits for a server or a network that is gone; a local socket needs none."""
    seconds = max(2, int(busy_seconds))
    return {
        "connect_timeout": seconds,
        "keepalives_idle": seconds,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 2000 * seconds,
    }


_PLAIN: dict[str, Callable[[], Exception]] = {
    "53100": lambda: Failed("storage.full"),
    "25006": lambda: Failed("storage.read_only", db="PostgreSQL"),
    "42P01": lambda: SchemaMismatch("db.not_initialised", db="PostgreSQL"),
    "25P03": lambda: Busy("storage.too_slow"),
    "3D000": lambda: SchemaMismatch("db.not_found", db="PostgreSQL"),
    "28P01": lambda: Failed("storage.login"),
    "28000": lambda: Failed("storage.login"),
}


def failure_of(error: psycopg.Error, *, deadline: Deadline | None, url: str = "") -> Exception:
    """A driver's error as one of ours, or Retry; `url` is where it wanted to connect."""
    state = error.sqlstate or ""
    if state in AGAIN_STATES:
        return Retry(error)
    if state in {"55P03", "57014"}:
        return deadline.busy() if deadline else Busy("storage.busy", seconds=0)
    if state.startswith("23"):
        name = error.diag.constraint_name or state
        return Retry(error) if name in AGAIN else meaning(name)
    if state in _PLAIN:
        return _PLAIN[state]()
    if isinstance(error, psycopg.OperationalError):
        if _is_login(error):
            return Failed("storage.login")
        detail = without_secrets(str(error).strip().split("\n")[0], of=url)
        return Failed("storage.unreachable", detail=detail)
    return Failed("storage.unexpected", detail=str(error).strip())


def _is_login(error: psycopg.OperationalError) -> bool:
    """Whether a password was missing or wrong: while it connects the driver knows no state."""
    tried = error.pgconn
    if tried is None or not (tried.used_password or tried.needs_password):
        return False
    return bool(tried.needs_password) or "password authentication failed" in str(error)
