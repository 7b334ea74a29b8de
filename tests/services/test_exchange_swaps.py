"""Seats added to a booking, swapped between two, and picked at another show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import CASH
from tests.programme import HOUR_MS, open_cinema
from tests.services.test_exchanges import CARD, exchange, refund, sell, sold_seats, view, why


@pytest.fixture(autouse=True)
def soundness(app: App, ctx: Context) -> Any:
    """Whatever a test did, everything still adds up."""
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)
    yield
    assert verify(app, ctx).violations == ()


def test_seats_are_added_to_the_same_booking(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    ref = sell(app, ctx, "F7", tenders=(CASH,))
    clock.advance(minutes=5)
    done = exchange(app, new_ctx(till="till-2"), ref, add=("F8", "G1"), tenders=(CARD,))
    assert done.booking.ref == ref
    assert (done.booking.total_minor, done.difference_minor, done.exchanged) == (3950, 2750, None)
    assert [line.seat for line in done.booking.lines] == ["F7", "F8", "G1"]
    assert [each.amount_minor for each in done.payments] == [1200, 2750]
    assert len(done.tickets) == 3
    assert refund(app, ctx, ref, "F7").booking.status == "part_refunded"
    again = exchange(app, ctx, ref, add=("F7",), tenders=(CASH,))
    assert sorted((line.seat, line.status) for line in again.booking.lines) == [
        ("F7", "refunded"), ("F7", "sold"), ("F8", "sold"), ("G1", "sold"),
    ]  # fmt: skip
    assert why(app, ctx, ref, "F8", add=("F9",)).code == "exchanges.one_way"
    assert why(app, ctx, ref, add=("F9",), show="2").code == "exchanges.add_elsewhere"
    assert refund(app, ctx, ref).booking.status == "refunded"


def test_two_bookings_swap_their_seats(app: App, ctx: Context) -> None:
    one = sell(app, ctx, "F7-8", tenders=(CASH,))
    two = sell(app, ctx, "G3-4", tenders=(CARD,))
    short = why(app, ctx, one, other=two)
    assert short.code == "bookings.no_tender"
    done = exchange(app, ctx, one, other=two, tenders=(CASH,))
    assert done.other is not None
    assert ([line.seat for line in done.booking.lines], done.difference_minor) == (
        ["G3", "G4"], 700,
    )  # fmt: skip
    assert [line.seat for line in done.other.booking.lines] == ["F7", "F8"]
    assert done.other.difference_minor == -700
    assert [(each.method, each.amount_minor) for each in done.other.given_back] == [("card", 700)]
    assert {view(app, ctx, ref).booking.status for ref in (one, two)} == {"exchanged"}
    assert sold_seats(app, ctx) == ["F7", "F8", "G3", "G4"]


def test_some_seats_swap_across_shows(app: App, ctx: Context) -> None:
    one = sell(app, ctx, "F7-8")
    two = sell(app, ctx, "F7-9", show="2")
    done = exchange(app, ctx, one, "F7", "F7", other=two)
    assert done.other is not None
    assert (done.booking.show_id, done.other.booking.show_id) == (2, 1)
    assert (sold_seats(app, ctx), sold_seats(app, ctx, "2")) == (
        ["F7", "F8"], ["F7", "F8", "F9"],
    )  # fmt: skip
    assert why(app, ctx, one, other=two).code == "exchanges.other_count"
    assert why(app, ctx, one, "A9", other=two).code == "exchanges.nobodys"
    assert why(app, ctx, one, other=one).code == "exchanges.with_itself"
    assert why(app, ctx, one, other=two, types=(("child", 1),)).code == "exchanges.swap_plain"


def test_another_show_alone_gives_its_best_seats(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    done = exchange(app, ctx, ref, show="2")
    assert (len(done.booking.lines), done.booking.show_id) == (2, 2)
    assert sold_seats(app, ctx) == []
