"""Imports into a house, on both databases: what came in, what did not, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.errors import InvalidFile
from boxoffice.present import imported
from boxoffice.present.words import sentence
from boxoffice.services import sales
from boxoffice.services.app import App
from boxoffice.services.imports import use
from boxoffice.services.imports.answers import ImportResult
from boxoffice.services.imports.options import Options
from boxoffice.services.setup import files
from boxoffice.services.setup import use as setup
from boxoffice.storage.queries import imports as queries
from tests.services.setup.texts import SMALL

NewCtx = Callable[..., Context]


def given(app: App, ctx: Context, text: str = SMALL) -> None:
    """A house as a set-up file says it."""
    setup.apply_document(app, ctx, files.read(text.encode(), name="house.yaml"))


def bring(
    app: App, ctx: Context, what: str, text: str, *, name: str = "sheet.csv", **options: Any
) -> ImportResult:
    """Import movies, theatres or shows."""
    work = getattr(use, f"import_{what}")
    result: ImportResult = work(app, ctx, text.encode(), name=name, options=Options(**options))
    return result


def tally(result: ImportResult, kind: str) -> tuple[int, int, int]:
    """Created, changed, unchanged."""
    (found,) = (each for each in result.changes if each.kind == kind)
    return found.created, found.changed, found.unchanged


def told(result: ImportResult) -> list[tuple[int, int, str]]:
    """Line, column and reason of each row left out."""
    return [(row.line, row.column, imported.why(row)) for row in result.refused]


FILMS = "Title;Running Time;Rating\n1776;141,0;7,6\n;90;\nNope;2h 10m;6.8\nElvis;;7.3\n"


def test_films_come_in_once_however_often_they_are_imported(app: App, new_ctx: NewCtx) -> None:
    first = bring(app, new_ctx(), "movies", FILMS)
    assert (tally(first, "movies"), first.read, first.unused) == ((2, 0, 0), 4, ())
    assert told(first) == [
        (3, 1, "There is nothing under Title."),
        (5, 2, "Elvis has no running time. Say one for all that lack it: --runtime 120."),
    ]
    again = bring(app, new_ctx(), "movies", FILMS, defaults={"runtime": "120"})
    assert tally(again, "movies") == (1, 0, 2)
    longer = bring(app, new_ctx(), "movies", "titre,durée,genre\nNOPE,2:15,Horror\n")
    assert tally(longer, "movies") == (0, 1, 0)
    with app.db.read(new_ctx()) as session:
        rows = {row.key: row for row in session.all(queries.every_movie)}
    assert sorted(rows) == ["1776", "elvis", "nope"]
    nope = rows["nope"]
    assert (nope.runtime_minutes, nope.rating_tenths, nope.genres) == (135, 68, "Horror")


def test_one_operation_key_is_one_import(app: App, new_ctx: NewCtx) -> None:
    first = bring(app, new_ctx(op_key="IMPORT-1"), "movies", FILMS)
    again = bring(app, new_ctx(op_key="IMPORT-1"), "movies", FILMS)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.changes == first.changes


def test_a_dry_run_says_the_same_and_writes_nothing(app: App, new_ctx: NewCtx) -> None:
    dry = bring(app, new_ctx(dry_run=True), "movies", FILMS)
    assert tally(dry, "movies") == (2, 0, 0)
    assert tally(bring(app, new_ctx(), "movies", FILMS), "movies") == (2, 0, 0)


def test_strict_is_all_or_nothing(app: App, new_ctx: NewCtx) -> None:
    with pytest.raises(InvalidFile) as raised:
        bring(app, new_ctx(), "movies", FILMS, strict=True)
    assert sentence(raised.value) == (
        "Nothing came in, since 2 rows cannot be used. First: sheet.csv, line 3, column 1: there is"
        " nothing under Title. Without --strict the others come in and these are listed."
    )
    assert tally(bring(app, new_ctx(), "movies", FILMS), "movies") == (2, 0, 0)


def test_theatres_come_in_with_their_cities(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx())
    text = "nom;commune;adresse;ecrans\nREX;LYON;1 rue A;4.0\nREX;Évry;2 rue B;1.0\nLUX;;;\n"
    paris = {"zone": "Europe/Paris", "currency": "EUR"}
    first = bring(app, new_ctx(), "theatres", text, defaults=paris)
    assert (tally(first, "cities"), tally(first, "theatres")) == ((1, 0, 1), (1, 1, 0))
    assert first.unused == ("ecrans",)
    assert told(first) == [
        (4, 2, "There is nothing under commune. Say --set city=NAME for all that lack it.")
    ]
    again = bring(app, new_ctx(), "theatres", text, defaults=paris)
    assert (tally(again, "cities"), tally(again, "theatres")) == ((0, 0, 2), (0, 0, 2))
    with app.db.read(new_ctx()) as session:
        rows = [(row.key, row.name, row.address) for row in session.all(queries.every_theatre)]
    assert rows == [("rex", "REX", "1 rue A"), ("rex-evry", "REX", "2 rue B")]


WEEK = (
    "title,date,time,runtime,format\nDune,2026-11-29,20:15,,70mm\nElvis,2026-11-29,17:00,160,\n"
    "Thor,2026-11-30,17:00,,\nOya,2026-11-28,21:00,,\n"
)


def test_shows_come_in_with_films_that_are_not_there(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx())
    first = bring(app, new_ctx(), "shows", WEEK)
    assert (tally(first, "movies"), tally(first, "shows")) == ((1, 0, 0), (2, 0, 0))
    assert [(line, column) for line, column, _ in told(first)] == [(4, 1), (5, 3)]
    assert told(first)[1][2] == (
        "Oya at 2026-11-28 21:00: screen rex/1 is not free; gala keeps rex/1 until"
        " 2026-11-28 23:10. Name more screens, or move one."
    )
    again = bring(app, new_ctx(), "shows", WEEK)
    assert (tally(again, "movies"), tally(again, "shows")) == ((0, 0, 0), (0, 0, 2))


def test_a_show_with_sold_seats_is_not_moved_and_the_others_come_in(
    app: App, new_ctx: NewCtx
) -> None:
    given(app, new_ctx())
    sold = sales.SellRequest(show="1", words=("A1",), tenders=({"method": "cash", "amount": "50"},))
    sales.sell(app, new_ctx(), sold)
    text = "key,title,at\ngala,Dune,2026-11-28 19:15\nnew,Dune,2026-11-29 19:15\n"
    result = bring(app, new_ctx(), "shows", text)
    assert tally(result, "shows") == (1, 0, 0)
    assert [row.line for row in result.refused] == [2]


def test_a_show_that_is_over_and_known_by_its_key_is_played_another_day(
    app: App, new_ctx: NewCtx
) -> None:
    given(app, new_ctx())
    text = "key,title,at\ngala2,Dune,{day} 20:15\n"
    for day, change in (("2025-11-28", (1, 0, 0)), ("2026-11-29", (0, 1, 0))):
        result = bring(app, new_ctx(), "shows", text.format(day=day))
        assert (tally(result, "shows"), result.refused) == (change, ())
