"""A broken seat is out of sale on every show to come; who sits on it is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import blocks, broken, holds, houses, sales
from boxoffice.services.app import App
from boxoffice.services.broken import BreakRequest, BrokenResult, MendRequest
from boxoffice.services.moving.results import MoveRequest
from boxoffice.services.moving.use import move_show
from boxoffice.services.results import Result
from boxoffice.services.verify import verify
from boxoffice.storage.session import WriteSession
from tests.clocks import FakeClock
from tests.counter import hold_request, sell_request
from tests.halls import add_screen
from tests.programme import Nothing, make_plan, open_cinema


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, shows=3)


def block(app: App, ctx: Context, *words: str, screen: str = "1") -> BrokenResult:
    asked = BreakRequest(screen=screen, words=words, reason="spring")
    return broken.block_screen(app, ctx, asked)


def mend(app: App, ctx: Context, *words: str) -> BrokenResult:
    return broken.unblock_screen(app, ctx, MendRequest(screen="1", words=words))


def blocked(app: App, ctx: Context, show: int) -> list[str]:
    house = houses.view_house(app, ctx, str(show))
    return [seat.label for seat in house.seats if seat.state == "blocked"]


def test_every_show_to_come_is_blocked_and_given_back(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    clock.advance(minutes=5 * 60)
    found = block(app, ctx, "F7-8")
    assert (found.is_whole, [each.show.id for each in found.shows]) == (True, [2, 3])
    assert [blocked(app, ctx, show) for show in (1, 2, 3)] == [[], ["F7", "F8"], ["F7", "F8"]]
    assert [each.seats for each in mend(app, ctx, "F8").shows] == [("F8",), ("F8",)]
    assert [blocked(app, ctx, show) for show in (2, 3)] == [["F7"], ["F7"]]
    assert verify(app, ctx).violations == ()


def test_who_sits_there_is_listed_and_blocked_once_the_seat_is_free(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    sold = sales.sell(app, ctx, sell_request("F7", name="Ann", phone="0171"))
    holds.place_hold(app, new_ctx(till="till-2"), hold_request("F8", show="2"))
    found = block(app, ctx, "F7-8")
    assert not found.is_whole
    taken = [(each.show.id, *vars(seat).values()) for each in found.shows for seat in each.taken]
    assert taken == [(1, "F7", "sold", sold.booking.ref, "Ann", "0171"),
                     (2, "F8", "held", "", "", "")]  # fmt: skip
    assert [blocked(app, ctx, show) for show in (1, 2, 3)] == [["F8"], ["F7"], ["F7", "F8"]]
    sales.void(app, ctx, sales.VoidRequest(ref=sold.booking.ref, reason="exchanged"))
    again = block(app, ctx, "F7-8")
    assert [(each.seats, each.already) for each in again.shows] == [
        (("F7",), ("F8",)), ((), ("F7",)), ((), ("F7", "F8")),
    ]  # fmt: skip
    assert verify(app, ctx).violations == ()


def test_a_block_of_one_show_alone_stands(app: App, ctx: Context) -> None:
    blocks.block_seats(app, ctx, blocks.BlockRequest(show="1", words=("F7",), reason="guest"))
    block(app, ctx, "F7")
    mend(app, ctx, "F7")
    assert [blocked(app, ctx, show) for show in (1, 2)] == [["F7"], []]


def test_what_is_not_broken_cannot_be_mended(app: App, ctx: Context) -> None:
    block(app, ctx, "F7")
    with pytest.raises(Conflict) as caught:
        mend(app, ctx, "F7-8")
    assert (caught.value.code, caught.value.details["labels"]) == ("broken.not_broken", ["F8"])
    assert blocked(app, ctx, 1) == ["F7"]


def test_a_reason_is_asked_for(app: App, ctx: Context) -> None:
    with pytest.raises(Invalid):
        broken.block_screen(app, ctx, BreakRequest(screen="1", words=("F7",), reason=" "))


def test_a_show_that_comes_to_the_screen_is_blocked_there_too(app: App, ctx: Context) -> None:
    add_screen(app, ctx, 2, plan=make_plan(rows="ABCDEFGH"))
    block(app, ctx, "B1-2", screen="1")
    block(app, ctx, "F7", screen="2")
    sold = sales.sell(app, ctx, sell_request("F7"))
    done = move_show(app, ctx, MoveRequest(show="1", screen="2"))
    (moved,) = [each for each in done.parties if each.ref == sold.booking.ref]
    assert [(seat.old, seat.new != "F7") for seat in moved.seats] == [("F7", True)]
    assert blocked(app, ctx, 1) == ["F7"]
    assert verify(app, ctx).violations == ()


def test_shows_that_were_just_added_are_blocked_by_the_set_up(app: App, ctx: Context) -> None:
    block(app, ctx, "F7")
    blocks.unblock_seats(
        app, ctx, blocks.UnblockRequest(show="2", words=("F7",), reason="as if new")
    )

    def body(session: WriteSession, _request: Nothing) -> Result:
        broken.block_new_shows(session, [1, 2])
        return Result()

    app.db.write(ctx, Nothing(), body)
    assert [blocked(app, ctx, show) for show in (1, 2, 3)] == [["F7"], ["F7"], ["F7"]]
    assert verify(app, ctx).violations == ()


def test_the_same_plan_with_a_broken_seat_seats_a_booking_again_without_a_clash(
    app: App, ctx: Context
) -> None:
    add_screen(app, ctx, 2, like_screen_1=True)
    block(app, ctx, "F7", screen="2")
    for words in ("F6-8", "F9-10", "E6-8", "G6-8"):
        sales.sell(app, ctx, sell_request(words))
    done = move_show(app, ctx, MoveRequest(show="1", screen="2"))
    assert [len(each.seats) for each in done.parties] == [3, 2, 3, 3]
    assert (done.fits, done.counts.losing) == (True, 0)
    assert "F7" not in {seat.new for each in done.parties for seat in each.seats}
    assert blocked(app, ctx, 1) == ["F7"]
    assert verify(app, ctx).violations == ()
