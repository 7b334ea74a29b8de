"""Giving up a hold that has run out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict
from boxoffice.services import holds, sales, sweep
from boxoffice.services.app import App
from boxoffice.services.holds import ReleaseRequest
from tests.clocks import FakeClock
from tests.counter import hold_request, sell_request
from tests.programme import open_cinema


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def test_a_hold_that_ran_out_is_not_said_to_be_released(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    hold = holds.place_hold(app, ctx, hold_request("F7")).hold.id
    clock.advance(minutes=5)
    sales.sell(app, new_ctx(till="till-2"), sell_request("F7"))
    with pytest.raises(Conflict) as caught:
        holds.release_holds(app, ctx, ReleaseRequest(hold=hold))
    assert caught.value.code == "holds.expired"
    assert sweep.sweep(app, ctx).holds_expired == 1


def test_all_are_those_that_still_run(app: App, ctx: Context, clock: FakeClock) -> None:
    holds.place_hold(app, ctx, hold_request("F7"))
    clock.advance(minutes=3)
    late = holds.place_hold(app, ctx, hold_request("F8")).hold.id
    clock.advance(minutes=2)
    released = holds.release_holds(app, ctx, ReleaseRequest(every=True)).holds
    assert [(each.id, each.seats) for each in released] == [(late, ("F8",))]
