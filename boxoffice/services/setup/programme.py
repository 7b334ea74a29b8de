"""A set-up file resolved: keys looked up, times and amounts read, halls built, clashes refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from boxoffice.domain import money, times
from boxoffice.domain.layouts import printable
from boxoffice.domain.pricing import DayType
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid
from boxoffice.services.setup.files import Document, Path
from boxoffice.services.setup.halls import Hall, build_hall
from boxoffice.services.setup.models import PriceText, ShowText, TheatreText

MOST_SHOWS = 50_000
MOST_SEATS = 200_000
LONGEST_MINUTES = 24 * 60
LONGEST_TURNAROUND_MS = 24 * 3_600_000

_RELATIVE = re.compile(r"\+(\d{1,3})(?:-(\d{1,3}))? +(\d{1,2}:\d{2})", re.ASCII)
_RATING = re.compile(r"\d{1,2}(\.\d)?", re.ASCII)

Columns = dict[str, Any]


@dataclass(frozen=True)
class Programme:
    """Everything a file asks for, by key; references are keys still, for the write to look up."""

    file: str
    sha256: str
    cities: dict[str, Columns] = field(default_factory=dict)
    theatres: dict[str, Columns] = field(default_factory=dict)
    screens: dict[str, Columns] = field(default_factory=dict)
    categories: dict[str, Columns] = field(default_factory=dict)
    ticket_types: dict[str, Columns] = field(default_factory=dict)
    layouts: dict[str, Hall] = field(default_factory=dict)
    movies: dict[str, Columns] = field(default_factory=dict)
    shows: dict[str, Columns] = field(default_factory=dict)
    prices: dict[tuple[str, ...], Columns] = field(default_factory=dict)
    holidays: dict[tuple[str, str], Columns] = field(default_factory=dict)


def resolve(document: Document, *, now_ms: int) -> Programme:
    """The programme a file asks for; `+0 20:15` counts days from today on the theatre's clock."""
    return _Resolver(document, now_ms).programme()


class _Resolver:
    """Resolves one file, part by part; what others refer to comes first."""

    def __init__(self, document: Document, now_ms: int) -> None:
        self.document = document
        self.text = document.text
        self.now_ms = now_ms
        self.made = Programme(document.name, document.sha256)
        self._lines: dict[tuple[str, Any], int] = {}

    def programme(self) -> Programme:
        self._words()
        self._layouts()
        self._movies()
        for index, city in enumerate(self.text.cities):
            self._claim("cities", city.key, ("cities", index, "key"))
            self.made.cities[city.key] = {"name": city.name}
        for path, city_key, theatre in self._theatres():
            self._theatre(path, city_key, theatre)
        for index, show in enumerate(self.text.shows):
            self._show(("shows", index), show)
        self._refuse_overlaps()
        for path, _, theatre in self._theatres():
            if not theatre.prices:
                raise self.document.fault("setup.no_prices", path, theatre=theatre.key)
            for index, price in enumerate(theatre.prices):
                self._price((*path, "prices", index), theatre, price)
        return self.made

    def _theatres(self) -> Iterator[tuple[Path, str, TheatreText]]:
        for index, city in enumerate(self.text.cities):
            for place, theatre in enumerate(city.theatres):
                yield ("cities", index, "theatres", place), city.key, theatre

    def _words(self) -> None:
        for index, category in enumerate(self.text.categories):
            self._claim("categories", category.key, ("categories", index, "key"))
            self.made.categories[category.key] = {"name": category.name}
        for index, ticket_type in enumerate(self.text.ticket_types):
            self._claim("ticket_types", ticket_type.key, ("ticket_types", index, "key"))
            self.made.ticket_types[ticket_type.key] = {"name": ticket_type.name}

    def _layouts(self) -> None:
        seats = 0
        for index, layout in enumerate(self.text.layouts):
            self._claim("layouts", layout.key, ("layouts", index, "key"))
            hall = build_hall(self.document, ("layouts", index), layout)
            for path, category in hall.categories:
                self._known(category, self.made.categories, "categories", path)
            self.made.layouts[layout.key] = hall
            seats += len(hall.seats)
            if seats > MOST_SEATS:
                raise self.document.fault(
                    "setup.too_many_seats", ("layouts", index), most=MOST_SEATS
                )

    def _movies(self) -> None:
        for index, movie in enumerate(self.text.movies):
            path: Path = ("movies", index)
            self._claim("movies", movie.key, (*path, "key"))
            parsed = self.document.parsed
            runtime_ms = parsed((*path, "runtime"), times.parse_duration, movie.runtime)
            minutes = runtime_ms // 60_000
            if not 1 <= minutes <= LONGEST_MINUTES:
                raise self.document.fault(
                    "setup.runtime", (*path, "runtime"), minutes=minutes, most=LONGEST_MINUTES
                )
            self.made.movies[movie.key] = {
                "title": movie.title,
                "languages": ",".join(movie.languages),
                "genres": ",".join(movie.genres),
                "certificate": movie.certificate,
                "rating_tenths": parsed((*path, "rating"), _rating, movie.rating),
                "runtime_minutes": minutes,
                "distributor": movie.distributor,
                "release_date": parsed((*path, "release"), _day, movie.release)
                if movie.release
                else "",
                "formats": ",".join(movie.formats),
            }

    def _theatre(self, path: Path, city: str, theatre: TheatreText) -> None:
        self._claim("theatres", theatre.key, (*path, "key"))
        self.document.parsed((*path, "zone"), times.get_zone, theatre.zone)
        self.made.theatres[theatre.key] = {
            "city": city, "name": theatre.name, "zone": theatre.zone, "currency": theatre.currency,
            "address": theatre.address,
        }  # fmt: skip
        for index, screen in enumerate(theatre.screens):
            where: Path = (*path, "screens", index)
            key = f"{theatre.key}/{screen.key}"
            self._claim("screens", key, (*where, "key"))
            self._known(screen.layout, self.made.layouts, "layouts", (*where, "layout"))
            self.made.screens[key] = {
                "theatre": theatre.key,
                "key": screen.key,
                "name": screen.name,
                "layout": screen.layout,
                "turnaround_ms": self.document.parsed(
                    (*where, "turnaround"), _turnaround_ms, screen.turnaround
                ),
            }
        for index, holiday in enumerate(theatre.holidays):
            where = (*path, "holidays", index, "day")
            day = self.document.parsed(where, _day, holiday.day)
            self._claim("holidays", (theatre.key, day), where)
            self.made.holidays[theatre.key, day] = {"name": holiday.name}

    def _show(self, path: Path, show: ShowText) -> None:
        self._known(show.movie, self.made.movies, "movies", (*path, "movie"))
        self._known(show.screen, self.made.screens, "screens", (*path, "screen"))
        screen = self.made.screens[show.screen]
        zone = self.made.theatres[screen["theatre"]]["zone"]
        moments: list[tuple[Path, int]] = []
        for index, text in enumerate(show.at):
            where: Path = (*path, "at", index)
            starts = self.document.parsed(where, _moments_ms, text, zone=zone, now_ms=self.now_ms)
            moments += [(where, starts_at_ms) for starts_at_ms in starts]
            if len(self.made.shows) + len(moments) > MOST_SHOWS:
                raise self.document.fault("setup.too_many_shows", where, most=MOST_SHOWS)
        if show.key and (len(moments) > 1 or not _is_key(show.key)):
            raise self.document.fault(
                "setup.show_key", (*path, "key"), key=printable(show.key), times=len(moments)
            )
        if not moments:
            raise self.document.fault("setup.missing_key", path, key="at", field="shows")
        runtime_ms = self.made.movies[show.movie]["runtime_minutes"] * 60_000
        for where, starts_at_ms in moments:
            local = times.local(starts_at_ms, zone=zone).isoformat(timespec="minutes")
            key = show.key or f"{show.screen}@{local}"
            self._claim("shows", key, where)
            self.made.shows[key] = {
                "movie": show.movie,
                "screen": show.screen,
                "starts_at_ms": starts_at_ms,
                "ends_at_ms": starts_at_ms + runtime_ms,
                "language": show.language,
                "subtitles": show.subtitles,
                "format": show.format,
                "draft": show.draft,
                "local": local,
            }

    def _refuse_overlaps(self) -> None:
        """Two shows on one screen need the turnaround between them."""
        by_screen: dict[str, list[tuple[int, str]]] = {}
        for key, show in self.made.shows.items():
            by_screen.setdefault(show["screen"], []).append((show["starts_at_ms"], key))
        for screen, shows in by_screen.items():
            turnaround_ms = self.made.screens[screen]["turnaround_ms"]
            shows.sort()
            for (_, before), (starts_at_ms, after) in pairwise(shows):
                free_at_ms = self.made.shows[before]["ends_at_ms"] + turnaround_ms
                if starts_at_ms < free_at_ms:
                    self._overlap(before, after, free_at_ms)

    def _overlap(self, before: str, after: str, free_at_ms: int) -> None:
        lines = {key: self._lines["shows", key] for key in (before, after)}
        later = max(before, after, key=lambda key: lines[key])
        other = before if later == after else after
        show = self.made.shows[after]
        zone = self.made.theatres[self.made.screens[show["screen"]]["theatre"]]["zone"]
        raise self.document.fault(
            "setup.shows_overlap", (),
            line=lines[later], column=1, show=later, other=other, other_line=lines[other],
            free_at=times.local(free_at_ms, zone=zone).isoformat(timespec="minutes"),
            screen=show["screen"],
        )  # fmt: skip

    def _price(self, path: Path, theatre: TheatreText, price: PriceText) -> None:
        selectors = {
            "category": self.made.categories,
            "ticket_type": self.made.ticket_types,
            "day": [str(day) for day in DayType],
            "show": self.made.shows,
        }
        for name, known in selectors.items():
            if value := getattr(price, name):
                kind = {"category": "categories", "show": "shows", "day": "days"}.get(
                    name, "ticket_types"
                )
                self._known(value, known, kind, (*path, name))
        if price.show and not self._plays_at(price.show, theatre.key):
            raise self.document.fault(
                "setup.price_elsewhere", (*path, "show"), show=price.show, theatre=theatre.key
            )
        chosen = (price.category, price.ticket_type, price.day, price.show)
        self._claim("prices", (theatre.key, *chosen), path)
        self.made.prices[theatre.key, *chosen] = {
            "amount_minor": self.document.parsed(
                (*path, "amount"), money.parse_amount, price.amount, currency=theatre.currency
            )
        }

    def _plays_at(self, show: str, theatre: str) -> bool:
        return bool(self.made.screens[self.made.shows[show]["screen"]]["theatre"] == theatre)

    def _claim(self, kind: str, key: Any, path: Path) -> None:
        """Each key once per file."""
        if key in self._made_of(kind):
            spelled = key if isinstance(key, str) else " ".join(part for part in key if part)
            raise self.document.fault(
                "setup.thing_twice", path,
                kind=kind, key=spelled, other_line=self._lines[kind, key],
            )  # fmt: skip
        self._lines[kind, key] = self.document.line_of(path)

    def _made_of(self, kind: str) -> Collection[Any]:
        made: Mapping[Any, Any] = getattr(self.made, kind)
        return made

    def _known(self, key: str, known: Collection[str], kind: str, path: Path) -> None:
        if key in known:
            return
        nearest = get_close_matches(key, list(known), n=1, cutoff=0.5)
        raise self.document.fault(
            "setup.unknown_reference", path,
            kind=kind, key=printable(key), nearest=nearest[0] if nearest else None,
            known=[str(each) for each in list(known)[:8]],
        )  # fmt: skip


def _is_key(text: str) -> bool:
    """Also the key that a show without one was given, so that it can be moved under it."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_.@/:+T-]*", text) is not None


def _moments_ms(text: str, *, zone: str, now_ms: int) -> list[int]:
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


def _turnaround_ms(text: str) -> int:
    if plain_form(text) in ("0", "0m"):
        return 0
    turnaround_ms = times.parse_duration(text)
    if turnaround_ms > LONGEST_TURNAROUND_MS:
        raise Invalid("times.duration_too_long", text=text, days=1)
    return turnaround_ms


def _day(text: str) -> str:
    """A day as 2026-12-25."""
    try:
        day = date.fromisoformat(plain_form(text))
    except ValueError:
        day = None
    if day is None or day.isoformat() != plain_form(text):
        raise Invalid("setup.day", text=printable(text))
    return day.isoformat()


def _rating(text: str) -> int:
    """Tenths of a point of 7.8."""
    typed = plain_form(text)
    try:
        tenths = Decimal(typed).scaleb(1) if _RATING.fullmatch(typed) else None
    except InvalidOperation:
        tenths = None
    if tenths is None or tenths > 100:
        raise Invalid("setup.rating", text=printable(text))
    return int(tenths)
