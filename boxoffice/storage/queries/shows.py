"""Shows with all that a till needs to know of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Select, Text, and_, bindparam, cast, func, or_, select, update

from boxoffice.storage.clock import SERVER_TIME
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.layouts import Layout
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.programme import Movie, Show

show_table = Show.__table__  # type: ignore[attr-defined]
show = show_table.c
movie_table = Movie.__table__  # type: ignore[attr-defined]
movie = movie_table.c
screen_table = Screen.__table__  # type: ignore[attr-defined]
screen = screen_table.c
theatre_table = Theatre.__table__  # type: ignore[attr-defined]
theatre = theatre_table.c
city_table = City.__table__  # type: ignore[attr-defined]
city = city_table.c
layout_table = Layout.__table__  # type: ignore[attr-defined]
layout = layout_table.c
claim_table = SeatClaim.__table__  # type: ignore[attr-defined]
claim = claim_table.c

_show_id = bindparam("show_id", type_=INTEGER)
_now = bindparam("now_ms", type_=INTEGER)
live = or_(claim.expires_at_ms.is_(None), claim.expires_at_ms > _now)


def _show() -> Select[Any]:
    return (
        select(
            show.id, show.status, show.starts_at_ms, show.ends_at_ms, show.layout_id,
            show.language, show.subtitles, show.format,
            movie.id.label("movie_id"), movie.key.label("movie_key"), movie.title.label("movie"),
            movie.certificate,
            screen.id.label("screen_id"), screen.name.label("screen"),
            theatre.id.label("theatre_id"), theatre.key.label("theatre_key"),
            theatre.name.label("theatre"), theatre.zone, theatre.currency,
            theatre.cash_rounding_minor, theatre.refund_policy,
            city.name.label("city"), layout.capacity,
        )
        .join_from(show_table, movie_table, movie.id == show.movie_id)
        .join(screen_table, screen.id == show.screen_id)
        .join(theatre_table, theatre.id == screen.theatre_id)
        .join(city_table, city.id == theatre.city_id)
        .join(layout_table, layout.id == show.layout_id)
    )  # fmt: skip


def _taken() -> Any:
    counted = select(func.count()).where(claim.show_id == show.id, live)
    return counted.correlate(show_table).scalar_subquery().label("taken")


@named
def show_by_id() -> Executable:
    """One show."""
    return _show().where(show.id == _show_id)


@named
def lock_show_row(dialect: str) -> Executable:
    """A show's own row, locked so that it cannot be moved, closed or cancelled under a sale.

    PostgreSQL lets one sale after the other share the row past who waits to close it: on a server
    they stand in one line for the show's number first.
    """
    found = select(show.id).where(show.id == _show_id).with_for_update(read=True)
    return found.add_columns(in_line(shared=True)) if dialect != "sqlite" else found


def in_line(*, shared: bool) -> Any:
    """Standing in line for a show's number until the end of the transaction."""
    wait = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    return cast(wait(show.id), Text()).label("in_line")


@named
def lock_show(dialect: str) -> Executable:
    """One show that `lock_show_row` has locked, with a server's time: it waits for nobody now."""
    found = _show().where(show.id == _show_id)
    if dialect == "sqlite":
        return found
    return found.add_columns(SERVER_TIME.label("locked_at_ms"))


@named
def show_with_count() -> Executable:
    """One show with the number of seats taken."""
    return _show().add_columns(_taken()).where(show.id == _show_id)


@named
def shows_between() -> Executable:
    """Every show that starts in a time window, with the number of seats taken."""
    begins = bindparam("from_ms", type_=INTEGER)
    ends = bindparam("to_ms", type_=INTEGER)
    window = and_(show.starts_at_ms >= begins, show.starts_at_ms < ends)
    return _show().add_columns(_taken()).where(window).order_by(show.starts_at_ms, show.id)


@named
def shows_of_movie() -> Executable:
    """A film's shows on sale from a moment on, with the number of seats taken."""
    return (
        _show()
        .add_columns(_taken())
        .where(
            show.movie_id == bindparam("movie_id", type_=INTEGER),
            show.starts_at_ms > bindparam("from_ms", type_=INTEGER),
            show.status == "on_sale",
        )
        .order_by(show.starts_at_ms, show.id)
        .limit(bindparam("most", type_=INTEGER))
    )


@named
def theatres() -> Executable:
    """Every theatre with its city."""
    return (
        select(theatre.id, theatre.key, theatre.name, theatre.zone, theatre.currency,
               city.name.label("city"))
        .join_from(theatre_table, city_table, city.id == theatre.city_id)
        .order_by(theatre.id)
    )  # fmt: skip


@named
def set_status() -> Executable:
    """Change a show's status."""
    return update(show_table).where(show.id == _show_id).values(status=bindparam("status"))
