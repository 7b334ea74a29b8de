"""The house by reading: states, expiry, whose hold it is, prices, and noticing a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import NotFound
from boxoffice.services import holds, houses, reservations, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.results import Counts, House, SeatView
from tests.clocks import FakeClock
from tests.contexts import make_settings
from tests.programme import open_cinema

CASH = Tender(PaymentMethod.CASH, "exact")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def sell(app: App, ctx: Context, *words: str) -> None:
    sales.sell(app, ctx, sales.SellRequest(show="1", words=words, tenders=(CASH,)))


def hold(app: App, ctx: Context, *words: str) -> None:
    holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=words))


def seat(house: House, label: str) -> SeatView:
    return next(seat for seat in house.seats if seat.label == label)


def states(house: House) -> dict[str, str]:
    return {seat.label: seat.state for seat in house.seats if seat.state != "available"}


def test_every_state_is_as_this_till_sees_it(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    sell(app, ctx, "F7")
    hold(app, ctx, "E1")
    hold(app, new_ctx(till="till-2"), "E3")
    reservations.book(app, ctx, reservations.BookRequest(show="1", words=("D1-2",), name="Rao"))
    house = houses.view_house(app, ctx, "1")
    assert states(house) == {
        "F7": "sold", "E1": "held_by_me", "E3": "held", "D1": "pending", "D2": "pending",
    }  # fmt: skip
    assert house.summary == Counts(available=75, held=1, held_by_me=1, pending=2, sold=1)
    assert (house.show.available, house.show.capacity) == (75, 80)


def test_an_expired_hold_is_a_free_seat_without_any_sweep(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    hold(app, ctx, "E1")
    clock.advance(minutes=5)
    house = houses.view_house(app, ctx, "1")
    assert (states(house), house.summary.available) == ({}, 80)


def test_prices_are_those_of_the_ticket_type_nobody_names(app: App, ctx: Context) -> None:
    house = houses.view_house(app, ctx, "dune@16:00")
    assert (seat(house, "F7").price_minor, seat(house, "H7").price_minor) == (1200, 1550)
    assert (house.show.price_from_minor, house.show.currency) == (1200, "EUR")
    assert seat(house, "A1").kind == "wheelchair"


def test_an_unknown_show_is_not_found(app: App, ctx: Context) -> None:
    with pytest.raises(NotFound) as caught:
        houses.view_house(app, ctx, "99")
    assert caught.value.code == "shows.unknown"


def test_a_watch_notices_what_another_connection_writes(
    app: App, ctx: Context, database: str, new_ctx: Callable[..., Context]
) -> None:
    with (
        open_app(make_settings(database)) as other,
        houses.watch(app, ctx, "1") as watch,
    ):
        assert states(watch.look().house) == {}
        sell(other, new_ctx(till="till-2"), "F7")
        assert watch.has_changed()
        assert states(watch.look().house) == {"F7": "sold"}
        sell(other, new_ctx(till="till-2"), "F8")
        assert watch.has_changed()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_watch_is_not_told_of_changes_that_there_are_not(
    app: App, ctx: Context, database: str
) -> None:
    with houses.watch(app, ctx, "1") as watch:
        watch.look()
        assert [watch.has_changed() for _ in range(3)] == [False] * 3


def test_a_writer_commits_while_a_house_is_being_drawn(
    app: App, ctx: Context, database: str, new_ctx: Callable[..., Context]
) -> None:
    impatient = make_settings(database, busy_seconds=1)
    with houses.watch(app, ctx, "1") as watch, open_app(impatient) as other:
        picture = watch.look()
        watch.has_changed()
        sell(other, new_ctx(till="till-2", busy_seconds=1), "F7")
        assert states(picture.house) == {}
        assert states(watch.look().house) == {"F7": "sold"}


def test_a_watch_knows_when_the_next_hold_runs_out(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    with houses.watch(app, ctx, "1") as watch:
        assert watch.look().expires_in_ms is None
        hold(app, ctx, "E1")
        clock.advance(minutes=1)
        hold(app, ctx, "E3")
        assert watch.look().expires_in_ms == 4 * 60_000
        clock.advance(minutes=4)
        assert states(watch.look().house) == {"E3": "held_by_me"}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("20:51", "Dune@"), ("dune@tue", "Dune@"), ("dun3@20:51", "Dune@"), ("dnue", "Dune")],
)
def test_a_show_with_a_mistake_names_the_nearest(
    app: App, ctx: Context, typed: str, nearest: str
) -> None:
    with pytest.raises(NotFound) as caught:
        houses.view_house(app, ctx, typed)
    assert caught.value.details["nearest"][0].startswith(nearest)
