"""What TAB offers: shows that can be sold, seats that are free, references and holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from boxoffice.storage import peek

if TYPE_CHECKING:
    from boxoffice.config import Settings

MINUTE_MS = 60_000
AHEAD_MS = 36 * 60 * MINUTE_MS

Candidate = tuple[str, str]
"""What would be typed, and what it is."""


def shows(settings: Settings, typed: str, *, now_ms: int) -> list[Candidate]:
    """Shows until tomorrow night as they may be typed, each with film, start and theatre."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    late_ms = settings.late_minutes * MINUTE_MS
    rows = peek.look(settings.db, peek.SHOWS, from_ms=now_ms - late_ms, to_ms=now_ms + AHEAD_MS)
    offered: dict[str, str] = {}
    for number, movie, starts_ms, zone, key, theatre in rows:
        if settings.theatre.casefold() in ("", key.casefold(), theatre.casefold()):
            starts = datetime.fromtimestamp(starts_ms / 1000, ZoneInfo(zone))
            for name in _names(typed, number=number, movie=movie, clock=f"{starts:%H:%M}"):
                offered.setdefault(name, f"{movie} {starts:%a %H:%M} {theatre}")
    return list(offered.items())


def _names(typed: str, *, number: int, movie: str, clock: str) -> list[str]:
    """What names a show, going on as it was begun: 12, 20:15 or dune@20:15."""
    from boxoffice.domain.layouts import fold

    film, at, _ = typed.rpartition("@")
    if at:
        return [f"{film}@{clock}"] if fold(film) in fold(movie) else []
    if ":" in typed:
        return [clock]
    begun = fold(typed)
    words = re.findall(r"\w+", movie.lower()) if begun else []
    return [str(number), *(f"{word}@{clock}" for word in words if fold(word).startswith(begun))]


def free_seats(settings: Settings, show: str, *, now_ms: int) -> list[Candidate]:
    """The free seats of a show named by its number, as people say them."""
    from boxoffice.domain.layouts import Seat

    if not (show.isascii() and show.isdecimal()):
        return []
    rows = peek.look(settings.db, peek.FREE_SEATS, show_id=int(show), now_ms=now_ms)
    return [
        (Seat(id=id_, row=row, number=number, category="", x=0, y=0, zone=zone).label, "")
        for id_, zone, row, number in rows
    ]


def references(settings: Settings, *, now_ms: int) -> list[Candidate]:
    """Bookings that wait for their money, then this till's newest."""
    rows = peek.look(settings.db, peek.UNPAID, now_ms=now_ms)
    rows += peek.look(settings.db, peek.NEWEST, till=settings.till)
    return list({ref: (ref, f"{name} {status}".strip()) for ref, name, status in rows}.values())


def holds(settings: Settings, *, now_ms: int) -> list[Candidate]:
    """The holds of this till that still run, by the end of their ids."""
    rows = peek.look(settings.db, peek.HOLDS, till=settings.till, now_ms=now_ms)
    return [(hold_id[-6:], "") for (hold_id,) in rows]


_BY_KEY = {
    "cities": peek.CITIES,
    "theatres": peek.THEATRES,
    "screens": peek.SCREENS,
    "layouts": peek.LAYOUTS,
    "categories": peek.CATEGORIES,
    "ticket_types": peek.TICKET_TYPES,
    "prices": peek.PRICES,
    "taxes": peek.TAXES,
    "fees": peek.FEES,
    "offers": peek.OFFERS,
}


def keys(settings: Settings, kind: str) -> list[Candidate]:
    """The keys of one kind of part of the house, with names where they have some."""
    return [(key, name) for key, name in peek.look(settings.db, _BY_KEY[kind])]


def movies(settings: Settings, start: str) -> list[Candidate]:
    """The keys of films that begin so, with their titles; of thousands only the first."""
    rows = peek.look(settings.db, peek.MOVIES, start=start.lower())
    return [(key, title) for key, title in rows]
