"""A void goes by the till that took the money, and `--last` by when it did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import NotFound, Refused
from boxoffice.services import bookings, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.sales import VoidRequest
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request, sell_request
from tests.programme import open_cinema

LAST = VoidRequest(last=True, reason="wrong film")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def test_what_was_booked_here_and_paid_there_is_voided_there(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = reservations.book(app, ctx, book_request("F7")).booking.ref
    there = new_ctx(till="till-2")
    reservations.pay(app, there, pay_request(ref))
    request = VoidRequest(ref=ref, reason="wrong film")
    with pytest.raises(Refused) as caught:
        sales.void(app, ctx, request)
    assert (caught.value.details["why"], caught.value.details["till"]) == ("other_till", "till-2")
    assert sales.void(app, there, request).booking.status == "voided"


def test_the_last_sale_is_the_one_that_was_paid_last(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    booked = reservations.book(app, ctx, book_request("F7")).booking.ref
    clock.advance(minutes=1)
    sales.sell(app, ctx, sell_request("G1"))
    clock.advance(minutes=1)
    reservations.pay(app, ctx, pay_request(booked))
    seen = bookings.last_sale(app, ctx)
    assert seen is not None
    assert seen.booking.ref == booked
    assert sales.void(app, ctx, LAST).booking.ref == booked


def test_a_booking_that_waits_for_its_money_is_no_sale(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    reservations.book(app, ctx, book_request("F7"))
    with pytest.raises(NotFound):
        sales.void(app, ctx, LAST)
    sold = sales.sell(app, ctx, sell_request("G1")).booking.ref
    clock.advance(minutes=1)
    reservations.book(app, ctx, book_request("F8"))
    assert sales.void(app, ctx, LAST).booking.ref == sold


def test_the_sale_before_one_that_is_voided_already_is_left_alone(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    before = sales.sell(app, ctx, sell_request("G1")).booking.ref
    clock.advance(minutes=1)
    last = sales.sell(app, ctx, sell_request("G3")).booking.ref
    sales.void(app, ctx, LAST)
    with pytest.raises(Refused) as caught:
        sales.void(app, ctx, LAST)
    assert (caught.value.details["ref"], caught.value.details["status"]) == (last, "voided")
    assert bookings.view_booking(app, ctx, before).booking.status == "confirmed"
