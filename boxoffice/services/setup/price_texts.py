"""The prices, taxes and fees of a theatre as a set-up file says them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from boxoffice.domain.money import plain
from boxoffice.domain.price_rules import RuleKind
from boxoffice.domain.price_texts import percent_text, range_text, steps_text
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.price_lines import own_key
from boxoffice.services.setup.spelling import Number

Told = dict[str, Any]


def prices(house: House, theatre: str, *, shown: Collection[str]) -> Iterator[Told]:
    """Every rule, but those of shows left out; a key that is made of the rest is not told."""
    currency = house.theatres[theatre]["currency"]
    for ref, columns in house.prices.items():
        if ref[0] == theatre and (not columns["show"] or columns["show"] in shown):
            key = columns["key"] if columns["key"] != own_key(ref) else ""
            yield {
                name: value
                for name, value in {"key": key, **_told(columns, currency=currency)}.items()
                if value
            }


def _told(columns: Columns, *, currency: str) -> Told:
    kind = columns["kind"]
    has_amount = kind in (RuleKind.BASE, RuleKind.SURCHARGE)

    def money(name: str, *, is_there: bool) -> str:
        return Number(plain(columns[name], currency=currency)) if is_there else ""

    return {
        "name": columns["label"],
        "kind": "" if kind == RuleKind.BASE else kind,
        "amount": money("amount_minor", is_there=has_amount),
        "percent": percent_text(columns["percent_bp"]) if kind == RuleKind.PERCENT else "",
        "steps": steps_text(columns["steps"]) if columns["steps"] else "",
        "floor": money("floor_minor", is_there=columns["floor_minor"] >= 0),
        "cap": money("cap_minor", is_there=columns["cap_minor"] >= 0),
        "priority": Number(columns["priority"]) if columns["priority"] else "",
        "category": columns["category"],
        "ticket_type": columns["ticket_type"],
        "day": columns["day_type"],
        "weekdays": columns["weekdays"],
        "time": range_text(columns["time_from"], columns["time_to"], "-"),
        "dates": range_text(columns["date_from"], columns["date_to"], ".."),
        "format": columns["format"],
        "screen": columns["screen"],
        "movie": columns["movie"],
        "show": columns["show"],
    }


def taxes(house: House, theatre: str) -> Iterator[Told]:
    """Every tax rate."""
    for (own, product, name), columns in house.taxes.items():
        if own == theatre:
            told = {"name": name, "rate": percent_text(columns["rate_bp"]), "product": product}
            yield told if columns["included"] else {**told, "included": False}


def fees(house: House, theatre: str) -> Iterator[Told]:
    """Every fee."""
    currency = house.theatres[theatre]["currency"]
    for (own, key), columns in house.fees.items():
        if own == theatre:
            amount = Number(plain(columns["amount_minor"], currency=currency))
            yield {"key": key, "name": columns["name"], "amount": amount, "per": columns["per"]}
