"""A clock that was ahead is set back and accepted: nothing stays held until that future."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict
from boxoffice.services import bookings, holds, reservations, sales, verify
from boxoffice.services.app import App
from boxoffice.services.clock import accept_clock
from tests.clocks import FakeClock
from tests.contexts import make_context
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.offers import add_offer
from tests.programme import HOUR_MS, open_cinema

YEAR_MS = 365 * 24 * HOUR_MS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def a_year_ahead(app: App, ctx: Context, clock: FakeClock) -> None:
    """The machine starts with a clock that is a year ahead; nobody notices."""
    open_cinema(app, ctx, starts_in_ms=YEAR_MS + 24 * HOUR_MS)
    clock.reboot()
    clock.set_wall(clock.wall + YEAR_MS)


def set_right(app: App, ctx: Context, clock: FakeClock) -> None:
    clock.set_wall(clock.wall - YEAR_MS)
    assert accept_clock(app, ctx).moved_ms == -YEAR_MS


def test_holds_and_bookings_run_for_as_long_as_was_meant(
    app: App, ctx: Context, clock: FakeClock, database: str
) -> None:
    hold = holds.place_hold(app, ctx, hold_request("F7")).hold.id
    kept = reservations.book(app, ctx, book_request("F8")).booking.ref
    lapsed = reservations.book(app, ctx, book_request("F9")).booking.ref
    clock.advance(minutes=1)
    set_right(app, ctx, clock)
    assert [each.id for each in holds.list_holds(app, ctx).holds] == [hold]
    assert reservations.pay(app, ctx, pay_request(kept)).booking.status == "confirmed"
    clock.advance(minutes=4)
    other = make_context(database, clock=clock, till="till-2")
    assert sales.sell(app, other, sell_request("F7")).booking.status == "confirmed"
    clock.advance(minutes=10)
    assert bookings.view_booking(app, ctx, lapsed).booking.status == "expired"
    assert sales.sell(app, other, sell_request("F9")).booking.status == "confirmed"
    assert verify.verify(app, ctx).violations == ()


def test_offers_are_kept_for_as_long_as_was_meant_and_codes_are_free_again(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    add_offer(app, ctx, 1, "half", percent_bp=5000, single_use=1, codes=("A1", "B2"))
    reservations.book(app, ctx, book_request("F7", offers=("A1",)))
    clock.advance(minutes=16)
    reservations.book(app, ctx, book_request("F8", offers=("B2",)))
    set_right(app, ctx, clock)
    assert verify.verify(app, ctx).violations == ()
    assert sales.sell(app, ctx, sell_request("F7", offers=("A1",))).booking.total_minor == 600
    with pytest.raises(Conflict):
        sales.sell(app, ctx, sell_request("F9", offers=("B2",)))
    clock.advance(minutes=15)
    assert sales.sell(app, ctx, sell_request("F9", offers=("B2",))).booking.total_minor == 600
    assert verify.verify(app, ctx).violations == ()
