"""Offers and vouchers along an exchange: carried on, told when lost, given back where they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, exchanges, refunds, reservations, sales, vouchers
from boxoffice.services.app import App
from boxoffice.services.exchange_results import ExchangeResult
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.verify import verify
from tests.counter import CASH, book_request, pay_request, sell_request
from tests.offers import add_offer, states
from tests.programme import open_cinema
from tests.traces import statements_of

Ctx = Callable[..., Context]


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> Any:
    open_cinema(app, ctx)
    yield app
    assert verify(app, ctx).violations == ()


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def writes(sql: str, *tables: str) -> bool:
    """Whether a statement changes rows of one of these tables."""
    verbs = ("INSERT INTO", "UPDATE", "DELETE FROM")
    return sql.startswith(tuple(f"{verb} {table}" for verb in verbs for table in tables))


def exchange(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> ExchangeResult:
    return exchanges.exchange(app, ctx, ExchangeRequest(ref=ref, words=seats, **more))


def test_a_code_comes_along_where_it_is_for_the_new_seats(app: App, ctx: Context) -> None:
    add_offer(app, ctx, 1, "half", percent_bp=5000, single_use=1, codes=("AAA",), gives_back=0)
    ref = sell(app, ctx, "F7-8", offers=("AAA",))
    done = exchange(app, ctx, ref, to=("G4-5",), tenders=(CASH,))
    assert (done.booking.total_minor, done.difference_minor, done.warnings) == (1550, 350, ())
    assert [(each.code, each.status) for each in done.booking.offers] == [("AAA", "redeemed")]
    old = bookings.view_booking(app, ctx, ref).booking
    assert [each.status for each in old.offers] == ["released"]


def test_a_code_that_is_not_for_them_is_told_and_free_again(app: App, ctx: Context) -> None:
    add_offer(
        app, ctx, 1, "half", percent_bp=5000, single_use=1, codes=("AAA",), categories="standard"
    )
    ref = sell(app, ctx, "F7", offers=("AAA",))
    done = exchange(app, ctx, ref, to=("G3",), tenders=(CASH,))
    assert done.difference_minor == 950
    assert [(each.code, each.details["amount_minor"]) for each in done.warnings] == [
        ("exchanges.offer_lost", 600)
    ]
    assert sell(app, ctx, "F9", offers=("AAA",)) != ref


def test_an_offer_stays_with_the_seats_that_are_left(app: App, ctx: Context) -> None:
    add_offer(app, ctx, 1, "summer", percent_bp=1000, code="SUMMER", limit_total=1)
    ref = sell(app, ctx, "F7-8", offers=("SUMMER",))
    done = exchange(app, ctx, ref, "F8", to=("C3",), tenders=(CASH,))
    assert (done.difference_minor, done.booking.offers) == (120, ())
    with pytest.raises(BoxofficeError) as caught:
        exchange(app, ctx, done.booking.ref, to=("C5",), offers=("SUMMER",))
    assert caught.value.code == "offers.limit"
    rest = exchange(app, ctx, ref, to=("C1",))
    assert (rest.difference_minor, len(rest.booking.offers)) == (0, 1)
    assert sorted(states(app, ctx)) == ["redeemed", "released"]


def test_what_the_old_booking_took_counts_as_free_but_is_let_go_after_its_seats(
    app: App, ctx: Context
) -> None:
    add_offer(app, ctx, 1, "half", percent_bp=5000, single_use=1, codes=("AAA",), limit_total=1)
    ref = sell(app, ctx, "F7-8", offers=("AAA",))
    with statements_of(app, read_only=False) as seen:
        done = exchange(app, ctx, ref, to=("C3-4",))
    assert [each.code for each in done.booking.offers] == ["AAA"]
    claims = [at for at, sql in enumerate(seen) if writes(sql, "seat_claim")]
    taken = [at for at, sql in enumerate(seen) if writes(sql, "offer_code", "redemption")]
    assert 0 < max(claims) < min(taken)


def test_an_automatic_offer_is_worked_out_anew(app: App, ctx: Context) -> None:
    add_offer(app, ctx, 1, "two", kind="n_for_m", automatic=1, take=2, pay=1)
    ref = sell(app, ctx, "F7-8")
    assert bookings.view_booking(app, ctx, ref).booking.total_minor == 1200
    one = exchange(app, ctx, ref, to=("C3",))
    assert (one.difference_minor, one.booking.total_minor) == (0, 1200)
    assert "exchanges.offer_lost" in [each.code for each in one.warnings]
    more = exchange(app, ctx, one.booking.ref, add=("C4",), tenders=(CASH,))
    assert more.difference_minor == 1200


def test_what_added_seats_take_is_taken_for_good_though_one_was_given_back(
    app: App, ctx: Context
) -> None:
    add_offer(app, ctx, 1, "many", percent_bp=1000, automatic=1, min_seats=3)
    ref = reservations.book(app, ctx, book_request("F7-8")).booking.ref
    reservations.pay(app, ctx, pay_request(ref))
    refunds.refund(app, ctx, refunds.RefundRequest(ref=ref, words=("F8",)))
    more = exchange(app, ctx, ref, add=("C3-5",), tenders=(CASH,))
    assert (more.booking.status, more.difference_minor) == ("part_refunded", 3240)
    assert [(each.key, each.status) for each in more.booking.offers] == [("many", "redeemed")]


def test_what_a_voucher_paid_is_on_the_voucher_again(app: App, ctx: Context) -> None:
    request = vouchers.IssueRequest(amount="60", reason="gift")
    (gift,) = vouchers.issue(app, ctx, request).vouchers
    by_gift = Tender(PaymentMethod.VOUCHER, slip=gift.code)
    ref = sell(app, ctx, "F7-8", tenders=(by_gift,))
    dearer = exchange(app, ctx, ref, to=("G3-4",), tenders=(by_gift,))
    assert [(each.method, each.amount_minor) for each in dearer.payments] == [("voucher", 700)]
    cheaper = exchange(app, ctx, dearer.booking.ref, to=("C3-4",))
    assert [(each.method, each.amount_minor, each.status) for each in cheaper.given_back] == [
        ("voucher", 700, "done")
    ]
    done = refunds.refund(app, ctx, refunds.RefundRequest(ref=cheaper.booking.ref))
    assert [(each.method, each.amount_minor) for each in done.given_back.tenders] == [
        ("voucher", 2400)
    ]
    assert vouchers.view_voucher(app, ctx, gift.code).voucher.balance_minor == 6000
