"""What is on: films and their shows."""

from sqlalchemy import Index, UniqueConstraint

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.storage.tables.base import STRICT, Stored, check, integer, one_of, text


class Movie(Stored, table=True):
    """A film; languages, genres and formats are comma-separated, a rating in tenths of a point."""

    __tablename__ = "movie"
    __table_args__ = (
        UniqueConstraint("key"),
        check("runtime", "runtime_minutes > 0"),
        check("rating", "rating_tenths BETWEEN 0 AND 100"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    title: str = text()
    languages: str = text()
    genres: str = text()
    certificate: str = text()
    rating_tenths: int = integer()
    runtime_minutes: int = integer()
    distributor: str = text()
    release_date: str = text()
    formats: str = text(before="")


class Show(Stored, table=True):
    """One screening; its number is what people type."""

    __tablename__ = "show"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("status", ShowStatus),
        check("ends", "ends_at_ms > starts_at_ms"),
        Index("ix_show_screen_id_starts_at_ms", "screen_id", "starts_at_ms"),
        Index("ix_show_movie_id_starts_at_ms", "movie_id", "starts_at_ms"),
        Index("ix_show_starts_at_ms", "starts_at_ms"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    movie_id: int = integer(references="movie.id")
    screen_id: int = integer(references="screen.id")
    layout_id: int = integer(references="layout.id")
    starts_at_ms: int = integer()
    ends_at_ms: int = integer()
    language: str = text()
    subtitles: str = text()
    format: str = text()
    status: str = text()


class SetupRevision(Stored, table=True):
    """How often the house was changed: what was planned on an older number is planned anew."""

    __tablename__ = "setup_revision"
    __table_args__ = (check("only_one", "id = 1"), STRICT)

    id: int = integer(primary_key=True)
    number: int = integer()
