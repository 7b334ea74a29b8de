"""Paid seats become others: the money moves along, the difference is settled, or nothing moved."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, exchanges, houses, refunds, sales
from boxoffice.services.app import App
from boxoffice.services.exchange_results import ExchangeResult
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.results import BookingResult, RefundResult
from boxoffice.services.verify import verify
from tests.counter import sell_request
from tests.programme import HOUR_MS, open_cinema

CARD = Tender(PaymentMethod.CARD, slip="4711")
STEPPED = "24h=100,2h=50;fees=kept"


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


@pytest.fixture(autouse=True)
def soundness(app: App, ctx: Context, cinema: None) -> Any:
    """Whatever a test did, everything still adds up."""
    yield
    assert verify(app, ctx).violations == ()


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def exchange(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> ExchangeResult:
    return exchanges.exchange(app, ctx, ExchangeRequest(ref=ref, words=seats, **more))


def why(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> BoxofficeError:
    before = bookings.view_booking(app, ctx, ref)
    with pytest.raises(BoxofficeError) as caught:
        exchange(app, ctx, ref, *seats, **more)
    assert bookings.view_booking(app, ctx, ref) == before
    return caught.value


def refund(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> RefundResult:
    return refunds.refund(app, ctx, RefundRequest(ref=ref, words=seats, **more))


def view(app: App, ctx: Context, ref: str) -> BookingResult:
    return bookings.view_booking(app, ctx, ref)


def sold_seats(app: App, ctx: Context, show: str = "1") -> list[str]:
    house = houses.view_house(app, ctx, show)
    return sorted(seat.label for seat in house.seats if seat.state == "sold")


def test_seats_become_others_for_the_same_money(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    done = exchange(app, ctx, ref, to=("C3-4",))
    new = done.booking.ref
    assert new != ref
    assert done.booking.status == "confirmed"
    assert [(line.seat, line.status, line.ticket_type) for line in done.booking.lines] == [
        ("C3", "sold", "adult"), ("C4", "sold", "adult"),
    ]  # fmt: skip
    assert (done.difference_minor, done.kept_minor, done.payments, done.given_back) == (0, 0, (), ())
    assert [(each.from_ref, each.to_ref, each.amount_minor) for each in done.transfers] == [
        (ref, new, 2400)
    ]
    old = view(app, ctx, ref)
    assert old.booking.status == "exchanged"
    assert {line.status for line in old.booking.lines} == {"exchanged"}
    assert {ticket.status for ticket in old.tickets} == {"void"}
    assert [ticket.status for ticket in done.tickets] == ["issued", "issued"]
    assert sold_seats(app, ctx) == ["C3", "C4"]
