"""What the engine needs from a database, and what both databases share."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.engine import Dialect
from sqlalchemy.pool import QueuePool

from boxoffice.storage.gate import Deadline
from boxoffice.storage.statements import Named

if TYPE_CHECKING:
    from boxoffice.context import Context

logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
"""A connection that cannot be closed in order, as after Ctrl-C, is nothing to print at a till."""


class DriverCursor(Protocol):
    """A DB-API cursor."""

    description: Any
    rowcount: Any

    def execute(self, sql: Any, values: Any = ..., /) -> Any: ...

    def executemany(self, sql: Any, values: Any, /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class DriverConnection(Protocol):
    """A DB-API connection out of a pool; `invalidate` drops it for good."""

    is_valid: bool
    dbapi_connection: Any

    def invalidate(self) -> None: ...

    def cursor(self) -> Any: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class Retry(Exception):
    """The database asks for the whole transaction again."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Opening:
    """What a transaction starts with: the schema it found and the time it runs at."""

    version: str
    now_ms: int
    clock_jump_ms: int = 0


class Backend(ABC):
    """One database product: how it connects, waits, tells the time and fails."""

    dialect: Dialect
    driver_error: type[Exception]
    opening: tuple[Named, ...]
    """The statements that a write begins with."""
    locks_rows = False
    """Whether FOR UPDATE and FOR SHARE mean anything."""
    commits_alone = False
    """Whether a COMMIT goes on when whoever sent it is gone."""

    def __init__(self, opened: Callable[..., Any]) -> None:
        """`opened(read_only=...)` is a new connection of the driver, set up and checked."""
        self.lasting: dict[tuple[Any, ...], Any] = {}
        self._pools = {
            read_only: QueuePool(
                partial(opened, read_only=read_only),
                pool_size=2,
                max_overflow=10,
                reset_on_return=None,
            )
            for read_only in (True, False)
        }

    def connect(self, *, read_only: bool) -> DriverConnection:
        """A connection from the pool of those that read, or of those that write."""
        return self._pools[read_only].connect()  # type: ignore[return-value]

    @abstractmethod
    def gate(self, deadline: Deadline) -> AbstractContextManager[None]:
        """Wait for this process's turn to write."""

    def connect_to_copy(self, ctx: Context) -> AbstractContextManager[DriverConnection]:
        """A connection to what may be read for long without any write waiting for it."""
        return closing(self.connect(read_only=True))

    @abstractmethod
    def begin_read(self, connection: DriverConnection, ctx: Context, deadline: Deadline) -> Opening:
        """Start reading one consistent state."""

    @abstractmethod
    def change_token(self, connection: DriverConnection) -> str:
        """A word that differs once anything was committed; leaves no transaction open."""

    @abstractmethod
    def begin_write(
        self, connection: DriverConnection, ctx: Context, deadline: Deadline
    ) -> Opening:
        """Start writing before the first read."""

    @abstractmethod
    def time_after_lock(
        self, cursor: DriverCursor, ctx: Context, now_ms: int, *, read_ms: int | None
    ) -> int:
        """The time to go by after a lock was waited for, in epoch milliseconds.

        `read_ms` is the server's, where a statement since then has brought it along.
        """

    @abstractmethod
    def patiently(self, attempt: Callable[[], object], deadline: Deadline) -> None:
        """Do what a busy database may refuse for a while; asked again until the deadline."""

    @abstractmethod
    def in_transaction(self, connection: DriverConnection) -> bool:
        """Whether the driver is inside a transaction."""

    @abstractmethod
    def failure(self, error: Exception, deadline: Deadline | None) -> Exception:
        """A driver's error as one of ours, or Retry."""

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        """Run one statement."""
        cursor.execute(sql, values)

    def execute_many(
        self, cursor: DriverCursor, sql: str, values: Sequence[Mapping[str, Any]]
    ) -> None:
        """Run one statement for many sets of values."""
        cursor.executemany(sql, values)

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.dispose()
