"""Offers in words: what they took off or gave, and every one that a quote looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boxoffice.present.money import format_money
from boxoffice.present.text import clean
from boxoffice.present.words.offers import why
from boxoffice.services.results import OfferLooked, OfferView

_BACK = "released"


def offer_lines(offers: Iterable[OfferView], *, currency: str, locale: str) -> Iterator[str]:
    """Each offer that a price is made with, by which code; what is free beside it."""
    for offer in offers:
        name = clean(offer.name or offer.key)
        code = f", code {clean(offer.code)}" if offer.code else ""
        gives = (
            f"{clean(offer.item)} for nothing"
            if offer.item
            else f"-{format_money(offer.amount_minor, currency=currency, locale=locale)}"
        )
        back = ", given back" if offer.status == _BACK else ""
        yield f"  Offer {name}: {gives}{code}{back}"


def looked_lines(looked: Iterable[OfferLooked], *, currency: str, locale: str) -> Iterator[str]:
    """Every offer looked at: what it takes off, or why it does not."""
    told = list(looked)
    if told:
        yield "Offers:"
    for each in told:
        amount = format_money(each.amount_minor, currency=currency, locale=locale)
        if each.verdict == "taken":
            yield f"  {clean(each.key)}: taken{f', -{amount}' if each.amount_minor else ''}"
        elif each.verdict == "lost":
            yield f"  {clean(each.key)}: not used, {why(each.because, each.wanted)} (-{amount})"
        else:
            yield f"  {clean(each.key)}: not used, {why(each.because, each.wanted)}"
