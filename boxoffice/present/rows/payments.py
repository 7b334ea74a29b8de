"""Payments and what waits for a person, one per row."""

from __future__ import annotations

from boxoffice.present.labels import short_id
from boxoffice.present.moments import day_and_time
from boxoffice.present.tables import Column, Money, Table
from boxoffice.present.text import clean
from boxoffice.services.attention import FAILED_AFTER_DONE, AttentionLine, AttentionList
from boxoffice.services.payment_views import PaymentList

_COLUMNS = (
    Column("short_id", "Payment", only_for_people=True),
    Column("id"),
    Column("ref", "Booking"),
    Column("method"),
    Column("gateway"),
    Column("by", "By", is_flexible=True, only_for_people=True),
    Column("status_words", "Status", only_for_people=True),
    Column("status"),
    Column("amount_minor", "Amount", is_number=True),
    Column("currency"),
    Column("when", "Begun", only_for_people=True, is_flexible=True),
    Column("created_at"),
    Column("expires_at"),
    Column("session_id"),
    Column("transaction_id"),
    Column("failure"),
    Column("till"),
)

_WAITING = (
    Column("short_id", "Line", only_for_people=True),
    Column("id"),
    Column("kind"),
    Column("what", "What", only_for_people=True, is_flexible=True, is_wrapped=True),
    Column("ref", "Booking"),
    Column("amount_minor", "Amount", is_number=True),
    Column("currency"),
    Column("gateway", "Gateway", is_flexible=True),
    Column("payment_id"),
    Column("session_id"),
    Column("transaction_id"),
    Column("detail"),
)

KINDS = {
    "hand_back": "a part taken at the counter, to be handed back",
    "unsure": "a page of which the gateway tells nothing",
    "mismatch": "money that is not what was asked for",
    "payment": "money for nothing known here",
    "refund": "a refund that nobody here made",
    "dispute": "a payment that the payer disputes",
    "paid_unseated": "paid too late for any seats; it goes back",
    "refund_failed": "a refund that the gateway could not make",
    "refund_disputed": "a refund that waits: the payer disputes the payment",
    "refund_no_gateway": "a refund of a gateway that is configured no more",
    "refund_by_hand": "a refund that waits for a till: `boxoffice refund REF`",
}
"""What waits for a person, by kind."""


def what_waits(line: AttentionLine) -> str:
    """Why somebody has to look, in words."""
    if line.kind == "refund" and line.detail == FAILED_AFTER_DONE:
        return "a refund that was out and failed after all"
    return KINDS.get(line.kind, clean(line.kind))


def table(found: PaymentList, *, title: str = "") -> Table:
    """Payments in their order."""
    rows = tuple(
        (
            short_id(each.id), each.id, each.ref, each.method, each.gateway,
            each.gateway or each.method, each.status.replace("_", " "), each.status,
            Money(each.amount_minor, each.currency), each.currency,
            day_and_time(each.created_at), each.created_at, each.expires_at, each.session_id,
            each.transaction_id, each.failure, each.till,
        )
        for each in found.payments
    )  # fmt: skip
    return Table("payments", _COLUMNS, rows, title)


def attention_table(found: AttentionList, *, title: str = "") -> Table:
    """What waits for a person, the oldest first."""
    rows = tuple(
        (
            short_id(each.id), each.id, each.kind, what_waits(each), each.ref,
            Money(each.amount_minor, each.currency) if each.currency else each.amount_minor,
            each.currency, each.gateway, each.payment_id, each.session_id, each.transaction_id,
            each.detail,
        )
        for each in found.attention
    )  # fmt: skip
    return Table("attention", _WAITING, rows, title)
