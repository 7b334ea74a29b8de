"""Free seats and the priced seats of a quote as rows."""

from __future__ import annotations

from boxoffice.present.tables import Column, Money, Table
from boxoffice.services.results import House, Quote

_FREE_COLUMNS = (
    Column("label", "Seat"),
    Column("category", "Category", is_flexible=True),
    Column("kind", "Kind"),
    Column("price_minor", "Price", is_number=True),
    Column("currency"),
    Column("zone"),
    Column("row"),
    Column("number"),
)

_QUOTE_COLUMNS = (
    Column("label", "Seat"),
    Column("ticket_type", "Type", is_flexible=True),
    Column("price_minor", "Price", is_number=True),
    Column("rule", "Rule", is_flexible=True),
    Column("currency"),
)


def free_table(house: House, *, title: str = "") -> Table:
    """The seats of a house that can be had, as the house orders them."""
    currency = house.show.currency
    rows = tuple(
        (
            seat.label,
            seat.category,
            seat.kind,
            None if seat.price_minor is None else Money(seat.price_minor, currency),
            currency,
            seat.zone,
            seat.row,
            seat.number,
        )
        for seat in house.seats
        if seat.state == "available"
    )
    return Table("seats", _FREE_COLUMNS, rows, title)


def quote_table(quote: Quote, *, title: str = "") -> Table:
    """Each seat of a quote with its price and the rule that says so."""
    rows = tuple(
        (
            seat.label,
            seat.ticket_type,
            Money(seat.price_minor, quote.currency),
            seat.rule,
            quote.currency,
        )
        for seat in quote.seats
    )
    return Table("seats", _QUOTE_COLUMNS, rows, title)
