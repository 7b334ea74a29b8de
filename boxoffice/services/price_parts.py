"""The parts of a price as they are answered, kept on a line, and read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from boxoffice.domain.charges import Product
from boxoffice.services.results import Explained, PricePart, Reason, RuleLooked

if TYPE_CHECKING:
    from boxoffice.domain.charges import Charges
    from boxoffice.domain.offer_choice import Applied
    from boxoffice.domain.price_rules import Priced


@dataclass(frozen=True)
class Taking:
    """What offers come to for the seats of one sale."""

    applied: Applied | None = None
    parts: tuple[tuple[PricePart, ...], ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def offs_minor(self) -> tuple[int, ...]:
        """What they take off each seat."""
        return self.applied.offs_minor if self.applied else ()

    def parts_of(self, place: int) -> tuple[PricePart, ...]:
        """What each of them took off one seat."""
        return self.parts[place] if self.parts else ()


NO_OFFERS = Taking()

BOUNDS = ("floor", "cap")
"""Effects of a base rule beside its price."""


def parts_of(
    priced: Priced, charged: Charges, offers: tuple[PricePart, ...] = ()
) -> tuple[PricePart, ...]:
    """Every rule with an effect, then what offers took off, the fees, and the taxes."""
    rules = (
        PricePart(
            kind=each.because if each.because in BOUNDS else str(each.rule.kind),
            key=each.rule.key, name=each.rule.label, amount_minor=each.effect_minor,
        )
        for each in priced.effects
    )  # fmt: skip
    fees = (
        PricePart(kind="fee", key=part.fee.key, name=part.fee.name, amount_minor=part.amount_minor)
        for part in charged.fees
    )
    taxes = (
        PricePart(
            kind="tax", key=part.rate.name, name=part.rate.name, amount_minor=part.amount_minor,
            rate_bp=part.rate.rate_bp, included=part.rate.included,
            product="fee" if part.rate.product == Product.FEE else "",
        )
        for part in charged.taxes
    )  # fmt: skip
    return (*rules, *offers, *fees, *taxes)


@lru_cache(maxsize=256)
def kept(parts: tuple[PricePart, ...]) -> str:
    """The parts as a line of a booking keeps them: what is empty is left out."""
    found = [part.model_dump(exclude_defaults=True) for part in parts]
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=256)
def read_back(text: str) -> tuple[PricePart, ...]:
    """The same, read; lines older than their parts have none."""
    return tuple(PricePart(**part) for part in json.loads(text)) if text else ()


def explained(priced: Priced, *, category: str, ticket_type: str, full_percent: int) -> Explained:
    """Every rule that a price looked at."""
    return Explained(
        category=category, ticket_type=ticket_type, price_minor=priced.amount_minor,
        full_percent=full_percent,
        rules=tuple(
            RuleLooked(
                key=each.rule.key, name=each.rule.label, kind=str(each.rule.kind),
                verdict=str(each.verdict), because=each.because,
                effect_minor=each.effect_minor, after_minor=each.after_minor,
            )
            for each in priced.looked
        ),
    )  # fmt: skip
