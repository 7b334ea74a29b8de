"""The one way in: `read` cannot write, `write` is one transaction, one answer, the only commit."""

from __future__ import annotations

import gc
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, cast

from boxoffice.errors import BoxofficeError, Failed, OutcomeUnknown
from boxoffice.storage import records
from boxoffice.storage.backends import Backend, DriverConnection, Retry
from boxoffice.storage.gate import Deadline
from boxoffice.storage.schema import require_head
from boxoffice.storage.session import ReadSession, WriteSession
from boxoffice.storage.statements import Named, Row, prepare

if TYPE_CHECKING:
    from boxoffice.context import Context


class Result(Protocol):
    """What a write answers with: a frozen pydantic model that says under which key it ran."""

    def model_dump_json(self) -> str: ...

    def model_copy(self, *, update: dict[str, Any]) -> Self: ...

    @classmethod
    def model_validate_json(cls, json_data: str) -> Self: ...


class Request(Protocol):
    """What a write is asked with: a frozen pydantic model that names its answer and its step."""

    @property
    def answer(self) -> type[Any]: ...

    @property
    def step(self) -> int: ...

    @property
    def runs(self) -> Sequence[Named]: ...

    def model_dump_json(self) -> str: ...


ChangeToken = Callable[[], str]
R = TypeVar("R", bound=Result)
Q = TypeVar("Q", bound=Request)


class _Doubtful(Exception):
    """The commit failed in a way that does not say whether it happened."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Database:
    """An open database; one per process, never carried over a fork."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.clock_jump_ms = 0
        self.commits_begun = 0
        self._pid = os.getpid()

    @contextmanager
    def read(self, ctx: Context) -> Iterator[ReadSession]:
        """One consistent state to read from; closed before anything is drawn."""
        self._same_process()
        deadline = Deadline(ctx.settings.busy_seconds)
        with self._translated(deadline), self._connection(read_only=True) as connection:
            opening = self.backend.begin_read(connection, ctx, deadline)
            require_head(opening.version)
            self.clock_jump_ms = opening.clock_jump_ms
            session = ReadSession(self.backend, connection, ctx)
            session.now_ms = opening.now_ms
            yield session

    @contextmanager
    def watching(self) -> Iterator[ChangeToken]:
        """On one connection a word that differs once anybody has written; nothing stays locked."""
        self._same_process()
        with self._translated(None), self._connection(read_only=True) as connection:
            yield partial(self.backend.change_token, connection)

    @contextmanager
    def read_copy(self, ctx: Context) -> Iterator[ReadSession]:
        """The same for what takes longer than 100 ms: no sale waits while it is read.

        On SQLite it reads a copy of the file, on PostgreSQL one snapshot.
        """
        self._same_process()
        deadline = Deadline(ctx.settings.busy_seconds)
        with self._translated(deadline), self.backend.connect_to_copy(ctx) as connection:
            opening = self.backend.begin_read(connection, ctx, deadline)
            require_head(opening.version)
            session = ReadSession(self.backend, connection, ctx)
            session.now_ms = opening.now_ms
            try:
                yield session
            finally:
                with suppress(self.backend.driver_error):
                    connection.rollback()

    def write(self, ctx: Context, request: Q, body: Callable[[WriteSession, Q], R]) -> R:
        """Run the body as one transaction under an operation key and answer with its result.

        The body may run more than once, or not at all when the same was asked before: it has no
        effect outside its session and its result is a value. A dry run answers and keeps nothing.
        """
        self._same_process()
        deadline = Deadline(ctx.settings.busy_seconds)
        ask = records.ask_of(
            scope=ctx.scope,
            op_key=ctx.op_key or ctx.ids.op_key(),
            step=request.step,
            use_case=type(request).__name__,
            request_json=request.model_dump_json(),
        )
        attempt = 0
        while True:
            try:
                result = self._attempt(ctx, request, body, ask, deadline)
                return result.model_copy(update={"dry_run": ctx.dry_run})
            except Retry as again:
                attempt += 1
                if deadline.left_seconds() <= 0:
                    raise _with_key(deadline.busy(), ask) from again
                time.sleep(min(deadline.left_seconds(), _back_off_seconds(attempt)))
            except _Doubtful as doubt:
                return cast(R, self._look_up(ctx, request, ask, doubt.cause))
            except BoxofficeError as error:
                _with_key(error, ask)
                raise

    def settled(self, ctx: Context, *, scope: str, op_key: str, step: int) -> Row | None:
        """The operation of a key, or None once it is certain that it never happened.

        A server may still be at a COMMIT whose sender is gone; taking the same key waits for it.
        """
        if not self.backend.commits_alone:
            with self.read(ctx) as reading:
                return records.find(reading, scope=scope, op_key=op_key, step=step)
        self._same_process()
        deadline = Deadline(ctx.settings.busy_seconds)
        with self._translated(deadline), self._connection(read_only=False) as connection:
            opening = self.backend.begin_write(connection, ctx, deadline)
            require_head(opening.version)
            session = WriteSession(self.backend, connection, ctx, op_key=op_key)
            session.now_ms = opening.now_ms
            return records.wait_for(session, scope=scope, op_key=op_key, step=step)

    def close(self) -> None:
        """Close every connection."""
        self.backend.close()

    def _attempt(
        self,
        ctx: Context,
        request: Q,
        body: Callable[[WriteSession, Q], R],
        ask: records.Ask,
        deadline: Deadline,
    ) -> R:
        with self._translated(deadline), self._connection(read_only=False) as connection:
            prepare(self.backend.dialect, self._runs(request))
            with _collecting_no_garbage(), self.backend.gate(deadline):
                try:
                    opening = self.backend.begin_write(connection, ctx, deadline)
                    require_head(opening.version)
                    self.clock_jump_ms = opening.clock_jump_ms
                    session = WriteSession(self.backend, connection, ctx, op_key=ask.op_key)
                    session.now_ms = opening.now_ms
                    stored = records.start(session, ask)
                    if stored is not None:
                        return cast(R, _answer(request, stored, ask, replayed=True))
                    result = body(session, request)
                    records.append_audit(session, session.entries)
                    records.finish(session, ask, result.model_dump_json())
                    if not ctx.dry_run:
                        self._commit(connection, deadline)
                        self.backend.lasting.update(session.learned)
                finally:
                    self._undo(connection)
        return result.model_copy(update={"op_key": ask.op_key})

    def _runs(self, request: Request) -> Sequence[Named]:
        """Every statement of a write that says which it runs, else none."""
        if not request.runs:
            return ()
        return (*self.backend.opening, *records.EVERY_WRITE, *request.runs)

    def _commit(self, connection: DriverConnection, deadline: Deadline) -> None:
        if not self.backend.in_transaction(connection):
            raise Failed("storage.lost_transaction")
        self.commits_begun += 1
        try:
            self.backend.patiently(connection.commit, deadline)
        except self.backend.driver_error as error:
            cause = self.backend.failure(error, deadline)
            if isinstance(cause, Retry):
                raise cause from error
            raise _Doubtful(cause) from error

    def _look_up(self, ctx: Context, request: Request, ask: records.Ask, cause: Exception) -> Any:
        """After a failed commit only the operation's own row says whether it happened."""
        try:
            found = self.settled(ctx, scope=ask.scope, op_key=ask.op_key, step=ask.step)
        except (BoxofficeError, Retry):
            raise OutcomeUnknown("operations.unknown", op_key=ask.op_key) from cause
        if found is not None:
            return _answer(request, found.result, ask, replayed=False)
        if isinstance(cause, BoxofficeError):
            _with_key(cause, ask)
        raise cause

    @contextmanager
    def _connection(self, *, read_only: bool) -> Iterator[DriverConnection]:
        connection = self.backend.connect(read_only=read_only)
        try:
            yield connection
        except (self.backend.driver_error, _Doubtful):
            connection.invalidate()
            raise
        finally:
            self._undo(connection)
            if connection.is_valid:
                connection.close()

    def _undo(self, connection: DriverConnection) -> None:
        """Roll back what is open; a connection that cannot is dropped, which undoes it as well.

        Who is stopped between a statement and its answer leaves a connection that takes no other.
        """
        if not connection.is_valid or not self.backend.in_transaction(connection):
            return
        try:
            connection.rollback()
        except self.backend.driver_error:
            connection.invalidate()

    @contextmanager
    def _translated(self, deadline: Deadline | None) -> Iterator[None]:
        try:
            yield
        except self.backend.driver_error as error:
            raise self.backend.failure(error, deadline) from error

    def _same_process(self) -> None:
        if os.getpid() != self._pid:
            raise Failed("storage.forked")


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Python looks through all of its memory once in a while: 80 ms, not while others wait."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _answer(request: Request, stored: str, ask: records.Ask, *, replayed: bool) -> Any:
    answer: Any = request.answer.model_validate_json(stored)
    return answer.model_copy(update={"op_key": ask.op_key, "replayed": replayed})


def _with_key(error: BoxofficeError, ask: records.Ask) -> BoxofficeError:
    error.details.setdefault("op_key", ask.op_key)
    return error


def _back_off_seconds(attempt: int) -> float:
    longest = min(0.5, 0.005 * 2.0**attempt)
    return random.uniform(0, longest)  # noqa: S311 - spreads retries, hides nothing
