"""What an import looks things up in: all films and places, the shows of some screens."""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, select

from boxoffice.storage.queries.setup import among, screen
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.programme import Movie, Show

_city = City.__table__.c  # type: ignore[attr-defined]
_theatre = Theatre.__table__.c  # type: ignore[attr-defined]
_movie = Movie.__table__.c  # type: ignore[attr-defined]
_show = Show.__table__.c  # type: ignore[attr-defined]


@named
def every_movie() -> Executable:
    """Every film."""
    return select(*_movie).order_by(_movie.key)


@named
def every_city() -> Executable:
    """Every city's key and name."""
    return select(_city.id, _city.key, _city.name).order_by(_city.key)


@named
def every_theatre() -> Executable:
    """Every theatre with the key and the name of its city."""
    return (
        select(*_theatre, _city.key.label("city_key"), _city.name.label("city"))
        .join_from(Theatre, City, _theatre.city_id == _city.id)
        .order_by(_theatre.key)
    )


@named
def every_screen() -> Executable:
    """Every screen with the key, the name and the zone of its theatre."""
    return (
        select(
            screen.id, screen.key, screen.name, screen.turnaround_ms, screen.theatre_id,
            _theatre.key.label("theatre_key"), _theatre.name.label("theatre"), _theatre.zone,
        )
        .join_from(Screen, Theatre, screen.theatre_id == _theatre.id)
        .order_by(_theatre.key, screen.key)
    )  # fmt: skip


@named
def shows_of_screens_between() -> Executable:
    """Every show on these screens that starts in a time window, called off or not."""
    return (
        select(*_show)
        .where(
            among(_show.screen_id),
            _show.starts_at_ms >= bindparam("from_ms", type_=INTEGER),
            _show.starts_at_ms < bindparam("to_ms", type_=INTEGER),
        )
        .order_by(_show.starts_at_ms, _show.id)
    )
