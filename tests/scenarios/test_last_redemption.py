"""An offer that is to be had once more, and two who want it."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.errors import Conflict
from boxoffice.services import reservations, sales
from tests.counter import book_request, sell_request
from tests.offers import add_offer, states
from tests.scenarios.evening import Evening

ALONE: dict[str, dict[str, Any]] = {
    "one for all": {"code": "TEN", "limit_total": 1},
    "a code that is good once": {"single_use": 1, "codes": ("TEN",)},
}


@pytest.fixture(params=list(ALONE))
def limited(request: pytest.FixtureRequest, evening: Evening) -> str:
    columns = ALONE[request.param]
    add_offer(evening.app, evening.ctx("till-1"), 1, "ten", percent_bp=1000, **columns)
    return str(request.param)


def sell(here: Evening, seat: str, till: str) -> Any:
    return here.ask(sales.sell, sell_request(seat, offers=("TEN",)), till=till)


def book(here: Evening, seat: str, till: str) -> Any:
    return here.ask(reservations.book, book_request(seat, offers=("TEN",)), till=till)


def test_two_tills_want_the_last_one_at_once(evening: Evening, limited: str) -> None:
    ended = evening.at_once(
        lambda here: sell(here, "F7", "till-1").booking.total_minor,
        lambda here: sell(here, "F8", "till-2").booking.total_minor,
    )
    assert sorted(each.value or 0 for each in ended) == [0, 1080]
    lost = "offers.limit" if limited == "one for all" else "offers.code_used"
    assert sorted(each.code for each in ended) == ["", lost]
    assert states(evening.app, evening.ctx("till-9")) == ["redeemed"]
    assert evening.seats_left() == 79


def test_a_promise_keeps_it_and_is_free_again_once_it_has_run_out(
    evening: Evening, limited: str
) -> None:
    book(evening, "F7", "till-1")
    evening.wait(minutes=15, ms=-1)
    with pytest.raises(Conflict):
        sell(evening, "F8", "till-2")
    evening.wait(ms=1)
    assert sell(evening, "F8", "till-2").booking.total_minor == 1080


def test_money_that_comes_late_keeps_its_price_and_takes_nobody_s_place(
    evening: Evening, limited: str
) -> None:
    late = book(evening, "F7", "till-1").booking.ref
    evening.wait(minutes=20)
    sell(evening, "F8", "till-2")
    assert evening.pay(late, till="till-1").booking.total_minor == 1080
    assert states(evening.app, evening.ctx("till-9")) == ["honoured", "redeemed"]
    with pytest.raises(Conflict):
        sell(evening, "F9", "till-2")
