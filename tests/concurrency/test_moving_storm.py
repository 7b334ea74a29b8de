"""A show that goes from hall to hall and back while tills do everything at once to its seats."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services import holds, reservations, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.moving.results import MoveRequest
from boxoffice.services.moving.use import move_show
from boxoffice.services.sweep import sweep
from tests.concurrency.crowds import forked_at_once
from tests.concurrency.diaries import Diary, read_all
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.concurrency.movers import add_hall
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.programme import make_plan

TILLS = 6
STEPS = 25
MOVES = 12
LABELS = [seat.label for seat in make_plan(rows="ABCD", per_row=8).seats]
HISTORY = "SELECT count(*) FROM audit_entry WHERE event = 'show.moved'"
BOOKINGS = "SELECT DISTINCT status FROM booking"
HOLDS = "SELECT DISTINCT status FROM hold"
REFUSALS = {
    "seats.taken", "holds.expired", "holds.not_active", "holds.none", "seats.unknown",
}  # fmt: skip
"""Why somebody may be refused here; anything else is a defect, whatever its exit code."""


def one_step(app: App, ctx: Context, rng: Random, refs: list[str]) -> None:
    """Sell, hold and sell or release, book and pay or cancel, or take a sale back."""
    label, what = rng.choice(LABELS), rng.random()
    if what < 0.3:
        refs.append(sales.sell(app, ctx, sell_request(label)).booking.ref)
    elif what < 0.6:
        lasts = rng.choice(("1s", "5m"))
        hold = holds.place_hold(app, ctx, hold_request(label, lasts=lasts)).hold.id
        if rng.random() < 0.5:
            refs.append(sales.sell(app, ctx, sell_request(hold=hold)).booking.ref)
        else:
            holds.release_holds(app, ctx, holds.ReleaseRequest(every=True))
    elif what < 0.8:
        ref = reservations.book(app, ctx, book_request(label)).booking.ref
        if rng.random() < 0.5:
            reservations.pay(app, ctx, pay_request(ref))
            refs.append(ref)
        else:
            reservations.cancel(app, ctx, reservations.CancelRequest(ref=ref))
    elif refs:
        sales.void(app, ctx, sales.VoidRequest(ref=refs[0], reason="mistake"))
        del refs[0]


def sell_and_take_back(house: House, till: int) -> None:
    ctx, rng, diary = house.context(f"till-{till}"), Random(till), Diary()
    with open_app(house.settings) as app:
        for _ in range(STEPS):
            try:
                one_step(app, ctx, rng, diary.refs)
            except BoxofficeError as error:
                diary.refused(error)
    diary.leave(house, till)


def move_to_and_fro(house: House) -> None:
    ctx = house.context("office")
    with open_app(house.settings) as app:
        for number in range(MOVES):
            move_show(app, ctx, MoveRequest(show="1", screen="12"[number % 2 == 0]))
            if number % 4 == 3:
                sweep(app, house.context("cron"), batch=3)


@pytest.mark.slow
def test_everything_at_once_while_a_show_goes_to_and_fro(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    add_hall(house)
    works: list[Callable[[], int | None]] = [
        lambda till=till: sell_and_take_back(house, till)  # type: ignore[misc]
        for till in range(TILLS)
    ]
    assert forked_at_once(house, [*works, lambda: move_to_and_fro(house)]) == [0] * (TILLS + 1)
    assert house.rows(HISTORY) == [(MOVES,)]
    diary = read_all(house, tills=TILLS)
    assert diary.refusals.keys() <= REFUSALS, diary.refusals
    assert sorted({ref for ref, _ in sold(house)}) == sorted(diary.refs)
    assert set(house.rows(BOOKINGS)) >= {("confirmed",), ("voided",), ("cancelled",)}
    assert set(house.rows(HOLDS)) >= {("converted",), ("released",)}
    require_open(house)
    require_sound(house)
