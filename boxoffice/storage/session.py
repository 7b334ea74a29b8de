"""An open transaction as a use case sees it: named statements in, plain rows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Executable
from sqlmodel import SQLModel

from boxoffice.domain.audit import Alike, Entry, detail_text
from boxoffice.domain.lifecycle import Subject, require
from boxoffice.storage.statements import (
    INSERT_ROWS,
    Compiled,
    Named,
    Row,
    compiled_once,
    insert_one,
    insert_rows,
)

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.storage.backends import Backend, DriverConnection

Statement = Named | Executable
T = TypeVar("T")


class ReadSession:
    """Reads one consistent state of the database; cannot write."""

    def __init__(self, backend: Backend, connection: DriverConnection, ctx: Context) -> None:
        self._backend = backend
        self._cursor = connection.cursor()
        self.ctx = ctx
        self.now_ms = 0
        self._once: dict[tuple[Any, ...], Any] = {}

    def all(self, statement: Statement, *, size: int = 0, **values: Any) -> list[Row]:
        """Every row, fetched before anything else happens."""
        compiled = self._compiled(statement, size)
        self._run(compiled, values)
        rows = self._cursor.fetchall()
        description = self._cursor.description or ()
        return [compiled.row(row, description) for row in rows]

    def first(self, statement: Statement, *, size: int = 0, **values: Any) -> Row | None:
        """The first row or None."""
        rows = self.all(statement, size=size, **values)
        return rows[0] if rows else None

    def scalar(self, statement: Statement, *, size: int = 0, **values: Any) -> Any:
        """The first column of the first row, or None."""
        self._run(self._compiled(statement, size), values)
        rows = self._cursor.fetchall()
        return rows[0][0] if rows else None

    def lasting(self, key: tuple[Any, ...], load: Callable[[], T]) -> T:
        """What never changes once it is written (the plan of a layout), read once per process."""
        if key not in self._backend.lasting:
            self._backend.lasting[key] = load()
        value: T = self._backend.lasting[key]
        return value

    def within(self, key: tuple[Any, ...], load: Callable[[], T]) -> T:
        """What this transaction needs to read only once."""
        if key not in self._once:
            self._once[key] = load()
        value: T = self._once[key]
        return value

    def _compiled(self, statement: Statement, size: int) -> Compiled:
        if isinstance(statement, Named):
            return statement.compiled(self._backend.dialect, size)
        return compiled_once(statement, self._backend.dialect.name)

    def _run(self, compiled: Compiled, values: Mapping[str, Any]) -> None:
        self._backend.execute(self._cursor, compiled.sql, compiled.with_values(values))


class WriteSession(ReadSession):
    """A write in progress: what it does happens as a whole or not at all."""

    def __init__(
        self, backend: Backend, connection: DriverConnection, ctx: Context, *, op_key: str
    ) -> None:
        super().__init__(backend, connection, ctx)
        self.actor = ctx.actor
        self.till = ctx.till
        self.op_key = op_key
        self.entries: list[Entry | Alike] = []
        self.learned: dict[tuple[Any, ...], Any] = {}

    def lasting(self, key: tuple[Any, ...], load: Callable[[], T]) -> T:
        """The same, kept by the process once this write is committed: it may be of new rows."""
        if key not in self.learned and key not in self._backend.lasting:
            self.learned[key] = load()
        value: T = self.learned[key] if key in self.learned else self._backend.lasting[key]
        return value

    def run(self, statement: Statement, *, size: int = 0, **values: Any) -> int:
        """Change rows and say how many."""
        self._run(self._compiled(statement, size), values)
        return int(self._cursor.rowcount)

    def run_many(self, statement: Statement, values: Sequence[Mapping[str, Any]]) -> None:
        """Change rows once for each set of values."""
        compiled = self._compiled(statement, 0)
        self._backend.execute_many(
            self._cursor, compiled.sql, [compiled.with_values(each) for each in values]
        )

    def insert(self, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows that give the same columns; one left out is as it is in rows older than it."""
        if not rows:
            return
        core = table.__table__  # type: ignore[attr-defined]
        name, columns = self._backend.dialect.name, tuple(rows[0])
        if len(rows) > INSERT_ROWS:
            self._backend.execute_many(self._cursor, insert_one(core, name, columns).sql, rows)
            return
        compiled = insert_rows(core, len(rows), name, columns)
        flat = {
            f"{column}_{index}": value
            for index, row in enumerate(rows)
            for column, value in row.items()
        }
        self._backend.execute(self._cursor, compiled.sql, flat)

    def lock(
        self, statement: Statement, *, first: Named | None = None, size: int = 0, **values: Any
    ) -> list[Row]:
        """Read rows FOR UPDATE or FOR SHARE; the time is taken again after any wait for them.

        A join that had to wait is matched against what the other tables were before: where rows
        are locked at all, `first` waits for the one row alone, and the join that runs after it
        may bring the time along as `locked_at_ms`.
        """
        waited = first is not None and self._backend.locks_rows
        if first is not None and waited:
            self.all(first, **values)
        rows = self.all(statement, size=size, **values)
        read_ms = getattr(rows[0], "locked_at_ms", None) if waited and rows else None
        self.now_ms = self._backend.time_after_lock(
            self._cursor, self.ctx, self.now_ms, read_ms=read_ms
        )
        return rows

    def step(
        self, subject: Subject, subject_id: str, source: str, target: str, **detail: Any
    ) -> None:
        """Take a legal step of a thing's lifecycle, on the record; the caller changes its row."""
        require(subject, subject_id, source=source, target=target)
        self.audit(f"{subject}.{target}", subject, subject_id, source, target, **detail)

    def steps(self, subject: Subject, subject_ids: Sequence[str], source: str, target: str) -> None:
        """Take the same legal step of many things; on the record each of them stands for itself."""
        if not subject_ids:
            return
        require(subject, subject_ids[0], source=source, target=target)
        entry = self._entry(f"{subject}.{target}", subject, "", source, target, {})
        self.entries.append(Alike(entry, subject_ids))

    def audit(
        self,
        event: str,
        subject: Subject,
        subject_id: str,
        source: str,
        target: str,
        **detail: Any,
    ) -> None:
        """Buffer one entry; the till's chain is written last."""
        self.entries.append(self._entry(event, subject, subject_id, source, target, detail))

    def _entry(
        self,
        event: str,
        subject: Subject,
        subject_id: str,
        source: str,
        target: str,
        detail: Mapping[str, Any],
    ) -> Entry:
        return Entry(
            at_ms=self.now_ms, actor=self.actor, op_key=self.op_key, event=event,
            subject_kind=str(subject), subject_id=subject_id,
            from_state=source, to_state=target, detail=detail_text(detail),
        )  # fmt: skip
