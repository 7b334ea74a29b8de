"""A theatre's local time: moments as epoch milliseconds, no gap or doubled hour passed over."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

BUSINESS_DAY_ENDS_AT_MINUTE = 5 * 60
LONGEST_DURATION_MS = 7 * 24 * 3_600_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_YEARS = range(1970, 2200)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?"
    r"(?:\s*(?:(?P<utc>[zZ])|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})))?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(?:(?P<days>\d{1,6})d)? ?(?:(?P<hours>\d{1,6})h)? ?"
    r"(?:(?P<minutes>\d{1,6})m(?:in)?)? ?(?:(?P<seconds>\d{1,6})s)?",
    re.ASCII,
)
_CLOCK = re.compile(r"(?:([a-z]+) +)?(\d{1,2}):(\d{2})", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def get_zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name, or Invalid("times.zone")."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid("times.zone", zone=excerpt(name)) from None


def local(ms: int, *, zone: str) -> datetime:
    """The moment on the theatre's clock, aware of its offset."""
    return (_EPOCH + ms * _MILLISECOND).astimezone(get_zone(zone))


def resolve_local(text: str, *, zone: str) -> int:
    """Epoch milliseconds of a local time as typed: 2026-11-28 20:15, or with T, seconds, an offset.

    Without an offset, a time that the clocks skip is Invalid("times.gap") and one that they show
    twice is Invalid("times.ambiguous") with both choices, each of which can be typed as it stands.
    """
    info = get_zone(zone)
    match = _MOMENT.fullmatch(plain_form(text))
    if match is None:
        raise Invalid("times.unreadable", text=excerpt(text))
    try:
        day = date.fromisoformat(match.group(1))
        wall = datetime.combine(day, time(int(match[2]), int(match[3]), int(match[4] or 0)))
        offset = _typed_offset(match)
    except ValueError:
        raise Invalid("times.unreadable", text=excerpt(text)) from None
    if wall.year not in _YEARS:
        raise Invalid("times.year", text=excerpt(text), year=wall.year)
    if offset is not None:
        return _to_ms(wall.replace(tzinfo=UTC) - offset)
    return _only_moment(wall, zone=info, text=text)


def _typed_offset(match: re.Match[str]) -> timedelta | None:
    if match["utc"]:
        return timedelta(0)
    if not match["sign"]:
        return None
    if int(match["hours"]) > 14 or int(match["minutes"]) > 59:
        raise ValueError("no zone is that far away")
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return -offset if match["sign"] == "-" else offset


def _only_moment(wall: datetime, *, zone: ZoneInfo, text: str) -> int:
    """The one moment at which the clocks of the zone show that time, else Invalid."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return _to_ms(first)
    moments = [moment.astimezone(UTC).astimezone(zone) for moment in (first, second)]
    if moments[0].replace(tzinfo=None) == wall:
        choices = [moment.isoformat(" ", "minutes") for moment in moments]
        raise Invalid("times.ambiguous", text=excerpt(text), zone=zone.key, choices=choices)
    instead = f"{moments[0]:%Y-%m-%d %H:%M}"
    raise Invalid("times.gap", text=excerpt(text), zone=zone.key, instead=instead)


def _to_ms(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


@lru_cache(maxsize=1024)
def business_day(ms: int, *, zone: str, ends_at_minute: int = BUSINESS_DAY_ENDS_AT_MINUTE) -> date:
    """The day whose takings the moment belongs to: a show at 00:30 is the evening before's.

    Exactly the day of `day_bounds_ms` that holds the moment, also where the clocks change.
    """
    day = local(ms, zone=zone).date()
    while ms < _starts_ms(day, zone=zone, ends_at_minute=ends_at_minute):
        day -= timedelta(days=1)
    while ms >= _starts_ms(day + timedelta(days=1), zone=zone, ends_at_minute=ends_at_minute):
        day += timedelta(days=1)
    return day


def day_bounds_ms(
    day: date, *, zone: str, ends_at_minute: int = BUSINESS_DAY_ENDS_AT_MINUTE
) -> tuple[int, int]:
    """First moment of a business day and first after it: 24 hours, unless the clocks change."""
    return (
        _starts_ms(day, zone=zone, ends_at_minute=ends_at_minute),
        _starts_ms(day + timedelta(days=1), zone=zone, ends_at_minute=ends_at_minute),
    )


def _starts_ms(day: date, *, zone: str, ends_at_minute: int) -> int:
    """When the clocks first show that minute; a skipped one counts as many minutes into the gap."""
    wall = datetime.combine(day, time(), tzinfo=get_zone(zone)) + timedelta(minutes=ends_at_minute)
    return _to_ms(wall)


def parse_duration(text: str) -> int:
    """Milliseconds of 7m, 90s, 1h30m, 2h, 1d or a bare number of minutes; up to seven days."""
    typed = plain_form(text).lower()
    if typed.startswith(("-", "−")):
        raise Invalid("times.duration_not_positive", text=excerpt(text))
    match = _DURATION.fullmatch(f"{typed}m" if typed.isdecimal() else typed)
    if not typed or match is None:
        raise Invalid("times.duration", text=excerpt(text))
    duration = timedelta(**{unit: int(count or 0) for unit, count in match.groupdict().items()})
    if not duration:
        raise Invalid("times.duration_not_positive", text=excerpt(text))
    if duration > LONGEST_DURATION_MS * _MILLISECOND:
        raise Invalid("times.duration_too_long", text=excerpt(text), days=7)
    return duration // _MILLISECOND


def parse_day(
    text: str, *, now_ms: int, zone: str, ends_at_minute: int = BUSINESS_DAY_ENDS_AT_MINUTE
) -> date:
    """A business day as typed: today, tomorrow, a weekday from today on, or 2026-11-28."""
    typed = plain_form(text).lower()
    today = business_day(now_ms, zone=zone, ends_at_minute=ends_at_minute)
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    weekday = _weekday(typed) if typed else -1
    if weekday >= 0:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("times.day", text=excerpt(text)) from None


def parse_until(text: str, *, now_ms: int, zone: str, show_starts_at_ms: int) -> int:
    """The moment until which a party's seats are kept, after now and not after the show's start.

    `sat 12:00` is the next such weekday, `12:00` today or tomorrow, `-30m` counts back from the
    show's start, `+2h` and `2h` on from now, and a date and time stand for themselves.
    """
    typed = plain_form(text).lower()
    if typed.startswith(("-", "−")):
        until_ms = show_starts_at_ms - _duration(typed[1:], text=text)
    elif match := _CLOCK.fullmatch(typed):
        until_ms = _next_clock_ms(match, text=text, now_ms=now_ms, zone=zone)
    elif _MOMENT.fullmatch(typed.upper()):
        until_ms = resolve_local(typed.upper(), zone=zone)
    else:
        until_ms = now_ms + _duration(typed.removeprefix("+"), text=text)
    details = {"text": excerpt(text), "until": _minute(until_ms, zone=zone)}
    if until_ms <= now_ms:
        raise Invalid("times.past", **details)
    if until_ms > show_starts_at_ms:
        starts = _minute(show_starts_at_ms, zone=zone)
        raise Invalid("times.after_start", **details, starts=starts)
    return until_ms


def _duration(typed: str, *, text: str) -> int:
    try:
        return parse_duration(typed)
    except Invalid as error:
        if error.code == "times.duration":
            raise Invalid("times.until", text=excerpt(text)) from None
        raise


def _next_clock_ms(match: re.Match[str], *, text: str, now_ms: int, zone: str) -> int:
    """The next moment after now at which the theatre's clock shows that time (on that weekday)."""
    weekday = _weekday(match[1]) if match[1] else None
    if int(match[2]) > 23 or int(match[3]) > 59 or weekday == -1:
        raise Invalid("times.until", text=excerpt(text))
    today = local(now_ms, zone=zone).date()
    ahead, step = (0, 1) if weekday is None else ((weekday - today.weekday()) % 7, 7)
    wall = datetime.combine(today, time(int(match[2]), int(match[3]))) + timedelta(days=ahead)
    info = get_zone(zone)
    last_ms = max(_to_ms(wall.replace(tzinfo=info, fold=fold)) for fold in (0, 1))
    if last_ms <= now_ms:
        wall += timedelta(days=step)
    return _only_moment(wall, zone=info, text=text)


def _weekday(name: str) -> int:
    """Monday is 0; -1 where the name is neither a weekday's nor its first three letters."""
    names = [weekday for weekday in _WEEKDAYS if name in {weekday, weekday[:3]}]
    return _WEEKDAYS.index(names[0]) if names else -1


def _minute(ms: int, *, zone: str) -> str:
    return f"{local(ms, zone=zone):%Y-%m-%d %H:%M}"
