"""Offers as a set-up file says them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from boxoffice.domain.money import plain
from boxoffice.domain.offers import OfferKind
from boxoffice.domain.price_texts import percent_text, range_text
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.offer_lines import LISTS
from boxoffice.services.setup.spelling import Number


def offers(house: House, *, shown: Collection[str]) -> Iterator[dict[str, Any]]:
    """Every offer, but those that are only for shows left out."""
    for key, columns in house.offers.items():
        shows = [show for show in _listed(columns["shows"]) if show in shown]
        if columns["shows"] and not shows:
            continue
        told = {"key": key, **_told(columns), "shows": shows}
        yield {name: value for name, value in told.items() if value or value is False}


def _told(columns: Columns) -> dict[str, Any]:
    return {
        "name": columns["name"],
        **_effect(columns),
        "automatic": True if columns["automatic"] else "",
        "code": columns["code"],
        "single_use": True if columns["single_use"] else "",
        "stackable": True if columns["stackable"] else "",
        "gives_back": "" if columns["gives_back"] else False,
        "currency": columns["currency"],
        **{
            field: Number(columns[name]) if columns[name] else ""
            for field, name in (
                ("priority", "priority"), ("limit", "limit_total"),
                ("limit_per_customer", "limit_customer"), ("min_seats", "min_seats"),
            )
        },
        "min_amount": _money(columns, "min_minor") if columns["min_minor"] else "",
        "sold": range_text(columns["sold_from"], columns["sold_to"], ".."),
        "dates": range_text(columns["show_from"], columns["show_to"], ".."),
        "weekdays": columns["weekdays"],
        **{kind: _listed(columns[kind]) for kind in LISTS if kind != "shows"},
    }  # fmt: skip


def _effect(columns: Columns) -> dict[str, Any]:
    kind = columns["kind"]
    if kind == OfferKind.PERCENT:
        return {"percent": percent_text(columns["percent_bp"])}
    if kind == OfferKind.N_FOR_M:
        return {"take": Number(columns["take"]), "pay": Number(columns["pay"])}
    if kind == OfferKind.FREE_ITEM:
        return {"item": columns["item"]}
    name = "amount" if kind == OfferKind.AMOUNT else "price"
    return {name: _money(columns, "amount_minor")}


def _money(columns: Columns, name: str) -> str:
    return Number(plain(columns[name], currency=columns["currency"]))


def _listed(joined: str) -> list[str]:
    return joined.split(",") if joined else []
