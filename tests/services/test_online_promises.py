"""Offers and vouchers of a booking that is paid online live and end with its payment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import reservations, vouchers
from boxoffice.services.reservations import CancelRequest
from boxoffice.services.vouchers import IssueRequest
from tests.clocks import FakeClock
from tests.offers import add_offer, codes_in_use, states
from tests.services.practice import Practice, practice

CODE = "A1B2"
FULL_MINOR = 2160
VOUCHER_MINOR = 1000


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        add_offer(opened.app, opened.ctx, 1, "ten", percent_bp=1000, single_use=1, codes=(CODE,))
        yield opened
        assert opened.is_sound()


def voucher(house: Practice) -> str:
    request = IssueRequest(amount="10", reason="gift")
    return vouchers.issue(house.app, house.ctx, request).vouchers[0].code


def by(code: str) -> Tender:
    return Tender(PaymentMethod.VOUCHER, slip=code)


def balance(house: Practice, code: str) -> tuple[int, int]:
    """What is on a voucher, and what of that is free."""
    found = vouchers.view_voucher(house.app, house.ctx, code).voucher
    return found.balance_minor, found.balance_minor - found.reserved_minor


def promised(house: Practice, code: str) -> str:
    """A booking that keeps an offer's only code and a voucher."""
    return house.book("F7-8", offers=(CODE,), tenders=(by(code),))


def test_what_a_booking_keeps_is_spent_when_the_page_is_paid(house: Practice) -> None:
    code = voucher(house)
    ref = promised(house, code)
    begun = house.start(ref)
    assert begun.payment.amount_minor == FULL_MINOR - VOUCHER_MINOR
    assert balance(house, code) == (VOUCHER_MINOR, 0)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert house.state(ref) == ("confirmed", "captured", "captured")
    assert (balance(house, code), states(house.app, house.ctx)) == ((0, 0), ["redeemed"])
    assert codes_in_use(house.app, house.ctx) == {CODE: True}


def test_what_a_booking_keeps_is_extended_with_it(house: Practice, clock: FakeClock) -> None:
    code = voucher(house)
    ref = promised(house, code)
    clock.advance(minutes=10)
    failed = house.start(ref)
    assert house.happens(failed.payment.session_id, Outcome.FAIL) == ["failed_extended"]
    assert house.is_sound()
    clock.advance(minutes=10)
    assert (balance(house, code), states(house.app, house.ctx)) == ((1000, 0), ["reserved"])
    again = house.start(ref)
    assert again.payment.amount_minor == FULL_MINOR - VOUCHER_MINOR
    assert house.happens(again.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert house.state(ref)[0] == "confirmed"
    assert balance(house, code) == (0, 0)


def test_what_a_booking_keeps_is_free_when_it_is_given_up(house: Practice) -> None:
    code = voucher(house)
    ref = promised(house, code)
    house.start(ref)
    done = reservations.cancel(house.app, house.ctx, CancelRequest(ref=ref))
    assert done.warnings == ()
    assert (balance(house, code), states(house.app, house.ctx)) == ((1000, 1000), ["released"])


def test_late_money_counts_with_a_voucher_that_still_has_its_part(
    house: Practice, clock: FakeClock
) -> None:
    code = voucher(house)
    ref = promised(house, code)
    begun = house.start(ref)
    clock.advance(minutes=20)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured_late"]
    assert house.state(ref)[0] == "confirmed"
    assert balance(house, code) == (0, 0)


def test_late_money_goes_back_where_the_voucher_went_elsewhere(
    house: Practice, clock: FakeClock
) -> None:
    code = voucher(house)
    ref = promised(house, code)
    begun = house.start(ref)
    clock.advance(minutes=20)
    house.book("C1-2", tenders=(by(code),))
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]
    assert house.view(ref).booking.status == "paid_unseated"
    assert balance(house, code) == (VOUCHER_MINOR, 0)


def test_a_voucher_typed_beside_a_page_is_kept_for_it(house: Practice) -> None:
    code = voucher(house)
    ref = house.book("F7-8")
    begun = house.start(ref, tenders=(by(code),))
    assert begun.payment.amount_minor == 2400 - VOUCHER_MINOR
    assert balance(house, code) == (VOUCHER_MINOR, 0)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert balance(house, code) == (0, 0)
