"""What lists of the house read: places, films, shows of a stretch of time, prices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Select, bindparam, func, or_, select

from boxoffice.storage.queries.setup import among
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.layouts import Layout, SeatCategory
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import PriceRuleRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

city_table = City.__table__  # type: ignore[attr-defined]
city = city_table.c
theatre_table = Theatre.__table__  # type: ignore[attr-defined]
theatre = theatre_table.c
screen_table = Screen.__table__  # type: ignore[attr-defined]
screen = screen_table.c
layout_table = Layout.__table__  # type: ignore[attr-defined]
layout = layout_table.c
category = SeatCategory.__table__.c  # type: ignore[attr-defined]
ticket_type = TicketType.__table__.c  # type: ignore[attr-defined]
movie_table = Movie.__table__  # type: ignore[attr-defined]
movie = movie_table.c
show_table = Show.__table__  # type: ignore[attr-defined]
show = show_table.c
rule_table = PriceRuleRow.__table__  # type: ignore[attr-defined]
rule = rule_table.c
claim = SeatClaim.__table__.c  # type: ignore[attr-defined]

_from = bindparam("from_ms", type_=INTEGER)
_to = bindparam("to_ms", type_=INTEGER)
_now = bindparam("now_ms", type_=INTEGER)


@named
def cities() -> Executable:
    """Every city with its number of theatres."""
    counted = select(func.count()).where(theatre.city_id == city.id).correlate(city_table)
    return select(
        city.id, city.key, city.name, counted.scalar_subquery().label("theatres")
    ).order_by(city.name, city.id)


@named
def theatres() -> Executable:
    """Every theatre with its city and its number of screens."""
    counted = select(func.count()).where(screen.theatre_id == theatre.id).correlate(theatre_table)
    return (
        select(
            theatre.id, theatre.key, theatre.name, theatre.zone, theatre.currency,
            theatre.address, theatre.refund_policy,
            city.key.label("city_key"), city.name.label("city"),
            counted.scalar_subquery().label("screens"),
        )
        .join_from(theatre_table, city_table, city.id == theatre.city_id)
        .order_by(city.name, theatre.name, theatre.id)
    )  # fmt: skip


def _screens() -> Select[Any]:
    return select(
        screen.id, screen.key, screen.name, screen.turnaround_ms, screen.layout_id,
        screen.theatre_id, layout.key.label("layout"), layout.capacity,
    ).join_from(screen_table, layout_table, layout.id == screen.layout_id)  # fmt: skip


@named
def screens() -> Executable:
    """Every screen with its plan, in the order of the theatres."""
    return (
        _screens()
        .join(theatre_table, theatre.id == screen.theatre_id)
        .join(city_table, city.id == theatre.city_id)
        .order_by(city.name, theatre.name, theatre.id, screen.key)
    )


@named
def screens_of_theatre() -> Executable:
    """The screens of a theatre with their plans."""
    own = screen.theatre_id == bindparam("theatre_id", type_=INTEGER)
    return _screens().where(own).order_by(screen.key)


@named
def categories() -> Executable:
    """Every seat category."""
    return select(category.id, category.key, category.name).order_by(category.key)


@named
def ticket_types() -> Executable:
    """Every ticket type, the default first."""
    return select(*ticket_type).order_by(ticket_type.position, ticket_type.id)


@named
def movies_after() -> Executable:
    """A page of films in the order of their keys, all of them in as many pages as it takes."""
    return (
        select(*movie_table.columns)
        .where(movie.key > bindparam("after"))
        .order_by(movie.key)
        .limit(bindparam("most", type_=INTEGER))
    )


@named
def movie_by_key() -> Executable:
    """One film."""
    return select(*movie_table.columns).where(movie.key == bindparam("key"))


@named
def theatres_of_movie() -> Executable:
    """The theatres that play a film from a moment on."""
    return (
        select(screen.theatre_id)
        .distinct()
        .join_from(show_table, screen_table, screen.id == show.screen_id)
        .where(
            show.movie_id == bindparam("movie_id", type_=INTEGER),
            show.starts_at_ms >= _from,
            show.status != "cancelled",
        )
    )


def _shows() -> Select[Any]:
    return (
        select(
            show.id, show.key, show.status, show.starts_at_ms, show.ends_at_ms, show.layout_id,
            show.language, show.subtitles, show.format,
            movie.id.label("movie_id"), movie.key.label("movie_key"), movie.title.label("movie"),
            movie.certificate, movie.languages, movie.genres, movie.rating_tenths,
            movie.distributor,
            screen.id.label("screen_id"), screen.key.label("screen_key"),
            screen.name.label("screen"),
            theatre.id.label("theatre_id"), theatre.key.label("theatre_key"),
            theatre.name.label("theatre"), theatre.zone, theatre.currency,
            city.key.label("city_key"), city.name.label("city"), layout.capacity,
        )
        .join_from(show_table, movie_table, movie.id == show.movie_id)
        .join(screen_table, screen.id == show.screen_id)
        .join(theatre_table, theatre.id == screen.theatre_id)
        .join(city_table, city.id == theatre.city_id)
        .join(layout_table, layout.id == show.layout_id)
    )  # fmt: skip


def _between(statement: Select[Any]) -> Select[Any]:
    window = statement.where(show.starts_at_ms >= _from, show.starts_at_ms < _to)
    return window.order_by(show.starts_at_ms, show.id)


@named
def show_by_id() -> Executable:
    """One show with all that is said of it."""
    return _shows().where(show.id == bindparam("show_id", type_=INTEGER))


@named
def shows_between() -> Executable:
    """Every show that starts in a time window; who counts its seats asks for those it lists."""
    return _between(_shows())


@named
def shows_of_movie_between() -> Executable:
    """The same of one film."""
    return _between(_shows().where(show.movie_id == bindparam("movie_id", type_=INTEGER)))


@named
def shows_of_screen_between() -> Executable:
    """The same of one screen."""
    return _between(_shows().where(show.screen_id == bindparam("screen_id", type_=INTEGER)))


@named
def shows_numbered() -> Executable:
    """The shows whose numbers lie between two, both included."""
    low, high = (bindparam(name, type_=INTEGER) for name in ("low", "high"))
    return select(show.id).where(show.id >= low, show.id <= high).order_by(show.id)


@named
def claimed_of_shows() -> Executable:
    """How many seats of each of these shows are in which state."""
    live = or_(claim.expires_at_ms.is_(None), claim.expires_at_ms > _now)
    return (
        select(claim.show_id, claim.state, func.count().label("seats"))
        .where(among(claim.show_id), live)
        .group_by(claim.show_id, claim.state)
    )


def _prices() -> Select[Any]:
    return (
        select(
            *rule_table.columns,
            movie.key.label("movie"),
            (theatre.key + "/" + screen.key).label("screen"),
        )
        .join_from(rule_table, theatre_table, theatre.id == rule.theatre_id)
        .join(movie_table, movie.id == rule.movie_id, isouter=True)
        .join(screen_table, screen.id == rule.screen_id, isouter=True)
    )


@named
def prices() -> Executable:
    """Every price rule, with the screen and film that it is for, in the order of the theatres."""
    placed = _prices().join(city_table, city.id == theatre.city_id)
    return placed.order_by(city.name, theatre.name, theatre.id, rule.id)


@named
def prices_of_theatre() -> Executable:
    """The same of one theatre."""
    own = rule.theatre_id == bindparam("theatre_id", type_=INTEGER)
    return _prices().where(own).order_by(rule.id)


@named
def shows_by_numbers() -> Executable:
    """The keys of shows by their numbers."""
    return select(show.id, show.key).where(among(show.id))
