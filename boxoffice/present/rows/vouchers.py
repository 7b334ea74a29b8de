"""Vouchers as rows, and every change of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from boxoffice.present.tables import Column, Money, Table
from boxoffice.services.vouchers import VoucherDetails, VoucherView

_COLUMNS = (
    Column("id"),
    Column("code", "Voucher"),
    Column("status", "Status"),
    Column("balance_minor", "On it", is_number=True),
    Column("reserved_minor", "Kept", is_number=True),
    Column("name", "Name", is_flexible=True),
    Column("expires_words", "Until", only_for_people=True),
    Column("expires_at"),
    Column("created_at"),
    Column("currency"),
    Column("till"),
    Column("actor"),
)
_ENTRIES = (
    Column("at", "When"),
    Column("kind", "What"),
    Column("amount_minor", "Amount", is_number=True),
    Column("ref", "Booking"),
    Column("currency"),
    Column("payment_id"),
    Column("refund_id"),
)


def table(found: Sequence[VoucherView]) -> Table:
    """Vouchers in their order: by the code where it is told, else by how it ends."""
    rows = tuple(
        (
            each.id, each.code or (f"…{each.last_four}" if each.last_four else ""), each.status,
            Money(each.balance_minor, each.currency), Money(each.reserved_minor, each.currency),
            each.name, _last_day(each.expires_at),
            each.expires_at, each.created_at, each.currency, each.till, each.actor,
        )
        for each in found
    )  # fmt: skip
    return Table("vouchers", _COLUMNS, rows)


def _last_day(ends_at: datetime | None) -> str:
    """The business day on which it pays for the last time; that ends in the next morning."""
    return f"{ends_at - timedelta(days=1):%Y-%m-%d}" if ends_at else ""


def entries(found: VoucherDetails) -> Table:
    """Every change of one voucher's balance."""
    voucher = found.voucher
    rows = tuple(
        (
            each.at, each.kind, Money(each.amount_minor, voucher.currency), each.ref,
            voucher.currency, each.payment_id, each.refund_id,
        )
        for each in found.entries
    )  # fmt: skip
    return Table("entries", _ENTRIES, rows)
