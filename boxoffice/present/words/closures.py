"""Sentences about screens that are closed for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.moments import day_and_time


def _closed(details: Mapping[str, Any]) -> str:
    starts, ends, closes, opens = (
        day_and_time(details[name]) for name in ("starts_at", "ends_at", "from", "to")
    )
    show = str(details["show"])
    return (
        f"Nothing was changed: show {show} would run from {starts} to {ends}, and"
        f" {details['screen']} is closed from {closes} to {opens} ({details['reason']})."
        " Take another time or screen, or open this one again:"
        f" `boxoffice screen open {details['screen']}`."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "closures.closed": _closed,
    "closures.not_closed": "{screen} is not closed, now or later.",
    "closures.ends_before": "A screen closes before it opens again: `--to` must be after `--from`.",
    "closures.over": "That time is over. Name an end to come, as in `--to '2026-11-28 18:00'`.",
    "closures.no_reason": "Closing a screen needs a reason: add `--reason WHY`.",
}
