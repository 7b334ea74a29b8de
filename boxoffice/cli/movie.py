"""`boxoffice movie`: the films that are or were played."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile, Key
from boxoffice.cli.global_options import typed
from boxoffice.cli.programme_options import (
    Certificate,
    Day,
    Films,
    FirstDay,
    Format,
    Genre,
    KeyOnly,
    Language,
    LastDay,
    Limit,
    MinRating,
    MovieName,
    OfCity,
    SomeMovie,
    Text,
    write_ids,
)
from boxoffice.cli.session import session

SHOWS_OF_FILM = 20

Runtime = Annotated[str | None, typer.Option("--runtime", metavar="MINUTES", help="101, or 1h41m.")]
Spoken = Annotated[
    list[str] | None, typer.Option("--language", metavar="NAME", help="One; again for more.")
]
Genres = Annotated[
    list[str] | None, typer.Option("--genre", metavar="NAME", help="One; again for more.")
]
Certified = Annotated[
    str | None, typer.Option("--certificate", metavar="NAME", help="For whom it is: 12, PG.")
]
Rated = Annotated[str | None, typer.Option("--rating", metavar="N", help="0 to 10, as in 7.4.")]
Formats = Annotated[
    list[str] | None, typer.Option("--film-format", metavar="NAME", help="One; again for more.")
]
Distributor = Annotated[
    str | None, typer.Option("--distributor", metavar="NAME", help="Who lends it.")
]
Release = Annotated[str | None, typer.Option("--release", metavar="DAY", help="2026-11-28.")]


def list_movies(
    text: Text = "",
    city: OfCity = "",
    day: Day = "",
    first_day: FirstDay = "",
    last_day: LastDay = "",
    language: Language = "",
    genre: Genre = "",
    certificate: Certificate = "",
    film_format: Format = "",
    min_rating: MinRating = "",
    distributor: Annotated[
        str, typer.Option("--distributor", metavar="NAME", help="Part of the distributor's name.")
    ] = "",
    limit: Limit = 0,
    id_only: KeyOnly = False,
) -> None:
    """Films by title: all of them, or those that fit and are played there and then.

    Example: boxoffice movie list
    Example: boxoffice movie list --city lyon --day sat
    Example: boxoffice movie list lighthouse --genre drama --min-rating 7
    """
    from boxoffice.present.rows import movies as rows
    from boxoffice.services import movies, show_lists

    chosen = movies.MovieFilter(
        text=text, language=language, genre=genre, certificate=certificate, format=film_format,
        min_rating=min_rating, distributor=distributor,
    )  # fmt: skip
    playing = show_lists.ShowFilter(city=city, day=day, first_day=first_day, last_day=last_day)
    with session() as (app, ctx, out):
        is_played = playing.model_dump(exclude_defaults=True) or "theatre" in typed().settings_typed
        among = partial(show_lists.movies_playing, chosen=playing) if is_played else None
        found = movies.list_movies(app, ctx, chosen, among=among, limit=limit)
        if id_only:
            write_ids(out, (movie.key for movie in found.movies))
            return
        out.emit(found.document(), table=lambda: rows.table(found.movies))


def view(movie: MovieName) -> None:
    """One film with its next shows.

    Example: boxoffice movie view quiet-lighthouse
    """
    from boxoffice.present.rows import movies as rows
    from boxoffice.present.rows import shows as show_rows
    from boxoffice.services import show_lists

    with session() as (app, ctx, out):
        found = show_lists.view_movie(app, ctx, movie, most=SHOWS_OF_FILM)

        def text() -> str:
            shown = rows.facts(found.movie, width=out.width)
            if not found.shows:
                return f"{shown}No show of it is planned: `boxoffice show add`.\n"
            return f"{shown}\n{out.drawn(show_rows.table(found.shows))}"

        out.emit(found.document(), table=lambda: rows.table([found.movie]), text=text)


def add(
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help="Its title.")] = "",
    runtime: Runtime = None,
    language: Spoken = None,
    genre: Genres = None,
    certificate: Certified = None,
    rating: Rated = None,
    film_format: Formats = None,
    distributor: Distributor = None,
    release: Release = None,
    key: Key = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a film.

    Example: boxoffice movie add 'The Quiet Lighthouse' --runtime 101 --genre Drama --rating 7.4
    Example: boxoffice movie add --from-file films.csv
    """
    from boxoffice.services.nouns import MOVIE

    values: changes.Values = {
        "title": title or None, "runtime": runtime, "languages": language or None,
        "genres": genre or None, "certificate": certificate, "rating": rating,
        "formats": film_format or None, "distributor": distributor, "release": release,
        "key": key,
    }  # fmt: skip
    flags = {"title": "TITLE", "runtime": "--runtime"}
    return changes.add(MOVIE, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    movie: SomeMovie = "",
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE")] = None,
    runtime: Runtime = None,
    language: Spoken = None,
    genre: Genres = None,
    certificate: Certified = None,
    rating: Rated = None,
    film_format: Formats = None,
    distributor: Distributor = None,
    release: Release = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change what is told of a film; shows that are planned already keep their length.

    Example: boxoffice movie edit quiet-lighthouse --rating 7.8 --language English --language French
    """
    from boxoffice.services.nouns import MOVIE

    values: changes.Values = {
        "key": movie or None, "title": title, "runtime": runtime, "languages": language or None,
        "genres": genre or None, "certificate": certificate, "rating": rating,
        "formats": film_format or None, "distributor": distributor, "release": release,
    }  # fmt: skip
    return changes.edit(MOVIE, values, flag="FILM", from_file=from_file, id_only=id_only)


def remove(films: Films) -> int:
    """Remove a film that no show plays.

    Example: boxoffice movie remove quiet-lighthouse
    """
    from boxoffice.services.nouns import MOVIE

    return changes.remove(MOVIE, films)
