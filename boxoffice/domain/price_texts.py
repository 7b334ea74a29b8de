"""What a price rule says, as people type it: percents, steps, weekdays, times of day, dates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from boxoffice.domain.money import parse_amount, plain
from boxoffice.domain.price_rules import WEEKDAYS, WHOLE_BP, steps_of
from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

_PERCENT = re.compile(r"([+-]?)(\d{1,4}(?:[.,]\d{1,2})?) ?%?", re.ASCII)
_STEP = re.compile(r"(\d{1,3}) ?%? ?= ?(.+)", re.ASCII)
_WINDOW = re.compile(r"(\d\d:\d\d)?\s*-\s*(\d\d:\d\d)?", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WEEKDAYS_IN_FULL = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_MINUS = str.maketrans("−–", "--")
_MOST_BP = 100_000


def parse_percent(text: str) -> int:
    """Basis points of 10, +10%, -12.5 %, 5,5 %: nothing takes more than all away."""
    match = _PERCENT.fullmatch(plain_form(text).translate(_MINUS))
    if match is None:
        raise Invalid("prices.percent", text=excerpt(text))
    change_bp = int(Decimal(match[2].replace(",", ".")).scaleb(2)) * (-1 if match[1] == "-" else 1)
    if not -WHOLE_BP <= change_bp <= _MOST_BP:
        raise Invalid("prices.percent", text=excerpt(text))
    return change_bp


def percent_text(change_bp: int) -> str:
    """The same, as it is typed: 12.5%."""
    whole, rest = divmod(abs(change_bp), 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if change_bp < 0 else ''}{whole}{decimals}%"


def parse_steps(text: str) -> str:
    """Steps by how full the house is, as they are kept: 50=10%,80=20% is 50=1000,80=2000."""
    steps: dict[int, int] = {}
    for part in plain_form(text).split(","):
        match = _STEP.fullmatch(part.strip())
        full = int(match[1]) if match else -1
        if match is None or full > 100 or full in steps:
            raise Invalid("prices.steps", text=excerpt(text))
        try:
            steps[full] = parse_percent(match[2])
        except Invalid:
            raise Invalid("prices.steps", text=excerpt(text)) from None
    return ",".join(f"{full}={change}" for full, change in sorted(steps.items()))


def steps_text(kept: str) -> str:
    """The same, as it is typed."""
    return ",".join(f"{full}={percent_text(change)}" for full, change in steps_of(kept))


def parse_weekdays(text: str) -> str:
    """Days of the week in their order: fri-sun,wed is wed,fri,sat,sun; sun-tue goes round."""
    chosen: set[str] = set()
    for part in plain_form(text).lower().translate(_MINUS).split(","):
        ends = [_weekday(each.strip()) for each in part.split("-")]
        if len(ends) > 2 or "" in ends:
            raise Invalid("prices.weekdays", text=excerpt(text))
        place, end = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        chosen |= {WEEKDAYS[(place + step) % 7] for step in range((end - place) % 7 + 1)}
    return ",".join(day for day in WEEKDAYS if day in chosen)


def _weekday(typed: str) -> str:
    """The short form of a day typed by three letters or more, or "" where it is none."""
    if len(typed) < len(WEEKDAYS[0]):
        return ""
    return next((day[:3] for day in _WEEKDAYS_IN_FULL if day.startswith(typed)), "")


def parse_window(text: str) -> tuple[str, str]:
    """A stretch of the day: 14:00-17:00, -17:00, 22:00-02:00."""
    match = _WINDOW.fullmatch(plain_form(text).translate(_MINUS))
    begins, ends = (match[1] or "", match[2] or "") if match else ("", "")
    clocks = [clock for clock in (begins, ends) if clock]
    if not clocks or begins == ends or not all(_CLOCK.fullmatch(clock) for clock in clocks):
        raise Invalid("prices.window", text=excerpt(text))
    return begins, ends


def parse_dates(text: str) -> tuple[str, str]:
    """Business days, both included: 2026-12-24..2027-01-02, one alone, or an end left open."""
    first, dots, last = (part.strip() for part in plain_form(text).partition(".."))
    ends = (first, last) if dots else (first, first)
    try:
        known = [date.fromisoformat(end).isoformat() == end for end in ends if end]
    except ValueError:
        known = []
    if not known or not all(known) or (all(ends) and ends[0] > ends[1]):
        raise Invalid("prices.dates", text=excerpt(text))
    return ends


def range_text(first: str, last: str, mark: str) -> str:
    """A stretch as it is typed; "" where there is none."""
    return f"{first}{mark}{last}" if first or last else ""


def parse_signed(text: str, *, currency: str) -> int:
    """An amount that may be taken away: -2.00, 1.50, +1.50."""
    typed = plain_form(text).translate(_MINUS)
    if typed.startswith("-"):
        return -parse_amount(typed[1:], currency=currency)
    return parse_amount(typed.removeprefix("+"), currency=currency)


def signed_text(amount_minor: int, *, currency: str) -> str:
    """The same, as it is typed."""
    return plain(amount_minor, currency=currency)


def parse_priority(text: str) -> int:
    """A whole number; the higher goes first."""
    try:
        found = int(plain_form(text).translate(_MINUS))
    except ValueError:
        found = _MOST_BP + 1
    if abs(found) > _MOST_BP:
        raise Invalid("prices.priority", text=excerpt(text))
    return found
