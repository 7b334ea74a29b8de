"""Offers of a set-up, resolved: what each takes off, how it is had, and the sales it is for."""

from __future__ import annotations

from typing import Any

from boxoffice.domain import money, offer_texts, price_texts
from boxoffice.domain.offers import OfferKind
from boxoffice.services.setup.files import Path
from boxoffice.services.setup.house import Columns
from boxoffice.services.setup.models import OfferText
from boxoffice.services.setup.scope import Scope

NOTHING: Columns = {
    "name": "", "kind": "", "automatic": 0, "code": "", "single_use": 0, "stackable": 0,
    "gives_back": 1, "priority": 0, "currency": "", "amount_minor": 0, "percent_bp": 0, "take": 0,
    "pay": 0, "item": "", "limit_total": 0, "limit_customer": 0, "min_seats": 0, "min_minor": 0,
    "sold_from": "", "sold_to": "", "show_from": "", "show_to": "", "weekdays": "",
    "theatres": "", "shows": "", "movies": "", "categories": "", "ticket_types": "",
}  # fmt: skip
"""What an offer says that says nothing."""

LISTS = ("theatres", "shows", "movies", "categories", "ticket_types")
"""What an offer is for, by keys."""

EFFECTS = {
    "percent": OfferKind.PERCENT, "amount": OfferKind.AMOUNT, "price": OfferKind.FIXED_PRICE,
    "take": OfferKind.N_FOR_M, "item": OfferKind.FREE_ITEM,
}  # fmt: skip
"""What says which kind of offer it is."""

_WAYS = ("automatic", "code", "single_use")
_OF_EFFECT = ("kind", "amount_minor", "percent_bp", "take", "pay", "item")
_FIELDS = {
    "limit_total": "limit", "limit_customer": "limit_per_customer", "min_minor": "min_amount",
    "sold_from": "sold", "sold_to": "sold", "show_from": "dates", "show_to": "dates",
}  # fmt: skip


def resolve_offer(scope: Scope, path: Path, offer: OfferText) -> None:
    """One offer, against the house."""
    scope.claim("offers", offer.key, (*path, "key"))
    existing = scope.house.offers.get(offer.key)
    scope.need(offer, existing, path, "name")
    for kind in LISTS:
        for key in getattr(offer, kind):
            scope.known(key, kind, (*path, kind))
    before = existing or NOTHING
    currency = _currency(scope, path, offer, before)
    columns = {**before, **_said(scope, path, offer, currency=currency)}
    columns |= _effect(scope, path, offer, existing, currency=currency)
    columns |= _way(scope, path, offer, existing)
    has_money = columns["kind"] in (OfferKind.AMOUNT, OfferKind.FIXED_PRICE) or columns["min_minor"]
    columns["currency"] = currency if has_money else ""
    _agree(scope, path, offer, columns, existing)
    scope.made.offers[offer.key] = columns


def _said(scope: Scope, path: Path, offer: OfferText, *, currency: str) -> Columns:
    """The columns that a file gives, but for what is taken off and how it is had."""

    def parsed(name: str, read: Any, nothing: Any, **more: Any) -> Any:
        text = getattr(offer, name)
        return scope.parsed((*path, name), read, text, **more) if text else nothing

    sold_from, sold_to = parsed("sold", price_texts.parse_dates, ("", ""))
    show_from, show_to = parsed("dates", price_texts.parse_dates, ("", ""))
    count = offer_texts.parse_count
    columns: Columns = {
        "name": offer.name, "stackable": int(offer.stackable),
        "gives_back": int(offer.gives_back),
        "priority": parsed("priority", price_texts.parse_priority, 0),
        "limit_total": parsed("limit", count, 0),
        "limit_customer": parsed("limit_per_customer", count, 0),
        "min_seats": parsed("min_seats", count, 0),
        "min_minor": parsed("min_amount", money.parse_amount, 0, currency=currency),
        "sold_from": sold_from, "sold_to": sold_to, "show_from": show_from, "show_to": show_to,
        "weekdays": parsed("weekdays", price_texts.parse_weekdays, ""),
        **{kind: ",".join(dict.fromkeys(getattr(offer, kind))) for kind in LISTS},
    }  # fmt: skip
    given = offer.model_fields_set
    return {name: value for name, value in columns.items() if _FIELDS.get(name, name) in given}


def _currency(scope: Scope, path: Path, offer: OfferText, before: Columns) -> str:
    """What amounts are in: as said, as before, else that of its theatres if they agree."""
    if offer.currency or before["currency"]:
        return str(offer.currency or before["currency"])
    if not (offer.amount or offer.price or offer.min_amount):
        return ""
    theatres = {**scope.house.theatres, **scope.made.theatres}
    named = [theatres[key] for key in offer.theatres] or list(theatres.values())
    found = {str(theatre["currency"]) for theatre in named}
    if len(found) != 1:
        raise scope.document.missing(path, "currency")
    return found.pop()


def _effect(
    scope: Scope, path: Path, offer: OfferText, existing: Columns | None, *, currency: str
) -> Columns:
    """What it takes off: one thing, which says its kind."""
    said = [name for name in EFFECTS if getattr(offer, name)]
    if offer.pay and "take" not in said:
        said.append("take")
    if not said and existing is not None:
        return {}
    if len(said) != 1:
        raise scope.document.fault("setup.offer_effect", path, said=said)
    (name,) = said
    columns: Columns = {each: NOTHING[each] for each in _OF_EFFECT}
    columns["kind"] = str(EFFECTS[name])
    where, parsed = (*path, name), scope.parsed
    if name == "percent":
        columns["percent_bp"] = parsed(where, offer_texts.parse_off, offer.percent)
    elif name in ("amount", "price"):
        text = getattr(offer, name)
        columns["amount_minor"] = parsed(where, money.parse_amount, text, currency=currency)
        if name == "amount" and not columns["amount_minor"]:
            raise scope.document.fault("setup.offer_nothing", where)
    elif name == "item":
        columns["item"] = offer.item
    else:
        for each in ("take", "pay"):
            text = getattr(offer, each) or (str(existing[each]) if existing else "")
            columns[each] = parsed((*path, each), offer_texts.parse_count, text)
        if not columns["take"] > columns["pay"]:
            raise scope.document.fault("setup.offer_seats", where)
    return columns


def _way(scope: Scope, path: Path, offer: OfferText, existing: Columns | None) -> Columns:
    """How it is had: by itself, by one code, or by codes that are good once each."""
    code = scope.parsed((*path, "code"), offer_texts.parse_code, offer.code) if offer.code else ""
    ways = {"automatic": int(offer.automatic), "code": code, "single_use": int(offer.single_use)}
    said = [name for name, value in ways.items() if value]
    if not said and existing is not None and not _took_away(offer, existing):
        return {}
    if len(said) != 1:
        raise scope.document.fault("setup.offer_way", path, said=said)
    _require_own_code(scope, path, offer, code)
    return ways


def _took_away(offer: OfferText, existing: Columns) -> bool:
    """Whether the one way in which it was had is said to be none."""
    return any(existing[name] and name in offer.model_fields_set for name in _WAYS)


def _require_own_code(scope: Scope, path: Path, offer: OfferText, code: str) -> None:
    others = {**scope.house.offers, **scope.made.offers}
    for key, columns in others.items():
        if code and columns["code"] == code and key != offer.key:
            raise scope.document.fault("setup.offer_code", (*path, "code"), code=code, other=key)


def _agree(
    scope: Scope, path: Path, offer: OfferText, columns: Columns, existing: Columns | None
) -> None:
    """Money that was said in one currency is not another sum in the next."""
    if existing is None or existing["currency"] in ("", columns["currency"]):
        return
    kept = [
        name
        for name, said in (
            ("amount_minor", offer.amount or offer.price), ("min_minor", offer.min_amount),
        )
        if columns[name] and columns[name] == existing[name] and not said
    ]  # fmt: skip
    if kept and columns["currency"]:
        raise scope.document.fault("setup.offer_currency", (*path, "currency"))
