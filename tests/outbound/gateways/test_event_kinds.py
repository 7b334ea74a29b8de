"""Which event of a provider means what."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.outbound.gateways import razorpay_reading, stripe_reading
from boxoffice.outbound.gateways.protocol import Event, EventKind
from tests.outbound.gateways.razorpay_provider import razorpay_event
from tests.outbound.gateways.stripe_provider import stripe_event

SESSION = {
    "id": "cs_1", "client_reference_id": "p", "payment_status": "unpaid", "amount_total": 2500,
    "currency": "eur", "payment_intent": "pi_1", "metadata": {"reference": "K7M2"},
}  # fmt: skip
INTENT = {
    "id": "pi_1", "amount": 2500, "amount_received": 2400, "currency": "eur",
    "metadata": {"payment_id": "p", "reference": "K7M2"},
    "last_payment_error": {"decline_code": "lost_card"},
}  # fmt: skip
REFUND = {
    "id": "re_1", "amount": 100, "currency": "eur", "payment_intent": "pi_1", "status": "succeeded",
    "metadata": {"refund_id": "r"},
}  # fmt: skip


def stripe(name: str, subject: dict[str, Any]) -> Event:
    return stripe_reading.read_event(stripe_event(name, subject), gateway="stripe", sha256="0")


@pytest.mark.parametrize(
    ("name", "subject", "kind", "amount_minor"),
    [
        ("checkout.session.completed", SESSION, EventKind.PROCESSING, 2500),
        (
            "checkout.session.completed",
            {**SESSION, "payment_status": "paid"},
            EventKind.CAPTURED,
            2500,
        ),
        ("checkout.session.async_payment_succeeded", SESSION, EventKind.CAPTURED, 2500),
        ("checkout.session.async_payment_failed", SESSION, EventKind.FAILED, 2500),
        ("checkout.session.expired", SESSION, EventKind.EXPIRED, 2500),
        ("payment_intent.succeeded", INTENT, EventKind.CAPTURED, 2400),
        ("payment_intent.amount_capturable_updated", INTENT, EventKind.AUTHORIZED, 2500),
        ("payment_intent.processing", INTENT, EventKind.PROCESSING, 2500),
        ("payment_intent.payment_failed", INTENT, EventKind.ATTEMPT_FAILED, 2500),
        ("payment_intent.canceled", INTENT, EventKind.VOIDED, 2500),
        ("payment_intent.succeeded", {**INTENT, "metadata": {}}, EventKind.IGNORED, None),
        ("refund.created", REFUND, EventKind.REFUND_DONE, 100),
        ("refund.updated", {**REFUND, "status": "pending"}, EventKind.REFUND_SENT, 100),
        ("refund.failed", {**REFUND, "status": "failed"}, EventKind.REFUND_FAILED, 100),
        ("charge.refund.updated", REFUND, EventKind.REFUND_DONE, 100),
        ("charge.dispute.created", {**REFUND, "id": "dp_1"}, EventKind.DISPUTED, 100),
        ("customer.created", {"id": "cus_1"}, EventKind.IGNORED, None),
    ],
)
def test_stripe(
    name: str, subject: dict[str, Any], kind: EventKind, amount_minor: int | None
) -> None:
    event = stripe(name, subject)
    assert (event.kind, event.name, event.amount_minor) == (kind, name, amount_minor)
    assert (kind is EventKind.IGNORED) or event.transaction_id == "pi_1"


def test_stripe_tells_our_refunds_from_others() -> None:
    assert stripe("refund.created", REFUND).refund_id == "r"
    by_hand = stripe("refund.created", {**REFUND, "metadata": {}})
    assert (by_hand.refund_id, by_hand.gateway_refund_id) == ("", "re_1")


def test_stripe_counts_in_units_of_its_own() -> None:
    event = stripe("checkout.session.expired", {**SESSION, "currency": "isk"})
    assert (event.amount_minor, event.currency) == (25, "ISK")


LINK = {"id": "plink_1", "reference_id": "p", "amount": 2500, "currency": "INR",
        "notes": {"payment_id": "p", "reference": "K7M2"}}  # fmt: skip
PAID = {"id": "pay_1", "amount": 2500, "currency": "INR", "method": "upi",
        "notes": {"payment_id": "p"}}  # fmt: skip
BACK = {"id": "rfnd_1", "amount": 100, "currency": "INR", "payment_id": "pay_1",
        "notes": {"refund_id": "r"}, "status": "processed"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "entities", "kind", "amount_minor"),
    [
        ("payment_link.paid", {"payment_link": LINK, "payment": PAID}, EventKind.CAPTURED, 2500),
        (
            "payment_link.paid",
            {"payment_link": LINK, "payment": {**PAID, "amount": 9}},
            EventKind.CAPTURED,
            9,
        ),
        ("payment_link.expired", {"payment_link": LINK}, EventKind.EXPIRED, 2500),
        ("payment_link.cancelled", {"payment_link": LINK}, EventKind.VOIDED, 2500),
        ("payment.authorized", {"payment": PAID}, EventKind.AUTHORIZED, 2500),
        ("payment.captured", {"payment": PAID}, EventKind.CAPTURED, 2500),
        ("payment.failed", {"payment": PAID}, EventKind.ATTEMPT_FAILED, 2500),
        ("payment.captured", {"payment": {**PAID, "notes": []}}, EventKind.IGNORED, None),
        ("refund.created", {"refund": BACK, "payment": PAID}, EventKind.REFUND_SENT, 100),
        ("refund.processed", {"refund": BACK, "payment": PAID}, EventKind.REFUND_DONE, 100),
        ("refund.failed", {"refund": BACK, "payment": PAID}, EventKind.REFUND_FAILED, 100),
        ("payment.dispute.created", {"payment": PAID}, EventKind.DISPUTED, 2500),
        ("order.paid", {"payment": PAID}, EventKind.IGNORED, None),
    ],
)
def test_razorpay(
    name: str, entities: dict[str, Any], kind: EventKind, amount_minor: int | None
) -> None:
    event = razorpay_reading.read_event(
        razorpay_event(name, **entities), gateway="razorpay", event_id="e", sha256="0"
    )
    assert (event.kind, event.name, event.amount_minor) == (kind, name, amount_minor)
    assert event.refund_id == ("r" if name.startswith("refund") else "")
