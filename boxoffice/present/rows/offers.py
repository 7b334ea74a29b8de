"""Offers and their codes as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boxoffice.domain.money import plain
from boxoffice.domain.offer_codes import spelled
from boxoffice.domain.price_texts import percent_text
from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean
from boxoffice.present.words.offers import days, listed
from boxoffice.services.offers import CodesResult, HouseOffer

_OFFERS = (
    Column("key", "Offer", is_flexible=True, narrowest=10, yields_last=True),
    Column("name", "Name", is_flexible=True),
    Column("gives", "Gives", is_flexible=True, narrowest=10),
    Column("how", "How", is_flexible=True),
    Column("taken", "Taken", is_number=True),
    Column("limit", "Of", is_number=True),
    Column("for", "For", is_flexible=True),
    Column("kind"),
)
_CODES = (Column("code", "Code"), Column("status", "Is"), Column("printed", "Printed"))


def offers(found: Sequence[HouseOffer]) -> Table:
    """Offers in the order of their keys."""
    rows = tuple(
        (
            row.key, row.name, gives(row), how(row), row.taken, row.limit_total or None,
            "; ".join(wanted(row)), row.kind,
        )
        for row in found
    )  # fmt: skip
    return Table("offers", _OFFERS, rows)


def codes(result: CodesResult) -> Table:
    """Codes of one offer."""
    rows = tuple((each.code, each.status, spelled(each.code)) for each in result.codes)
    return Table("codes", _CODES, rows, "dry run" if result.is_plan else "")


def gives(offer: HouseOffer) -> str:
    """What a customer has of it, in few words."""
    amount = plain(offer.amount_minor, currency=offer.currency or "EUR")
    words = {
        "percent": f"{percent_text(offer.percent_bp)} off",
        "amount": f"{amount} {offer.currency} off",
        "fixed_price": f"{amount} {offer.currency} each",
        "n_for_m": f"{offer.take} for {offer.pay}",
        "free_item": f"free: {offer.item}",
    }
    return clean(words[offer.kind])


def how(offer: HouseOffer) -> str:
    """How it is had."""
    if offer.single_use:
        return f"{offer.codes} codes, {offer.codes_used} used"
    return clean(f"code {offer.code}") if offer.code else "by itself"


def wanted(offer: HouseOffer) -> Iterator[str]:
    """Which sales it is for, as far as not any."""
    keys = (offer.categories, offer.ticket_types, offer.weekdays, offer.theatres, offer.movies)
    yield from (clean(listed(",".join(each))) for each in keys if each)
    if offer.shows:
        yield f"show {listed(','.join(map(str, offer.shows)))}"
    if offer.min_seats:
        yield f"{offer.min_seats} seats or more"
    if offer.min_minor:
        yield f"from {plain(offer.min_minor, currency=offer.currency)} {offer.currency}"
    if offer.show_from or offer.show_to:
        yield f"shows {days(offer.show_from, offer.show_to)}"
    if offer.sold_from or offer.sold_to:
        yield f"sold {days(offer.sold_from, offer.sold_to)}"
    if offer.limit_customer:
        yield f"{offer.limit_customer} per customer"
