"""Tenders on sale and on pay: what is kept of each, references once, and the UPI code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.cli.exit_codes import exit_code
from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.present.refunds import plan_text
from boxoffice.services import bookings, refunds, reservations, sales, upi
from boxoffice.services.app import App
from boxoffice.services.results import BookingResult
from tests.clocks import FakeClock
from tests.counter import CASH, book_request, pay_request, sell_request
from tests.programme import open_cinema

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

UPI, WALLET, TRANSFER = PaymentMethod.UPI, PaymentMethod.WALLET, PaymentMethod.TRANSFER
REX = {"upi_address": "rex@okbank", "upi_name": "Rex Mumbai"}


@pytest.fixture
def cinema(app: App, ctx: Context) -> App:
    open_cinema(app, ctx, currency="INR", zone="Asia/Kolkata")
    return app


def sell(app: App, ctx: Context, seat: str, *tenders: Tender) -> BookingResult:
    return sales.sell(app, ctx, sell_request(seat, tenders=tenders))


def book(app: App, ctx: Context, *seats: str) -> str:
    return reservations.book(app, ctx, book_request(*seats)).booking.ref


def why(what: Callable[[], object]) -> BoxofficeError:
    with pytest.raises(BoxofficeError) as caught:
        what()
    return caught.value


def test_every_tender_is_kept_as_it_is_known(cinema: App, ctx: Context) -> None:
    tenders = (
        Tender(PaymentMethod.CARD, "5", slip="4711", brand="Visa", last_four="1234"),
        Tender(PaymentMethod.CARD, "1", slip="4712"),
        Tender(UPI, "2", slip="4123 4567 8901"),
        Tender(WALLET, "1", slip="pt77"),
        Tender(TRANSFER, "1", slip="hdfc-1"),
        Tender(PaymentMethod.CASH, "10"),
    )
    sold = sell(cinema, ctx, "F7", *tenders)
    known = [(each.method, each.slip, each.brand, each.last_four) for each in sold.payments]
    assert known == [
        ("card", "4711", "visa", "1234"), ("card", "4712", "", ""), ("upi", "412345678901", "", ""),
        ("wallet", "PT77", "", ""), ("transfer", "HDFC-1", "", ""), ("cash", "", "", ""),
    ]  # fmt: skip
    assert [each.change_minor for each in sold.payments] == [0, 0, 0, 0, 0, 800]
    assert bookings.view_booking(cinema, ctx, sold.booking.ref).payments == sold.payments


@pytest.mark.parametrize("method", [UPI, WALLET, TRANSFER])
def test_a_reference_pays_once_at_any_till(
    cinema: App, ctx: Context, new_ctx: Callable[..., Context], method: PaymentMethod
) -> None:
    first = sell(cinema, ctx, "F7", Tender(method, slip="abc12345"))
    other, again = new_ctx(till="till-2"), Tender(method, slip="ABC 12345")
    ref = book(cinema, ctx, "D1")
    for refused in (
        lambda: sell(cinema, other, "E1", again),
        lambda: reservations.pay(cinema, other, pay_request(ref, tenders=(again,))),
    ):
        error = why(refused)
        assert (error.code, error.details["ref"]) == ("tenders.used", first.booking.ref)
        assert exit_code(error) == 6
    assert bookings.view_booking(cinema, ctx, ref).payments == ()


def test_it_is_used_up_even_where_the_sale_was_void(cinema: App, ctx: Context) -> None:
    ref = sell(cinema, ctx, "F7", Tender(UPI, slip="412345678901")).booking.ref
    sales.void(cinema, ctx, sales.VoidRequest(ref=ref, reason="wrong show"))
    error = why(lambda: sell(cinema, ctx, "F7", Tender(UPI, slip="412345678901")))
    assert error.code == "tenders.used"


def test_a_refund_names_the_reference_it_goes_back_on(cinema: App, ctx: Context) -> None:
    ref = sell(cinema, ctx, "F7", Tender(UPI, slip="412345678901")).booking.ref
    done = refunds.refund(cinema, ctx, refunds.RefundRequest(ref=ref))
    assert "by UPI of reference 412345678901\n" in plan_text(done, locale="en")


def test_references_of_different_tenders_have_nothing_to_do_with_each_other(
    cinema: App, ctx: Context
) -> None:
    sell(cinema, ctx, "F7", Tender(UPI, slip="412345678901"))
    assert sell(cinema, ctx, "F9", Tender(WALLET, slip="412345678901")).booking.ref


def test_a_sale_is_found_by_its_reference_as_it_is_read_out(cinema: App, ctx: Context) -> None:
    sold = sell(cinema, ctx, "F7", Tender(UPI, slip="t4123 4567"))
    found = bookings.find_bookings(cinema, ctx, "T4123 4567").bookings
    assert [each.booking.ref for each in found] == [sold.booking.ref]


def test_short_is_a_matter_of_typing_and_writes_nothing(cinema: App, ctx: Context) -> None:
    error = why(lambda: sell(cinema, ctx, "F7", Tender(UPI, "11.99", slip="412345678901")))
    assert (error.code, exit_code(error)) == ("bookings.short", 2)
    assert bookings.last_bookings(cinema, ctx, most=5).bookings == ()


class TestTheUpiCode:
    def test_it_is_for_what_is_left_to_pay_and_writes_nothing(
        self, cinema: App, ctx: Context, new_ctx: Callable[..., Context]
    ) -> None:
        ref = book(cinema, ctx, "F7-8")
        found = upi.upi_request(cinema, new_ctx(**REX), ref).upi
        assert found.link == (f"upi://pay?pa=rex@okbank&pn=Rex%20Mumbai&am=24.00&cu=INR&tn={ref}")
        beside = (Tender(PaymentMethod.CASH, "10"),)
        assert upi.upi_request(cinema, new_ctx(**REX), ref, beside).upi.amount_minor == 1400
        assert bookings.view_booking(cinema, ctx, ref).payments == ()

    def test_a_house_without_a_name_goes_by_the_theatres(
        self, cinema: App, ctx: Context, new_ctx: Callable[..., Context]
    ) -> None:
        ref = book(cinema, ctx, "F7")
        here = new_ctx(upi_address="rex@okbank")
        assert upi.upi_request(cinema, here, ref).upi.name == "Rex"

    @pytest.mark.parametrize(
        ("settings", "code"),
        [
            ({}, "upi.no_address"),
            ({"upi_address": "rex"}, "upi.address"),
            ({"upi_address": "rex@ok&am=1"}, "upi.address"),
        ],
    )
    def test_without_a_proper_address_there_is_none(
        self,
        cinema: App,
        ctx: Context,
        new_ctx: Callable[..., Context],
        settings: dict[str, str],
        code: str,
    ) -> None:
        ref = book(cinema, ctx, "F7")
        assert why(lambda: upi.upi_request(cinema, new_ctx(**settings), ref)).code == code

    def test_there_is_none_for_what_is_paid_or_has_run_out(
        self, cinema: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
    ) -> None:
        paid, lapsed = book(cinema, ctx, "F7"), book(cinema, ctx, "F8")
        reservations.pay(cinema, ctx, pay_request(paid, tenders=(CASH,)))
        clock.advance(minutes=16)
        for ref, status in ((paid, "confirmed"), (lapsed, "expired")):
            error = why(lambda ref=ref: upi.upi_request(cinema, new_ctx(**REX), ref))
            assert (error.code, error.details["status"]) == ("upi.not_pending", status)


class TestWithOtherMoney:
    @pytest.fixture
    def cinema(self, app: App, ctx: Context) -> App:
        open_cinema(app, ctx)
        return app

    def test_there_is_no_upi_code(
        self, cinema: App, ctx: Context, new_ctx: Callable[..., Context]
    ) -> None:
        ref = book(cinema, ctx, "F7")
        error = why(lambda: upi.upi_request(cinema, new_ctx(**REX), ref))
        assert (error.code, error.details["currency"]) == ("upi.currency", "EUR")
