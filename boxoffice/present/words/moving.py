"""Sentences about shows that change screen or time under sold seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.moments import clock_time, day_and_time

_MOST_NAMED = 5


def _unplaced(details: Mapping[str, Any]) -> str:
    parties = details["parties"]
    named = "; ".join(_party(each) for each in parties[:_MOST_NAMED])
    more = int(details.get("count", len(parties))) - len(parties[:_MOST_NAMED])
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"{details['screen']} has no seats for {named}{rest}, so show {details['show_id']} was not"
        " moved. Take a larger hall, or move or refund these first; a hold ends by itself."
    )


def _party(each: Mapping[str, Any]) -> str:
    who = f"booking {each['ref']}" if each.get("ref") else f"hold {short_id(each['hold'])}"
    return f"{who} ({spoken(each['seats'])})"


def _overlaps(details: Mapping[str, Any]) -> str:
    pause = details["turnaround_minutes"]
    between = f", and {pause} minutes lie between two shows" if pause else ""
    return (
        f"{details['screen']} plays show {details['other']} ({details['movie']},"
        f" {day_and_time(details['starts_at'])} to {clock_time(details['ends_at'])}) then{between}."
        " Take another screen or time, or move that show first."
    )


def _other_house(details: Mapping[str, Any]) -> str:
    return (
        f"{details['theatre']} sells in {details['currency']} by the clocks of {details['zone']},"
        f" show {details['show_id']} was sold in {details['show_currency']} by those of"
        f" {details['show_zone']}. Add the show there anew and refund the bookings here."
    )


def _past(details: Mapping[str, Any]) -> str:
    return (
        f"Show {details['show_id']} began {day_and_time(details['starts_at'])}; it stays where"
        " it is. `boxoffice void REF` takes a sale of today back."
    )


def _admitted(details: Mapping[str, Any]) -> str:
    refs = details["refs"]
    named = ", ".join(map(str, refs[:_MOST_NAMED]))
    return (
        f"Somebody is inside already (booking {named}), so show {details['show_id']} stays"
        " where it is."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "moving.unplaced": _unplaced,
    "moving.overlaps": _overlaps,
    "moving.other_house": _other_house,
    "moving.past": _past,
    "moving.admitted": _admitted,
    "moving.cancelled": "Show {show_id} was cancelled; there is nothing to move.",
    "moving.into_past": lambda details: (
        f"{day_and_time(details['starts_at'])} is over. Name a time to come, as in `--at 20:45`."
    ),
    "moving.nothing_changes": (
        "Show {show_id} is on {screen} at that time already. Name another place with"
        " `--screen S` or another time with `--at T`."
    ),
    "moving.changed": (
        "Somebody's seat at show {show_id} has changed since that plan, so nothing was moved."
        " Plan again: `boxoffice show move {show_id} ... --plan`."
    ),
    "moving.plan_or_apply": "`--plan` shows what would happen, `--apply` does it: take one.",
    "moving.token_without_apply": "`--plan-token` belongs to `--apply`.",
}
