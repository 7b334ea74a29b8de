"""Sentences for dates, times and durations that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _ambiguous(details: Mapping[str, Any]) -> str:
    choices = " or ".join(f"'{choice}'" for choice in details["choices"])
    return f"{details['text']!r} happens twice in {details['zone']}: type {choices}."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "times.zone": "There is no time zone {zone!r}: type a name such as Europe/Paris.",
    "times.unreadable": "{text!r} is not a date and time: type it as in '2026-11-28 20:15'.",
    "times.year": "{text!r} is in the year {year}: check the date.",
    "times.gap": (
        "{text!r} does not exist in {zone}: the clocks go forward then. Did you mean '{instead}'?"
    ),
    "times.ambiguous": _ambiguous,
    "times.duration": "{text!r} is not a length of time: type it as in 7m, 90s, 2h or 1h30m.",
    "times.duration_not_positive": "{text!r} is no time at all: type more than zero, as in 7m.",
    "times.duration_too_long": "{text!r} is longer than {days} days: type a shorter time.",
    "times.until": (
        "{text!r} is not a time: type 'sat 12:00', 12:00, '2026-11-28 12:00', "
        "2h from now or -30m before the show."
    ),
    "times.day": "{text!r} is not a day: type today, tomorrow, sat or '2026-11-28'.",
    "times.past": "{text!r} is already over ({until}): type a later time.",
    "times.after_start": (
        "{text!r} is {until}, after the show starts ({starts}): type an earlier time."
    ),
}
