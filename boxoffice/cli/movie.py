"""`boxoffice movie`: the films that are or were played."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.programme_options import (
    Certificate,
    Format,
    Genre,
    KeyOnly,
    Language,
    Limit,
    MinRating,
    MovieName,
    Text,
    write_ids,
)
from boxoffice.cli.session import session

SHOWS_OF_FILM = 20


def list_movies(
    text: Text = "",
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
    """Films by title: all of them, or those that fit.

    Example: boxoffice movie list
    Example: boxoffice movie list lighthouse --genre drama --min-rating 7
    """
    from boxoffice.present.rows import movies as rows
    from boxoffice.services import movies

    chosen = movies.MovieFilter(
        text=text, language=language, genre=genre, certificate=certificate, format=film_format,
        min_rating=min_rating, distributor=distributor,
    )  # fmt: skip
    with session() as (app, ctx, out):
        found = movies.list_movies(app, ctx, chosen, limit=limit)
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
