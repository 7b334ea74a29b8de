"""Sentences for prices and ticket types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _count_mismatch(details: Mapping[str, Any]) -> str:
    kinds = ",".join(f"{kind}={number}" for kind, number in details["types"].items())
    seats = "1 seat" if details["seats"] == 1 else f"{details['seats']} seats"
    tickets = "1 ticket" if details["implied"] == 1 else f"{details['implied']} tickets"
    return f"{kinds} makes {tickets}, but {seats} asked for: make both the same."


def _none(details: Mapping[str, Any]) -> str:
    seat = f"{details['ticket_type']!r} in category {details['category']!r}"
    where = f" at show {details['show_id']}" if details.get("show_id") else ""
    return f"No price is set for {seat}{where}: add one with `boxoffice price add`."


def _unknown_type(details: Mapping[str, Any]) -> str:
    known = ", ".join(map(str, details.get("known") or ()))
    there = f" There is {known}." if known else ""
    return f"No ticket type goes by '{details['text']}'.{there}"


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "prices.none": _none,
    "prices.unknown_type": _unknown_type,
    "prices.no_ticket_types": (
        "No ticket type is set up, so nothing has a price: add them with"
        " `boxoffice ticket-type add`."
    ),
    "prices.no_count": "Say how many seats: name them (F7 F8), or -n 2, or -t adult=2.",
    "prices.count_mismatch": _count_mismatch,
    "prices.percent": "'{text}' is no percentage from -100%: type it as in 10%, -12.5%.",
    "prices.steps": (
        "'{text}' is no list of steps: type from how full on how much more, as in 50=10%,80=25%."
    ),
    "prices.weekdays": "'{text}' is no list of weekdays: type it as in mon-thu,sun.",
    "prices.window": "'{text}' is no time of day: type it as in 14:00-17:00, -17:00 or 22:00-.",
    "prices.dates": (
        "'{text}' is no stretch of days: type it as in 2026-12-24..2027-01-02, or one day."
    ),
    "prices.priority": "'{text}' is no priority: type a whole number, the higher goes first.",
    "prices.needs_company": (
        "{ticket_type} tickets go only with {needs} in the same booking:"
        " add one, as in `-t {needs}=1,{ticket_type}=1`."
    ),
    "prices.needs_proof": (
        "{ticket_type} tickets need a proof: look at it and note what it was, as in"
        " `--proof 'card 1234'`."
    ),
    "prices.needs_reason": (
        "{ticket_type} tickets are given away for a reason: add `--reason WHY`."
    ),
    "prices.correct_kind": (
        "{key} is a {kind} rule: only a price or a surcharge is a sum that can be put right so."
        " Change it with `boxoffice price edit`."
    ),
    "prices.correct_same": "{key} would say what it said: `--was` and `--to` are the same.",
    "prices.correct_how": "Say `--plan` to see what would happen, or `--apply` to do it; not both.",
}
