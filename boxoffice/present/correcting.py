"""A price put right, in words."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.present.money import format_money
from boxoffice.present.text import clean
from boxoffice.services.price_corrections import PriceCorrected


def headline(result: PriceCorrected, *, locale: str) -> str:
    """Which rule, what it said, what it says."""
    was, to = (
        format_money(minor, currency=result.currency, locale=locale)
        for minor in (result.was_minor, result.to_minor)
    )
    rule = f"{clean(result.rule.theatre_key)}/{clean(result.rule.key)}"
    if was == to:
        return f"{rule} says {to}."
    return f"{rule} {'says' if result.applied else 'would say'} {to} and no longer {was}."


def remarks(result: PriceCorrected) -> Iterator[str]:
    """What the rows do not say."""
    if not result.corrected and not result.honoured:
        yield "Nobody with a seat at a show to come paid another sum than that."
    if result.honoured:
        yield "Who paid too little keeps the seat for that."
    if result.unpaid:
        refs = ", ".join(map(clean, result.unpaid))
        yield f"Promised at the old price and not paid yet: {refs}. Once paid, run it again."


def closing(result: PriceCorrected) -> Iterator[str]:
    """What to do next."""
    if not result.applied:
        yield "Nothing was changed: `--apply` does it."
        return
    if any(not each.gateway and each.status == "queued" for each in result.totals):
        yield (
            "The money waits for the customers at any till: `boxoffice refund REF` hands it out,"
            " `boxoffice payment refunds` lists it."
        )
