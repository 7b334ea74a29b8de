"""Razorpay by its own library against a server that behaves as Razorpay documents."""

from __future__ import annotations

import json
import sys

import pytest

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Invalid, Refused
from boxoffice.present.words import sentence
from tests.clocks import FRIDAY_NOON_MS
from tests.outbound.gateways.conftest import Opener
from tests.outbound.gateways.orders import PAYMENT, REFUND, start
from tests.outbound.gateways.razorpay_provider import RazorpayProvider

MINUTE_MS = 60_000


def test_what_a_link_asks_for(open_razorpay: Opener, razorpay_house: RazorpayProvider) -> None:
    session = start(open_razorpay(return_url="https://kino.example.org/thanks"))
    assert json.loads(razorpay_house.asked[0].body) == {
        "amount": 2500,
        "currency": "EUR",
        "accept_partial": False,
        "reference_id": PAYMENT,
        "description": "K7M2",
        "expire_by": (FRIDAY_NOON_MS + 20 * MINUTE_MS) // 1000,
        "notify": {"sms": False, "email": False},
        "reminder_enable": False,
        "notes": {"payment_id": PAYMENT, "reference": "K7M2"},
        "callback_url": "https://kino.example.org/thanks",
        "callback_method": "get",
    }
    assert (session.session_id, session.url) == ("plink_1", "https://rzp.io/i/plink_1")
    assert session.expires_at_ms == FRIDAY_NOON_MS + 20 * MINUTE_MS


def test_a_link_already_there_is_the_answer(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    gateway = open_razorpay()
    assert start(gateway) == start(gateway)
    assert len(razorpay_house.links) == 1


def test_a_payment_begun_long_ago_is_not_started_now(open_razorpay: Opener) -> None:
    with pytest.raises(Refused) as caught:
        start(
            open_razorpay(),
            created_at_ms=FRIDAY_NOON_MS - 20 * MINUTE_MS,
            expires_at_ms=FRIDAY_NOON_MS,
        )
    assert sentence(caught.value) == (
        "razorpay refused: expire_by should be at least 15 minutes after current time."
    )


@pytest.mark.parametrize(
    ("link", "payment", "status", "is_processing"),
    [
        ("created", "created", PaymentStatus.INITIATED, True),
        ("created", "failed", PaymentStatus.INITIATED, False),
        ("created", "authorized", PaymentStatus.AUTHORIZED, False),
        ("paid", "captured", PaymentStatus.CAPTURED, False),
        ("paid", "refunded", PaymentStatus.CAPTURED, False),
        ("expired", "failed", PaymentStatus.EXPIRED, False),
        ("expired", "captured", PaymentStatus.CAPTURED, False),
        ("cancelled", "captured", PaymentStatus.CAPTURED, False),
    ],
)
def test_how_a_link_stands(
    open_razorpay: Opener,
    razorpay_house: RazorpayProvider,
    link: str,
    payment: str,
    status: PaymentStatus,
    is_processing: bool,
) -> None:
    gateway = open_razorpay()
    session_id = start(gateway).session_id
    razorpay_house.pay(session_id, status=payment)
    razorpay_house.links[session_id]["status"] = link
    found = gateway.look_up(session_id)
    assert (found.status, found.is_processing) == (status, is_processing)
    assert bool(found.captured_minor) == (payment in {"captured", "refunded"})


def test_what_was_reserved_and_never_taken_brought_no_money(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    gateway = open_razorpay()
    session_id = start(gateway).session_id
    payment = razorpay_house.pay(session_id, status="refunded")
    payment |= {"captured": False, "amount_refunded": payment["amount"]}
    refund = {"id": "rfnd_1", "amount": payment["amount"], "currency": "EUR", "notes": []}
    razorpay_house.refunds.append({**refund, "payment_id": payment["id"], "status": "processed"})
    found = gateway.look_up(session_id)
    assert (found.status, found.captured_minor) == (PaymentStatus.VOIDED, 0)
    assert (found.transaction_id, found.refunds) == ("", ())


def test_the_try_that_brought_money_counts(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    gateway = open_razorpay()
    session_id = start(gateway).session_id
    for status in ("failed", "captured", "failed"):
        razorpay_house.pay(session_id, status=status)
    assert gateway.look_up(session_id).transaction_id == "pay_2"


def test_a_refund_carries_its_key_and_says_how_it_stands(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    gateway = open_razorpay()
    razorpay_house.pay(start(gateway).session_id)
    razorpay_house.refund_status = "pending"
    made = gateway.refund("pay_1", refund_id=REFUND, amount_minor=1000, currency="EUR")
    assert made.status is RefundStatus.SENT
    asked = razorpay_house.asked[-1]
    assert asked.headers["X-Refund-Idempotency"] == REFUND
    assert json.loads(asked.body) == {
        "amount": 1000,
        "receipt": REFUND,
        "notes": {"refund_id": REFUND},
    }


def test_refunds_are_found_on_every_page(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    gateway = open_razorpay()
    razorpay_house.pay(start(gateway).session_id)
    for number in range(130):
        refund = {"id": f"rfnd_{number}", "amount": 1, "currency": "EUR", "payment_id": "pay_1"}
        refund |= {"notes": {"refund_id": f"r{number}"} if number else [], "status": "processed"}
        razorpay_house.refunds.append(refund)
    assert gateway.find_refund("pay_1", refund_id="r129") is not None
    assert razorpay_house.count("GET", "/v1/payments/pay_1/refunds") == 2


@pytest.mark.parametrize(("currency", "amount_minor"), [("JPY", 500), ("KWD", 99_990)])
def test_amounts_are_those_of_the_currency(
    open_razorpay: Opener, razorpay_house: RazorpayProvider, currency: str, amount_minor: int
) -> None:
    gateway = open_razorpay()
    session_id = start(gateway, amount_minor=amount_minor, currency=currency).session_id
    assert razorpay_house.links[session_id]["amount"] == amount_minor
    assert gateway.look_up(session_id).amount_minor == amount_minor


def test_the_last_of_three_decimals_must_be_0(
    open_razorpay: Opener, razorpay_house: RazorpayProvider
) -> None:
    with pytest.raises(Refused) as caught:
        start(open_razorpay(), amount_minor=99_991, currency="KWD")
    assert sentence(caught.value) == (
        "razorpay takes KWD only in tens of its smallest unit: KWD\N{NO-BREAK SPACE}99.991 must"
        " end in 0. Change the price, or take another tender."
    )
    assert razorpay_house.asked == []


def test_a_missing_library_names_the_line_to_type(
    open_razorpay: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "razorpay", None)
    with pytest.raises(Invalid) as caught:
        start(open_razorpay())
    assert sentence(caught.value) == (
        "The razorpay gateway needs a library: run `pip install 'boxoffice[razorpay]'`."
    )
