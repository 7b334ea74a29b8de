"""Prices that stand out among their like: a slip of the hand more often than a wish."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from boxoffice.domain.price_rules import RuleKind
from boxoffice.services.results import Reason
from boxoffice.services.setup.house import House
from boxoffice.services.setup.plan import Plan, Verb

TIMES = 3
"""So many times more or less than its peers' median, a price is asked about."""

Selectors = tuple[str, ...]


def warnings(plan: Plan, house: House) -> tuple[Reason, ...]:
    """New and changed prices far from their peers, and theatres that have none at all."""
    amounts = {
        ref: columns["amount_minor"]
        for ref, columns in house.prices.items()
        if columns["kind"] == RuleKind.BASE
    }
    for change in plan.of("prices"):
        if change.verb is Verb.REMOVE or change.columns["kind"] != RuleKind.BASE:
            amounts.pop(change.ref, None)
        else:
            amounts[change.ref] = change.columns["amount_minor"]
    by_theatre: dict[str, dict[Selectors, int]] = {}
    for ref, amount in amounts.items():
        by_theatre.setdefault(ref[0], {})[ref] = amount
    theatres = {**house.theatres, **{each.ref: each.columns for each in plan.of("theatres")}}
    found = [
        Reason(
            code="setup.price_far",
            details={
                "price": change.key, "amount_minor": amount, "usual_minor": usual,
                "currency": theatres[change.ref[0]]["currency"],
            },
        )
        for change in plan.of("prices", Verb.ADD, Verb.EDIT)
        if change.columns["kind"] == RuleKind.BASE
        and (amount := change.columns["amount_minor"])
        and (usual := _usual(change.ref, by_theatre[change.ref[0]], house)) is not None
        and (amount >= TIMES * usual or amount * TIMES <= usual)
    ]  # fmt: skip
    priced = {ref[0] for ref in amounts}
    touched = dict.fromkeys(
        [each.ref for each in plan.of("theatres", Verb.ADD)]
        + [each.ref[0] for each in plan.of("prices", Verb.REMOVE)]
    )
    gone = {each.ref for each in plan.of("theatres", Verb.REMOVE)}
    found += [
        Reason(code="setup.no_prices", details={"theatre": theatre})
        for theatre in touched
        if theatre not in priced and theatre not in gone
    ]
    return tuple(found)


def _usual(ref: Selectors, amounts: dict[Selectors, int], house: House) -> int | None:
    """The median of the nearest peers that there are, its own price before among them."""
    before = [house.prices[ref]["amount_minor"]] if ref in house.prices else []
    for peers in _peers(ref, amounts):
        charged = [amount for amount in (*peers, *before) if amount]
        if charged:
            return int(median(charged))
    return None


def _peers(ref: Selectors, amounts: dict[Selectors, int]) -> Iterator[list[int]]:
    """What else costs something at this theatre: for the same people and seats, then for others."""
    _, category, kind = ref[:3]
    others = {other: amount for other, amount in amounts.items() if other != ref}
    yield [amount for other, amount in others.items() if other[1:3] == (category, kind)]
    yield [amount for other, amount in others.items() if category == other[1] or kind == other[2]]
    yield list(others.values())
