"""An offer that can run out is never taken once too often, and nothing stays reserved for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, refunds, reservations, sales, sweep
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request, sell_request
from tests.offers import add_offer, codes_in_use, states
from tests.programme import open_cinema

Ctx = Callable[..., Context]


@pytest.fixture
def cinema(app: App, new_ctx: Ctx) -> Any:
    open_cinema(app, new_ctx())
    yield app
    assert verify(app, new_ctx()).violations == ()


def why(act: Callable[[], object]) -> tuple[str, int]:
    from boxoffice.cli.exit_codes import exit_code

    with pytest.raises(BoxofficeError) as caught:
        act()
    return caught.value.code, int(exit_code(caught.value))


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> Any:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking


def book(app: App, ctx: Context, *seats: str, **more: Any) -> Any:
    return reservations.book(app, ctx, book_request(*seats, **more)).booking


def test_the_last_redemption_is_taken_once(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, code="TEN", limit_total=1)
    sold = sell(cinema, new_ctx(), "F7", offers=("ten",))
    assert (sold.total_minor, sold.lines[0].offer_minor) == (1080, 120)
    assert [(each.key, each.amount_minor, each.status) for each in sold.offers] == [
        ("ten", 120, "redeemed")
    ]
    assert why(lambda: sell(cinema, new_ctx(), "F8", offers=("TEN",))) == ("offers.limit", 6)
    assert sell(cinema, new_ctx(), "F8").total_minor == 1200


def test_an_automatic_offer_that_ran_out_is_simply_not_there(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "first", percent_bp=5000, automatic=1, limit_total=1)
    assert sell(cinema, new_ctx(), "F7").total_minor == 600
    assert sell(cinema, new_ctx(), "F8").total_minor == 1200


def test_limits_per_customer_count_digits(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, code="TEN", limit_customer=1)
    no_phone = why(lambda: sell(cinema, new_ctx(), "F6", offers=("TEN",)))
    assert no_phone == ("offers.needs_phone", 2)
    assert sell(cinema, new_ctx(), "F7", offers=("TEN",), phone="030 / 12-34").total_minor == 1080
    again = why(lambda: sell(cinema, new_ctx(), "F8", offers=("TEN",), phone="(030) 1234"))
    assert again == ("offers.limit_customer", 6)
    assert sell(cinema, new_ctx(), "F8", offers=("TEN",), phone="030 9999").total_minor == 1080


@pytest.mark.parametrize("swept", [True, False])
def test_a_booking_reserves_until_it_expires_cron_or_no_cron(
    cinema: App, new_ctx: Ctx, clock: FakeClock, swept: bool
) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, single_use=1, codes=("A1B2",),
              limit_total=1)  # fmt: skip
    book(cinema, new_ctx(), "F7", offers=("a1-b2",))
    used = why(lambda: sell(cinema, new_ctx(), "F8", offers=("A1B2",)))
    assert used == ("offers.code_used", 6)
    clock.advance(minutes=16)
    if swept:
        sweep.sweep(cinema, new_ctx())
        assert states(cinema, new_ctx()) == ["released"]
    assert sell(cinema, new_ctx(), "F8", offers=("A1B2",)).total_minor == 1080
    assert codes_in_use(cinema, new_ctx()) == {"A1B2": True}


def test_paying_in_time_redeems_and_cancelling_gives_back(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, single_use=1, codes=("A1B2",))
    first = book(cinema, new_ctx(), "F7", offers=("A1B2",))
    reservations.cancel(cinema, new_ctx(), reservations.CancelRequest(ref=first.ref))
    second = book(cinema, new_ctx(), "F7", offers=("A1B2",))
    paid = reservations.pay(cinema, new_ctx(), pay_request(second.ref))
    assert paid.booking.total_minor == 1080
    assert states(cinema, new_ctx()) == ["redeemed", "released"]
    assert why(lambda: sell(cinema, new_ctx(), "F8", offers=("A1B2",)))[0] == "offers.code_used"


def test_late_money_takes_it_again_where_it_is_still_to_be_had(
    cinema: App, new_ctx: Ctx, clock: FakeClock
) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, single_use=1, codes=("A1B2",),
              limit_total=1)  # fmt: skip
    booked = book(cinema, new_ctx(), "F7", offers=("A1B2",))
    clock.advance(minutes=16)
    paid = reservations.pay(cinema, new_ctx(), pay_request(booked.ref))
    assert [each.code for each in paid.warnings] == ["bookings.paid_late"]
    assert states(cinema, new_ctx()) == ["redeemed"]
    assert codes_in_use(cinema, new_ctx()) == {"A1B2": True}


@pytest.mark.parametrize(
    "limits", [{"single_use": 1, "codes": ("A1B2",)}, {"code": "A1B2", "limit_total": 1}]
)
def test_late_money_has_the_price_it_was_promised_and_no_second_use(
    cinema: App, new_ctx: Ctx, clock: FakeClock, limits: dict[str, Any]
) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, **limits)
    late = book(cinema, new_ctx(), "F7", offers=("A1B2",))
    clock.advance(minutes=16)
    sell(cinema, new_ctx(), "F8", offers=("A1B2",))
    paid = reservations.pay(cinema, new_ctx(), pay_request(late.ref))
    assert paid.booking.total_minor == 1080
    assert [each.code for each in paid.warnings] == ["bookings.paid_late", "offers.honoured"]
    assert states(cinema, new_ctx()) == ["honoured", "redeemed"]
    assert why(lambda: sell(cinema, new_ctx(), "F9", offers=("A1B2",)))[1] == 6


def test_a_void_gives_back(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, single_use=1, codes=("A1B2",),
              gives_back=0)  # fmt: skip
    sold = sell(cinema, new_ctx(), "F7", offers=("A1B2",))
    sales.void(cinema, new_ctx(), sales.VoidRequest(ref=sold.ref, reason="wrong film"))
    assert states(cinema, new_ctx()) == ["released"]
    assert sell(cinema, new_ctx(), "F8", offers=("A1B2",)).total_minor == 1080


@pytest.mark.parametrize(("gives_back", "state"), [(1, "released"), (0, "redeemed")])
def test_a_refund_gives_back_where_the_offer_says_so(
    cinema: App, new_ctx: Ctx, gives_back: int, state: str
) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, code="TEN", limit_total=1,
              gives_back=gives_back)  # fmt: skip
    sold = sell(cinema, new_ctx(), "F7-8", offers=("TEN",))
    refund = refunds.RefundRequest(ref=sold.ref, words=("F7",))
    refunds.refund(cinema, new_ctx(), refund)
    assert states(cinema, new_ctx()) == ["redeemed"]
    refunds.refund(cinema, new_ctx(), refunds.RefundRequest(ref=sold.ref))
    assert states(cinema, new_ctx()) == [state]
    assert bookings.view_booking(cinema, new_ctx(), sold.ref).booking.offers[0].status == state


def test_codes_that_are_no_good_say_so(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "ten", percent_bp=1000, single_use=1, codes=("A1", "B2"))
    add_offer(cinema, new_ctx(), 2, "kids", percent_bp=1000, code="KIDS", ticket_types="child")
    assert why(lambda: sell(cinema, new_ctx(), "F7", offers=("X",))) == ("offers.unknown_code", 5)
    twice = why(lambda: sell(cinema, new_ctx(), "F7", offers=("A1", "B2")))
    assert twice == ("offers.twice", 2)
    kids = why(lambda: sell(cinema, new_ctx(), "F7", offers=("KIDS",)))
    assert kids == ("offers.not_for", 6)


def test_a_free_item_is_noted_on_the_booking(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "corn", kind="free_item", item="Small popcorn", automatic=1)
    sold = sell(cinema, new_ctx(), "F7")
    assert (sold.total_minor, [each.item for each in sold.offers]) == (1200, ["Small popcorn"])


def test_nobody_pays_another_sum_than_was_shown(cinema: App, new_ctx: Ctx) -> None:
    add_offer(cinema, new_ctx(), 1, "first", percent_bp=5000, automatic=1, limit_total=1)
    shown = sales.due(cinema, new_ctx(), sell_request("F7"))
    assert (shown.total_minor, [each.key for each in shown.offers]) == (600, ["first"])
    sell(cinema, new_ctx(), "F8")
    agreed = {"agreed_minor": shown.total_minor}
    assert why(lambda: sell(cinema, new_ctx(), "F7", **agreed)) == ("bookings.price_changed", 6)
    assert sell(cinema, new_ctx(), "F7").total_minor == 1200
