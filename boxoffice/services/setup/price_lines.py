"""The prices, taxes and fees of a theatre, resolved: which rule each line means, and what it says.

A rule is told by its key where it has one, else by the seats it is for.
"""

from __future__ import annotations

from typing import Any

from boxoffice.domain import money, price_texts
from boxoffice.domain.charges import Per, Product
from boxoffice.domain.layouts import fold
from boxoffice.domain.price_rules import RuleKind
from boxoffice.domain.pricing import DayType
from boxoffice.services.setup.files import Path
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.models import FeeText, Part, PriceText, TaxText, TheatreText
from boxoffice.services.setup.scope import Scope

PriceRef = tuple[str, ...]

NOTHING: Columns = {
    "amount_minor": 0, "category": "", "ticket_type": "", "day_type": "", "show": "",
    "kind": "base", "screen": "", "movie": "", "format": "", "weekdays": "", "time_from": "",
    "time_to": "", "date_from": "", "date_to": "", "priority": 0, "percent_bp": 0, "steps": "",
    "floor_minor": -1, "cap_minor": -1, "label": "",
}  # fmt: skip
"""What a rule says that says nothing."""

_FIELDS = {
    "day_type": "day", "amount_minor": "amount", "percent_bp": "percent", "label": "name",
    "time_from": "time", "time_to": "time", "date_from": "dates", "date_to": "dates",
    "floor_minor": "floor", "cap_minor": "cap",
}  # fmt: skip
_OTHER_SELECTORS = (
    "kind", "screen", "movie", "format", "weekdays", "time_from", "time_to", "date_from", "date_to",
)  # fmt: skip
_NEEDED = {
    RuleKind.BASE: "amount", RuleKind.SURCHARGE: "amount", RuleKind.PERCENT: "percent",
    RuleKind.OCCUPANCY: "steps",
}  # fmt: skip
_OF_KINDS = ("amount", "percent", "steps", "floor", "cap")
_USED = {
    RuleKind.BASE: {"amount", "floor", "cap"}, RuleKind.SURCHARGE: {"amount"},
    RuleKind.PERCENT: {"percent"}, RuleKind.OCCUPANCY: {"steps"},
}  # fmt: skip


def ref_of(theatre: str, columns: Columns) -> PriceRef:
    """How a rule is known: its theatre, whom and which seats it is for, and all else it says."""
    rest = ";".join(
        f"{name}={columns[name]}" for name in _OTHER_SELECTORS if columns[name] != NOTHING[name]
    )
    known = (columns["category"], columns["ticket_type"], columns["day_type"], columns["show"])
    return (theatre, *known, rest)


def own_key(ref: PriceRef) -> str:
    """The key that a rule gets which was given none."""
    _, category, ticket_type, day, show, rest = ref
    told = [part.partition("=")[2] for part in rest.split(";")] if rest else []
    parts = [category, ticket_type, day, f"show:{show}" if show else "", *told]
    return "+".join(part for part in parts if part) or "any"


def resolve_price(scope: Scope, path: Path, theatre: TheatreText, price: PriceText) -> None:
    """One rule, against the house."""
    _known(scope, path, theatre, price)
    existing_ref = _by_key(scope.house, theatre.key, price.key)
    existing = scope.house.prices[existing_ref] if existing_ref else None
    currency = str(scope.made.theatres[theatre.key]["currency"])
    kind = price.kind or (existing or NOTHING)["kind"]
    columns = _columns(scope, path, theatre, price, currency=currency, kind=kind)
    if existing is not None:
        columns = _edited(price, existing, columns)
    is_of_that_kind = existing is not None and existing["kind"] == kind
    _agree(scope, path, price, columns, is_new=not is_of_that_kind)
    ref = existing_ref or ref_of(theatre.key, columns)
    if price.key and not existing_ref and (ref in scope.made.prices or ref in scope.house.prices):
        ref = (*ref[:-1], f"{ref[-1]};key={price.key}")
    scope.claim("prices", ref, path)
    if price.key:
        columns["key"] = price.key
    scope.made.prices[ref] = columns


def _edited(price: PriceText, existing: Columns, columns: Columns) -> Columns:
    """A rule with what is said of it now; one of another kind loses what that has no use for."""
    lost: frozenset[str] = frozenset()
    if columns["kind"] != existing["kind"]:
        used = _USED[RuleKind(columns["kind"])]
        lost = frozenset(name for name in _OF_KINDS if name not in used)
    return {
        name: value if _FIELDS.get(name, name) in price.model_fields_set | lost else existing[name]
        for name, value in columns.items()
    }


def _by_key(house: House, theatre: str, key: str) -> PriceRef | None:
    if not key:
        return None
    return next(
        (ref for ref, found in house.prices.items() if (ref[0], found["key"]) == (theatre, key)),
        None,
    )


def _known(scope: Scope, path: Path, theatre: TheatreText, price: PriceText) -> None:
    """Refuse what a rule refers to and is not there, or not at this theatre."""
    for name, kind in (
        ("category", "categories"), ("ticket_type", "ticket_types"), ("show", "shows"),
        ("movie", "movies"),
    ):  # fmt: skip
        if value := getattr(price, name):
            scope.known(value, kind, (*path, name))
    if price.screen:
        scope.known(_screen(theatre, price), "screens", (*path, "screen"))
    if price.day:
        scope.refuse_unknown(price.day, [str(day) for day in DayType], "days", (*path, "day"))
    if price.kind:
        scope.refuse_unknown(price.kind, list(RuleKind), "kinds", (*path, "kind"))
    if price.show and not _plays_at(scope, price.show, theatre.key):
        raise scope.document.fault(
            "setup.price_elsewhere", (*path, "show"), show=price.show, theatre=theatre.key
        )


def _screen(theatre: TheatreText, price: PriceText) -> str:
    return price.screen if "/" in price.screen else f"{theatre.key}/{price.screen}"


def _plays_at(scope: Scope, show: str, theatre: str) -> bool:
    screen = scope.columns("shows", show)["screen"]
    return bool(scope.columns("screens", screen)["theatre"] == theatre)


def _columns(
    scope: Scope, path: Path, theatre: TheatreText, price: PriceText, *, currency: str, kind: str
) -> Columns:
    """Everything a rule says, as it is kept."""

    def parsed(name: str, read: Any, nothing: Any, **more: Any) -> Any:
        text = getattr(price, name)
        return scope.parsed((*path, name), read, text, **more) if text else nothing

    amount = price_texts.parse_signed if kind == RuleKind.SURCHARGE else money.parse_amount
    begins, ends = parsed("time", price_texts.parse_window, ("", ""))
    first, last = parsed("dates", price_texts.parse_dates, ("", ""))
    return {
        "amount_minor": parsed("amount", amount, 0, currency=currency),
        "category": price.category, "ticket_type": price.ticket_type, "day_type": price.day,
        "show": price.show, "kind": kind,
        "screen": _screen(theatre, price) if price.screen else "",
        "movie": price.movie, "format": price.format,
        "weekdays": parsed("weekdays", price_texts.parse_weekdays, ""),
        "time_from": begins, "time_to": ends, "date_from": first, "date_to": last,
        "priority": parsed("priority", price_texts.parse_priority, 0),
        "percent_bp": parsed("percent", price_texts.parse_percent, 0),
        "steps": parsed("steps", price_texts.parse_steps, ""),
        "floor_minor": parsed("floor", money.parse_amount, -1, currency=currency),
        "cap_minor": parsed("cap", money.parse_amount, -1, currency=currency),
        "label": price.name,
    }  # fmt: skip


def _agree(scope: Scope, path: Path, price: PriceText, columns: Columns, *, is_new: bool) -> None:
    """A rule says what its kind needs and nothing that its kind has no use for."""
    kind = RuleKind(columns["kind"])
    _require_said(scope, path, price, _NEEDED[kind], is_new=is_new)
    for name in _OF_KINDS:
        if getattr(price, name) and name not in _USED[kind]:
            raise scope.document.fault(
                "setup.price_kind", (*path, name), kind=str(kind), name=name
            )  # fmt: skip
    if 0 <= columns["cap_minor"] < columns["floor_minor"]:
        raise scope.document.fault("setup.price_bounds", (*path, "cap"))


def resolve_tax(scope: Scope, path: Path, theatre: str, tax: TaxText) -> None:
    """One tax rate; its product and name, in any case, tell it."""
    scope.refuse_unknown(tax.product, list(Product), "products", (*path, "product"))
    known = {fold("/".join(ref)): ref for ref in (*scope.house.taxes, *scope.made.taxes)}
    ref = (theatre, tax.product, tax.name)
    ref = known.get(fold("/".join(ref)), ref)
    scope.claim("taxes", ref, path)
    existing = scope.house.taxes.get(ref)
    _require_said(scope, path, tax, "rate", is_new=existing is None)
    columns: Columns = {**(existing or {}), "included": int(tax.included)}
    if tax.rate:
        rate_bp = scope.parsed((*path, "rate"), price_texts.parse_percent, tax.rate)
        if rate_bp <= 0:
            raise scope.document.fault("setup.tax_rate", (*path, "rate"))
        columns["rate_bp"] = rate_bp
    scope.made.taxes[ref] = scope.merged(tax, existing, columns)


def resolve_fee(scope: Scope, path: Path, theatre: str, fee: FeeText) -> None:
    """One fee; its key tells it."""
    scope.refuse_unknown(fee.per, list(Per), "fees_per", (*path, "per"))
    ref = (theatre, fee.key)
    scope.claim("fees", ref, (*path, "key"))
    existing = scope.house.fees.get(ref)
    scope.need(fee, existing, path, "name")
    _require_said(scope, path, fee, "amount", is_new=existing is None)
    currency = scope.made.theatres[theatre]["currency"]
    columns: Columns = {**(existing or {}), "name": fee.name, "per": fee.per}
    if fee.amount:
        columns["amount_minor"] = scope.parsed(
            (*path, "amount"), money.parse_amount, fee.amount, currency=currency
        )
    scope.made.fees[ref] = scope.merged(fee, existing, columns)


def _require_said(scope: Scope, path: Path, part: Part, name: str, *, is_new: bool) -> None:
    """What is new says it, and nothing that is there is said to have none."""
    if not getattr(part, name) and (is_new or name in part.model_fields_set):
        raise scope.document.missing(path, name)
