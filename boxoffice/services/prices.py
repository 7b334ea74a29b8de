"""What the seats of a show cost, by the house's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boxoffice.domain import price_rules, pricing, times
from boxoffice.domain.charges import Fee, TaxRate
from boxoffice.domain.layouts import fold
from boxoffice.domain.price_rules import WEEKDAYS, Asked, Priced, PriceRule
from boxoffice.domain.ticket_conditions import Condition
from boxoffice.domain.typed import alike
from boxoffice.errors import NotFound, Refused
from boxoffice.storage.queries import layouts as layout_queries
from boxoffice.storage.queries import prices as queries
from boxoffice.storage.statements import Row

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.storage.session import ReadSession


NOBODY = Asked(category="", ticket_type="")


@dataclass(frozen=True)
class PriceList:
    """One show's rules, fees and taxes, and the ticket types with the default first.

    `asked` is the show without a seat or guest; `taken` how many of its seats others have;
    `has_offers` whether any offer applies by itself.
    """

    currency: str
    rules: tuple[PriceRule, ...]
    ticket_types: Mapping[str, str]
    asked: Asked = NOBODY
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    fees: tuple[Fee, ...] = ()
    rates: tuple[TaxRate, ...] = ()
    taken: int = 0
    capacity: int = 0
    has_offers: bool = False

    @property
    def default_type(self) -> str:
        """The key of the ticket type that nobody has to name."""
        if not self.ticket_types:
            raise Refused("prices.no_ticket_types")
        return next(iter(self.ticket_types))

    def price(self, *, category: str, ticket_type: str, own: int = 0) -> Priced:
        """What a seat costs, where `own` of the seats taken are those that are being sold."""
        asked = replace(
            self.asked, category=category, ticket_type=ticket_type,
            full_percent=self.full_percent(own=own),
        )  # fmt: skip
        return price_rules.price(self.rules, asked)

    def full_percent(self, *, own: int = 0) -> int:
        """How much of the house others have, in whole percents."""
        return max(100 * (self.taken - own) // self.capacity, 0) if self.capacity else 0

    def least(self, categories: Iterable[str]) -> int | None:
        """The lowest price of the default ticket type among categories, or None without a rule."""
        amounts = []
        for category in categories:
            try:
                priced = self.price(category=category, ticket_type=self.default_type)
            except Refused:
                continue
            amounts.append(priced.amount_minor)
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


@dataclass(frozen=True)
class _House:
    """What the rows say by themselves, whatever the show; `taken` None where none counted."""

    rules: tuple[PriceRule, ...]
    ticket_types: Mapping[str, str]
    conditions: Mapping[str, Condition]
    fees: tuple[Fee, ...]
    rates: tuple[TaxRate, ...]
    holidays: frozenset[date]
    taken: int | None
    has_offers: bool


def load(session: ReadSession, show: Row) -> PriceList:
    """A show's price list, in one statement and once per session."""
    return session.within(("price list", show.id), lambda: _load(session, show))


def _load(session: ReadSession, show: Row) -> PriceList:
    day = business_day(session.ctx, show)
    rows = session.all(
        queries.price_list, theatre_id=show.theatre_id, show_id=show.id,
        day=day.isoformat(), now_ms=session.now_ms,
    )  # fmt: skip
    return _made_of(session.ctx, show, _house_of(rows), day=day)


def price_from(session: ReadSession, show: Row, *, taken: int | None = None) -> int | None:
    """The lowest price of a show for the default ticket type; rules are read once per session."""
    house = session.within(
        ("prices", show.theatre_id),
        lambda: _house_of(session.all(queries.prices_of_theatre, theatre_id=show.theatre_id)),
    )
    price_list = _made_of(session.ctx, show, house, day=business_day(session.ctx, show))
    if not price_list.ticket_types:
        return None
    if taken is not None:
        price_list = replace(price_list, taken=taken)
    return price_list.least(categories_of(session, show.layout_id))


def _made_of(ctx: Context, show: Row, house: _House, *, day: date) -> PriceList:
    """A show's price list on its business day."""
    ends_at = day_ends_at_minute(ctx, show.theatre_key)
    return PriceList(
        currency=show.currency,
        rules=house.rules,
        ticket_types=house.ticket_types,
        asked=Asked(
            category="", ticket_type="", show_id=show.id, movie_id=show.movie_id,
            screen_id=show.screen_id, format=show.format, day=day.isoformat(),
            weekday=WEEKDAYS[day.weekday()],
            day_type=pricing.day_type(day, holidays=house.holidays),
            time=f"{times.local(show.starts_at_ms, zone=show.zone):%H:%M}",
            day_ends=f"{ends_at // 60:02}:{ends_at % 60:02}",
        ),
        conditions=house.conditions,
        fees=house.fees,
        rates=house.rates,
        taken=getattr(show, "taken", 0) if house.taken is None else house.taken,
        capacity=show.capacity,
        has_offers=house.has_offers,
    )  # fmt: skip


def _house_of(rows: Sequence[Row]) -> _House:
    """What the rows of either statement say; a till reads the same ones at every sale."""
    return _house(tuple(tuple(vars(row).values()) for row in rows))


@lru_cache(maxsize=32)
def _house(values: tuple[tuple[Any, ...], ...]) -> _House:
    kinds: dict[str, list[Row]] = {}
    rows = (Row(**dict(zip(queries.COLUMNS, each, strict=True))) for each in values)
    for row in sorted(rows, key=lambda row: row.priority):
        kinds.setdefault(row.what, []).append(row)
    types = kinds.get("type", ())
    return _House(
        rules=tuple(_rule(row) for row in kinds.get("rule", ())),
        ticket_types={row.key: row.label for row in types},
        conditions={
            row.key: Condition(row.ticket_type, bool(row.screen_id), bool(row.movie_id))
            for row in types
        },
        fees=tuple(
            Fee(row.key, row.amount_minor, per=row.kind, name=row.label)
            for row in kinds.get("fee", ())
        ),
        rates=tuple(
            TaxRate(row.label, row.percent_bp, product=row.kind, included=bool(row.show_id))
            for row in kinds.get("tax", ())
        ),
        holidays=frozenset(date.fromisoformat(row.key) for row in kinds.get("holiday", ())),
        taken=next((row.amount_minor for row in kinds.get("taken", ())), None),
        has_offers=any(row.amount_minor for row in kinds.get("offers", ())),
    )


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


def _rule(row: Row) -> PriceRule:
    return PriceRule(**{name: getattr(row, name) for name in queries.RULE_COLUMNS})
