"""Taxes and fees as rows."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.domain.price_texts import percent_text
from boxoffice.present.tables import Column, Money, Table
from boxoffice.services.charges import FeeView, TaxView

_TAXES = (
    Column("key", "Tax", is_flexible=True),
    Column("theatre_key", "Theatre", is_flexible=True),
    Column("rate", "Rate", is_number=True),
    Column("product", "On"),
    Column("included", "How"),
)
_FEES = (
    Column("key", "Fee", is_flexible=True),
    Column("theatre_key", "Theatre", is_flexible=True),
    Column("name", "Name", is_flexible=True),
    Column("amount_minor", "Amount", is_number=True),
    Column("per", "Per"),
    Column("currency"),
)


def taxes(found: Sequence[TaxView]) -> Table:
    """Tax rates in their order."""
    rows = tuple(
        (
            row.key, row.theatre_key, percent_text(row.rate_bp), row.product,
            "in the price" if row.included else "on top",
        )
        for row in found
    )  # fmt: skip
    return Table("taxes", _TAXES, rows)


def fees(found: Sequence[FeeView]) -> Table:
    """Fees in their order."""
    rows = tuple(
        (
            row.key, row.theatre_key, row.name, Money(row.amount_minor, row.currency), row.per,
            row.currency,
        )
        for row in found
    )  # fmt: skip
    return Table("fees", _FEES, rows)
