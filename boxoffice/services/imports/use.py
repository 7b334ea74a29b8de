"""The imports themselves: a sheet becomes a set-up document, which the set-up engine applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from boxoffice.services.imports import columns, sheets
from boxoffice.services.imports.answers import ImportResult, apply_entries, digest
from boxoffice.services.imports.batch import Batch
from boxoffice.services.imports.houses import Films, Places
from boxoffice.services.imports.movies import read_films
from boxoffice.services.imports.options import Options
from boxoffice.services.imports.screens import Halls
from boxoffice.services.imports.shows import Shows
from boxoffice.services.imports.theatres import read_theatres
from boxoffice.services.setup.tree import Node
from boxoffice.services.timetable import LONGEST_SHOW_MS
from boxoffice.storage.queries import imports as queries
from boxoffice.storage.queries.setup import FIND, rows_among
from boxoffice.storage.tables.programme import Show

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App


def import_movies(
    app: App, ctx: Context, content: bytes, *, name: str, options: Options
) -> ImportResult:
    """Films of a sheet; one that is there already is changed where its row says so."""
    batch = _batch(content, columns.MOVIE, "title", name=name, options=options)
    with app.db.read(ctx) as session:
        films = Films.read(session)
    return _apply(app, ctx, batch, {"movies": read_films(batch, films)}, what="movies")


def import_theatres(
    app: App, ctx: Context, content: bytes, *, name: str, options: Options
) -> ImportResult:
    """Theatres of a sheet, with the cities that are not there yet."""
    batch = _batch(content, columns.THEATRE, "name", name=name, options=options)
    with app.db.read(ctx) as session:
        places = Places.read(session)
    return _apply(app, ctx, batch, {"cities": read_theatres(batch, places)}, what="theatres")


def import_shows(
    app: App, ctx: Context, content: bytes, *, name: str, options: Options
) -> ImportResult:
    """Showings of a sheet, with the films that are not there yet."""
    batch = _batch(content, columns.SHOW, "at", name=name, options=options)
    with app.db.read(ctx) as session:
        films, places = Films.read(session), Places.read(session)
    halls = Halls(places, options.screens)
    found = Shows(batch, films, halls, theatre=ctx.settings.theatre)
    if found.showings:
        starts = [showing.starts_at_ms for showing in found.showings]
        screens = {hall.id for showing in found.showings for hall in showing.screens}
        with app.db.read(ctx) as session:
            between = rows_among(
                session, queries.shows_of_screens_between, screens,
                from_ms=min(starts) - LONGEST_SHOW_MS, to_ms=max(starts) + LONGEST_SHOW_MS,
            )  # fmt: skip
            rows = [*between, *rows_among(session, FIND[Show], found.wanted_keys())]
        halls.fill(rows, {row.id: row.key for row in films.by_key.values()})
    new, entries = found.entries()
    return _apply(app, ctx, batch, {"movies": new, "shows": entries}, what="shows")


IMPORTS = {"movies": import_movies, "theatres": import_theatres, "shows": import_shows}


def _batch(
    content: bytes, synonyms: columns.Synonyms, needs: str, *, name: str, options: Options
) -> Batch:
    marks = columns.FieldMarks(synonyms, needs, options.mapped)
    sheet = sheets.read(content, name=name, marks=marks, encoding=options.encoding)
    return Batch.of(sheet, synonyms, options, needs=needs)


def _apply(
    app: App, ctx: Context, batch: Batch, lists: Mapping[str, Sequence[Node]], *, what: str
) -> ImportResult:
    sheet = batch.sheet
    sha256 = digest(sheet.sha256, what, batch.options.model_dump_json(), ctx.settings.theatre)
    done = apply_entries(
        app, ctx, lists, batch.faults,
        name=sheet.name, sha256=sha256, strict=batch.options.strict,
    )  # fmt: skip
    return ImportResult(
        **done.model_dump(),
        read=len(sheet.rows) + len(sheet.faults),
        unused=batch.columns.unused,
    )
