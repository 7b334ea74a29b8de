"""From the till to Stripe and Razorpay and back, through their own libraries."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import sign
from boxoffice.services import refunds
from boxoffice.services.app import App
from boxoffice.services.flows import gateway_payment, receiving, reconciling
from boxoffice.services.online import OnlineRequest, OnlineResult
from boxoffice.services.refunds import RefundRequest
from tests.clocks import FakeClock
from tests.outbound.gateways import razorpay_provider, stripe_provider
from tests.outbound.gateways.razorpay_provider import RazorpayProvider, razorpay_event
from tests.outbound.gateways.stripe_provider import StripeProvider, stripe_event
from tests.services.practice import Practice, practice

WEBHOOK_SECRET = "whsec_the_only_one"  # noqa: S105
STRIPE = {
    "key_env": "STRIPE_KEY", "webhook_secret_env": "STRIPE_SECRET",
    "return_url": "https://kino.example.org/thanks",
}  # fmt: skip
RAZORPAY = {
    "key_id": razorpay_provider.KEY_ID, "key_env": "RAZORPAY_KEY",
    "webhook_secret_env": "RAZORPAY_SECRET",
}  # fmt: skip


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys where the configuration says they are, and no proxy in between."""
    for name, value in (
        ("STRIPE_KEY", stripe_provider.KEY), ("STRIPE_SECRET", WEBHOOK_SECRET),
        ("RAZORPAY_KEY", razorpay_provider.KEY), ("RAZORPAY_SECRET", WEBHOOK_SECRET),
        ("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)


@pytest.fixture
def stripe() -> Iterator[StripeProvider]:
    with StripeProvider() as provider:
        yield provider


@pytest.fixture
def razorpay() -> Iterator[RazorpayProvider]:
    with RazorpayProvider() as provider:
        yield provider


@pytest.fixture
def house(
    database: str, clock: FakeClock, tmp_path: Path, stripe: StripeProvider,
    razorpay: RazorpayProvider,
) -> Iterator[Practice]:  # fmt: skip
    with practice(database, tmp_path / "gateway", clock) as opened:
        sections = {
            "stripe": STRIPE | {"base_url": stripe.address},
            "razorpay": RAZORPAY | {"base_url": razorpay.address},
        }
        gateways: Any = {
            name: {key: (value, "test") for key, value in section.items()}
            for name, section in sections.items()
        }
        settings = replace(opened.ctx.settings, gateways=gateways)
        app = App(db=opened.app.db, settings=settings)
        yield Practice(app, replace(opened.ctx, settings=settings), clock)
        assert opened.is_sound()


def begun(house: Practice, gateway: str) -> OnlineResult:
    request = OnlineRequest(ref=house.book(), gateway=gateway)
    return gateway_payment.start(house.app, house.ctx, request)


def give_back(house: Practice, ref: str) -> None:
    """A refund of all of it, sent and done."""
    refunds.refund(house.app, house.ctx, RefundRequest(ref=ref))
    done = reconciling.reconcile(house.app, house.ctx)
    assert (done.refunds.done, done.troubles, done.attention) == (1, (), ())
    assert house.state(ref) == ("refunded", "refunded", "done")


@pytest.mark.parametrize("gateway", ["stripe", "razorpay"])
def test_money_that_nobody_told_of_is_found_and_given_back(
    house: Practice, gateway: str, request: pytest.FixtureRequest
) -> None:
    started = begun(house, gateway)
    request.getfixturevalue(gateway).pay(started.payment.session_id)
    done = reconciling.reconcile(house.app, house.ctx)
    assert [each.effect for each in done.learned] == ["captured"]
    assert house.state(started.booking.ref) == ("confirmed", "captured")
    give_back(house, started.booking.ref)


@pytest.mark.parametrize("gateway", ["stripe", "razorpay"])
def test_a_page_nobody_paid_on_is_closed(house: Practice, clock: FakeClock, gateway: str) -> None:
    started = begun(house, gateway)
    assert started.payment.url.startswith("https://")
    clock.advance(minutes=16)
    done = reconciling.reconcile(house.app, house.ctx)
    assert [each.effect for each in done.learned] in (["expired"], ["voided"])
    assert house.view(started.booking.ref).booking.status == "expired"


def stripe_delivers(house: Practice, name: str, subject: dict[str, Any], number: int) -> str:
    body = json.dumps(stripe_event(name, subject, number=number)).encode()
    header = sign(body, secret=Secret(WEBHOOK_SECRET), at_ms=house.clock.wall_ms())
    done = receiving.receive(house.app, house.ctx, "stripe", body, {"Stripe-Signature": header})
    return done.webhook.posted.effect


def test_stripe_tells_of_one_payment_in_several_events(
    house: Practice, stripe: StripeProvider
) -> None:
    started = begun(house, "stripe")
    session_id = started.payment.session_id
    stripe.pay(session_id)
    intent = next(iter(stripe.intents.values()))
    session = {**stripe.sessions[session_id], "payment_intent": intent["id"]}
    assert stripe_delivers(house, "payment_intent.succeeded", intent, 1) == "captured"
    assert stripe_delivers(house, "checkout.session.completed", session, 2) == "already"
    assert stripe_delivers(house, "charge.succeeded", {"id": "ch_1"}, 3) == "ignored"
    assert house.state(started.booking.ref) == ("confirmed", "captured")
    give_back(house, started.booking.ref)
    refund = stripe.refunds[0]
    assert stripe_delivers(house, "refund.updated", refund, 4) == "already"


def test_razorpay_tells_of_one_payment_in_several_events(
    house: Practice, razorpay: RazorpayProvider
) -> None:
    started = begun(house, "razorpay")
    link_id = started.payment.session_id
    paid = razorpay.pay(link_id)
    link = razorpay.links[link_id]
    effects = []
    for name, entities in (
        ("payment.authorized", {"payment": paid}), ("payment.captured", {"payment": paid}),
        ("payment_link.paid", {"payment_link": link, "payment": paid}),
    ):  # fmt: skip
        body = json.dumps(razorpay_event(name, **entities)).encode()
        digest = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Razorpay-Signature": digest, "X-Razorpay-Event-Id": name}
        done = receiving.receive(house.app, house.ctx, "razorpay", body, headers)
        effects.append([done.webhook.posted.effect, *(each.effect for each in done.then)])
    assert effects == [["authorized", "captured"], ["already"], ["already"]]
    assert house.state(started.booking.ref) == ("confirmed", "captured")
    give_back(house, started.booking.ref)
