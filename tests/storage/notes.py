"""The smallest write there is: one city, by name, or what a test does instead."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import ClassVar

import psycopg
from sqlalchemy import select

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.places import City

city = City.__table__.c  # type: ignore[attr-defined]


class Noted(Result):
    """How often the body had run when it answered."""

    runs: int


class Note(Request):
    """A city to write down."""

    answer: ClassVar[type[Result]] = Noted

    name: str = "Paris"


def add(session: WriteSession, name: str, *, number: int = 1) -> None:
    session.insert(City, [{"id": number, "key": name.lower(), "name": name}])


def write(
    app: App,
    ctx: Context,
    body: Callable[[WriteSession, int], None] | None = None,
    *,
    name: str = "Paris",
) -> Noted:
    """Write a note; a body of the test's own is given the number of its run, from 1."""
    runs = 0

    def run(session: WriteSession, request: Note) -> Noted:
        nonlocal runs
        runs += 1
        if body is None:
            add(session, request.name)
        else:
            body(session, runs)
        return Noted(runs=runs)

    return app.db.write(ctx, Note(name=name), run)


def names(app: App, ctx: Context) -> list[str]:
    """Every city that is really there."""
    with app.db.read(ctx) as session:
        return [row.name for row in session.all(select(city.name).order_by(city.id))]


def run_sql(database: str, *statements: str) -> None:
    """By somebody else, with a connection of their own."""
    is_postgres = database.startswith("postgresql")
    with closing((psycopg if is_postgres else sqlite3).connect(database)) as connection:
        for sql in statements:
            connection.execute(sql)
        connection.commit()
