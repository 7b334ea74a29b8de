"""Price rules, seat categories and ticket types as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from boxoffice.domain.money import plain
from boxoffice.domain.price_texts import percent_text
from boxoffice.present.tables import Column, Money, Table
from boxoffice.present.text import clean
from boxoffice.services.price_rules import CategoryView, PriceView, TicketTypeView

_PRICES = (
    Column("key", "Price", is_flexible=True, narrowest=10, yields_last=True),
    Column("theatre", "Theatre", is_flexible=True),
    Column("amount_minor", "Amount", is_number=True),
    Column("category", "Category", is_flexible=True),
    Column("ticket_type", "Type", is_flexible=True),
    Column("day", "Day"),
    Column("show_id", "Show", is_number=True),
    Column("says", "Says", is_flexible=True),
    Column("currency"),
)
_CATEGORIES = (
    Column("key", "Category"),
    Column("name", "Name", is_flexible=True),
)
_TICKET_TYPES = (
    Column("key", "Type"),
    Column("name", "Name", is_flexible=True),
    Column("position"),
    Column("asks", "Asks for", is_flexible=True),
)


def prices(found: Sequence[PriceView]) -> Table:
    """Price rules in their order."""
    rows = tuple(
        (
            row.key, row.theatre,
            Money(row.amount_minor, row.currency) if row.kind in ("base", "surcharge") else None,
            row.category, row.ticket_type, row.day, row.show_id, _says(row), row.currency,
        )
        for row in found
    )  # fmt: skip
    return Table("prices", _PRICES, rows)


def _says(row: PriceView) -> str:
    """What a rule says beside its amount and the seats it is for, in few words."""
    bounds = (("floor", row.floor_minor), ("cap", row.cap_minor))
    parts = (
        "" if row.kind == "base" else row.kind,
        percent_text(row.percent_bp) if row.percent_bp else "", row.steps,
        *(
            f"{name} {plain(minor, currency=row.currency)}"
            for name, minor in bounds
            if minor is not None
        ),
        f"priority {row.priority}" if row.priority else "",
        row.weekdays, row.time, row.dates, row.format, row.screen, row.movie, row.name,
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def categories(found: Sequence[CategoryView]) -> Table:
    """Seat categories in their order."""
    return Table("categories", _CATEGORIES, tuple((row.key, row.name) for row in found))


def ticket_types(found: Sequence[TicketTypeView]) -> Table:
    """Ticket types in their order."""
    rows = tuple((row.key, row.name, row.position, _asks(row)) for row in found)
    return Table("ticket_types", _TICKET_TYPES, rows)


def _asks(row: TicketTypeView) -> str:
    """What such a ticket is not sold without."""
    asked = (row.needs, "a proof" if row.proof else "", "a reason" if row.reason else "")
    return ", ".join(each for each in asked if each)


def named_text(
    named: CategoryView | TicketTypeView,
    found: Sequence[PriceView],
    *,
    drawn: Callable[[Table], str],
) -> str:
    """A category or ticket type, then the price rules that name it."""
    head = f"{clean(named.name)} ({clean(named.key)})\n"
    return f"{head}\n{drawn(prices(found))}" if found else f"{head}No price names it.\n"
