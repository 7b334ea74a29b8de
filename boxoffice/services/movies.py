"""Films: found by title, by what they are, and one with its next shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from boxoffice.domain.layouts import fold, printable
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid
from boxoffice.services import naming
from boxoffice.services.results import Value
from boxoffice.storage.queries import programme as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

PAGE = 1_000
"""Films read at a time: of those that do not fit, no more are ever in memory."""


_KEY = re.compile(r"[a-z0-9_.-]{1,64}")


class MovieView(Value):
    """A film; its rating is 0 to 10, None where nobody gave one."""

    key: str
    title: str
    languages: tuple[str, ...]
    genres: tuple[str, ...]
    certificate: str
    rating: float | None
    runtime_minutes: int
    formats: tuple[str, ...]
    distributor: str
    release: str


class Movies(Value):
    """Films by title."""

    movies: tuple[MovieView, ...]


class MovieFilter(Value):
    """Which films are meant; what is left empty means any."""

    text: str = ""
    movie: str = ""
    language: str = ""
    genre: str = ""
    certificate: str = ""
    format: str = ""
    distributor: str = ""
    min_rating: str = ""


def list_movies(
    app: App,
    ctx: Context,
    chosen: MovieFilter,
    *,
    among: Callable[[ReadSession], Collection[int]] | None = None,
    limit: int = 0,
) -> Movies:
    """The films that fit, by title; with `among` only those that it names by their numbers."""
    least = rating_tenths(chosen.min_rating)
    with app.db.read(ctx) as session:
        known = among(session) if among is not None else None
        fitting = [
            row
            for row in every_movie(session)
            if (known is None or row.id in known) and _fits(row, chosen, least=least)
        ]
    fitting.sort(key=lambda row: (fold(row.title), row.key))
    return Movies(movies=tuple(movie_view(row) for row in fitting[: limit or None]))


def every_movie(session: ReadSession) -> Iterator[Row]:
    """Every film, page by page in the order of the keys."""
    after = ""
    while True:
        rows = session.all(queries.movies_after, after=after, most=PAGE)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].key


def find_movie(session: ReadSession, typed: str) -> Row | None:
    """The film of a key; what can be no key is not even looked up."""
    key = typed.strip().lower()
    return session.first(queries.movie_by_key, key=key) if _KEY.fullmatch(key) else None


def get_movie(session: ReadSession, typed: str) -> Row:
    """The film that a key or a title means; a key is looked up, titles are read through."""
    row = find_movie(session, typed)
    if row is not None:
        return row
    titles = ((each.key, each.key, each.title) for each in every_movie(session))
    found = session.first(queries.movie_by_key, key=naming.choose("movie", typed, titles))
    if found is None:
        raise RuntimeError("a film that was just read is gone within one read")
    return found


def rating_tenths(typed: str) -> int:
    """Tenths of a point of a rating as typed, 0 where none was."""
    text = plain_form(typed).replace(",", ".")
    if not text:
        return 0
    try:
        tenths = Decimal(text).scaleb(1)
    except InvalidOperation:
        tenths = None
    if tenths is None or not tenths.is_finite() or not 0 <= tenths <= 100:
        raise Invalid("setup.rating", text=printable(typed))
    return int(tenths)


def movie_view(row: Row) -> MovieView:
    """A film's row as the value that lists answer with."""
    return MovieView(
        key=row.key, title=row.title, languages=_parts(row.languages), genres=_parts(row.genres),
        certificate=row.certificate, rating=row.rating_tenths / 10 if row.rating_tenths else None,
        runtime_minutes=row.runtime_minutes, formats=_parts(row.formats),
        distributor=row.distributor, release=row.release_date,
    )  # fmt: skip


def _fits(row: Row, chosen: MovieFilter, *, least: int) -> bool:
    return (
        row.rating_tenths >= least
        and fold(chosen.movie) in fold(row.title)
        and naming.lists(chosen.language, row.languages)
        and naming.lists(chosen.genre, row.genres)
        and naming.lists(chosen.format, row.formats)
        and naming.lists(chosen.certificate, row.certificate)
        and fold(chosen.distributor) in fold(row.distributor)
        and naming.fits(chosen.text, row.title, row.key, row.distributor, row.genres)
    )


def _parts(listed: str) -> tuple[str, ...]:
    return tuple(part for part in listed.split(",") if part)
