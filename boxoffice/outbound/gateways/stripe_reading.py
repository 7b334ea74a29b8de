"""Stripe's sessions, refunds and events as ours.

Sources: docs.stripe.com/api/checkout/sessions/object, /payment_intents/object, /refunds/object and
docs.stripe.com/api/events/types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Invalid
from boxoffice.outbound.gateways.amounts import STRIPE_UNITS
from boxoffice.outbound.gateways.answers import at, id_at, last_four, text_at, whole_at
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found, FoundRefund

_REFUND_STATUS = {
    "pending": RefundStatus.SENT,
    "requires_action": RefundStatus.SENT,
    "succeeded": RefundStatus.DONE,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_SESSION_EVENTS = {
    "checkout.session.async_payment_succeeded": EventKind.CAPTURED,
    "checkout.session.async_payment_failed": EventKind.FAILED,
    "checkout.session.expired": EventKind.EXPIRED,
}
_INTENT_EVENTS = {
    "payment_intent.succeeded": EventKind.CAPTURED,
    "payment_intent.amount_capturable_updated": EventKind.AUTHORIZED,
    "payment_intent.processing": EventKind.PROCESSING,
    "payment_intent.payment_failed": EventKind.ATTEMPT_FAILED,
    "payment_intent.canceled": EventKind.VOIDED,
}
_REFUND_EVENTS = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
_REFUND_KINDS = {
    RefundStatus.SENT: EventKind.REFUND_SENT,
    RefundStatus.DONE: EventKind.REFUND_DONE,
    RefundStatus.FAILED: EventKind.REFUND_FAILED,
}


def found_session(raw: Mapping[str, Any], *, refunds: tuple[FoundRefund, ...] = ()) -> Found:
    """A Checkout Session with its PaymentIntent and latest Charge expanded."""
    currency = text_at(raw, "currency").upper()
    intent = at(raw, "payment_intent")
    status, is_processing = _status(raw)
    received = whole_at(intent, "amount_received") or 0
    card = _card(at(intent, "latest_charge"))
    return Found(
        session_id=text_at(raw, "id"),
        payment_id=text_at(raw, "client_reference_id"),
        reference=text_at(raw, "metadata", "reference"),
        status=status,
        is_processing=is_processing,
        amount_minor=STRIPE_UNITS.minor(whole_at(raw, "amount_total") or 0, currency=currency),
        currency=currency,
        captured_minor=STRIPE_UNITS.minor(received, currency=currency),
        transaction_id=id_at(raw, "payment_intent"),
        failure=_failure(intent),
        refunds=refunds,
        **card,
    )


def found_refund(raw: Mapping[str, Any]) -> FoundRefund:
    """A Refund; a state not known yet counts as on its way."""
    currency = text_at(raw, "currency").upper()
    return FoundRefund(
        gateway_refund_id=text_at(raw, "id"),
        refund_id=text_at(raw, "metadata", "refund_id"),
        transaction_id=id_at(raw, "payment_intent"),
        amount_minor=STRIPE_UNITS.minor(whole_at(raw, "amount") or 0, currency=currency),
        currency=currency,
        status=_REFUND_STATUS.get(text_at(raw, "status"), RefundStatus.SENT),
        failure=text_at(raw, "failure_reason"),
    )


def read_event(raw: Mapping[str, Any], *, gateway: str, sha256: str) -> Event:
    """A verified event; what a box office does not need to know comes back as IGNORED."""
    name, event_id = text_at(raw, "type"), text_at(raw, "id")
    created, subject = whole_at(raw, "created"), at(raw, "data", "object")
    if not name or not event_id or created is None or not isinstance(subject, dict):
        raise Invalid("gateways.bad_event", gateway=gateway)
    common: dict[str, Any] = {
        "event_id": event_id,
        "name": name,
        "at_ms": created * 1000,
        "sha256": sha256,
    }
    if name == "checkout.session.completed" or name in _SESSION_EVENTS:
        return _session_event(subject, common)
    if name in _INTENT_EVENTS and text_at(subject, "metadata", "payment_id"):
        return _intent_event(subject, common)
    if name in _REFUND_EVENTS:
        return _refund_event(subject, common)
    if name == "charge.dispute.created":
        return Event(
            kind=EventKind.DISPUTED,
            transaction_id=id_at(subject, "payment_intent"),
            **_amount(subject, "amount"),
            **common,
        )
    return Event(kind=EventKind.IGNORED, **common)


def _session_event(subject: Mapping[str, Any], common: dict[str, Any]) -> Event:
    is_paid = text_at(subject, "payment_status") == "paid"
    kind = EventKind.CAPTURED if is_paid else EventKind.PROCESSING
    return Event(
        kind=_SESSION_EVENTS.get(common["name"], kind),
        session_id=text_at(subject, "id"),
        payment_id=text_at(subject, "client_reference_id"),
        transaction_id=id_at(subject, "payment_intent"),
        reference=text_at(subject, "metadata", "reference"),
        **_amount(subject, "amount_total"),
        **common,
    )


def _intent_event(subject: Mapping[str, Any], common: dict[str, Any]) -> Event:
    kind = _INTENT_EVENTS[common["name"]]
    return Event(
        kind=kind,
        payment_id=text_at(subject, "metadata", "payment_id"),
        transaction_id=text_at(subject, "id"),
        reference=text_at(subject, "metadata", "reference"),
        failure=_failure(subject),
        **_amount(subject, "amount_received" if kind is EventKind.CAPTURED else "amount"),
        **common,
    )


def _refund_event(subject: Mapping[str, Any], common: dict[str, Any]) -> Event:
    refund = found_refund(subject)
    return Event(
        kind=_REFUND_KINDS[refund.status],
        transaction_id=refund.transaction_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        gateway_refund_id=refund.gateway_refund_id,
        refund_id=refund.refund_id,
        failure=refund.failure,
        **common,
    )


def _status(raw: Mapping[str, Any]) -> tuple[PaymentStatus, bool]:
    """The state of a session, and whether the bank is still at it.

    The PaymentIntent speaks first: a session may be complete and unpaid, or over and yet paid.
    """
    intent = at(raw, "payment_intent")
    intent_status, session_status = text_at(intent, "status"), text_at(raw, "status")
    if intent_status == "succeeded" or text_at(raw, "payment_status") == "paid":
        is_disputed = at(intent, "latest_charge", "disputed") is True
        return (PaymentStatus.DISPUTED if is_disputed else PaymentStatus.CAPTURED), False
    if intent_status == "requires_capture":
        return PaymentStatus.AUTHORIZED, False
    if session_status == "expired":
        return PaymentStatus.EXPIRED, False
    if intent_status == "canceled":
        return PaymentStatus.VOIDED, False
    if intent_status == "processing":
        return PaymentStatus.INITIATED, True
    if session_status == "complete":
        is_over = intent_status == "requires_payment_method"
        return (PaymentStatus.FAILED, False) if is_over else (PaymentStatus.INITIATED, True)
    return PaymentStatus.INITIATED, False


def _amount(subject: Mapping[str, Any], name: str) -> dict[str, Any]:
    units, currency = whole_at(subject, name), text_at(subject, "currency").upper()
    if units is None or not currency:
        return {}
    minor = STRIPE_UNITS.minor(units, currency=currency)
    return {"amount_minor": minor, "currency": currency}


def _card(charge: object) -> dict[str, str]:
    """Brand and last four of a card, else only the kind of payment, such as `ideal`."""
    kind = text_at(charge, "payment_method_details", "type")
    card = at(charge, "payment_method_details", kind)
    return {
        "brand": text_at(card, "brand") or kind,
        "last_four": last_four(text_at(card, "last4")),
    }


def _failure(intent: object) -> str:
    error = at(intent, "last_payment_error")
    return text_at(error, "decline_code") or text_at(error, "code")
