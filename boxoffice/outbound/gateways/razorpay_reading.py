"""Razorpay's payment links, payments, refunds and events as ours.

Sources: razorpay.com/docs/api/payments/payment-links, /payments, /refunds and
razorpay.com/docs/webhooks/payloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Invalid
from boxoffice.outbound.gateways.amounts import RAZORPAY_UNITS
from boxoffice.outbound.gateways.answers import at, last_four, text_at, whole_at
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found, FoundRefund

_LINK_STATUS = {
    "created": PaymentStatus.INITIATED,
    "issued": PaymentStatus.INITIATED,
    "partially_paid": PaymentStatus.INITIATED,
    "paid": PaymentStatus.CAPTURED,
    "expired": PaymentStatus.EXPIRED,
    "cancelled": PaymentStatus.VOIDED,
}
_PAYMENT_STATUS = {
    "authorized": PaymentStatus.AUTHORIZED,
    "captured": PaymentStatus.CAPTURED,
    "refunded": PaymentStatus.CAPTURED,
}
"""A payment `created` or `failed` is one try on a link that stays open."""

_WITH_MONEY = (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED)

_REFUND_STATUS = {
    "pending": RefundStatus.SENT,
    "processed": RefundStatus.DONE,
    "failed": RefundStatus.FAILED,
}
_LINK_EVENTS = {
    "payment_link.paid": EventKind.CAPTURED,
    "payment_link.expired": EventKind.EXPIRED,
    "payment_link.cancelled": EventKind.VOIDED,
}
_PAYMENT_EVENTS = {
    "payment.authorized": EventKind.AUTHORIZED,
    "payment.captured": EventKind.CAPTURED,
    "payment.failed": EventKind.ATTEMPT_FAILED,
}
_REFUND_EVENTS = {
    "refund.created": EventKind.REFUND_SENT,
    "refund.processed": EventKind.REFUND_DONE,
    "refund.failed": EventKind.REFUND_FAILED,
}


def paying(link: Mapping[str, Any]) -> str:
    """The payment of a link that counts: the one that brought money, else the latest try."""
    payments = at(link, "payments")
    tries = [each for each in payments if isinstance(each, dict)] if payments else []
    good = [each for each in tries if text_at(each, "status") in _PAYMENT_STATUS]
    chosen = (good or tries)[-1:]
    return text_at(chosen[0], "payment_id") if chosen else ""


def found_link(
    link: Mapping[str, Any],
    payment: Mapping[str, Any] | None,
    *,
    refunds: tuple[FoundRefund, ...] = (),
) -> Found:
    """A payment link and the payment that counts, if there is one."""
    currency = text_at(link, "currency").upper()
    status = _LINK_STATUS.get(text_at(link, "status"), PaymentStatus.INITIATED)
    payment_status = _payment_status(payment)
    captured = 0
    if payment_status is PaymentStatus.CAPTURED:
        captured = whole_at(payment, "amount") or 0
    return Found(
        session_id=text_at(link, "id"),
        payment_id=text_at(link, "reference_id"),
        reference=text_at(link, "notes", "reference"),
        status=payment_status or status,
        is_processing=text_at(payment, "status") == "created",
        amount_minor=RAZORPAY_UNITS.minor(whole_at(link, "amount") or 0, currency=currency),
        currency=currency,
        captured_minor=RAZORPAY_UNITS.minor(captured, currency=currency),
        transaction_id=text_at(payment, "id") if payment_status in _WITH_MONEY else "",
        failure=text_at(payment, "error_code"),
        refunds=refunds if captured else (),
        **_means(payment),
    )


def _payment_status(payment: object) -> PaymentStatus | None:
    """What a payment says of its link; what was reserved and let go of brought no money."""
    status = text_at(payment, "status")
    if status == "refunded" and at(payment, "captured") is not True:
        return PaymentStatus.VOIDED
    return _PAYMENT_STATUS.get(status)


def found_refund(raw: Mapping[str, Any]) -> FoundRefund:
    """A refund; a state not known yet counts as on its way."""
    currency = text_at(raw, "currency").upper()
    return FoundRefund(
        gateway_refund_id=text_at(raw, "id"),
        refund_id=text_at(raw, "notes", "refund_id"),
        transaction_id=text_at(raw, "payment_id"),
        amount_minor=RAZORPAY_UNITS.minor(whole_at(raw, "amount") or 0, currency=currency),
        currency=currency,
        status=_REFUND_STATUS.get(text_at(raw, "status"), RefundStatus.SENT),
    )


def created_at_ms(raw: Mapping[str, Any], *, gateway: str) -> int:
    """When an event happened; it stands in the body, so the signature covers it."""
    seconds = whole_at(raw, "created_at")
    if seconds is None:
        raise Invalid("gateways.bad_event", gateway=gateway)
    return seconds * 1000


def read_event(raw: Mapping[str, Any], *, gateway: str, event_id: str, sha256: str) -> Event:
    """A verified event; what a box office does not need to know comes back as IGNORED."""
    name = text_at(raw, "event")
    if not name or not isinstance(at(raw, "payload"), dict):
        raise Invalid("gateways.bad_event", gateway=gateway)
    link, payment, refund = (
        at(raw, "payload", thing, "entity") or {} for thing in ("payment_link", "payment", "refund")
    )
    common: dict[str, Any] = {
        "event_id": event_id or f"sha256:{sha256}",
        "name": name,
        "at_ms": created_at_ms(raw, gateway=gateway),
        "sha256": sha256,
    }
    if name in _LINK_EVENTS:
        kind = _LINK_EVENTS[name]
        paid = _money(payment) or _money(link)
        return Event(
            kind=kind,
            session_id=text_at(link, "id"),
            payment_id=text_at(link, "reference_id"),
            transaction_id=text_at(payment, "id"),
            reference=text_at(link, "notes", "reference"),
            **(paid if kind is EventKind.CAPTURED else _money(link)),
            **_means(payment),
            **common,
        )
    if name in _PAYMENT_EVENTS and text_at(payment, "notes", "payment_id"):
        return Event(
            kind=_PAYMENT_EVENTS[name],
            payment_id=text_at(payment, "notes", "payment_id"),
            transaction_id=text_at(payment, "id"),
            reference=text_at(payment, "notes", "reference"),
            failure=text_at(payment, "error_code"),
            **_money(payment),
            **_means(payment),
            **common,
        )
    if name in _REFUND_EVENTS:
        found = found_refund(refund)
        return Event(
            kind=_REFUND_EVENTS[name],
            transaction_id=found.transaction_id,
            gateway_refund_id=found.gateway_refund_id,
            refund_id=found.refund_id,
            amount_minor=found.amount_minor,
            currency=found.currency,
            **common,
        )
    if name == "payment.dispute.created":
        return Event(
            kind=EventKind.DISPUTED,
            transaction_id=text_at(payment, "id"),
            **_money(payment),
            **common,
        )
    return Event(kind=EventKind.IGNORED, **common)


def _money(raw: Mapping[str, Any]) -> dict[str, Any]:
    units, currency = whole_at(raw, "amount"), text_at(raw, "currency").upper()
    if units is None or not currency:
        return {}
    return {
        "amount_minor": RAZORPAY_UNITS.minor(units, currency=currency),
        "currency": currency,
    }


def _means(payment: object) -> dict[str, Any]:
    """Brand and last four of a card, else only the method, such as `upi`."""
    return {
        "brand": text_at(payment, "card", "network").lower() or text_at(payment, "method"),
        "last_four": last_four(text_at(payment, "card", "last4")),
    }
