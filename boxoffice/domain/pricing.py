"""What prices go by: kinds of day, and who sits on which seat."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

_COUNT = re.compile(r"([^\W\d][\w-]*)\s*=\s*([0-9]{1,9})")
_MOST_OF_ONE = 999
_SATURDAY = 5


class DayType(StrEnum):
    """The kinds of day that a price may depend on."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


def day_type(day: date, *, holidays: Collection[date]) -> DayType:
    """Holiday before weekend (Saturday, Sunday) before weekday, for a business day."""
    if day in holidays:
        return DayType.HOLIDAY
    return DayType.WEEKEND if day.weekday() >= _SATURDAY else DayType.WEEKDAY


def assign_ticket_types(
    count: int | None, wanted: Mapping[str, int], *, default: str
) -> tuple[str, ...]:
    """One ticket type per seat, in the order asked for: adult=4, child=5 implies nine seats."""
    kinds = tuple(kind for kind, number in wanted.items() for _ in range(number))
    if not kinds and not count:
        raise Invalid("prices.no_count")
    if not kinds:
        return (default,) * (count or 0)
    if count is not None and count != len(kinds):
        raise Invalid("prices.count_mismatch", seats=count, types=dict(wanted), implied=len(kinds))
    return kinds


def parse_counts(text: str) -> dict[str, int]:
    """Names and numbers as in adult=2,child=1 or wheelchair=1,companion=1, in the order typed."""
    counts: dict[str, int] = {}
    for part in plain_form(text).split(","):
        match = _COUNT.fullmatch(part.strip())
        if match is None:
            raise Invalid("usage.counts", text=excerpt(text), reason="unreadable")
        name, number = match[1], int(match[2])
        if name in counts:
            raise Invalid("usage.counts", text=excerpt(text), reason="twice", name=excerpt(name))
        if not 1 <= number <= _MOST_OF_ONE:
            reason = "too_many" if number else "zero"
            raise Invalid("usage.counts", text=excerpt(text), reason=reason, name=excerpt(name))
        counts[name] = number
    return counts


def total(prices: Iterable[int]) -> int:
    """What all the seats cost together, in minor units."""
    return sum(prices)
