"""Prices that stand out among their like, or are for the same: a slip more often than a wish."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from boxoffice.domain.price_rules import RuleKind
from boxoffice.services.results import Reason
from boxoffice.services.setup.house import House
from boxoffice.services.setup.plan import Plan, Verb

TIMES = 3
"""So many times more or less than its peers' median, a price is asked about."""

_SELECTORS = (
    "category", "ticket_type", "day_type", "show", "screen", "movie", "format", "weekdays",
    "time_from", "time_to", "date_from", "date_to",
)  # fmt: skip

Selectors = tuple[str, ...]


def warnings(plan: Plan, house: House) -> tuple[Reason, ...]:
    """New and changed prices far from their peers or never taken, and theatres without any."""
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
    return (*found, *_never_taken(plan, house))


def _never_taken(plan: Plan, house: House) -> Iterator[Reason]:
    """Base prices for exactly the same as a new or changed one: only the first key counts."""
    gone = {each.ref for each in plan.of("prices", Verb.REMOVE)}
    changed = {each.ref: each for each in plan.of("prices", Verb.ADD, Verb.EDIT)}
    after = {ref: columns for ref, columns in house.prices.items() if ref not in gone}
    after |= {ref: each.columns for ref, each in changed.items()}
    alike: dict[tuple[object, ...], list[Selectors]] = {}
    for ref, columns in after.items():
        if columns["kind"] == RuleKind.BASE:
            same = (ref[0], *(columns[name] for name in _SELECTORS), columns["priority"])
            alike.setdefault(same, []).append(ref)
    for refs in alike.values():
        first, *others = sorted(refs, key=lambda ref: str(after[ref]["key"]))
        for ref in others:
            if ref in changed or first in changed:
                details = {
                    "price": f"{ref[0]}/{after[ref]['key']}",
                    "other": f"{first[0]}/{after[first]['key']}",
                }
                yield Reason(code="setup.price_never", details=details)


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
