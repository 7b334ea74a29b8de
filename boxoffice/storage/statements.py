"""Statements built once with SQLAlchemy Core, compiled once per dialect, run on the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Executable, Table, bindparam, insert
from sqlalchemy.engine import Dialect

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ClauseElement

INSERT_ROWS = 40
"""More rows than this go through the driver's executemany instead of one statement."""


class Row(SimpleNamespace):
    """One row, by column name."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no column {name!r}", name=name, obj=self)


class Compiled:
    """SQL text with the values it always carries; a size is how many rows it was built for."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = cast("ClauseElement", statement).compile(
            dialect=dialect, compile_kwargs={"render_postcompile": True}
        )
        self.sql: str = str(compiled)
        self.fixed: dict[str, Any] = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self.wanted: frozenset[str] = frozenset(compiled.params)
        self.names: tuple[str, ...] | None = None

    def with_values(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parameters to run with."""
        return {**self.fixed, **values} if self.fixed else values

    def row(self, values: Sequence[Any], description: Iterable[Sequence[Any]]) -> Row:
        """A driver's tuple as a row by name."""
        if self.names is None:
            self.names = tuple(column[0] for column in description)
        return Row(**dict(zip(self.names, values, strict=True)))


Build = Callable[..., Executable]
NAMED: dict[str, Named] = {}


class Named:
    """A statement by name; its builder is given what its parameters ask for.

    `size` is a number of rows, `dialect` its name, `insert` its INSERT that knows ON CONFLICT.
    """

    def __init__(self, name: str, build: Build) -> None:
        code = build.__code__
        self.name = name
        self._wants = code.co_varnames[: code.co_argcount]
        self.sized = "size" in self._wants
        self._build = build
        self._compiled: dict[tuple[str, int], Compiled] = {}

    def compiled(self, dialect: Dialect, size: int = 0) -> Compiled:
        """The SQL for this dialect, compiled at most once."""
        key = (dialect.name, size)
        if key not in self._compiled:
            offered: dict[str, Any] = {"size": size, "dialect": dialect.name}
            if "insert" in self._wants:
                offered["insert"] = insert_of(dialect.name)
            statement = self._build(**{name: offered[name] for name in self._wants})
            self._compiled[key] = Compiled(statement, dialect)
        return self._compiled[key]


def named(build: Build) -> Named:
    """Register a statement under its function's module and name."""
    name = f"{build.__module__.rpartition('.')[2]}.{build.__name__}"
    NAMED[name] = Named(name, build)
    return NAMED[name]


def prepare(dialect: Dialect, known: Iterable[Named] = ()) -> None:
    """Compile what a write is known to run, else all there is, so that the gate waits for none."""
    if not known:
        _prepare_all(dialect.name, len(NAMED))
    for statement in known:
        if not statement.sized:
            statement.compiled(dialect)


@lru_cache(maxsize=2)
def _prepare_all(dialect_name: str, _known: int) -> None:
    """Once for as many statements as modules have brought by now."""
    for statement in NAMED.values():
        if not statement.sized:
            statement.compiled(dialect_of(dialect_name))


@lru_cache(maxsize=256)
def compiled_once(statement: Executable, dialect_name: str) -> Compiled:
    """A statement without a name, compiled once: whoever runs it again keeps it."""
    return Compiled(statement, dialect_of(dialect_name))


@lru_cache(maxsize=256)
def insert_rows(
    table: Table, size: int, dialect_name: str, columns: tuple[str, ...] = ()
) -> Compiled:
    """A plain INSERT of that many rows into a table; parameters are column_0, column_1 …"""
    names = columns or tuple(column.name for column in table.columns)
    rows: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{index}") for name in names} for index in range(size)
    ]
    return Compiled(insert(table).values(rows), dialect_of(dialect_name))


@lru_cache(maxsize=64)
def insert_one(table: Table, dialect_name: str, columns: tuple[str, ...] = ()) -> Compiled:
    """A plain INSERT of one row, for executemany."""
    names = columns or tuple(column.name for column in table.columns)
    return Compiled(
        insert(table).values({name: bindparam(name) for name in names}),
        dialect_of(dialect_name),
    )


@lru_cache(maxsize=2)
def dialect_of(name: str) -> Dialect:
    """The dialect statements are compiled for; parameters by name on both."""
    if name == "sqlite":
        from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

        return SQLiteDialect_pysqlite(paramstyle="named")
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    return PGDialect_psycopg()  # type: ignore[no-untyped-call]


def insert_of(name: str) -> Any:
    """The dialect's own INSERT, the one with ON CONFLICT."""
    if name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert
