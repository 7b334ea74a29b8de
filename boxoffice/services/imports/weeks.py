"""A week of shows over again: the same films at the same local times, some weeks on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services import prices, shows
from boxoffice.services.imports.answers import ImportResult, apply_entries, digest
from boxoffice.services.imports.houses import Films, Places
from boxoffice.services.imports.screens import Halls, Slot
from boxoffice.services.setup.tree import Node
from boxoffice.services.timetable import LONGEST_SHOW_MS
from boxoffice.storage.queries import imports as queries
from boxoffice.storage.queries.setup import rows_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

TYPED = "show copy"


@dataclass(frozen=True, slots=True)
class Week:
    """The shows of one theatre in the week to copy, and how many days on the other week is."""

    rows: tuple[Row, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Copies:
    """The shows to make, those that are there already, and those that cannot be."""

    entries: list[Node]
    there: int
    faults: list[InvalidFile]


def copy_week(app: App, ctx: Context, *, week: str, to: str, draft: bool) -> ImportResult:
    """The shows of the week that a day is in, Monday to Sunday, in the week of another day."""
    with app.db.read(ctx) as session:
        films, places = Films.read(session), Places.read(session)
        halls = Halls(places)
        found = [
            _week(session, house, places, halls, films, week=week, to=to)
            for house in shows.houses_named(session, ctx.settings.theatre)
        ]
        now_ms = session.now_ms
    by_id = {row.id: row for row in films.by_key.values()}
    made = [
        copies(each.rows, halls, by_id, days=each.days, draft=draft, now_ms=now_ms)
        for each in found
    ]
    entries = [entry for each in made for entry in each.entries]
    faults = [fault for each in made for fault in each.faults]
    sha256 = digest(week, to, str(draft), ctx.settings.theatre)
    done = apply_entries(app, ctx, {"shows": entries}, faults, name=TYPED, sha256=sha256)
    return ImportResult(
        **done.model_dump(),
        read=sum(len(each.rows) for each in found),
        there=sum(each.there for each in made),
    )


def _week(
    session: ReadSession,
    house: Row,
    places: Places,
    halls: Halls,
    films: Films,
    *,
    week: str,
    to: str,
) -> Week:
    """One theatre's week to copy; what its other week has is noted in the halls."""
    ends_at = prices.day_ends_at_minute(session.ctx, house.key)
    first, target = (
        monday_of(
            times.parse_day(text, now_ms=session.now_ms, zone=house.zone, ends_at_minute=ends_at)
        )
        for text in (week, to)
    )
    bounds = partial(times.day_bounds_ms, zone=house.zone, ends_at_minute=ends_at)
    screens = [row.id for row in places.screens if row.theatre_key == house.key]
    between = partial(rows_among, session, queries.shows_of_screens_between, screens)
    source = between(from_ms=bounds(first)[0], to_ms=bounds(first + timedelta(days=6))[1])
    playing = [row for row in source if row.status != "cancelled"]
    playing.sort(key=lambda row: (row.starts_at_ms, row.id))
    there = between(
        from_ms=bounds(target)[0] - LONGEST_SHOW_MS,
        to_ms=bounds(target + timedelta(days=6))[1] + LONGEST_SHOW_MS,
    )
    halls.fill(there, {row.id: row.key for row in films.by_key.values()})
    return Week(tuple(playing), (target - first).days)


def monday_of(day: date) -> date:
    """The first day of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def copies(
    rows: Iterable[Row],
    halls: Halls,
    films: Mapping[int, Row],
    *,
    days: int,
    draft: bool,
    now_ms: int,
) -> Copies:
    """Shows so many days later, at the same time on the theatre's clock; what is there stays."""
    entries: list[Node] = []
    faults: list[InvalidFile] = []
    there = 0
    by_id = {hall.id: hall for hall in halls.all}
    for row in rows:
        hall, film = by_id[row.screen_id], films[row.movie_id]
        wall = times.local(row.starts_at_ms, zone=hall.zone) + timedelta(days=days)
        text = f"{wall:%Y-%m-%d %H:%M}"
        place = {"title": printable(film.title), "screen": hall.name_in_setup, "at": text}
        try:
            starts_at_ms = times.resolve_local(text, zone=hall.zone)
        except Invalid as error:
            faults.append(
                _fault("imports.copy_time", because=error.code, details=error.details, **place)
            )
            continue
        if halls.same_show((hall,), film.key, starts_at_ms) is not None:
            there += 1
            continue
        ends_at_ms = starts_at_ms + film.runtime_minutes * 60_000
        other = halls.in_the_way(hall, starts_at_ms, ends_at_ms)
        if starts_at_ms <= now_ms:
            faults.append(_fault("imports.copy_past", **place))
        elif other is not None:
            faults.append(_fault("imports.copy_overlap", other=other.key, **place))
        else:
            slot = halls.take(Slot(hall, "", film.key, starts_at_ms, ends_at_ms))
            is_draft = draft or row.status == "draft"
            entries.append(_entry(row, slot, text=text, is_draft=is_draft))
    return Copies(entries, there, faults)


def _entry(row: Row, slot: Slot, *, text: str, is_draft: bool) -> Node:
    fields = {
        "key": slot.key, "movie": slot.film, "screen": slot.hall.name_in_setup, "at": text,
        "language": row.language, "subtitles": row.subtitles, "format": row.format,
        "draft": "true" if is_draft else "",
    }  # fmt: skip
    return Node({name: Node(value, 0, 0) for name, value in fields.items() if value}, 0, 0)


def _fault(code: str, **details: object) -> InvalidFile:
    return InvalidFile(code, file=TYPED, line=0, column=0, **details)
