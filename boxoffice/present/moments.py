"""Times as people at a counter read them, in the zone the value carries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def moment(value: Any) -> datetime:
    """The value as a datetime: one already, ISO 8601 text, or epoch milliseconds (then in UTC)."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, tz=UTC)
    return datetime.fromisoformat(value)


def day_and_time(value: Any) -> str:
    """A show's start: Sat 21 Nov 20:15."""
    at = moment(value)
    return f"{day(at)} {clock_time(at)}"


def day(value: Any) -> str:
    """A day without its year: Sat 21 Nov."""
    at = moment(value)
    return f"{at:%a} {at.day} {at:%b}"


def clock_time(value: Any) -> str:
    """The time of day: 20:15."""
    return f"{moment(value):%H:%M}"
