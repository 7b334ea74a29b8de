"""Rows and columns as a value: what is listed, before any format decides how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from boxoffice.present.text import clean


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: written for the locale for people, as its integer for machines."""

    minor: int
    currency: str


Cell = str | int | bool | Money | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its machine name; without a heading only machines get it.

    A flexible column gives way first where the table is wider than the terminal, down to its
    `narrowest`, one that `yields_last` after the others; what stands from `drops_from` on in a
    cell goes before all that. A wrapped one is never cut, but goes on in the next line. A column
    `only_for_people` says in words what others hold as data.
    """

    name: str
    heading: str = ""
    is_number: bool = False
    is_flexible: bool = False
    only_for_people: bool = False
    narrowest: int = 6
    is_wrapped: bool = False
    yields_last: bool = False
    drops_from: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, rows as long as the columns, and a title for people.

    Sections part the rows under one line of headings: the name of each, and how many rows it has.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    sections: tuple[tuple[str, int], ...] = ()

    def for_people(self) -> Table:
        """Only the columns with a heading."""
        return self._only([column for column in self.columns if column.heading])

    def for_machines(self) -> Table:
        """Only the columns that hold data."""
        return self._only([column for column in self.columns if not column.only_for_people])

    def _only(self, columns: Iterable[Column]) -> Table:
        kept = tuple(columns)
        places = [self.columns.index(column) for column in kept]
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return Table(self.name, kept, rows, self.title, self.sections)


def spelled(cell: Cell, *, locale: str) -> str:
    """The cell as a person reads it, harmless and on one line."""
    if isinstance(cell, Money):
        from boxoffice.present.money import format_money

        return format_money(cell.minor, currency=cell.currency, locale=locale)
    if isinstance(cell, datetime):
        from boxoffice.present.moments import day_and_time

        return day_and_time(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return clean(cell)


def spelled_rows(table: Table, *, locale: str) -> list[list[str]]:
    """Every cell of the table as a person reads it."""
    return [[spelled(cell, locale=locale) for cell in row] for row in table.rows]


def in_sections(
    lines: Sequence[str], table: Table, *, titled: Callable[[str], str] = clean
) -> Iterator[str]:
    """The drawn lines, one for each row at the end, with the names of the sections put between."""
    if not table.sections:
        yield from lines
        return
    below = len(lines) - len(table.rows)
    yield from lines[:below]
    for place, (name, count) in enumerate(table.sections):
        if place:
            yield ""
        yield titled(name)
        yield from lines[below : below + count]
        below += count


def raw(cell: Cell) -> str | int | bool | None:
    """The cell as a machine reads it: minor units, ISO 8601, text as it is."""
    if isinstance(cell, Money):
        return cell.minor
    return cell.isoformat() if isinstance(cell, datetime) else cell
