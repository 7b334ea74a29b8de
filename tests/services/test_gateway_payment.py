"""An online payment from its beginning to the tickets, and everything that can come between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Refused, Unavailable
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.present.payments import page_lines
from boxoffice.present.words import sentence
from boxoffice.services import attention, reservations, sales
from boxoffice.services.reservations import CancelRequest
from boxoffice.services.sales import VoidRequest
from tests.clocks import FakeClock
from tests.counter import pay_request
from tests.services.practice import Practice, practice

CASH_10 = Tender(PaymentMethod.CASH, "10")


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened
        assert opened.is_sound()


def test_a_page_on_which_nobody_paid_is_no_till_for_a_void(house: Practice) -> None:
    begun = house.begun()
    house.happens(begun.payment.session_id, Outcome.FAIL)
    there = replace(house.ctx, till="till-2")
    reservations.pay(house.app, there, pay_request(begun.booking.ref))
    request = VoidRequest(ref=begun.booking.ref, reason="wrong film")
    assert sales.void(house.app, there, request).booking.status == "voided"


def test_a_page_is_opened_and_its_money_confirms_the_booking(house: Practice) -> None:
    begun = house.begun()
    page = begun.payment
    assert (page.status, page.amount_minor, page.gateway) == ("initiated", 2400, "practice")
    assert page.url.endswith(page.session_id)
    assert house.state(begun.booking.ref) == ("pending", "initiated")
    assert house.happens(page.session_id, Outcome.DUPLICATE) == ["captured", "(captured)"]
    found = house.view(begun.booking.ref)
    assert (found.booking.status, len(found.tickets)) == ("confirmed", 2)
    assert [line.status for line in found.booking.lines] == ["sold", "sold"]


def test_asking_again_gives_the_same_page(house: Practice) -> None:
    begun = house.begun()
    again = house.start(begun.booking.ref)
    assert again.payment.session_id == begun.payment.session_id
    assert again.payment.id == begun.payment.id
    assert house.state(begun.booking.ref) == ("pending", "initiated")


def test_a_replay_goes_on_at_the_first_missing_step(house: Practice) -> None:
    ref = house.book()
    ctx = replace(house.ctx, op_key="KEY1")
    house.gateway.set_outage(Outage.ANSWER_LOST)
    with pytest.raises(Unavailable):
        house.start(ref, ctx)
    assert house.state(ref) == ("pending", "initiated")
    house.gateway.set_outage(None)
    replayed = house.start(ref, ctx)
    assert replayed.payment.session_id
    assert house.state(ref) == ("pending", "initiated")
    third = house.start(ref, ctx)
    assert (third.payment.session_id, third.replayed) == (replayed.payment.session_id, True)


def test_what_a_gateway_refuses_leaves_nothing_begun(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    limits = {"currencies": ("EUR 0.50-20",)}
    with practice(database, tmp_path / "gateway", clock, section=limits) as house:
        ref = house.book()
        with pytest.raises(Refused):
            house.start(ref, tenders=(Tender(PaymentMethod.CASH, "1"),))
        assert house.state(ref) == ("pending", "voided", "voided")
        assert house.start(ref, tenders=(CASH_10,)).payment.amount_minor == 1400


EUROS_TO_20 = {"currencies": ("EUR 0.50-20",)}


def test_who_is_at_the_till_is_told_what_to_hand_back_of_a_refused_page(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    with practice(database, tmp_path / "gateway", clock, section=EUROS_TO_20) as house:
        with pytest.raises(Refused) as caught:
            house.start(house.book(), tenders=(Tender(PaymentMethod.CASH, "1"),))
        assert [each["amount_minor"] for each in caught.value.details["hand_back"]] == [100]
        assert "Hand \u20ac1.00 back" in sentence(caught.value)
        assert attention.list_attention(house.app, house.ctx).attention == ()


def test_a_refusal_told_again_is_the_same(database: str, clock: FakeClock, tmp_path: Path) -> None:
    with practice(database, tmp_path / "gateway", clock, section=EUROS_TO_20) as house:
        ref, ctx = house.book(), replace(house.ctx, op_key="KEY1")
        told = []
        for _ in range(2):
            with pytest.raises(Refused) as caught:
                house.start(ref, ctx, tenders=(Tender(PaymentMethod.CASH, "1"),))
            told.append((caught.value.code, caught.value.details, sentence(caught.value)))
        assert told[1] == told[0]
        assert house.state(ref) == ("pending", "voided", "voided")


def test_another_amount_beside_a_page_that_is_open_is_refused(house: Practice) -> None:
    begun = house.begun(tenders=(CASH_10,))
    ref = begun.booking.ref
    for amount in ("20", "100", "exact"):
        with pytest.raises(Conflict) as caught:
            house.start(ref, tenders=(Tender(PaymentMethod.CASH, amount),))
        assert caught.value.code == "payments.other_open"
    again = house.start(ref, tenders=(Tender(PaymentMethod.CASH, "10.00"),))
    assert again.payment.session_id == begun.payment.session_id


def test_nothing_is_to_be_paid_on_a_page_that_is_over(house: Practice) -> None:
    begun = house.begun()
    assert page_lines(begun.payment, locale="en") != []
    over = begun.payment.model_copy(update={"status": "voided"})
    assert page_lines(over, locale="en") == []


def test_counter_money_beside_it_is_captured_with_it(house: Practice) -> None:
    begun = house.begun(tenders=(CASH_10,))
    ref = begun.booking.ref
    assert begun.payment.amount_minor == 1400
    assert house.state(ref) == ("pending", "initiated", "initiated")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert house.state(ref) == ("confirmed", "captured", "captured")


def test_counter_money_beside_a_failure_is_handed_back(house: Practice) -> None:
    begun = house.begun(tenders=(CASH_10,))
    assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["failed_extended"]
    assert house.state(begun.booking.ref) == ("pending", "voided", "failed")


def test_a_cancel_voids_what_is_under_way_and_says_what_to_hand_back(house: Practice) -> None:
    begun = house.begun(tenders=(CASH_10,))
    ref = begun.booking.ref
    done = reservations.cancel(house.app, house.ctx, CancelRequest(ref=ref))
    assert [each.code for each in done.warnings] == ["payments.hand_back"]
    assert house.state(ref) == ("cancelled", "voided", "voided")
    with pytest.raises(Conflict) as caught:
        house.start(ref)
    assert caught.value.code == "payments.not_pending"


def test_cash_at_the_counter_meanwhile_ends_the_page_and_later_money_goes_back(
    house: Practice,
) -> None:
    begun = house.begun()
    ref = begun.booking.ref
    reservations.pay(house.app, house.ctx, pay_request(ref))
    assert house.state(ref) == ("confirmed", "voided", "captured")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["paid_twice"]
    assert house.state(ref) == ("confirmed", "captured", "captured", "queued")


def test_other_counter_money_is_not_put_beside_a_page_that_is_open(house: Practice) -> None:
    begun = house.begun(tenders=(CASH_10,))
    with pytest.raises(Conflict) as caught:
        house.start(begun.booking.ref, tenders=(Tender(PaymentMethod.CARD, "5", slip="4711"),))
    assert caught.value.code == "payments.other_open"


def test_a_dry_run_begins_nothing(house: Practice) -> None:
    ref = house.book()
    plan = house.start(ref, replace(house.ctx, dry_run=True))
    assert [each.id for each in plan.payments] == [""]
    assert house.state(ref) == ("pending",)
