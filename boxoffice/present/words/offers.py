"""Sentences about offers and their codes: why one cannot be had, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.money import format_money


def _named(details: Mapping[str, Any]) -> str:
    name = details.get("name") or details["offer"]
    return f"{details['code']} ({name})" if details.get("code") else str(name)


def _code_used(details: Mapping[str, Any]) -> str:
    if details.get("is_reserved"):
        return (
            f"Code {details['code']} is kept for a booking that waits for its money: sell without"
            " it, or try again once that is cancelled or has run out."
        )
    return f"Code {details['code']} was used already, and it is good only once: sell without it."


def _limit(details: Mapping[str, Any]) -> str:
    times = "once" if details["limit"] == 1 else f"{details['limit']} times"
    return f"{_named(details)} was taken as often as it may be ({times}): sell without it."


def _limit_customer(details: Mapping[str, Any]) -> str:
    times = "once" if details["limit"] == 1 else f"{details['limit']} times"
    return (
        f"{_named(details)} is good {times} for one customer, and this phone number had it:"
        " sell without it."
    )


def _needs_phone(details: Mapping[str, Any]) -> str:
    return (
        f"{_named(details)} counts how often one customer has it: say who it is with"
        " `--phone NUMBER`."
    )


def days(first: str, last: str) -> str:
    """A stretch of business days in words; both count."""
    if first and last:
        return f"on {first}" if first == last else f"from {first} to {last}"
    return f"from {first} on" if first else f"until {last}"


def listed(keys: str) -> str:
    """Keys with commas between, as people say them."""
    first, _, last = keys.replace(",", ", ").rpartition(", ")
    return f"{first} or {last}" if first else last


def _of_seats(wanted: Mapping[str, Any]) -> str:
    kinds = [listed(wanted[name]) for name in ("categories", "ticket_types") if wanted[name]]
    return f"it is for {' and '.join(kinds)} only"


def _min_seats(wanted: Mapping[str, Any]) -> str:
    return f"it needs {wanted['min_seats']} seats that it is for"


def _min_amount(wanted: Mapping[str, Any]) -> str:
    amount = format_money(wanted["min_minor"], currency=wanted["currency"], locale="en")
    return f"its seats have to come to {amount} at least"


_WHY: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "no_code": lambda _: "nobody gave its code",
    "no_phone": lambda _: "it counts by customer, and there is no --phone",
    "limit": lambda _: "it was taken as often as it may be",
    "limit_customer": lambda _: "this customer had it as often as it may be",
    "currency": lambda wanted: f"it is in {wanted['currency']}",
    "theatres": lambda wanted: f"it is for the theatre {listed(wanted['theatres'])}",
    "shows": lambda wanted: f"it is for show {listed(wanted['shows'])}",
    "movies": lambda wanted: f"it is for the film {listed(wanted['movies'])}",
    "weekdays": lambda wanted: f"it is for shows on {listed(wanted['weekdays'])}",
    "show_days": lambda wanted: f"it is for shows {days(wanted['show_from'], wanted['show_to'])}",
    "sold_days": lambda wanted: f"it is sold {days(wanted['sold_from'], wanted['sold_to'])}",
    "seats": _of_seats,
    "min_seats": _min_seats,
    "min_amount": _min_amount,
    "nothing": lambda _: "there is nothing left that it could take off",
    "better": lambda _: "another is better for the customer",
}


def why(because: str, wanted: Mapping[str, Any]) -> str:
    """Why a sale does not have an offer."""
    return _WHY[because](wanted)


def _not_for(details: Mapping[str, Any]) -> str:
    because = why(str(details["why"]), details)
    return f"{_named(details)} is not for this sale: {because}. Sell without it."


def _better(details: Mapping[str, Any]) -> str:
    better = " and ".join(map(str, details["better"]))
    verb = "take" if len(details["better"]) > 1 else "takes"
    return f"Code {details['code']} is not used and stays good: {better} {verb} more off."


def _honoured(details: Mapping[str, Any]) -> str:
    amount = format_money(details["amount_minor"], currency=details["currency"], locale="en")
    return (
        f"{_named({**details, 'code': ''})} had run out meanwhile; the price that was promised"
        f" stands ({amount} off)."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "offers.unknown_code": (
        "No offer has the code '{text}': look at it once more, or sell without it."
    ),
    "offers.code_used": _code_used,
    "offers.limit": _limit,
    "offers.limit_customer": _limit_customer,
    "offers.needs_phone": _needs_phone,
    "offers.not_for": _not_for,
    "offers.twice": "Two codes of {offer} in one sale: it is good once, leave one out.",
    "offers.too_many_codes": "More than {most} codes in one sale: leave some out.",
    "offers.better": _better,
    "offers.how_many_codes": "Make 1 to {most} codes at a time: -n 1000.",
    "offers.not_single_use": (
        "Offer {offer} is not had by codes that are good once: make one that is,"
        " with `boxoffice offer add NAME --single-use`."
    ),
    "offers.percent": "'{text}' is no part of a price: type it as in 20%, 100% at most.",
    "offers.count": "'{text}' is no number: type a whole one, or 0 for none.",
    "offers.code": "'{text}' is no code: type letters and digits, 40 at most.",
    "offers.prefix": "'{text}' cannot begin a code: type up to {most} letters and digits.",
    "offers.honoured": _honoured,
}
