"""A set-up file resolved: keys looked up, times and amounts read, halls built, clashes refused."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.domain import money, refunds, times
from boxoffice.errors import InvalidFile
from boxoffice.services.setup import values
from boxoffice.services.setup.files import Document, Path
from boxoffice.services.setup.halls import Hall, build_hall
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.models import (
    LayoutText,
    MovieText,
    ScreenText,
    TheatreText,
    Titled,
)
from boxoffice.services.setup.offer_lines import resolve_offer
from boxoffice.services.setup.price_lines import resolve_fee, resolve_price, resolve_tax
from boxoffice.services.setup.scope import Programme, Scope
from boxoffice.services.setup.screenings import refuse_overlaps, resolve_show

__all__ = ["MOST_SEATS", "Columns", "Programme", "resolve"]

MOST_SEATS = 200_000
LONGEST_MINUTES = 24 * 60


def resolve(
    document: Document,
    house: House | None = None,
    *,
    now_ms: int,
    faults: list[InvalidFile] | None = None,
) -> Programme:
    """The programme a file asks for; what it refers to is in the file or in the house.

    `+0 20:15` counts days from today on the theatre's clock. With a list of `faults`, what is wrong
    is dropped, with all that refers to it, and noted there; without one the first fault is raised.
    """
    scope = Scope(document, house or House(), now_ms, faults)
    _words(scope, "categories")
    _ticket_types(scope)
    _layouts(scope)
    for index, movie in enumerate(scope.text.movies):
        with scope.dropping("movies", movie.key):
            _movie(scope, ("movies", index), movie)
    for index, city in enumerate(scope.text.cities):
        with scope.dropping("cities", city.key):
            _named(scope, "cities", ("cities", index), city)
        for place, theatre in enumerate(city.theatres):
            with scope.dropping("theatres", theatre.key):
                _theatre(scope, ("cities", index, "theatres", place), city.key, theatre)
    for index, show in enumerate(scope.text.shows):
        with scope.dropping("shows", show.key or index):
            resolve_show(scope, ("shows", index), show)
    refuse_overlaps(scope)
    for path, theatre in _theatres(scope):
        for index, price in enumerate(theatre.prices):
            with scope.dropping("prices", index):
                resolve_price(scope, (*path, "prices", index), theatre, price)
        for index, tax in enumerate(theatre.taxes):
            with scope.dropping("taxes", index):
                resolve_tax(scope, (*path, "taxes", index), theatre.key, tax)
        for index, fee in enumerate(theatre.fees):
            with scope.dropping("fees", index):
                resolve_fee(scope, (*path, "fees", index), theatre.key, fee)
    for index, offer in enumerate(scope.text.offers):
        with scope.dropping("offers", offer.key):
            resolve_offer(scope, ("offers", index), offer)
    return scope.made


def _theatres(scope: Scope) -> Iterator[tuple[Path, TheatreText]]:
    """The theatres that are right so far."""
    for index, city in enumerate(scope.text.cities):
        for place, theatre in enumerate(city.theatres):
            if theatre.key in scope.made.theatres:
                yield ("cities", index, "theatres", place), theatre


def _words(scope: Scope, kind: str) -> None:
    titled: tuple[Titled, ...] = getattr(scope.text, kind)
    for index, each in enumerate(titled):
        with scope.dropping(kind, each.key):
            _named(scope, kind, (kind, index), each)


def _ticket_types(scope: Scope) -> None:
    for index, each in enumerate(scope.text.ticket_types):
        path: Path = ("ticket_types", index)
        with scope.dropping("ticket_types", each.key):
            scope.claim("ticket_types", each.key, (*path, "key"))
            existing = scope.house.ticket_types.get(each.key)
            scope.need(each, existing, path, "name")
            columns: Columns = {
                "name": each.name, "needs": each.needs, "proof": int(each.proof),
                "reason": int(each.reason),
            }  # fmt: skip
            scope.made.ticket_types[each.key] = scope.merged(each, existing, columns)
    for index, each in enumerate(scope.text.ticket_types):
        if each.needs:
            with scope.dropping("ticket_types", each.key):
                scope.known(each.needs, "ticket_types", ("ticket_types", index, "needs"))


def _named(scope: Scope, kind: str, path: Path, each: Titled) -> None:
    scope.claim(kind, each.key, (*path, "key"))
    existing = scope.house.of(kind).get(each.key)
    scope.need(each, existing, path, "name")
    scope.made.of(kind)[each.key] = scope.merged(each, existing, {"name": each.name})


def _layouts(scope: Scope) -> None:
    seats = 0
    for index, layout in enumerate(scope.text.layouts):
        path: Path = ("layouts", index)
        with scope.dropping("layouts", layout.key):
            scope.claim("layouts", layout.key, (*path, "key"))
            hall = _hall(scope, path, layout)
            for where, category in hall.categories:
                scope.known(category, "categories", where)
            seats += len(hall.seats)
            if seats > MOST_SEATS:
                raise scope.document.fault("setup.too_many_seats", path, most=MOST_SEATS)
            scope.made.layouts[layout.key] = hall


def _hall(scope: Scope, path: Path, layout: LayoutText) -> Hall:
    """The hall of a layout; one that is there keeps its seats where the file draws none."""
    existing = scope.house.layouts.get(layout.key)
    scope.need(layout, existing, path, "name")
    name = layout.name or str((existing or {})["name"])
    if existing is not None and not layout.model_fields_set - {"key", "name"}:
        return Hall(name, scope.house.seats[layout.key], ())
    hall = build_hall(scope.document, path, layout)
    return Hall(name, hall.seats, hall.categories)


def _movie(scope: Scope, path: Path, movie: MovieText) -> None:
    scope.claim("movies", movie.key, (*path, "key"))
    existing = scope.house.movies.get(movie.key)
    scope.need(movie, existing, path, "title", "runtime")
    parsed = scope.parsed
    minutes = 0
    if movie.runtime or "runtime" in movie.model_fields_set:
        runtime_ms = parsed((*path, "runtime"), times.parse_duration, movie.runtime)
        minutes = runtime_ms // 60_000
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise scope.document.fault(
                "setup.runtime", (*path, "runtime"), minutes=minutes, most=LONGEST_MINUTES
            )
    columns: Columns = {
        "title": movie.title,
        "languages": ",".join(movie.languages),
        "genres": ",".join(movie.genres),
        "certificate": movie.certificate,
        "rating_tenths": parsed((*path, "rating"), values.rating_tenths, movie.rating),
        "runtime_minutes": minutes,
        "distributor": movie.distributor,
        "release_date": parsed((*path, "release"), values.day, movie.release)
        if movie.release
        else "",
        "formats": ",".join(movie.formats),
    }
    scope.made.movies[movie.key] = scope.merged(movie, existing, columns)


def _theatre(scope: Scope, path: Path, city: str, theatre: TheatreText) -> None:
    scope.claim("theatres", theatre.key, (*path, "key"))
    existing = scope.house.theatres.get(theatre.key)
    scope.need(theatre, existing, path, "name", "zone", "currency")
    scope.known(city, "cities", path)
    if theatre.zone or "zone" in theatre.model_fields_set:
        scope.parsed((*path, "zone"), times.get_zone, theatre.zone)
    columns: Columns = {
        "name": theatre.name, "zone": theatre.zone, "currency": theatre.currency,
        "address": theatre.address, "cash_rounding_minor": 0,
        "refund_policy": scope.parsed((*path, "refund_policy"), _policy, theatre.refund_policy),
    }  # fmt: skip
    made = scope.merged(theatre, existing, columns)
    if theatre.cash_rounding:
        made["cash_rounding_minor"] = scope.parsed(
            (*path, "cash_rounding"), money.parse_amount, theatre.cash_rounding,
            currency=str(made["currency"]),
        )  # fmt: skip
    scope.made.theatres[theatre.key] = {"city": city, **made}
    for index, screen in enumerate(theatre.screens):
        with scope.dropping("screens", f"{theatre.key}/{screen.key}"):
            _screen(scope, (*path, "screens", index), theatre.key, screen)
    for index, holiday in enumerate(theatre.holidays):
        where: Path = (*path, "holidays", index, "day")
        with scope.dropping("holidays", index):
            day = scope.parsed(where, values.day, holiday.day)
            scope.claim("holidays", (theatre.key, day), where)
            scope.made.holidays[theatre.key, day] = {"name": holiday.name}


def _policy(text: str) -> str:
    """A refund policy in its one spelling; nothing said stays that."""
    return refunds.spelled(refunds.parse_policy(text)) if text.strip() else ""


def _screen(scope: Scope, path: Path, theatre: str, screen: ScreenText) -> None:
    key = f"{theatre}/{screen.key}"
    scope.claim("screens", key, (*path, "key"))
    existing = scope.house.screens.get(key)
    scope.need(screen, existing, path, "name", "layout")
    if screen.layout or existing is None or "layout" in screen.model_fields_set:
        scope.known(screen.layout, "layouts", (*path, "layout"))
    columns: Columns = {
        "name": screen.name, "layout": screen.layout,
        "turnaround_ms": scope.parsed(
            (*path, "turnaround"), values.turnaround_ms, screen.turnaround
        ),
    }  # fmt: skip
    scope.made.screens[key] = {
        "theatre": theatre, "key": screen.key, **scope.merged(screen, existing, columns)
    }  # fmt: skip
