"""Sentences for a command line that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_COUNTS = {
    "twice": "{text!r} names {name!r} twice: give one number for it.",
    "zero": "{text!r} asks for no {name!r} at all: leave it out or type a number from 1.",
    "too_many": "{text!r} asks for too many of {name!r}: type a number up to 999.",
}


def _counts(details: Mapping[str, Any]) -> str:
    unreadable = "{text!r} is not a list of numbers: type it as in adult=2,child=1."
    return _COUNTS.get(details.get("reason", ""), unreadable).format_map(details)


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "usage.counts": _counts,
}
