"""What a price is made of, in words: adjustments, fees and taxes, and every rule explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boxoffice.present.money import format_money
from boxoffice.present.text import clean
from boxoffice.services.results import Explained, PricedParts, PricePart, RuleLooked

_NOT_RULES = frozenset({"base", "fee", "tax"})
_OTHERS = {
    "show": "another show", "film": "another film", "screen": "another screen",
    "ticket_type": "another ticket type", "category": "another category",
    "format": "another format", "dates": "other dates", "weekdays": "other weekdays",
    "time": "another time of day", "day_type": "another kind of day",
}  # fmt: skip
_LOST = {
    "selectors": "{winner} says more about the seat",
    "order": "{winner} says something that counts more",
    "priority": "{winner} has a higher priority",
    "key": "{winner} comes first by its key",
    "full": "the house is only {full} % full",
}


def signed(minor: int, *, currency: str, locale: str) -> str:
    """An amount that is added or taken away: +€1.50, -€2.00."""
    sign = "-" if minor < 0 else "+"
    return f"{sign}{format_money(abs(minor), currency=currency, locale=locale)}"


def percent(rate_bp: int) -> str:
    """Basis points as people say them: 8.25 %."""
    whole, rest = divmod(abs(rate_bp), 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if rate_bp < 0 else ''}{whole}{decimals} %"


def adjustments(line: PricedParts, *, currency: str, locale: str) -> str:
    """What changed the base price, in brackets, or "" where nothing did."""
    found = [
        f"{_name(part)} {signed(part.amount_minor, currency=currency, locale=locale)}"
        for part in line.parts
        if part.kind not in _NOT_RULES and part.amount_minor
    ]
    return f" ({', '.join(found)})" if found else ""


def charges(lines: Iterable[PricedParts], *, currency: str, locale: str) -> Iterator[str]:
    """Each fee and each tax of all the lines together."""
    sums: dict[tuple[str, str, int, bool], int] = {}
    for part in (part for line in lines for part in line.parts):
        if part.kind in ("fee", "tax"):
            key = (part.kind, _name(part), part.rate_bp, part.included)
            sums[key] = sums.get(key, 0) + part.amount_minor
    for (kind, name, rate_bp, included), minor in sums.items():
        amount = format_money(minor, currency=currency, locale=locale)
        if kind == "fee":
            yield f"  {name} {amount}"
        else:
            yield f"  {name} {percent(rate_bp)} {amount} {'in the price' if included else 'added'}"


def explanation(each: Explained, *, currency: str, locale: str) -> Iterator[str]:
    """How one price came about: every rule looked at, what it did or why it did nothing."""
    amount = format_money(each.price_minor, currency=currency, locale=locale)
    full = f", the house {each.full_percent} % full" if each.full_percent else ""
    yield f"{clean(each.ticket_type)}, {clean(each.category)} {amount}{full}:"
    winner = clean(next((rule.key for rule in each.rules if rule.verdict == "taken"), ""))
    for rule in each.rules:
        told = _told(rule, winner, each.full_percent, currency=currency, locale=locale)
        yield f"  {clean(rule.key)}: {told}"


def _told(rule: RuleLooked, winner: str, full: int, *, currency: str, locale: str) -> str:
    after = format_money(rule.after_minor, currency=currency, locale=locale)
    if rule.verdict == "taken":
        return f"base price {after}"
    if rule.verdict == "added":
        effect = signed(rule.effect_minor, currency=currency, locale=locale)
        if rule.because == "zero":
            return f"{rule.kind} {effect}, makes {after}: no price goes below nothing"
        return f"{rule.because or rule.kind} {effect}, makes {after}"
    if rule.verdict == "elsewhere":
        return f"not used, it is for {_OTHERS.get(rule.because, 'other seats')}"
    return f"not used, {_LOST[rule.because].format(winner=winner, full=full)}"


def _name(part: PricePart) -> str:
    return clean(part.name or part.key)
