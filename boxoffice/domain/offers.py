"""What an offer takes off, for which seats, and whether a sale may have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from boxoffice.domain.money import half_up, split
from boxoffice.domain.price_rules import WHOLE_BP


class OfferKind(StrEnum):
    """What an offer does to the seats that it is for."""

    PERCENT = "percent"
    AMOUNT = "amount"
    N_FOR_M = "n_for_m"
    FIXED_PRICE = "fixed_price"
    FREE_ITEM = "free_item"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer and the sales it is for; an empty selector ("" or 0) stands for any.

    Selectors are keys with commas between them (shows are numbers), days are ISO dates of business
    days and both ends count. An amount is for the whole booking, a fixed price for each seat.
    """

    id: int
    key: str
    kind: str
    name: str = ""
    automatic: bool = False
    code: str = ""
    single_use: bool = False
    stackable: bool = False
    priority: int = 0
    currency: str = ""
    amount_minor: int = 0
    percent_bp: int = 0
    take: int = 0
    pay: int = 0
    item: str = ""
    limit_total: int = 0
    limit_customer: int = 0
    min_seats: int = 0
    min_minor: int = 0
    sold_from: str = ""
    sold_to: str = ""
    show_from: str = ""
    show_to: str = ""
    weekdays: str = ""
    theatres: str = ""
    shows: str = ""
    movies: str = ""
    categories: str = ""
    ticket_types: str = ""

    @property
    def is_limited(self) -> bool:
        """Whether it can run out."""
        return bool(self.limit_total or self.limit_customer)


@dataclass(frozen=True, slots=True)
class Sale:
    """The show that seats are sold for, and the business days of the show and of the sale."""

    currency: str = ""
    theatre: str = ""
    show_id: int = 0
    movie: str = ""
    show_day: str = ""
    weekday: str = ""
    sold_day: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One seat for one guest at the price that the rules made."""

    category: str
    ticket_type: str
    price_minor: int


def why_not(offer: Offer, sale: Sale, lines: Sequence[Line]) -> str:
    """The first thing that keeps an offer from a sale, or "" where it is for it.

    Least seats and least amount count the seats it is for, at their prices before any offer.
    """
    differs = _elsewhere(offer, sale)
    if differs:
        return differs
    own = [line for line in lines if is_for(offer, line)]
    if not own:
        return "seats"
    if len(own) < max(offer.min_seats, offer.take):
        return "min_seats"
    if sum(line.price_minor for line in own) < offer.min_minor:
        return "min_amount"
    return ""


def _elsewhere(offer: Offer, sale: Sale) -> str:
    fits = {
        "currency": offer.currency in ("", sale.currency),
        "theatres": _among(sale.theatre, offer.theatres),
        "shows": _among(str(sale.show_id), offer.shows),
        "movies": _among(sale.movie, offer.movies),
        "weekdays": _among(sale.weekday, offer.weekdays),
        "show_days": _within(sale.show_day, offer.show_from, offer.show_to),
        "sold_days": _within(sale.sold_day, offer.sold_from, offer.sold_to),
    }
    return next((name for name, fit in fits.items() if not fit), "")


def is_for(offer: Offer, line: Line) -> bool:
    """Whether a seat is one of those that an offer is for."""
    return _among(line.category, offer.categories) and _among(line.ticket_type, offer.ticket_types)


def taken_off(offer: Offer, lines: Sequence[Line], now_minor: Sequence[int]) -> tuple[int, ...]:
    """What an offer takes off each seat, of what is left of its price; never more than that.

    A percentage leaves the price rounded half up, seat by seat. An amount is shared by the seats
    in proportion, by largest remainder. Of every `take` seats the cheapest are free.
    """
    own = [place for place, line in enumerate(lines) if is_for(offer, line)]
    prices = [now_minor[place] for place in own]
    off = dict(zip(own, _effects(offer, prices), strict=True))
    return tuple(off.get(place, 0) for place in range(len(lines)))


def _effects(offer: Offer, prices: Sequence[int]) -> Sequence[int]:
    if offer.kind == OfferKind.PERCENT:
        left_bp = WHOLE_BP - offer.percent_bp
        return [price - half_up(price * left_bp, WHOLE_BP) for price in prices]
    if offer.kind == OfferKind.FIXED_PRICE:
        return [max(price - offer.amount_minor, 0) for price in prices]
    if offer.kind == OfferKind.AMOUNT:
        return split(min(offer.amount_minor, sum(prices)), prices) if prices else ()
    free: set[int] = set()
    if offer.kind == OfferKind.N_FOR_M and offer.take:
        by_price = sorted(range(len(prices)), key=lambda place: (prices[place], place))
        free = set(by_price[: len(prices) // offer.take * (offer.take - offer.pay)])
    return [price if place in free else 0 for place, price in enumerate(prices)]


def _among(value: str, wanted: str) -> bool:
    return not wanted or value in wanted.split(",")


def _within(day: str, first: str, last: str) -> bool:
    return (first or day) <= day <= (last or day)
