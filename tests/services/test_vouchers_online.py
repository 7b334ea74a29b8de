"""Vouchers and references beside a payment on a gateway's page: both count, or neither does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import reservations, sales, vouchers
from boxoffice.services.vouchers import IssueRequest, VoidVoucherRequest, VoucherDetails
from tests.clocks import FakeClock
from tests.counter import CASH, pay_request, sell_request
from tests.services.practice import Practice, practice

UPI = Tender(PaymentMethod.UPI, "4", slip="412345678901")


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened
        assert opened.is_sound()


def issue(house: Practice, amount: str) -> str:
    request = IssueRequest(amount=amount, reason="gift")
    return vouchers.issue(house.app, house.ctx, request).vouchers[0].code


def by(code: str, amount: str = "") -> Tender:
    return Tender(PaymentMethod.VOUCHER, amount, slip=code)


def view(house: Practice, code: str) -> VoucherDetails:
    return vouchers.view_voucher(house.app, house.ctx, code)


def test_a_voucher_is_kept_at_first_and_spent_with_the_gateways_money(house: Practice) -> None:
    code = issue(house, "10")
    begun = house.begun(tenders=(by(code),))
    assert begun.payment.amount_minor == 1400
    found = view(house, code).voucher
    assert (found.balance_minor, found.reserved_minor) == (1000, 1000)
    again = house.start(begun.booking.ref, tenders=(by(code),))
    assert again.payment.id == begun.payment.id
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert house.state(begun.booking.ref) == ("confirmed", "captured", "captured")
    found = view(house, code).voucher
    assert (found.balance_minor, found.reserved_minor) == (0, 0)


def test_the_page_is_for_what_the_bookings_own_voucher_leaves(house: Practice) -> None:
    code = issue(house, "10")
    begun = house.start(house.book(tenders=(by(code),)))
    assert begun.payment.amount_minor == 1400
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert view(house, code).voucher.balance_minor == 0


def test_a_page_that_runs_out_leaves_the_voucher_whole(house: Practice) -> None:
    code = issue(house, "10")
    begun = house.begun(tenders=(by(code),))
    house.clock.advance(minutes=16)
    house.happens(begun.payment.session_id, Outcome.EXPIRE)
    found = view(house, code).voucher
    assert (found.balance_minor, found.reserved_minor) == (1000, 0)


def test_late_money_stands_with_a_voucher_that_still_pays(house: Practice) -> None:
    code = issue(house, "10")
    begun = house.begun(tenders=(by(code),))
    house.clock.advance(minutes=16)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured_late"]
    assert view(house, code).voucher.balance_minor == 0


@pytest.mark.parametrize("gone", ["spent", "void"])
def test_late_money_goes_back_where_the_voucher_is_gone(house: Practice, gone: str) -> None:
    code = issue(house, "10")
    begun = house.begun(tenders=(by(code),))
    house.clock.advance(minutes=16)
    if gone == "spent":
        request = sell_request("C1", tenders=(by(code), CASH))
        sales.sell(house.app, house.ctx, request)
    else:
        vouchers.void(house.app, house.ctx, VoidVoucherRequest(code=code, reason="stolen"))
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]


def test_a_reference_that_was_called_off_may_pay_after_all(house: Practice) -> None:
    begun = house.begun(tenders=(UPI,))
    assert begun.payment.amount_minor == 2000
    ref = begun.booking.ref
    paid = reservations.pay(house.app, house.ctx, pay_request(ref, tenders=(UPI, CASH)))
    assert [(each.method, each.status) for each in paid.payments if each.slip == UPI.slip] == [
        ("upi", "voided"), ("upi", "captured"),
    ]  # fmt: skip
    with pytest.raises(Conflict) as caught:
        sales.sell(house.app, house.ctx, sell_request("C1", tenders=(UPI, CASH)))
    assert (caught.value.code, caught.value.details["ref"]) == ("tenders.used", ref)
