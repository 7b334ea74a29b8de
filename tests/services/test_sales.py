"""Selling, holding, booking and voiding on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.present.words import reason
from boxoffice.services import bookings, holds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.results import BookingResult
from tests.clocks import FakeClock
from tests.programme import open_cinema

CASH = Tender(PaymentMethod.CASH, "exact")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def sell(app: App, ctx: Context, *words: str, **more: object) -> BookingResult:
    request = sales.SellRequest(**{"show": "1", "words": words, "tenders": (CASH,), **more})
    return sales.sell(app, ctx, request)


def test_a_sale_is_confirmed_paid_and_ticketed(app: App, ctx: Context) -> None:
    sold = sell(app, ctx, "F7-8", tenders=(Tender(PaymentMethod.CASH, "50"),))
    assert (sold.booking.status, sold.booking.total_minor) == ("confirmed", 2400)
    assert [line.seat for line in sold.booking.lines] == ["F7", "F8"]
    assert [(p.tendered_minor, p.change_minor) for p in sold.payments] == [(5000, 2600)]
    assert bookings.view_booking(app, ctx, sold.booking.ref).tickets == sold.tickets


def test_a_sold_seat_is_refused_with_its_booking(app: App, ctx: Context) -> None:
    sold = sell(app, ctx, "F7")
    with pytest.raises(Conflict) as caught:
        sell(app, ctx, "F6-7")
    assert caught.value.code == "seats.taken"
    assert caught.value.details["seats"] == [
        {"label": "F7", "state": "sold", "until": "", "ref": sold.booking.ref}
    ]
    assert [line.seat for line in sell(app, ctx, "F6").booking.lines] == ["F6"]


def test_the_same_operation_key_answers_the_same(app: App, new_ctx: Callable[..., Context]) -> None:
    first = sell(app, new_ctx(op_key="KEY"), "F7")
    again = sell(app, new_ctx(op_key="KEY"), "F7")
    assert (first.replayed, again.replayed) == (False, True)
    assert again.booking == first.booking
    with pytest.raises(Conflict) as caught:
        sell(app, new_ctx(op_key="KEY"), "F8")
    assert caught.value.code == "operations.other_request"


def test_an_expired_hold_is_free_without_any_sweep(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    held = holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=("F7",)))
    other = new_ctx(till="till-2")
    with pytest.raises(Conflict):
        sell(app, other, "F7")
    clock.advance(minutes=5)
    assert sell(app, other, "F7").booking.status == "confirmed"
    with pytest.raises(Conflict) as caught:
        holds.extend_hold(app, ctx, holds.ExtendRequest(hold=held.hold.id))
    assert caught.value.code == "holds.expired"


def test_a_till_sells_what_it_holds_itself(app: App, ctx: Context) -> None:
    held = holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=("F7-9",)))
    sold = sell(app, ctx, "F7-8")
    assert sold.booking.status == "confirmed"
    assert holds.list_holds(app, ctx).holds == ()
    assert sell(app, ctx, "F9").booking.status == "confirmed"
    assert held.hold.seats == ("F7", "F8", "F9")


def test_short_cash_writes_nothing(app: App, ctx: Context) -> None:
    with pytest.raises(Invalid) as caught:
        sell(app, ctx, "F7", tenders=(Tender(PaymentMethod.CASH, "5"),))
    assert caught.value.code == "bookings.short"
    assert bookings.last_bookings(app, ctx, most=5).bookings == ()


def test_a_booking_is_paid_in_time_or_late_or_not_at_all(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    def book(*words: str) -> BookingResult:
        return reservations.book(app, ctx, reservations.BookRequest(show="1", words=words))

    def pay(ref: str) -> BookingResult:
        return reservations.pay(app, ctx, reservations.PayRequest(ref=ref, tenders=(CASH,)))

    in_time, late, lost = book("F1"), book("F2"), book("F3")
    assert pay(in_time.booking.ref).booking.status == "confirmed"
    clock.advance(minutes=15)
    paid = pay(late.booking.ref)
    assert (paid.booking.status, paid.warnings[0].code) == ("confirmed", "bookings.paid_late")
    assert reason("bookings.paid_late", paid.warnings[0].details) == (
        "The booking had run out; its seats were still free."
    )
    sell(app, new_ctx(till="till-2"), "F3")
    with pytest.raises(Conflict) as caught:
        pay(lost.booking.ref)
    assert caught.value.code == "bookings.expired_taken"
    assert caught.value.details["alternative"] != []


def test_a_sale_is_voided_once_by_its_own_till(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    sold = sell(app, ctx, "F7")
    request = sales.VoidRequest(ref=sold.booking.ref, reason="wrong film")
    with pytest.raises(Refused) as caught:
        sales.void(app, new_ctx(till="till-2"), request)
    assert caught.value.details["why"] == "other_till"
    voided = sales.void(app, ctx, request)
    assert (voided.booking.status, voided.refunds[0].amount_minor) == ("voided", 1200)
    with pytest.raises(Refused):
        sales.void(app, ctx, request)
    assert sell(app, ctx, "F7").booking.status == "confirmed"
