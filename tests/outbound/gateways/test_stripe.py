"""Stripe by its own library against a server that behaves as Stripe documents."""

from __future__ import annotations

import sys
from urllib.parse import parse_qs

import pytest

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Declined, Invalid, Refused
from boxoffice.present.words import sentence
from tests.clocks import FRIDAY_NOON_MS
from tests.outbound.gateways.conftest import Opener
from tests.outbound.gateways.orders import PAYMENT, REFUND, start
from tests.outbound.gateways.stripe_provider import StripeProvider

SESSIONS = "/v1/checkout/sessions"
MINUTE_MS = 60_000


def test_what_a_session_asks_for(open_stripe: Opener, stripe_house: StripeProvider) -> None:
    start(open_stripe())
    asked = stripe_house.asked[0]
    assert asked.headers["Idempotency-Key"] == PAYMENT
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert form == {
        "mode": "payment",
        "client_reference_id": PAYMENT,
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "2500",
        "line_items[0][price_data][product_data][name]": "K7M2",
        "metadata[payment_id]": PAYMENT,
        "metadata[reference]": "K7M2",
        "payment_intent_data[metadata][payment_id]": PAYMENT,
        "payment_intent_data[metadata][reference]": "K7M2",
        "payment_intent_data[capture_method]": "automatic_async",
        "success_url": "https://kino.example.org/thanks",
        "expires_at": str((FRIDAY_NOON_MS + 35 * MINUTE_MS) // 1000),
    }


@pytest.mark.parametrize(("asked", "given"), [(15, 35), (60, 60), (60 * 48, 60 * 23)])
def test_a_session_lives_as_long_as_stripe_allows(
    open_stripe: Opener, asked: int, given: int
) -> None:
    session = start(open_stripe(), expires_at_ms=FRIDAY_NOON_MS + asked * MINUTE_MS)
    assert session.expires_at_ms == FRIDAY_NOON_MS + given * MINUTE_MS


def test_a_payment_begun_long_ago_is_not_started_now(open_stripe: Opener) -> None:
    with pytest.raises(Refused) as caught:
        start(open_stripe(), created_at_ms=FRIDAY_NOON_MS - 20 * MINUTE_MS)
    assert caught.value.code == "gateways.lapsed"


def test_without_an_address_to_return_to_it_says_what_to_set(open_stripe: Opener) -> None:
    with pytest.raises(Invalid) as caught:
        start(open_stripe(return_url=None))
    assert caught.value.details == {"setting": "gateways.stripe.return_url"}
    assert start(open_stripe(return_url=None), return_url="https://a.example.org").url


def test_a_bank_that_takes_its_time(open_stripe: Opener, stripe_house: StripeProvider) -> None:
    gateway = open_stripe()
    session = start(gateway)
    intent = stripe_house.begin(session.session_id)
    found = gateway.look_up(session.session_id)
    assert (found.status, found.is_processing) == (PaymentStatus.INITIATED, True)
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": {"code": "payment_intent_payment_attempt_failed"},
    }
    found = gateway.look_up(session.session_id)
    assert (found.status, found.is_processing) == (PaymentStatus.FAILED, False)
    assert found.failure == "payment_intent_payment_attempt_failed"


def test_one_declined_try_leaves_the_page_open(
    open_stripe: Opener, stripe_house: StripeProvider
) -> None:
    gateway = open_stripe()
    session = start(gateway)
    intent = stripe_house.begin(session.session_id)
    stripe_house.sessions[session.session_id]["status"] = "open"
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": {"code": "card_declined", "decline_code": "insufficient_funds"},
    }
    found = gateway.look_up(session.session_id)
    assert (found.status, found.failure) == (PaymentStatus.INITIATED, "insufficient_funds")


def test_a_disputed_payment(open_stripe: Opener, stripe_house: StripeProvider) -> None:
    gateway = open_stripe()
    session = start(gateway)
    stripe_house.pay(session.session_id)
    stripe_house.intents["pi_1"]["latest_charge"]["disputed"] = True
    found = gateway.look_up(session.session_id)
    assert (found.status, found.captured_minor) == (PaymentStatus.DISPUTED, 2500)


def test_reserved_money_is_let_go(open_stripe: Opener, stripe_house: StripeProvider) -> None:
    gateway = open_stripe(capture="manual")
    session = start(gateway)
    stripe_house.pay(session.session_id)
    found = gateway.cancel(session.session_id, payment_id=PAYMENT)
    assert (found.status, found.captured_minor) == (PaymentStatus.VOIDED, 0)


def test_a_capture_that_the_bank_declines(
    open_stripe: Opener, stripe_house: StripeProvider
) -> None:
    gateway = open_stripe(capture="manual")
    session = start(gateway)
    stripe_house.pay(session.session_id)
    stripe_house.declines_capture = True
    with pytest.raises(Declined) as caught:
        gateway.capture(session.session_id, payment_id=PAYMENT)
    assert sentence(caught.value) == (
        "stripe says the payment was declined: Your card was declined. Take another tender."
    )


@pytest.mark.parametrize(
    ("stripes", "ours"),
    [
        ("pending", RefundStatus.SENT),
        ("requires_action", RefundStatus.SENT),
        ("succeeded", RefundStatus.DONE),
        ("failed", RefundStatus.FAILED),
        ("canceled", RefundStatus.FAILED),
        ("something_new", RefundStatus.SENT),
    ],
)
def test_how_a_refund_stands(
    open_stripe: Opener, stripe_house: StripeProvider, stripes: str, ours: RefundStatus
) -> None:
    gateway = open_stripe()
    stripe_house.pay(start(gateway).session_id)
    stripe_house.refund_status = stripes
    made = gateway.refund("pi_1", refund_id=REFUND, amount_minor=100, currency="EUR")
    assert made.status is ours
    asked = stripe_house.asked[-1]
    assert (asked.method, asked.headers["Idempotency-Key"]) == ("POST", REFUND)


def test_refunds_are_found_on_every_page(open_stripe: Opener, stripe_house: StripeProvider) -> None:
    gateway = open_stripe()
    stripe_house.pay(start(gateway).session_id)
    for number in range(130):
        refund = {"id": f"re_{number}", "object": "refund", "amount": 1, "currency": "eur"}
        refund |= {"metadata": {"refund_id": f"r{number}"}, "payment_intent": "pi_1"}
        stripe_house.refunds.append({**refund, "status": "succeeded"})
    assert gateway.find_refund("pi_1", refund_id="r129") is not None
    assert stripe_house.count("GET", "/v1/refunds") == 2


@pytest.mark.parametrize(
    ("currency", "amount_minor", "units"),
    [("JPY", 500, 500), ("KWD", 5120, 5120), ("ISK", 500, 50_000), ("MGA", 50_000, 500)],
)
def test_amounts_go_out_and_come_back_in_stripes_own_units(
    open_stripe: Opener,
    stripe_house: StripeProvider,
    currency: str,
    amount_minor: int,
    units: int,
) -> None:
    gateway = open_stripe()
    session = start(gateway, amount_minor=amount_minor, currency=currency)
    assert stripe_house.sessions[session.session_id]["amount_total"] == units
    stripe_house.pay(session.session_id)
    found = gateway.look_up(session.session_id)
    assert (found.amount_minor, found.captured_minor) == (amount_minor, amount_minor)


@pytest.mark.parametrize(
    ("currency", "amount_minor", "code"),
    [
        ("KWD", 5124, "gateways.last_digit"),
        ("MGA", 50_050, "gateways.not_exact"),
        ("UGX", 500, "gateways.currency_unknown"),
        ("IQD", 500, "gateways.currency_unknown"),
    ],
)
def test_amounts_that_stripe_cannot_take_exactly_are_refused_before_it_is_asked(
    open_stripe: Opener,
    stripe_house: StripeProvider,
    currency: str,
    amount_minor: int,
    code: str,
) -> None:
    with pytest.raises(Refused) as caught:
        start(open_stripe(), amount_minor=amount_minor, currency=currency)
    assert caught.value.code == code
    assert sentence(caught.value) != Refused.__doc__
    assert stripe_house.asked == []


def test_what_stripe_refuses_is_said_in_its_words(open_stripe: Opener) -> None:
    with pytest.raises(Refused) as caught:
        start(open_stripe(), amount_minor=10)
    assert sentence(caught.value) == (
        "stripe refused: The Checkout Session's total amount must convert to at least 50 cents."
    )


def test_a_missing_library_names_the_line_to_type(
    open_stripe: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stripe", None)
    with pytest.raises(Invalid) as caught:
        start(open_stripe())
    assert sentence(caught.value) == (
        "The stripe gateway needs a library: run `pip install 'boxoffice[stripe]'`."
    )
