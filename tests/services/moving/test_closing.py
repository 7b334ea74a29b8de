"""A screen that closes: its shows are listed with the halls that could take them."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.present.words import sentence
from boxoffice.services import closures, sales, shows
from boxoffice.services.app import App
from boxoffice.services.moving.closing import (
    CloseRequest,
    CloseResult,
    OpenRequest,
    OpenResult,
    close_screen,
    open_screen,
)
from boxoffice.services.moving.results import MoveRequest
from boxoffice.services.moving.use import move_show
from tests.clocks import FakeClock
from tests.counter import sell_request
from tests.halls import add_screen, add_theatre
from tests.programme import make_plan, open_cinema


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, shows=3)


def close(app: App, ctx: Context, **more: str) -> CloseResult:
    asked = {"screen": "1", "ends": "2026-10-23 20:00", "reason": "lamp", **more}
    return close_screen(app, ctx, CloseRequest(**asked))


def reopen(app: App, ctx: Context, screen: str = "1") -> OpenResult:
    return open_screen(app, ctx, OpenRequest(screen=screen))


def test_shows_that_run_into_it_are_listed_with_the_halls_that_are_free(
    app: App, ctx: Context
) -> None:
    add_screen(app, ctx, 2)
    add_screen(app, ctx, 3, plan=make_plan(rows="AB", per_row=3))
    add_screen(app, ctx, 4, plan=make_plan(rows="A", per_row=2))
    add_theatre(app, ctx)
    add_screen(app, ctx, 5, theatre_id=2)
    sales.sell(app, ctx, sell_request("F7-9"))
    sales.sell(app, ctx, sell_request("E7"))
    found = close(app, ctx, screen="rex/1")
    assert (found.screen, found.closure.reason) == ("rex/1", "lamp")
    assert f"{found.closure.ends_at:%H:%M}" == "20:00"
    first, second = found.shows
    assert (first.show.id, first.seats_taken, second.show.id) == (1, 4, 2)
    assert [(hall.screen, hall.fits, hall.same_label) for hall in first.halls] == [
        ("2", True, True), ("3", True, False), ("roxy/5", True, True),
    ]  # fmt: skip
    assert shows.view_show(app, ctx, "1").screen == "Screen 1"


def test_a_hall_that_plays_something_then_is_no_way_out(app: App, ctx: Context) -> None:
    add_screen(app, ctx, 2)
    move_show(app, ctx, MoveRequest(show="2", screen="2", at="17:00"))
    (first,) = close(app, ctx, ends="2026-10-23 18:30").shows
    assert (first.show.id, first.halls) == (1, ())


def test_nothing_new_is_played_there_until_it_is_open_again(app: App, ctx: Context) -> None:
    add_screen(app, ctx, 2)
    close(app, ctx, screen="2", begins="tomorrow", ends="tomorrow")
    assert move_show(app, ctx, MoveRequest(show="3", screen="2")).applied
    with pytest.raises(Refused) as caught:
        move_show(app, ctx, MoveRequest(show="1", screen="2", at="2026-10-24 18:00"))
    assert (caught.value.code, caught.value.details["reason"]) == ("closures.closed", "lamp")
    (gone,) = reopen(app, ctx, "2").closures
    assert gone.begins_at.isoformat() == "2026-10-24T05:00:00+02:00"
    assert gone.ends_at.isoformat() == "2026-10-25T05:00:00+01:00"
    assert move_show(app, ctx, MoveRequest(show="1", screen="2", at="2026-10-24 18:00")).applied


def test_a_closure_that_runs_ends_now_and_is_kept(app: App, ctx: Context, clock: FakeClock) -> None:
    close(app, ctx)
    clock.advance(minutes=10)
    reopen(app, ctx)
    with app.db.read(ctx) as session:
        assert closures.closed_between(session, 1, from_ms=session.now_ms, to_ms=2**50) is None
    with pytest.raises(Conflict) as caught:
        reopen(app, ctx)
    assert caught.value.code == "closures.not_closed"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reason": " "}, "closures.no_reason"),
        ({"begins": "2026-10-24 10:00"}, "closures.ends_before"),
        ({"begins": "2026-10-22 10:00", "ends": "2026-10-22 12:00"}, "closures.over"),
        ({"ends": "soon"}, "times.unreadable"),
        ({"ends": "2027-03-28 02:30"}, "times.gap"),
    ],
)
def test_what_cannot_be(app: App, ctx: Context, asked: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        close(app, ctx, **asked)
    assert caught.value.code == code


def test_a_show_whose_end_runs_into_it_is_not_moved_there(app: App, ctx: Context) -> None:
    add_screen(app, ctx, 2)
    close(app, ctx, screen="2", begins="2026-10-24 19:00", ends="2026-10-24 23:00")
    with pytest.raises(Refused) as caught:
        move_show(app, ctx, MoveRequest(show="1", screen="2", at="2026-10-24 18:00"))
    said = sentence(caught.value)
    assert "show 1 would run from Sat 24 Oct 18:00 to Sat 24 Oct 20:00" in said
    assert "rex/2 is closed from Sat 24 Oct 19:00 to Sat 24 Oct 23:00 (lamp)" in said
    assert move_show(app, ctx, MoveRequest(show="1", screen="2", at="2026-10-24 17:00")).applied
