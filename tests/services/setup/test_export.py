"""A house written out: what is read back is the same house, to the byte, in every form."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boxoffice.context import Context
from boxoffice.domain import drawn_layouts, layout_new
from boxoffice.domain.drawn_layouts import RowText
from boxoffice.domain.layouts import Seat, SeatKind
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.app import App, open_app
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.export import (
    Wanted,
    duration_text,
    export_house,
    hall_text,
    moment_text,
    read_kinds,
)
from boxoffice.services.setup.files import read
from boxoffice.services.setup.spelling import spell
from boxoffice.services.setup.use import apply_document
from tests.contexts import make_context, make_settings
from tests.services.setup.texts import SMALL, changed

ROOT = Path(__file__).parents[3]
FORMS = ("yaml", "toml", "json")

MakeDatabase = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeDatabase]:
    """Makes empty databases, as many as are needed."""
    made: list[str] = []
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")

        def make() -> str:
            made.append(server.lend())
            return made[-1]

        yield make
        for url in made:
            server.take_back(url)
        return
    template = request.getfixturevalue("sqlite_template")

    def copy() -> str:
        made.append(str(tmp_path / f"{len(made)}.db"))
        shutil.copy2(template, made[-1])
        return made[-1]

    yield copy


@contextmanager
def opened(database: str) -> Iterator[tuple[App, Context]]:
    with open_app(make_settings(database)) as app:
        yield app, make_context(database)


def apply(app: App, ctx: Context, text: str, *, form: str = "yaml") -> None:
    apply_document(app, ctx, read(text.encode(), name=f"house.{form}"))


def exported(app: App, ctx: Context, *, form: str = "yaml", **wanted: Any) -> str:
    return spell(export_house(app, ctx, Wanted(**wanted)).house, form=form)


def round_trips(
    new_database: MakeDatabase, text: str, *, form: str, text_form: str = "yaml"
) -> str:
    """What an export says, made sure that an empty database makes it again."""
    with opened(new_database()) as (app, ctx):
        apply(app, ctx, text, form=text_form)
        first = exported(app, ctx, form=form)
        apply(app, ctx, first, form=form)
        assert exported(app, ctx, form=form) == first
    with opened(new_database()) as (app, ctx):
        apply(app, ctx, first, form=form)
        assert exported(app, ctx, form=form) == first
    return first


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["data/example.yaml", "data/demo/cinema.yaml"])
def test_an_empty_database_makes_the_same_house(
    new_database: MakeDatabase, name: str, form: str
) -> None:
    first = round_trips(new_database, (ROOT / name).read_text(encoding="utf-8"), form=form)
    assert trees.parse(first, name="x", form=form).plain()["cities"]


WHOLE = """\
# Written by `boxoffice setup export`; `boxoffice setup apply` reads it.

categories:
  - {key: standard, name: Standard}

ticket_types:
  - {key: adult, name: Adult}
  - {key: child, name: Child}

layouts:
  - key: hall
    name: Hall
    category: standard
    plan: |
      A: ooo ooo
      B: ooo ooo

cities:
  - key: lyon
    name: Lyon
    theatres:
      - key: rex
        name: Rex
        zone: Europe/Paris
        currency: EUR
        holidays:
          - {day: 2026-12-25, name: Noël}
        screens:
          - {key: "1", name: One, layout: hall, turnaround: 20m}
        prices:
          - {amount: 9.50}
          - {amount: 6.50, ticket_type: child}

movies:
  - {key: dune, title: Dune, runtime: 155, languages: [English, French], rating: 8.1}
  - {key: oya, title: Øya, runtime: 90}

shows:
  - {key: rex/1@2026-10-23T14:00+02:00, movie: oya, screen: rex/1, at: 2026-10-23 14:00, format: 2D}
  - {key: rex/1@2026-10-24T14:00+02:00, movie: oya, screen: rex/1, at: 2026-10-24 14:00, format: 2D}
  - {key: gala, movie: dune, screen: rex/1, at: 2026-11-28 20:15, format: 2D}
"""


def test_it_reads_like_what_somebody_wrote(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    assert exported(app, ctx) == WHOLE


def test_the_forms_say_the_same(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    plain = trees.parse(WHOLE, name="x").plain()
    for form in FORMS:
        text = exported(app, ctx, form=form)
        assert trees.parse(text, name="x", form=form).plain() == plain
    assert json.loads(exported(app, ctx, form="json")) == plain


def test_a_doubled_hour_has_its_offset(app: App, ctx: Context) -> None:
    autumn = "at: [2026-10-25 02:30+02:00, 2026-10-25 02:30+01:00]"
    apply(
        app, ctx, changed(("at: +0-1 14:00", autumn), ("runtime: 1h30m", "runtime: 30m")).decode()
    )
    shows = trees.parse(exported(app, ctx), name="x").plain()["shows"]
    assert [show["at"] for show in shows] == [
        "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00", "2026-11-28 20:15",
    ]  # fmt: skip
    assert moment_text(1_790_000_000_000, zone="Asia/Tokyo") == "2026-09-21 23:13:20"


def test_a_part_of_the_house_is_what_was_asked_for(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    part = exported(app, ctx, only=("movies", "shows"), first_day="tomorrow", last_day="2026-11-01")
    assert trees.parse(part, name="x").plain() == {
        "movies": trees.parse(WHOLE, name="x").plain()["movies"],
        "shows": trees.parse(WHOLE, name="x").plain()["shows"][1:2],
    }
    assert read_kinds("shows, movies") == ("movies", "shows")
    with pytest.raises(Invalid):
        read_kinds("shows,theatres")


def test_prices_of_shows_that_are_left_out_are_left_out(app: App, ctx: Context) -> None:
    special = ("- {amount: 9.50}", "- {amount: 9.50}\n          - {amount: 20, show: gala}")
    apply(app, ctx, changed(special).decode())
    assert "show: gala" in exported(app, ctx)
    assert "show: gala" not in exported(app, ctx, last_day="2026-10-30")


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0m"), (1_200_000, "20m"), (5_400_000, "1h30m"), (45_000, "45s")]
)
def test_a_pause_is_told_as_people_type_it(ms: int, text: str) -> None:
    assert duration_text(ms) == text


def plan_of(*rows: RowText) -> tuple[Seat, ...]:
    return tuple(each.seat for each in drawn_layouts.from_rows(rows, category="standard"))


def test_a_hall_is_drawn_where_that_says_everything() -> None:
    plan = plan_of(
        RowText(row="A", seats="1-4", aisles_after="2", kinds={SeatKind.WHEELCHAIR: "1"}),
        RowText(row="A", seats="1-4", zone="BALCONY", category="balcony", gap=100),
    )
    assert hall_text(plan) == {
        "category": "standard",
        "legend": {"b": "balcony"},
        "plan": "A        : wo oo\n\nBALCONY/A: bbbb\n",
    }


def test_a_hall_that_letters_cannot_draw_is_told_seat_by_seat() -> None:
    plan = plan_of(RowText(row="A", seats="1-4", offset=50), RowText(row="B", seats="4-1"))
    assert hall_text(plan) == {
        "category": "standard",
        "seats": [
            {"row": "A", "seats": ["1-4@0.5"]},
            {"row": "B", "depth": "1", "seats": ["4-1@0"]},
        ],
    }


def test_free_seating_is_a_number() -> None:
    plan = layout_new.unreserved(80, category="standard")
    assert hall_text(plan) == {"category": "standard", "unreserved": "80"}


def test_the_longest_keys_come_back(new_database: MakeDatabase) -> None:
    long = "k" * 64
    text = SMALL.replace("key: rex", f"key: {long}").replace('key: "1"', f"key: {long}")
    text = text.replace("screen: rex/1", f"screen: {long}/{long}")
    assert f"key: {long}/{long}@2026-10-24T14:00+02:00" in round_trips(
        new_database, text, form="yaml"
    )


def test_free_seating_comes_back(new_database: MakeDatabase) -> None:
    rows = SMALL[SMALL.index("    rows:") : SMALL.index("cities:")]
    text = changed((rows, "    unreserved: 80\n")).decode()
    first = round_trips(new_database, text, form="yaml")
    assert "{key: hall, name: Hall, category: standard, unreserved: 80}" in first


words = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip())) | st.sampled_from(
    [
        "2012",
        "yes",
        "null",
        "9.50",
        "a: b",
        "# x",
        "[x]",
        "-",
        "'",
        '"',
        "1:30",
        "~",
        "é",
        "\u2028x",
    ]
)
zones = st.sampled_from(
    [("Europe/Paris", "EUR"), ("Asia/Tokyo", "JPY"), ("Asia/Kuwait", "KWD"),
     ("America/New_York", "USD"), ("Australia/Lord_Howe", "AUD"), ("Africa/Monrovia", "LRD")]
)  # fmt: skip
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Any]:
    """A set-up as data: names that any form has to quote, halls and hours of all kinds."""
    names = st.lists(words, max_size=3)
    layouts = []
    for number in range(draw(st.integers(1, 3))):
        rows = [
            {
                "row": row,
                "seats": f"1-{draw(st.integers(1, 9))}",
                "offset": draw(st.sampled_from(["0", "0.5", "1", "2.25"])),
                "category": draw(st.sampled_from(["standard", "sofa"])),
                "zone": draw(st.sampled_from(["", "Balkon"])),
                "wheelchair": draw(st.sampled_from(["", "1"])),
            }
            for row in draw(st.sampled_from([["A"], ["A", "B", "AA"], ["1", "2"]]))
        ]
        layouts.append({"key": f"h{number}", "name": draw(words), "rows": rows})
    theatres, shows = [], []
    movies = [
        {
            "key": f"m{number}", "title": draw(words), "runtime": f"{draw(st.integers(1, 200))}",
            "languages": draw(names), "genres": draw(names), "formats": draw(names),
            "certificate": draw(words), "rating": draw(st.sampled_from(["0", "7.4", "10"])),
            "distributor": draw(words), "release": str(draw(days)),
        }
        for number in range(draw(st.integers(1, 3)))
    ]  # fmt: skip
    for number in range(draw(st.integers(0, 2))):
        zone, currency = draw(zones)
        prices = [{"amount": f"{draw(st.integers(0, 99_999))}"}]
        prices += [{"amount": "5", "day": "weekend", "category": "sofa", "ticket_type": "adult"}]
        screen = {"key": "1", "name": draw(words), "layout": draw(st.sampled_from(layouts))["key"]}
        theatres.append(
            {
                "key": f"t{number}", "name": draw(words), "zone": zone, "currency": currency,
                "address": draw(words), "screens": [screen], "prices": prices,
                "holidays": [{"day": str(draw(days)), "name": draw(words)}],
            }
        )  # fmt: skip
        for day in sorted(draw(st.sets(days, max_size=4))):
            shows.append(
                {
                    "movie": draw(st.sampled_from(movies))["key"], "screen": f"t{number}/1",
                    "at": f"{day} {draw(st.integers(0, 23)):02}:00"
                          + draw(st.sampled_from(["", "", "+02:00", "Z"])),
                    "language": draw(words), "format": draw(words),
                    draw(st.sampled_from(["draft", "closed"])):
                        draw(st.sampled_from(["yes", "no"])),
                }
            )  # fmt: skip
    return {
        "categories": [
            {"key": "standard", "name": draw(words)},
            {"key": "sofa", "name": draw(words)},
        ],
        "ticket_types": [{"key": "adult", "name": draw(words)}],
        "layouts": layouts,
        "cities": [{"key": "c", "name": draw(words), "theatres": theatres}],
        "movies": movies,
        "shows": shows,
    }


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(house=houses(), form=st.sampled_from(FORMS))
def test_any_house_comes_back_as_it_was(
    new_database: MakeDatabase, house: dict[str, Any], form: str
) -> None:
    text = json.dumps(house)
    with opened(new_database()) as (app, ctx):
        try:
            apply(app, ctx, text, form="json")
        except InvalidFile:
            return
    round_trips(new_database, text, form=form, text_form="json")
