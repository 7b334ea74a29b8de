"""Sentences for amounts of money that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _decimals(details: Mapping[str, Any]) -> str:
    allowed, currency = details["decimals"], details["currency"]
    how_many = {0: "no decimals", 1: "one decimal"}.get(allowed, f"at most {allowed} decimals")
    return f"{details['text']!r} has too many decimals: {currency} has {how_many}."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "money.empty": "An amount in {currency} is missing: type it as in 12 or 12.50.",
    "money.negative": "{text!r} is negative: type the amount without a minus sign.",
    "money.scientific": "{text!r} is not typed as money: write all the digits, as in 1200.",
    "money.unreadable": "{text!r} is not an amount: type digits, as in 12 or 12.50.",
    "money.ambiguous": (
        "{text!r} can be read two ways in {currency}: type {thousands} without a comma, "
        "or a decimal point and fewer digits after it."
    ),
    "money.decimals": _decimals,
    "money.too_much": "{text!r} is more than {most} {currency}: check the number of digits.",
}
