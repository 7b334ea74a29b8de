"""Refunds that are not out yet, one per row."""

from __future__ import annotations

from boxoffice.present.labels import short_id
from boxoffice.present.rows.shows import show_words
from boxoffice.present.tables import Column, Money, Table
from boxoffice.present.ways_back import tender_name
from boxoffice.services.refund_lists import WaitingRefund, WaitingRefunds

CAUSES = {
    "late_money": "paid too late",
    "duplicate": "paid twice",
    "show_cancelled": "show cancelled",
    "price_corrected": "price corrected",
    "seats_back": "seats given back",
    "voided": "sale voided",
    "exchanged": "seats exchanged",
}

_STATES = {"sent": "on the way", "failed": "failed"}

_COLUMNS = (
    Column("ref", "Booking"),
    Column("name", "Name", is_flexible=True),
    Column("phone"),
    Column("show", "Show", is_flexible=True, only_for_people=True, narrowest=12),
    Column("show_id"),
    Column("cause_words", "For", only_for_people=True),
    Column("cause"),
    Column("reason"),
    Column("tender", "By", only_for_people=True),
    Column("method"),
    Column("gateway"),
    Column("slip"),
    Column("status_words", "Status", only_for_people=True),
    Column("status"),
    Column("amount_minor", "Amount", is_number=True),
    Column("currency"),
    Column("attempts"),
    Column("failure"),
    Column("created_at"),
    Column("id"),
)


def table(found: WaitingRefunds, *, title: str = "") -> Table:
    """Refunds in their order."""
    rows = tuple(
        (
            each.ref, each.name, each.phone, show_words(each.show), each.show.id,
            CAUSES.get(each.cause, each.cause), each.cause, each.reason, _tender(each),
            each.method, each.gateway, each.slip, _status(each), each.status,
            Money(each.amount_minor, each.currency), each.currency, each.attempts, each.failure,
            each.created_at, each.id,
        )
        for each in found.refunds
    )  # fmt: skip
    return Table("refunds", _COLUMNS, rows, title)


def _tender(refund: WaitingRefund) -> str:
    of = f" {short_id(refund.slip)}" if refund.slip else ""
    return f"{tender_name(refund.method, refund.gateway)}{of}"


def _status(refund: WaitingRefund) -> str:
    return _STATES.get(refund.status, "at a till" if refund.at_till else "waiting")
