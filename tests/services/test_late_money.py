"""Money for a booking whose show is closed or over."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.errors import Invalid, Refused
from boxoffice.services import reservations
from boxoffice.services.app import App
from boxoffice.services.reservations import CancelRequest
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request
from tests.programme import open_cinema

ON_SALE_MINUTES = 120 + 15
OVER_MINUTES = 4 * 60


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def booked(app: App, ctx: Context, word: str = "F7", **more: Any) -> str:
    return reservations.book(app, ctx, book_request(word, **more)).booking.ref


def refused_as_closed(app: App, ctx: Context, ref: str) -> None:
    with pytest.raises(Refused) as caught:
        reservations.pay(app, ctx, pay_request(ref))
    assert caught.value.code == "shows.closed"


def pay_late(app: App, ctx: Context, ref: str) -> str:
    request = pay_request(ref, late=True, reason="they sat there")
    return reservations.pay(app, ctx, request).booking.status


def test_an_expired_booking_is_not_paid_after_the_close(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    ref = booked(app, ctx)
    clock.advance(minutes=ON_SALE_MINUTES)
    refused_as_closed(app, ctx, ref)
    assert pay_late(app, ctx, ref) == "confirmed"


def test_a_cancelled_booking_is_not_paid_after_the_close(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    ref = booked(app, ctx)
    reservations.cancel(app, ctx, CancelRequest(ref=ref))
    clock.advance(minutes=ON_SALE_MINUTES)
    refused_as_closed(app, ctx, ref)


def test_a_promise_is_paid_until_the_show_is_over(app: App, ctx: Context, clock: FakeClock) -> None:
    clock.advance(minutes=OVER_MINUTES - 10)
    late = {"late": True, "reason": "they sit there"}
    first = booked(app, ctx, "F7", **late)
    second = booked(app, ctx, "F8", **late)
    clock.advance(minutes=9)
    assert reservations.pay(app, ctx, pay_request(first)).booking.status == "confirmed"
    clock.advance(minutes=1)
    refused_as_closed(app, ctx, second)
    assert pay_late(app, ctx, second) == "confirmed"


def test_late_money_needs_a_reason(app: App, ctx: Context, clock: FakeClock) -> None:
    ref = booked(app, ctx)
    clock.advance(minutes=ON_SALE_MINUTES)
    with pytest.raises(Invalid) as caught:
        reservations.pay(app, ctx, pay_request(ref, late=True))
    assert caught.value.code == "shows.late_reason"
