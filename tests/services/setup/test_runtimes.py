"""A film that turns out longer or shorter takes the end of its shows along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.present.words import phrase, sentence
from boxoffice.services import shows
from boxoffice.services.app import App
from boxoffice.services.sales import sell
from boxoffice.services.setup.answers import PlanResult, SetupResult
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document, apply_rows, plan_document
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import sell_request
from tests.services.setup.texts import SMALL

NewCtx = Callable[..., Context]

HOUSE = SMALL.replace("at: +0-1 14:00", "at: [2026-11-28 23:15, 2026-11-29 14:00]")
"""Øya (90 minutes) begins 25 minutes after the gala of Dune (155 minutes) has ended."""


def text_of(dune: int, extra: str = "") -> str:
    return f"movies: [{{key: dune, runtime: {dune}}}]\n{extra}"


def told(result: PlanResult | SetupResult) -> list[tuple[str, str]]:
    return [(item.kind, item.key) for item in result.items]


@pytest.fixture
def house(app: App, ctx: Context) -> App:
    apply_document(app, ctx, read(HOUSE.encode(), name="house.yaml"))
    return app


def test_shows_to_come_end_when_their_film_does(house: App, ctx: Context) -> None:
    sell(house, ctx, sell_request("A1", show="1"))
    document = read(text_of(160).encode(), name="films.yaml")
    planned = plan_document(house, ctx, document)
    assert told(planned) == [("movies", "dune"), ("shows", "gala")]
    assert [(each.name, each.old, each.new) for each in planned.items[1].fields] == [
        ("ends_at", "2026-11-28T22:50+01:00", "2026-11-28T22:55+01:00")
    ]
    assert told(apply_document(house, ctx, document)) == told(planned)
    assert told(apply_document(house, ctx, document)) == []
    assert verify(house, ctx).violations == ()


def test_a_film_too_long_for_the_next_show_is_refused(house: App, ctx: Context) -> None:
    with pytest.raises(Refused) as raised:
        apply_document(house, ctx, read(text_of(170).encode(), name="films.yaml"))
    assert raised.value.code == "setup.runtime_overlaps"
    assert "`boxoffice show move 1 --at T`" in sentence(raised.value)
    assert "rex/1@2026-11-28T23:15+01:00" in sentence(raised.value)
    moved = text_of(170, "shows: [{key: gala, at: 2026-11-28 20:00}]")
    result = apply_document(house, ctx, read(moved.encode(), name="films.yaml"))
    assert told(result) == [("movies", "dune"), ("shows", "gala")]


def test_a_longer_film_and_a_new_show_are_compared(house: App, ctx: Context) -> None:
    new = "shows: [{movie: oya, screen: rex/1, at: 2026-11-28 18:20}]"
    apply_document(house, ctx, read(new.encode(), name="new.yaml"))
    longer = "movies: [{key: oya, runtime: 100}]"
    with pytest.raises(Refused) as raised:
        apply_document(house, ctx, read(longer.encode(), name="films.yaml"))
    assert raised.value.details["other_key"] == "gala"


def test_in_rows_only_the_film_that_is_too_long_is_left_out(house: App, ctx: Context) -> None:
    films = (
        "movies: [{key: dune, runtime: 170}, {key: oya, runtime: 95}]\n"
        "shows: [{movie: dune, screen: rex/1, at: 2026-11-30 20:00}]"
    )
    result = apply_rows(house, ctx, read(films.encode(), name="films.yaml"))
    assert [(row.kind, row.verb) for row in result.rows] == [
        ("", "refused"), ("movies", "edit"), ("shows", "add"),
    ]  # fmt: skip
    fault = result.rows[0].fault
    assert fault is not None
    assert "film dune would be so long" in phrase(fault.code, fault.details)
    added = next(item for item in result.items if (item.kind, item.verb) == ("shows", "add"))
    assert added.label == "Dune, 2026-11-30T20:00+01:00"
    with house.db.read(ctx) as session:
        show = shows.get_show(session, "4")
    assert show.ends_at_ms - show.starts_at_ms == 155 * 60_000


def test_shows_that_are_over_keep_their_end(house: App, ctx: Context, clock: FakeClock) -> None:
    clock.advance(minutes=60 * 24 * 60)
    assert told(apply_document(house, ctx, read(text_of(180).encode(), name="films.yaml"))) == [
        ("movies", "dune")
    ]


def test_an_operation_key_answers_what_could_no_longer_be_planned(
    house: App, ctx: Context, new_ctx: NewCtx
) -> None:
    again = read(b"shows: [{key: gala, at: 2026-11-28 20:00}]", name="gala.yaml")
    first = apply_document(house, new_ctx(op_key="K-1"), again)
    away = read(b"shows: [{key: gala, at: 2026-11-28 19:00}]", name="gala.yaml")
    apply_document(house, ctx, away)
    sell(house, ctx, sell_request("A1", show="1"))
    with pytest.raises(Refused):
        apply_document(house, ctx, again)
    second = apply_document(house, new_ctx(op_key="K-1"), again)
    assert (second.items, first.replayed, second.replayed) == (first.items, False, True)


def pause_of(minutes: int, extra: str = "") -> str:
    screen = f"{{key: '1', turnaround: {minutes}m}}"
    theatre = f"{{key: rex, screens: [{screen}]}}"
    return f"cities: [{{key: lyon, theatres: [{theatre}]}}]\n{extra}"


def test_a_longer_pause_than_two_shows_have_is_refused(house: App, ctx: Context) -> None:
    apply_document(house, ctx, read(pause_of(25).encode(), name="screens.yaml"))
    with pytest.raises(Refused) as raised:
        apply_document(house, ctx, read(pause_of(26).encode(), name="screens.yaml"))
    assert raised.value.code == "setup.turnaround_overlaps"
    assert "rex/1@2026-11-28T23:15+01:00" in sentence(raised.value)
    assert "`boxoffice show move 1 --at T`" in sentence(raised.value)
    moved = pause_of(26, "shows: [{key: gala, at: 2026-11-28 20:00}]")
    result = apply_document(house, ctx, read(moved.encode(), name="screens.yaml"))
    assert told(result) == [("screens", "rex/1"), ("shows", "gala")]


def test_a_longer_pause_asks_nothing_of_shows_that_are_over(
    house: App, ctx: Context, clock: FakeClock
) -> None:
    clock.advance(minutes=60 * 24 * 60)
    result = apply_document(house, ctx, read(pause_of(26).encode(), name="screens.yaml"))
    assert told(result) == [("screens", "rex/1")]
