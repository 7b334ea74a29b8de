"""What a set-up reads and changes, many rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Executable,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlmodel import SQLModel

from boxoffice.storage.session import ReadSession
from boxoffice.storage.statements import Named, Row, named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.offers import OfferRow
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import FeeRow, Holiday, PriceRuleRow, TaxRateRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

CHUNK = 200
"""How many keys or ids one statement looks up; fewer are filled up with repeats."""

screen = Screen.__table__.c  # type: ignore[attr-defined]
show = Show.__table__.c  # type: ignore[attr-defined]


def among(column: Column[Any]) -> Any:
    """Whether a column is one of the values that a chunk looks up."""
    return column.in_([bindparam(f"key_{index}", type_=column.type) for index in range(CHUNK)])


def registered(name: str, build: Callable[[], Executable]) -> Named:
    """A statement that is made for one table of several, under a name of its own."""
    build.__name__ = name
    return named(build)


def _by(table: type[SQLModel], column: str) -> Named:
    """Every row of a table whose column is among the values looked up."""
    core: Any = table.__table__  # type: ignore[attr-defined]
    wanted = among(core.c[column])
    return registered(f"{core.name}_by_{column}", lambda: select(*core.c).where(wanted))


def _last(table: type[SQLModel]) -> Named:
    core: Any = table.__table__  # type: ignore[attr-defined]
    return registered(f"last_{core.name}", lambda: select(func.max(core.c.id)))


def _change(table: type[SQLModel]) -> Named:
    """Set every column of one row; the new values are named `to_…`, its key `is_…`."""
    core: Any = table.__table__  # type: ignore[attr-defined]
    keys = list(core.primary_key.columns)
    is_row = and_(*(column == bindparam(f"is_{column.name}", type_=column.type) for column in keys))
    values: dict[Any, Any] = {
        column: bindparam(f"to_{column.name}") for column in core.c if column not in keys
    }
    return registered(f"change_{core.name}", lambda: update(core).where(is_row).values(values))


_BY_KEY = (City, SeatCategory, TicketType, Layout, Theatre, Movie, Show, OfferRow)
_BY_THEATRE = (Screen, PriceRuleRow, Holiday, TaxRateRow, FeeRow)

FIND: dict[type[SQLModel], Named] = {
    **{table: _by(table, "key") for table in _BY_KEY},
    **{table: _by(table, "theatre_id") for table in _BY_THEATRE},
}
LAST: dict[type[SQLModel], Named] = {
    table: _last(table) for table in (*_BY_KEY, Screen, PriceRuleRow, SeatRow)
}
CHANGE: dict[type[SQLModel], Named] = {table: _change(table) for table in (*_BY_KEY, *_BY_THEATRE)}


@named
def lock_setup() -> Executable:
    """What only set-ups and migrations lock: one of them at a time, and no sale waits."""
    version: Any = literal_column("version_num")
    return select(version).select_from(text("alembic_version")).with_for_update()


@named
def lock_shows() -> Executable:
    """Shows about to be changed, locked against every sale, in order."""
    return select(show.id).where(among(show.id)).order_by(show.id).with_for_update()


@named
def shows_of_theatres() -> Executable:
    """How many shows these theatres ever had."""
    return (
        select(screen.theatre_id, func.count(show.id).label("shows"))
        .join_from(Screen, Show, show.screen_id == screen.id)
        .where(among(screen.theatre_id))
        .group_by(screen.theatre_id)
    )


@named
def give_screens_layout() -> Executable:
    """Move every screen from one plan to another."""
    return (
        update(Screen)
        .where(screen.layout_id == bindparam("old_layout_id", type_=INTEGER))
        .values(layout_id=bindparam("new_layout_id", type_=INTEGER))
    )


def rows_among(
    session: ReadSession, statement: Named, wanted: Iterable[str | int], **values: Any
) -> Iterator[Row]:
    """The rows of a statement for any number of keys or ids, looked up in chunks."""
    distinct: set[Any] = set(wanted)
    keys = sorted(distinct)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        chunk += chunk[-1:] * (CHUNK - len(chunk))
        filled: dict[str, Any] = {f"key_{index}": key for index, key in enumerate(chunk)}
        yield from session.all(statement, **filled, **values)
