"""What a seat costs: the most specific rule by show, ticket type, category and kind of day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid, Refused

_COUNT = re.compile(r"([^\W\d][\w-]*)\s*=\s*([0-9]{1,9})")
_MOST_OF_ONE = 999
_SATURDAY = 5


class DayType(StrEnum):
    """The kinds of day that a price may depend on."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A price and the seats it is for; an empty selector ("" or 0) stands for any."""

    key: str
    amount_minor: int
    category: str = ""
    ticket_type: str = ""
    show_id: int = 0
    day_type: str = ""


def day_type(day: date, *, holidays: Collection[date]) -> DayType:
    """Holiday before weekend (Saturday, Sunday) before weekday, for a business day."""
    if day in holidays:
        return DayType.HOLIDAY
    return DayType.WEEKEND if day.weekday() >= _SATURDAY else DayType.WEEKDAY


def choose_rule(
    rules: Iterable[PriceRule], *, category: str, ticket_type: str, show_id: int, day_type: str
) -> PriceRule:
    """The most specific rule that fits the seat: the one with the most selectors set.

    Equal numbers are told apart by which selectors: show before ticket type before category before
    day type; then by the smaller key. So for an adult's sofa at show 12 on a Saturday, "sofa,
    weekend: 15" beats "show 12: 20" (two against one) and loses to "show 12, sofa: 22" (the show).
    """
    fitting = [
        rule
        for rule in rules
        if rule.category in ("", category)
        and rule.ticket_type in ("", ticket_type)
        and rule.show_id in (0, show_id)
        and rule.day_type in ("", day_type)
    ]
    if not fitting:
        raise Refused(
            "prices.none",
            category=category,
            ticket_type=ticket_type,
            show_id=show_id,
            day_type=str(day_type),
        )
    return min(fitting, key=precedence)


def precedence(rule: PriceRule) -> tuple[int, bool, bool, bool, bool, str]:
    """Sorts rules from the most specific to the least, and never leaves two keys equal."""
    selectors = (rule.show_id, rule.ticket_type, rule.category, rule.day_type)
    show, kind, category, day = (not selector for selector in selectors)
    return (show + kind + category + day, show, kind, category, day, rule.key)


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
