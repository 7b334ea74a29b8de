"""What the seats of a show cost, by the house's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from boxoffice.domain import pricing, times
from boxoffice.domain.layouts import fold
from boxoffice.domain.pricing import PriceRule
from boxoffice.domain.typed import alike
from boxoffice.errors import NotFound, Refused
from boxoffice.storage.queries import layouts as layout_queries
from boxoffice.storage.queries import prices as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


@dataclass(frozen=True)
class PriceList:
    """One show's rules, the ticket types with the default first, and what kind of day it is."""

    show_id: int
    currency: str
    rules: tuple[PriceRule, ...]
    ticket_types: Mapping[str, str]
    day_type: str

    @property
    def default_type(self) -> str:
        """The key of the ticket type that nobody has to name."""
        if not self.ticket_types:
            raise Refused("prices.no_ticket_types")
        return next(iter(self.ticket_types))

    def rule_for(self, *, category: str, ticket_type: str) -> PriceRule:
        """The most specific rule for a seat."""
        return pricing.choose_rule(
            self.rules, category=category, ticket_type=ticket_type,
            show_id=self.show_id, day_type=self.day_type,
        )  # fmt: skip

    def least(self, categories: Iterable[str]) -> int | None:
        """The lowest price of the default ticket type among categories, or None without a rule."""
        amounts = []
        for category in categories:
            try:
                rule = self.rule_for(category=category, ticket_type=self.default_type)
            except Refused:
                continue
            amounts.append(rule.amount_minor)
        return min(amounts, default=None)

    def type_key(self, typed: str) -> str:
        """A ticket type's key for what was typed: its key or its name, in any case."""
        names = {fold(name): key for key, name in self.ticket_types.items()}
        keys = {fold(key): key for key in self.ticket_types}
        found = (names | keys).get(fold(typed.strip()))
        if found is None:
            raise NotFound(
                "prices.unknown_type", text=typed, nearest=alike(fold(typed), keys, most=1),
                known=list(self.ticket_types),
            )  # fmt: skip
        return found


def load(session: ReadSession, show: Row) -> PriceList:
    """A show's price list, in one statement and once per session."""
    return session.within(("price list", show.id), lambda: _load(session, show))


def _load(session: ReadSession, show: Row) -> PriceList:
    day = business_day(session.ctx, show)
    rows = session.all(
        queries.price_list, theatre_id=show.theatre_id, show_id=show.id, day=day.isoformat()
    )
    types = sorted((row for row in rows if row.what == "type"), key=lambda row: row.show_id)
    holidays = {day} if any(row.what == "holiday" for row in rows) else set()
    return PriceList(
        show_id=show.id,
        currency=show.currency,
        rules=tuple(_rule(row) for row in rows if row.what == "rule"),
        ticket_types={row.key: row.category for row in types},
        day_type=pricing.day_type(day, holidays=holidays),
    )


def price_from(session: ReadSession, show: Row) -> int | None:
    """The lowest price of a show for the default ticket type; rules are read once per session."""
    rules, types, holidays = session.within(
        ("prices", show.theatre_id), lambda: _theatre_prices(session, show.theatre_id)
    )
    if not types:
        return None
    day = business_day(session.ctx, show)
    price_list = PriceList(
        show_id=show.id, currency=show.currency, rules=rules, ticket_types=types,
        day_type=pricing.day_type(day, holidays=holidays),
    )  # fmt: skip
    return price_list.least(categories_of(session, show.layout_id))


def categories_of(session: ReadSession, layout_id: int) -> frozenset[str]:
    """The seat categories of a layout."""
    return session.lasting(
        ("categories", layout_id),
        lambda: frozenset(
            row.category for row in session.all(layout_queries.seats_of_layout, layout_id=layout_id)
        ),
    )


def business_day(ctx: Context, show: Row) -> date:
    """The day a show belongs to: one after midnight is the evening before's."""
    ends_at = day_ends_at_minute(ctx, show.theatre_key)
    return times.business_day(show.starts_at_ms, zone=show.zone, ends_at_minute=ends_at)


def day_ends_at_minute(ctx: Context, theatre_key: str) -> int:
    """When a theatre's business day ends, in minutes after midnight."""
    hours, _, minutes = ctx.settings.for_theatre(theatre_key).business_day_ends.partition(":")
    return int(hours) * 60 + int(minutes)


def _theatre_prices(
    session: ReadSession, theatre_id: int
) -> tuple[tuple[PriceRule, ...], dict[str, str], set[date]]:
    rules = tuple(
        _rule(row) for row in session.all(queries.rules_of_theatre, theatre_id=theatre_id)
    )
    types = {row.key: row.name for row in session.all(queries.ticket_types)}
    days = session.all(queries.holidays_of_theatre, theatre_id=theatre_id)
    return rules, types, {date.fromisoformat(row.day) for row in days}


def _rule(row: Row) -> PriceRule:
    return PriceRule(
        key=row.key, amount_minor=row.amount_minor, category=row.category,
        ticket_type=row.ticket_type, show_id=row.show_id, day_type=row.day_type,
    )  # fmt: skip
