"""Money by gateways: what is under way, what came in, and what each event is said to have done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation
from boxoffice.domain.invariants.bookings import Case
from boxoffice.domain.invariants.money import TAKEN
from boxoffice.domain.lifecycle import BookingStatus, PaymentMethod, PaymentStatus

OPEN = frozenset({PaymentStatus.INITIATED, PaymentStatus.AUTHORIZED})

WAITING = frozenset({BookingStatus.PENDING, BookingStatus.EXPIRED})
"""Bookings that a payment may be under way for; of one that ran out its gateway is asked."""

TAKING = frozenset(
    {"captured", "captured_late", "reseated", "unseated", "paid_twice", "not_enough"}
)
"""Effects of events after which the money is here."""

ENDING = frozenset({"failed", "failed_extended", "failed_cancelled", "expired", "voided"})
"""Effects of events after which nothing is under way."""

TELLING = frozenset(
    {
        *("authorized", "processing", "attempt_failed", "disputed", "already", "behind"),
        *("refund_sent", "refund_done", "refund_failed", "refund_came_back"),
        *("unmatched", "unknown", "ignored"),
    }
)  # fmt: skip
"""Effects of every other event."""


def check_under_way(case: Case) -> Iterator[Violation]:
    """What is begun waits beside a booking that waits too; a counter's part beside a page."""
    begun = [each for each in case.payments if each.status in OPEN]
    has_page = any(each.method == PaymentMethod.GATEWAY for each in begun)
    for payment in begun:
        is_page = payment.method == PaymentMethod.GATEWAY
        if case.booking.status not in WAITING or not (is_page or has_page):
            yield Violation(
                Invariant.GATEWAYS, f"payment {payment.id}", "verify.under_way",
                {"ref": case.booking.ref, "status": case.booking.status,
                 "payment": payment.status, "amount_minor": payment.amount_minor,
                 "currency": payment.currency},
            )  # fmt: skip


def check_transactions(case: Case) -> Iterator[Violation]:
    """Money that a gateway took has a transaction of it, and no other money has one."""
    for payment in case.payments:
        is_online = payment.method == PaymentMethod.GATEWAY
        named = bool(payment.gateway) and bool(payment.transaction_id)
        is_known = named if is_online and payment.status in TAKEN else True
        is_strange = not is_online and (payment.gateway or payment.session_id)
        if not is_known or is_strange:
            yield Violation(
                Invariant.GATEWAYS, f"payment {payment.id}", "verify.transaction",
                {"ref": case.booking.ref, "gateway": payment.gateway,
                 "amount_minor": payment.amount_minor, "currency": payment.currency},
            )  # fmt: skip


def check_event(event: Any) -> Iterator[Violation]:
    """An event with the state of its payment, None where there is none: it did what it says."""
    is_there = event.payment_status is not None
    if event.effect in TAKING:
        is_so = event.kind == "payment.captured" and event.payment_status in TAKEN
    elif event.effect in ENDING:
        is_so = is_there and event.payment_status not in OPEN
    else:
        is_so = event.effect in TELLING and (is_there or not event.payment_id)
    if not is_so:
        yield Violation(
            Invariant.GATEWAYS, f"event {event.gateway} {event.event_id}", "verify.event",
            {"effect": event.effect, "kind": event.kind, "payment_id": event.payment_id,
             "status": event.payment_status or ""},
        )  # fmt: skip
