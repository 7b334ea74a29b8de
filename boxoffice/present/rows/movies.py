"""Films as rows, and one in full."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.languages import language_code
from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean, fill
from boxoffice.services.movies import MovieView

_COLUMNS = (
    Column("key", "Film", is_flexible=True, narrowest=18, yields_last=True),
    Column("title", "Title", is_flexible=True, narrowest=18),
    Column("runtime", "Length", is_number=True, only_for_people=True),
    Column("certificate", "Cert."),
    Column("rating", "Rating", is_number=True),
    Column("spoken", "Spoken", is_flexible=True, only_for_people=True),
    Column("genres_words", "Genres", is_flexible=True, only_for_people=True, narrowest=8),
    *map(
        Column,
        ("runtime_minutes", "languages", "genres", "formats", "distributor", "release"),
    ),
)


def table(found: Sequence[MovieView]) -> Table:
    """Films in their order."""
    rows = tuple(
        (
            movie.key, movie.title, f"{movie.runtime_minutes} min", movie.certificate,
            rating(movie), ", ".join(map(language_code, movie.languages)),
            ", ".join(movie.genres), movie.runtime_minutes, ",".join(movie.languages),
            ",".join(movie.genres), ",".join(movie.formats), movie.distributor, movie.release,
        )
        for movie in found
    )  # fmt: skip
    return Table("movies", _COLUMNS, rows)


def rating(movie: MovieView) -> str:
    """7.4, or nothing where nobody rated it."""
    return "" if movie.rating is None else f"{movie.rating:.1f}"


def facts(movie: MovieView, *, width: int) -> str:
    """All that is known of one film, in a few lines."""
    lines = [f"{clean(movie.title)} ({clean(movie.key)})"]
    rated = f"rated {rating(movie)} of 10" if movie.rating is not None else ""
    items = [
        f"{movie.runtime_minutes} min", movie.certificate, rated, ", ".join(movie.languages),
        ", ".join(movie.genres), ", ".join(movie.formats),
        f"by {movie.distributor}" if movie.distributor else "",
        f"out on {movie.release}" if movie.release else "",
    ]  # fmt: skip
    lines += fill([clean(item) for item in items if item], width=width, gap=" · ")
    return "".join(f"{line}\n" for line in lines)
