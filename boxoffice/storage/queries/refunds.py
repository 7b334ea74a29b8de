"""Refunds on their way: those to be sent, those that wait for a till, and each step of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, literal_column, select, update

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import BEGUN, Booking, Payment, Refund

refund_table = Refund.__table__  # type: ignore[attr-defined]
refund = refund_table.c
payment_table = Payment.__table__  # type: ignore[attr-defined]
payment = payment_table.c
booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c

_most = bindparam("most", type_=INTEGER)
_begun: Any = literal_column(f"refund.{BEGUN}")
"""As the partial index of them says it, word for word."""


@named
def refund_by_id() -> Executable:
    """One refund with what people call its booking."""
    return (
        select(*refund, booking.ref)
        .join_from(refund_table, booking_table, booking.id == refund.booking_id)
        .where(refund.id == bindparam("refund_id"))
    )


@named
def payment_by_id() -> Executable:
    """One payment."""
    return select(*payment).where(payment.id == bindparam("payment_id"))


@named
def due_refunds() -> Executable:
    """Refunds to ask a gateway for, the oldest first; whoever is busy with one is passed over.

    One that was sent is asked for again once nobody can still be waiting for its answer. What a
    payer disputes is not sent: the bank may give that money back.
    """
    return (
        select(*refund, payment.transaction_id, booking.ref)
        .join_from(refund_table, payment_table, payment.id == refund.payment_id)
        .join(booking_table, booking.id == refund.booking_id)
        .where(
            _begun,
            refund.status != "failed",
            refund.sent_at_ms <= bindparam("asked_before_ms", type_=INTEGER),
            payment.gateway == bindparam("gateway"),
            payment.method == "gateway",
            payment.status != "disputed",
        )
        .order_by(refund.created_at_ms, refund.id)
        .limit(_most)
        .with_for_update(skip_locked=True, of=refund_table)
    )


@named
def waiting_refunds() -> Executable:
    """Every refund that is not out yet, the oldest first, with its payment and whose it is."""
    wanted = (
        "method", "gateway", "transaction_id", "brand", "last_four",
    )  # fmt: skip
    return (
        select(
            *refund, *(payment[name] for name in wanted), payment.slip.label("paid_slip"),
            booking.ref, booking.show_id, booking.name, booking.phone,
        )
        .join_from(refund_table, payment_table, payment.id == refund.payment_id)
        .join(booking_table, booking.id == refund.booking_id)
        .where(_begun)
        .order_by(refund.created_at_ms, refund.id)
    )  # fmt: skip


@named
def set_refund() -> Executable:
    """Take a refund to its next state, with all that this says of it."""
    numbers = ("attempts", "sent_at_ms", "done_at_ms")
    texts = ("status", "till", "slip", "reason", "gateway_refund_id", "failure")
    return (
        update(refund_table)
        .where(refund.id == bindparam("of_refund"))
        .values(
            **{name: bindparam(f"to_{name}") for name in texts},
            **{name: bindparam(f"to_{name}", type_=INTEGER) for name in numbers},
        )
    )
