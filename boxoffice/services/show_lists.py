"""The programme, filtered: by place, film, days, language, format, rating and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.layouts import fold, printable
from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.errors import Invalid
from boxoffice.services import movies, naming, places, prices, shows
from boxoffice.services.results import ShowSummary, Value
from boxoffice.services.shows import ShowList
from boxoffice.storage.queries import programme as queries
from boxoffice.storage.queries.setup import rows_among

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

DAYS_LISTED = 7
ALWAYS_MS = 2**62

Window = tuple[int, int]


class ShowFilter(Value):
    """Which shows are meant; what is left empty means any, without days the next seven."""

    text: str = ""
    day: str = ""
    first_day: str = ""
    last_day: str = ""
    city: str = ""
    movie: str = ""
    screen: str = ""
    language: str = ""
    genre: str = ""
    certificate: str = ""
    format: str = ""
    min_rating: str = ""
    status: str = ""


class MovieDetails(Value):
    """A film with its next shows."""

    movie: movies.MovieView
    shows: tuple[ShowSummary, ...]


def view_movie(app: App, ctx: Context, typed: str, *, most: int) -> MovieDetails:
    """One film and its next shows, wherever they are."""
    with app.db.read(ctx) as session:
        movie = movies.get_movie(session, typed)
        rows = session.all(
            queries.shows_of_movie_between,
            movie_id=movie.id, from_ms=session.now_ms, to_ms=ALWAYS_MS,
        )  # fmt: skip
        rows = [row for row in rows if row.status != "draft"][:most]
        return MovieDetails(movie=movies.movie_view(movie), shows=_summaries(session, rows))


def list_programme(app: App, ctx: Context, chosen: ShowFilter, *, limit: int = 0) -> ShowList:
    """The shows that fit, in the order they start."""
    least = movies.rating_tenths(chosen.min_rating)
    if chosen.status and chosen.status not in set(ShowStatus):
        raise Invalid("programme.status", text=printable(chosen.status), known=list(ShowStatus))
    with app.db.read(ctx) as session:
        fitting = [row for row in meant(session, chosen) if _fits(row, chosen, least=least)]
        return ShowList(shows=_summaries(session, fitting[: limit or None]))


def movies_playing(session: ReadSession, chosen: ShowFilter) -> set[int]:
    """The numbers of the films that are played where and when the filter says."""
    shown = (row for row in meant(session, chosen) if row.status != "cancelled")
    return {row.movie_id for row in shown if _has_status(row, chosen)}


def meant(session: ReadSession, chosen: ShowFilter) -> list[Row]:
    """The shows of the theatres and days that the filter names."""
    if chosen.day and (chosen.first_day or chosen.last_day):
        raise Invalid("programme.day_and_range")
    windows = {
        house.id: _window(session.ctx, house, chosen, now_ms=session.now_ms)
        for house in _houses(session, chosen)
    }
    return [row for row in _read(session, chosen, windows) if _inside(row, windows)]


def claimed(session: ReadSession, show_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """How many seats of each show are in which state; shows without claims are left out."""
    counts: dict[int, Counter[str]] = {}
    for row in rows_among(session, queries.claimed_of_shows, show_ids, now_ms=session.now_ms):
        counts.setdefault(row.show_id, Counter())[row.state] += row.seats
    return counts


def _summaries(session: ReadSession, rows: Sequence[Row]) -> tuple[ShowSummary, ...]:
    taken = claimed(session, [row.id for row in rows])
    counts = {row.id: sum(taken.get(row.id, Counter()).values()) for row in rows}
    return tuple(
        shows.summary_of(
            row, available=row.capacity - counts[row.id],
            price_from_minor=prices.price_from(session, row, taken=counts[row.id]),
        )
        for row in rows
    )  # fmt: skip


def _houses(session: ReadSession, chosen: ShowFilter) -> Sequence[Row]:
    houses = shows.houses_named(session, session.ctx.settings.theatre)
    if not chosen.city:
        return houses
    city = places.get_city(session, chosen.city).key
    here = {row.id for row in session.all(queries.theatres) if row.city_key == city}
    return [house for house in houses if house.id in here]


def _window(ctx: Context, house: Row, chosen: ShowFilter, *, now_ms: int) -> Window:
    """From when to when shows of a theatre are meant, by its own business days."""
    ends_at = prices.day_ends_at_minute(ctx, house.key)

    def bounds(text: str) -> Window:
        date = times.parse_day(text, now_ms=now_ms, zone=house.zone, ends_at_minute=ends_at)
        return times.day_bounds_ms(date, zone=house.zone, ends_at_minute=ends_at)

    if chosen.day:
        return bounds(chosen.day)
    begins = now_ms - shows.late_ms(ctx, house.key)
    if not (chosen.first_day or chosen.last_day):
        return begins, bounds("today")[1] + (DAYS_LISTED - 1) * shows.DAY_MS
    if chosen.first_day:
        begins = bounds(chosen.first_day)[0]
    ends = bounds(chosen.last_day)[1] if chosen.last_day else ALWAYS_MS
    if chosen.first_day and ends <= begins:
        raise Invalid("programme.range", first=chosen.first_day, last=chosen.last_day)
    return begins, ends


def _read(session: ReadSession, chosen: ShowFilter, windows: dict[int, Window]) -> list[Row]:
    """The shows of the widest window, by the narrowest index that the filters allow."""
    if not windows:
        return []
    stretch = {
        "from_ms": min(begins for begins, _ in windows.values()),
        "to_ms": max(ends for _, ends in windows.values()),
    }
    if chosen.screen:
        _, screen = places.get_screen(session, chosen.screen)
        return session.all(queries.shows_of_screen_between, screen_id=screen.id, **stretch)
    movie = movies.find_movie(session, chosen.movie)
    if movie is not None:
        return session.all(queries.shows_of_movie_between, movie_id=movie.id, **stretch)
    return session.all(queries.shows_between, **stretch)


def _inside(row: Row, windows: dict[int, Window]) -> bool:
    begins, ends = windows.get(row.theatre_id, (0, 0))
    return bool(begins <= row.starts_at_ms < ends)


def _fits(row: Row, chosen: ShowFilter, *, least: int) -> bool:
    return (
        row.rating_tenths >= least
        and _has_status(row, chosen)
        and (fold(chosen.movie) in fold(row.movie) or fold(chosen.movie) == row.movie_key)
        and naming.lists(chosen.language, row.language or row.languages)
        and naming.lists(chosen.genre, row.genres)
        and naming.lists(chosen.certificate, row.certificate)
        and naming.lists(chosen.format, row.format)
        and naming.fits(
            chosen.text, row.movie, row.theatre, row.screen, row.city, row.language,
            row.subtitles, row.format, row.genres, row.distributor,
        )
    )  # fmt: skip


def _has_status(row: Row, chosen: ShowFilter) -> bool:
    """A draft is listed where it is asked for, or a day is; everything else always."""
    if chosen.status:
        return bool(row.status == chosen.status)
    return row.status != "draft" or bool(chosen.day or chosen.first_day or chosen.last_day)
