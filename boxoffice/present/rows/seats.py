"""Free seats and the priced seats of a quote as rows."""

from __future__ import annotations

from boxoffice.present.tables import Cell, Column, Money, Table
from boxoffice.services.results import House, Quote, SeatView

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

_HOUSE_COLUMNS = (
    Column("label", "Seat"),
    Column("state", "State"),
    *_FREE_COLUMNS[1:],
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
    free = (seat for seat in house.seats if seat.state == "available")
    rows = tuple((seat.label, *_about(seat, house.show.currency)) for seat in free)
    return Table("seats", _FREE_COLUMNS, rows, title)


def house_table(house: House, *, title: str = "") -> Table:
    """Every seat of a house with its state."""
    currency = house.show.currency
    rows = tuple((seat.label, seat.state, *_about(seat, currency)) for seat in house.seats)
    return Table("seats", _HOUSE_COLUMNS, rows, title)


def _about(seat: SeatView, currency: str) -> tuple[Cell, ...]:
    price = seat.price_minor
    return (
        seat.category,
        seat.kind,
        None if price is None else Money(price, currency),
        currency,
        seat.zone,
        seat.row,
        seat.number,
    )


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
