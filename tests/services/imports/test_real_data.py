"""The real files, as they are: how many rows come in, and why the others do not."""

from __future__ import annotations

from collections import Counter

import pytest

from boxoffice.present import imported
from boxoffice.services.app import App
from boxoffice.services.imports import use
from boxoffice.services.imports.answers import ImportResult
from boxoffice.services.imports.options import Options
from tests.real_data import real_file
from tests.services.imports.test_use import NewCtx, given, tally
from tests.services.setup.texts import SMALL


def bring(app: App, new_ctx: NewCtx, what: str, name: str, **options: object) -> ImportResult:
    work = getattr(use, f"import_{what}")
    content = real_file(name).read_bytes()
    result: ImportResult = work(
        app, new_ctx(), content, name=name, options=Options.model_validate(options)
    )
    return result


def codes(result: ImportResult) -> Counter[str]:
    return Counter(row.fault.code for row in result.refused if row.fault)


def test_of_3201_films_those_with_a_running_time_come_in(app: App, new_ctx: NewCtx) -> None:
    first = bring(app, new_ctx, "movies", "movies-vega.json")
    assert (first.read, tally(first, "movies")) == (3201, (1208, 0, 0))
    assert codes(first) == {"imports.no_runtime": 1992, "imports.missing": 1}
    assert min(row.line for row in first.refused) >= 1
    assert "Director" in first.unused


@pytest.mark.slow
def test_with_a_running_time_for_the_others_all_but_the_nameless_one_do(
    app: App, new_ctx: NewCtx
) -> None:
    given_minutes = {"runtime": "120"}
    first = bring(app, new_ctx, "movies", "movies-vega.json", defaults=given_minutes)
    assert tally(first, "movies") == (3200, 0, 0)
    (nameless,) = first.refused
    assert (nameless.line, imported.why(nameless)) == (3055, "There is nothing under Title.")
    again = bring(app, new_ctx, "movies", "movies-vega.json", defaults=given_minutes)
    assert tally(again, "movies") == (0, 0, 3200)


def test_all_311_cinemas_come_in(app: App, new_ctx: NewCtx) -> None:
    france = {"zone": "Europe/Paris", "currency": "EUR"}
    first = bring(app, new_ctx, "theatres", "cinemas-cnc.csv", defaults=france)
    assert (tally(first, "theatres"), first.refused) == ((311, 0, 0), ())
    again = bring(app, new_ctx, "theatres", "cinemas-cnc.csv", defaults=france)
    assert tally(again, "theatres") == (0, 0, 311)


def bfi(screens: int) -> str:
    """A cinema in London with so many screens and nothing on."""
    one = '          - {key: "1", name: One, layout: hall, turnaround: 20m}'
    text = SMALL[: SMALL.index("movies:")].replace("rex", "bfi").replace("Paris", "London")
    more = [one.replace('"1"', f'"{number}"') for number in range(1, screens + 1)]
    return text.replace(one, "\n".join(more))


def test_the_week_of_57_showings_comes_in_on_the_five_screens_it_needs(
    app: App, new_ctx: NewCtx
) -> None:
    given(app, new_ctx(), bfi(5))
    first = bring(app, new_ctx, "shows", "programme-bfi-imax.yaml", screens=("bfi",))
    assert (first.read, tally(first, "shows"), first.refused) == (57, (57, 0, 0), ())
    assert tally(first, "movies") == (8, 0, 0)
    again = bring(app, new_ctx, "shows", "programme-bfi-imax.yaml", screens=("bfi",))
    assert (tally(again, "movies"), tally(again, "shows")) == ((0, 0, 0), (0, 0, 57))


def test_on_one_screen_what_overlaps_is_listed_by_line(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx(), bfi(1))
    first = bring(app, new_ctx, "shows", "programme-bfi-imax.yaml", screens=("bfi/1",))
    assert tally(first, "shows") == (12, 0, 0)
    assert codes(first) == {"imports.overlap": 45}
    assert len({row.line for row in first.refused}) == 45
