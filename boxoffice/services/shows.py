"""Which show people mean, what it offers, and whether it is on sale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from boxoffice.domain import times
from boxoffice.domain.layouts import fold
from boxoffice.domain.typed import alike
from boxoffice.errors import Conflict, Invalid, NotFound, Refused
from boxoffice.services import prices
from boxoffice.services.results import ShowLabel, ShowSummary, Value
from boxoffice.storage.queries import shows as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
LOOK_AHEAD_MS = 7 * DAY_MS
MOST_NEXT = 3


class ShowList(Value):
    """Shows in the order they start."""

    shows: tuple[ShowSummary, ...]


def list_shows(app: App, ctx: Context, *, days: int = 1) -> ShowList:
    """What is on from now on: by default until tonight's last show."""
    with app.db.read(ctx) as session:
        rows = _upcoming(session, ctx, days=days, theatre=ctx.settings.theatre)
        return ShowList(shows=tuple(summary(session, row) for row in rows))


def view_show(app: App, ctx: Context, text: str) -> ShowSummary:
    """One show by what people call it."""
    with app.db.read(ctx) as session:
        row = get_show(session, text)
        return summary(session, counted(session, row.id))


def summary(session: ReadSession, row: Row) -> ShowSummary:
    """A show's row with its count as the value that lists answer with."""
    return summary_of(
        row, available=row.capacity - row.taken, price_from_minor=prices.price_from(session, row)
    )


def summary_of(row: Row, *, available: int, price_from_minor: int | None) -> ShowSummary:
    """The same where the seats left and the lowest price are known already."""
    return ShowSummary(
        **dict(label(row)), status=row.status, capacity=row.capacity, available=available,
        price_from_minor=price_from_minor, currency=row.currency,
    )  # fmt: skip


def label(row: Row) -> ShowLabel:
    """Which show a row is, as a ticket says it."""
    return ShowLabel(
        id=row.id, movie=row.movie, city=row.city, theatre=row.theatre, screen=row.screen,
        starts_at=times.local(row.starts_at_ms, zone=row.zone), language=row.language,
        subtitles=row.subtitles, format=row.format, certificate=row.certificate,
    )  # fmt: skip


def counted(session: ReadSession, show_id: int) -> Row:
    """A show's row with its count of seats taken."""
    row = session.first(queries.show_with_count, show_id=show_id, now_ms=session.now_ms)
    if row is None:
        raise NotFound("shows.unknown", text=str(show_id), nearest=[])
    return row


def get_show(session: ReadSession, text: str) -> Row:
    """The show that a number, `20:15`, `dune` or `dune@20:15` means at this till."""
    typed = text.strip()
    if typed.isascii() and typed.isdecimal():
        row = session.first(queries.show_by_id, show_id=min(int(typed), 2**62))
        if row is None:
            raise NotFound("shows.unknown", text=typed, nearest=[])
        _require_known_theatre(session, row)
        return row
    return _by_words(session, typed)


def lock_show(session: WriteSession, text: str) -> Row:
    """The same, locked against being moved, closed or cancelled until this write is done."""
    show_id = text.strip()
    if not (show_id.isascii() and show_id.isdecimal()):
        show_id = str(get_show(session, text).id)
    number = min(int(show_id), 2**62)
    rows = session.lock(queries.lock_show, first=queries.lock_show_row, show_id=number)
    if not rows:
        raise NotFound("shows.unknown", text=text, nearest=[])
    _require_known_theatre(session, rows[0])
    return rows[0]


@contextmanager
def named(show: Row) -> Iterator[None]:
    """What goes wrong with seats says at which show, so that its sentence can send people there."""
    try:
        yield
    except (Conflict, Invalid, NotFound) as error:
        error.details.setdefault("show_id", show.id)
        raise


def _require_known_theatre(session: ReadSession, row: Row) -> None:
    """Refuse a till's theatre that is a slip of the pen; any real one may sell any show."""
    theatre = session.ctx.settings.theatre
    if theatre and fold(theatre) not in (fold(row.theatre_key), fold(row.theatre)):
        houses_named(session, theatre)


def lock_show_on_sale(session: WriteSession, text: str, *, late: bool) -> Row:
    """A show that seats may be claimed of now; `late` sells after the close, never a cancelled."""
    row = lock_show(session, text)
    require_on_sale(session, row, late=late)
    return row


def require_on_sale(session: ReadSession, row: Row, *, late: bool) -> None:
    """Refuse what a sale would refuse; a closed show names the film's next ones."""
    if row.status in ("draft", "cancelled"):
        raise Refused("shows.not_on_sale", show_id=row.id, status=row.status)
    if late:
        return
    closes_ms = row.starts_at_ms + late_ms(session.ctx, row.theatre_key)
    if row.status != "on_sale" or session.now_ms >= closes_ms:
        raise Refused(
            "shows.closed", show_id=row.id, movie=row.movie, next=next_shows(session, row)
        )


def late_ms(ctx: Context, theatre_key: str) -> int:
    """How long after the start a theatre still sells, in milliseconds."""
    return ctx.settings.for_theatre(theatre_key).late_minutes * MINUTE_MS


def next_shows(
    session: ReadSession, row: Row, *, least: int = 1, most: int = MOST_NEXT
) -> list[dict[str, Any]]:
    """The film's next shows with seats, in the shape that errors carry."""
    later = session.all(
        queries.shows_of_movie, movie_id=row.movie_id, now_ms=session.now_ms,
        from_ms=max(session.now_ms, row.starts_at_ms), most=50,
    )  # fmt: skip
    free = [other for other in later if other.capacity - other.taken >= least]
    here = sorted(free, key=lambda other: (other.theatre_id != row.theatre_id, other.starts_at_ms))
    return [_candidate(other) for other in here[:most]]


def _candidate(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "movie": row.movie,
        "theatre": row.theatre,
        "starts_at": times.local(row.starts_at_ms, zone=row.zone).isoformat(),
        "available": row.capacity - row.taken,
    }


def _by_words(session: ReadSession, text: str) -> Row:
    theatre = session.ctx.settings.theatre
    rows = _upcoming(session, session.ctx, days=1, theatre=theatre)
    film, _, clock = text.rpartition("@")
    if not film and ":" not in clock:
        film, clock = clock, ""
    found = _matching(rows, film=film, clock=clock)
    if not found:
        rows = _upcoming(session, session.ctx, days=7, theatre=theatre)
        found = _matching(rows, film=film, clock=clock)
    if not found:
        raise NotFound("shows.unknown", text=text, nearest=_nearest(rows, film=film, clock=clock))
    if len(found) > 1:
        raise Invalid("shows.ambiguous", text=text, candidates=[_candidate(row) for row in found])
    return found[0]


def _nearest(rows: Sequence[Row], *, film: str, clock: str) -> list[str]:
    """What may have been meant: the films alike, or where a time was typed, shows near it."""
    wanted, titles = fold(film.strip()), {fold(row.movie): row.movie for row in rows}
    near = [titles[key] for key in alike(wanted, titles)] if film else []
    if not clock:
        return near
    pool = [row for row in rows if not film or wanted in fold(row.movie) or row.movie in near]
    starts = {row.id: f"{times.local(row.starts_at_ms, zone=row.zone):%H:%M}" for row in pool}
    pool.sort(key=lambda row: abs(_minutes(starts[row.id]) - _minutes(clock)))
    return list(dict.fromkeys(f"{row.movie}@{starts[row.id]}" for row in pool))[:MOST_NEXT]


def _minutes(clock: str) -> int:
    """Minutes after midnight of 20:15; anything else counts as midnight."""
    hour, _, minute = clock.strip().partition(":")
    known = all(part.isascii() and part.isdecimal() and len(part) < 3 for part in (hour, minute))
    return int(hour) * 60 + int(minute) if known else 0


def _matching(rows: Sequence[Row], *, film: str, clock: str) -> list[Row]:
    wanted, hour = fold(film.strip()), clock.strip().zfill(5) if clock else ""
    return [
        row
        for row in rows
        if wanted in fold(row.movie)
        and (not hour or f"{times.local(row.starts_at_ms, zone=row.zone):%H:%M}" == hour)
    ]


def houses_named(session: ReadSession, theatre: str) -> list[Row]:
    """The theatres a name means: all where none is named, NotFound where none fits."""
    houses = session.all(queries.theatres)
    wanted = fold(theatre)
    chosen = [one for one in houses if not theatre or wanted in (fold(one.key), fold(one.name))]
    if theatre and not chosen:
        raise NotFound(
            "shows.unknown_theatre", theatre=theatre, known=[house.key for house in houses]
        )
    return chosen


def _upcoming(session: ReadSession, ctx: Context, *, days: int, theatre: str) -> list[Row]:
    """Shows that can still be sold, by each theatre's own days."""
    chosen = houses_named(session, theatre)
    windows = {house.id: _window(session, ctx, house, days=days) for house in chosen}
    if not windows:
        return []
    rows = session.all(
        queries.shows_between,
        from_ms=min(begins for begins, _ in windows.values()),
        to_ms=max(ends for _, ends in windows.values()),
        now_ms=session.now_ms,
    )
    return [row for row in rows if _inside(row, windows) and row.status != "draft"]


def _inside(row: Row, windows: dict[int, tuple[int, int]]) -> bool:
    begins, ends = windows.get(row.theatre_id, (0, 0))
    return bool(begins <= row.starts_at_ms < ends)


def _window(session: ReadSession, ctx: Context, house: Row, *, days: int) -> tuple[int, int]:
    ends_at = prices.day_ends_at_minute(ctx, house.key)
    today = times.business_day(session.now_ms, zone=house.zone, ends_at_minute=ends_at)
    _, tonight = times.day_bounds_ms(today, zone=house.zone, ends_at_minute=ends_at)
    return session.now_ms - late_ms(ctx, house.key), tonight + (days - 1) * DAY_MS
