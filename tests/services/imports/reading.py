"""Sheets and batches out of text, with nothing in the house."""

from __future__ import annotations

from functools import partial
from typing import Any

from boxoffice.errors import InvalidFile
from boxoffice.services.imports import columns, sheets
from boxoffice.services.imports.batch import Batch
from boxoffice.services.imports.houses import Films
from boxoffice.services.imports.movies import read_films
from boxoffice.services.imports.options import Options
from boxoffice.services.imports.sheets import Sheet

NOTHING = Films({}, {})
MARKS = {"title": columns.MOVIE, "name": columns.THEATRE, "at": columns.SHOW}


def sheet_of(
    content: str | bytes, *, name: str = "films.csv", needs: str = "title", encoding: str = "",
    mapped: dict[str, str] | None = None,
) -> Sheet:  # fmt: skip
    """The sheet that a file of that name and content is."""
    data = content if isinstance(content, bytes) else content.encode()
    synonyms, wanted = MARKS[needs], mapped or {}
    return sheets.read(
        data,
        name=name,
        encoding=encoding,
        marks=columns.FieldMarks(synonyms, needs, wanted),
    )


def plain(sheet: Sheet) -> list[dict[str, Any]]:
    """The cells of each row as bare texts."""
    return [{name: node.value for name, node in row.cells.items()} for row in sheet.rows]


def batch_of(
    content: str | bytes, *, name: str = "films.csv", needs: str = "title", **options: Any
) -> Batch:
    """The batch of such a file."""
    chosen = Options(**options)
    sheet = sheet_of(
        content, name=name, needs=needs, encoding=chosen.encoding, mapped=chosen.mapped
    )
    return Batch.of(sheet, MARKS[needs], chosen, needs=needs)


def films_of(
    content: str | bytes, *, films: Films = NOTHING, name: str = "films.csv", **options: Any
) -> tuple[list[dict[str, Any]], list[InvalidFile]]:
    """The films that come in, and what is refused."""
    batch = batch_of(content, name=name, **options)
    entries = read_films(batch, films)
    return [entry.plain() for entry in entries], batch.faults


def places(faults: list[InvalidFile]) -> list[tuple[str, int, int]]:
    """Code, line and column of each fault."""
    return [(each.code, each.details["line"], each.details["column"]) for each in faults]


json_of = partial(sheet_of, name="films.json")
yaml_of = partial(sheet_of, name="films.yaml")
