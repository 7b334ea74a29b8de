"""Whoever changes claims locks them by seat, in the order in which a sale takes them."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from boxoffice.context import Context
from boxoffice.services import holds, sales, sweep
from boxoffice.services.app import App
from tests.clocks import FakeClock
from tests.counter import hold_request, sell_request
from tests.programme import open_cinema
from tests.waiting import stopped

FIRST, SECOND = 57, 58
"""The seat ids of F7 and F8."""

LOCK = "SELECT 1 FROM seat_claim WHERE seat_id = {} FOR UPDATE NOWAIT"
MOVE_BACK = (
    "WITH gone AS (DELETE FROM seat_claim WHERE seat_id = %s RETURNING *)"
    " INSERT INTO seat_claim SELECT * FROM gone"
)


def extend(app: App, ctx: Context, hold: str, clock: FakeClock) -> None:
    holds.extend_hold(app, ctx, holds.ExtendRequest(hold=hold))


def release(app: App, ctx: Context, hold: str, clock: FakeClock) -> None:
    holds.release_holds(app, ctx, holds.ReleaseRequest(hold=hold))


def sell(app: App, ctx: Context, hold: str, clock: FakeClock) -> None:
    sales.sell(app, ctx, sell_request(hold=hold))


def tidy(app: App, ctx: Context, hold: str, clock: FakeClock) -> None:
    clock.advance(minutes=5)
    sweep.sweep(app, ctx)


@pytest.mark.parametrize("act", [extend, release, sell, tidy])
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_claims_are_locked_by_seat(
    app: App, ctx: Context, clock: FakeClock, database: str, act: Callable[..., None]
) -> None:
    open_cinema(app, ctx)
    hold = holds.place_hold(app, ctx, hold_request("F7-8")).hold.id
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(MOVE_BACK, [FIRST])
    work = lambda: act(app, ctx, hold, clock)  # noqa: E731
    with stopped(database, work, LOCK.format(FIRST)) as (sale, outcome):
        sale.execute(LOCK.format(SECOND))
    assert outcome == [None]
