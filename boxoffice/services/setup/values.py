"""The values of a set-up file as their texts say them: times, days, ratings, pauses."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid

LONGEST_TURNAROUND_MS = 24 * 3_600_000

_RELATIVE = re.compile(r"\+(\d{1,3})(?:-(\d{1,3}))? +(\d{1,2}:\d{2})", re.ASCII)
_RATING = re.compile(r"\d{1,2}(\.\d)?", re.ASCII)
_SHOW_KEY = re.compile(r"[a-z0-9][a-z0-9_.@/:+T-]*")


def is_show_key(text: str) -> bool:
    """Also the key that a show without one was given, so that it can be moved under it."""
    return _SHOW_KEY.fullmatch(text) is not None


def moments_ms(text: str, *, zone: str, now_ms: int) -> list[int]:
    """The moments of a local time, `+0 20:15` today, `+0-6 20:15` on each of seven days."""
    match = _RELATIVE.fullmatch(plain_form(text))
    if match is None:
        return [times.resolve_local(text, zone=zone)]
    first = int(match[1])
    last = int(match[2] or first)
    if last < first:
        raise Invalid("times.unreadable", text=text)
    today = times.local(now_ms, zone=zone).date()
    return [
        times.resolve_local(f"{today + timedelta(days=ahead)} {match[3]}", zone=zone)
        for ahead in range(first, last + 1)
    ]


def turnaround_ms(text: str) -> int:
    """Milliseconds of a pause between two shows; it may be none."""
    if plain_form(text) in ("0", "0m"):
        return 0
    pause_ms = times.parse_duration(text)
    if pause_ms > LONGEST_TURNAROUND_MS:
        raise Invalid("times.duration_too_long", text=text, days=1)
    return pause_ms


def day(text: str) -> str:
    """A day as 2026-12-25."""
    try:
        found = date.fromisoformat(plain_form(text))
    except ValueError:
        found = None
    if found is None or found.isoformat() != plain_form(text):
        raise Invalid("setup.day", text=printable(text))
    return found.isoformat()


def rating_tenths(text: str) -> int:
    """Tenths of a point of 7.8."""
    typed = plain_form(text)
    try:
        tenths = Decimal(typed).scaleb(1) if _RATING.fullmatch(typed) else None
    except InvalidOperation:
        tenths = None
    if tenths is None or tenths > 100:
        raise Invalid("setup.rating", text=printable(text))
    return int(tenths)
