"""Holds that run out in a second, sales, releases and sweeps, all at once, on a small house."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import func, select

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services import holds, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.sweep import sweep
from boxoffice.storage.tables.claims import SeatClaim
from tests.concurrency.crowds import ended, environment, errors_of, fork, forked_at_once
from tests.concurrency.diaries import Diary, read_all
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.concurrency.sellers import EXACT
from tests.programme import make_plan

TILLS = 10
SWEEPERS = 2
PLAN = make_plan(rows="ABCD", per_row=10, wheelchair=False)
LABELS = [seat.label for seat in PLAN.seats]
SOLD = select(func.count()).select_from(SeatClaim).where(SeatClaim.__table__.c.state == "sold")
RAN_OUT = "SELECT count(*) FROM hold WHERE status = 'expired'"
STRAY = "SELECT count(*) FROM seat_claim WHERE state <> 'sold'"


REFUSALS = {"seats.taken", "holds.expired", "holds.not_active"}
"""Why somebody may be refused here; anything else is a defect, whatever its exit code."""


def one_step(app: App, ctx: Context, rng: Random, refs: list[str]) -> None:
    """Sell, hold and sell, hold and release, extend too late, or hold and walk away."""
    label = rng.choice(LABELS)
    if rng.random() < 0.3:
        done = sales.sell(app, ctx, sales.SellRequest(show="1", words=(label,), tenders=EXACT))
        refs.append(done.booking.ref)
        return
    asked = holds.HoldRequest(show="1", words=(label,), lasts="1s")
    hold = holds.place_hold(app, ctx, asked).hold
    what = rng.random()
    if what < 0.3:
        done = sales.sell(app, ctx, sales.SellRequest(show="1", hold=hold.id, tenders=EXACT))
        refs.append(done.booking.ref)
    elif what < 0.5:
        holds.release_holds(app, ctx, holds.ReleaseRequest(hold=hold.id))
    elif what < 0.7:
        holds.extend_hold(app, ctx, holds.ExtendRequest(hold=hold.id, lasts="1s"))


def sell_out(house: House, till: int) -> None:
    """Go on until every seat is sold; whoever is too late tries another."""
    ctx, rng, diary = house.context(f"till-{till}"), Random(till), Diary()
    with open_app(house.settings) as app:
        while not is_sold_out(app, ctx):
            try:
                one_step(app, ctx, rng, diary.refs)
            except BoxofficeError as error:
                diary.refused(error)
    diary.leave(house, till)


def sweep_until_sold_out(house: House, number: int) -> None:
    """Sweep one batch after the other while everybody sells."""
    os.environ.update(environment(house))
    ctx = house.context(f"cron-{number}")
    with open_app(house.settings) as app:
        while not is_sold_out(app, ctx):
            sweep(app, ctx, batch=3)


def is_sold_out(app: App, ctx: Context) -> bool:
    with app.db.read(ctx) as session:
        return bool(session.scalar(SOLD) == len(LABELS))


@pytest.mark.slow
def test_a_storm_of_short_holds_and_sweeps_sells_every_seat_once(
    new_house: Callable[..., House],
) -> None:
    house = new_house(PLAN)
    sweepers = [
        fork(lambda number=number: sweep_until_sold_out(house, number), errors=errors_of(house))
        for number in range(SWEEPERS)
    ]
    works = [lambda till=till: sell_out(house, till) for till in range(TILLS)]
    assert forked_at_once(house, works) == [0] * TILLS
    assert [ended(pid) for pid in sweepers] == [0] * SWEEPERS
    diary = read_all(house, tills=TILLS)
    assert diary.refusals.keys() <= REFUSALS, diary.refusals
    assert sorted(seat for _ref, seat in sold(house)) == sorted(LABELS)
    assert sorted(str(ref) for ref, _seat in sold(house)) == sorted(diary.refs)
    assert house.rows(STRAY) == [(0,)]
    assert house.rows(RAN_OUT) != [(0,)]
    require_open(house)
    require_sound(house)
