"""What really goes over the wire: every statement that a database's own driver runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from boxoffice.services.app import App

FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def statements_of(
    app: App, *, read_only: bool, on_statement: Callable[[str], None] = lambda _sql: None
) -> Iterator[list[str]]:
    """Every statement on the app's next reading or writing connection, in order.

    SQLite tells each itself, with BEGIN and COMMIT; on PostgreSQL its cursors are counted.
    """
    seen: list[str] = []

    def note(sql: str) -> None:
        seen.append(sql)
        on_statement(sql)

    connection = app.db.backend.connect(read_only=read_only)
    watched = connection.dbapi_connection
    connection.close()
    _watch(watched, note)
    yield seen
    _watch(watched, None)


def bodies(statements: list[str]) -> list[str]:
    """The statements without those that begin and end a transaction."""
    return [sql for sql in statements if not sql.startswith(FRAME)]


def _watch(connection: Any, note: Callable[[str], None] | None) -> None:
    if not isinstance(connection, psycopg.Connection):
        connection.set_trace_callback(note)
    elif note is None:
        connection.cursor_factory = psycopg.Cursor
    else:
        connection.cursor_factory = _noting(note)


def _noting(note: Callable[[str], None]) -> type[psycopg.Cursor[Any]]:
    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *values: Any, **options: Any) -> Any:
            note(str(query))
            return super().execute(query, *values, **options)

        def executemany(self, query: Any, *values: Any, **options: Any) -> Any:
            note(str(query))
            return super().executemany(query, *values, **options)

    return Noting
