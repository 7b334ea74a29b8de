"""What a seat would have cost had one price been right: its parts as sold, told once more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from boxoffice.domain.charges import Product, TaxRate, taxes
from boxoffice.domain.money import half_up
from boxoffice.domain.offers import OfferKind
from boxoffice.domain.price_rules import WHOLE_BP, RuleKind

FIXED = frozenset({RuleKind.BASE, RuleKind.SURCHARGE})
"""Kinds of rules that are a sum of money, and so can be corrected to another."""

_CHARGED = frozenset({"fee", "tax"})


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that made a price, as a line of a booking keeps it."""

    kind: str
    key: str
    amount_minor: int
    rate_bp: int = 0
    included: bool = False
    product: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What parts do not say themselves: percentages by rule, kinds of offers, the base's bounds.

    A floor or cap of -1 is none.
    """

    percents_bp: Mapping[str, Sequence[int]] = field(default_factory=dict)
    offers: Mapping[str, str] = field(default_factory=dict)
    floor_minor: int = -1
    cap_minor: int = -1


def parts_of(text: str, *, rule: str, price_minor: int) -> tuple[Part, ...]:
    """The parts that a line keeps; one older than its parts has only its base price."""
    if not text:
        return (Part(RuleKind.BASE, rule, price_minor),)
    return tuple(Part(**part) for part in json.loads(text))


def is_made_by(parts: Sequence[Part], key: str) -> bool:
    """Whether a rule that is a sum of money is one of the parts."""
    return any(part.key == key and part.kind in FIXED for part in parts)


def right_minor(parts: Sequence[Part], *, key: str, amount_minor: int, known: Known) -> int:
    """What the customer would have paid had this rule said another amount.

    Sums of money stay, percentages are of what comes before them, bounds hold; a percentage off
    takes off the same share, an amount off the same amount, a fixed price stays what it is. Fees
    stay unless the seat costs nothing, and taxes are worked out anew by the rates of the sale.
    """
    before, price_minor, is_bound = 0, 0, False
    for part in parts:
        if part.kind in _CHARGED:
            continue
        if part.kind == "offer" and not is_bound:
            price_minor, is_bound = _bounded(price_minor, known), True
        after = before + part.amount_minor
        if part.key == key and part.kind in FIXED:
            price_minor += amount_minor
        else:
            price_minor = _next(part, price_minor, before=before, after=after, known=known)
        price_minor, before = max(price_minor, 0), after
    if not is_bound:
        price_minor = _bounded(price_minor, known)
    return price_minor + _charged(parts, price_minor)


def _next(part: Part, price_minor: int, *, before: int, after: int, known: Known) -> int:
    """The price after a part, where it was `before` and `after` it as sold."""
    if part.kind in FIXED:
        return 0 if after == 0 and part.amount_minor < 0 else price_minor + part.amount_minor
    if part.kind == "cap":
        return min(price_minor, after)
    if part.kind == "floor":
        return max(price_minor, after)
    if part.kind == "offer":
        kind = known.offers.get(part.key, OfferKind.PERCENT)
        if kind == OfferKind.AMOUNT:
            return price_minor + part.amount_minor
        if kind == OfferKind.FIXED_PRICE:
            return min(price_minor, after)
    return _same_share(price_minor, before, after, known.percents_bp.get(part.key, ()))


def _same_share(price_minor: int, before: int, after: int, percents_bp: Sequence[int]) -> int:
    """The percentage that made one of the other, exactly if it is known, of another price."""
    for change_bp in percents_bp:
        share_bp = WHOLE_BP + max(change_bp, -WHOLE_BP)
        if half_up(before * share_bp, WHOLE_BP) == after:
            return half_up(price_minor * share_bp, WHOLE_BP)
    return half_up(price_minor * after, before) if before else price_minor


def _bounded(price_minor: int, known: Known) -> int:
    if known.cap_minor >= 0:
        price_minor = min(price_minor, known.cap_minor)
    return max(price_minor, known.floor_minor, 0)


def _charged(parts: Sequence[Part], price_minor: int) -> int:
    """Fees and the taxes on top, of the ticket and of the fees."""
    fee_minor = sum(part.amount_minor for part in parts if part.kind == "fee")
    fee_minor = fee_minor if price_minor else 0
    on_top = 0
    for product, of_minor in (("", price_minor), (str(Product.FEE), fee_minor)):
        rates = [
            TaxRate(part.key, part.rate_bp, product or Product.TICKET, part.included)
            for part in parts
            if part.kind == "tax" and part.product == product
        ]
        on_top += sum(
            each.amount_minor for each in taxes(of_minor, rates) if not each.rate.included
        )
    return fee_minor + on_top
