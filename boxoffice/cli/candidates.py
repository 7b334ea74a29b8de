"""What TAB asks: shows, free seats, references and holds that begin as typed, in any case."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import typer

from boxoffice.cli.global_options import typed
from boxoffice.present.text import clean

Candidates = list[tuple[str, str]]

NEEDS = ("wheelchair", "companion", "couple")


def shows(incomplete: str) -> Candidates:
    """Shows by number, or as 20:15 and dune@20:15 where it was begun so."""
    from boxoffice.services import candidates

    return _fitting(candidates.shows(typed().settings(), incomplete, now_ms=_now_ms()), incomplete)


def seats(ctx: typer.Context, incomplete: str) -> Candidates:
    """Free seats of the show named before."""
    from boxoffice.services import candidates

    show = str(ctx.params.get("show") or "")
    named = {str(word).upper() for word in ctx.params.get("seats") or ()}
    free = candidates.free_seats(typed().settings(), show, now_ms=_now_ms())
    return _fitting((offer for offer in free if offer[0] not in named), incomplete)


def references(incomplete: str) -> Candidates:
    """References of bookings."""
    from boxoffice.services import candidates

    return _fitting(candidates.references(typed().settings(), now_ms=_now_ms()), incomplete)


def holds(incomplete: str) -> Candidates:
    """Holds of this till."""
    from boxoffice.services import candidates

    return _fitting(candidates.holds(typed().settings(), now_ms=_now_ms()), incomplete)


def movies(incomplete: str) -> Candidates:
    """Films by key."""
    from boxoffice.services import candidates

    return _fitting(candidates.movies(typed().settings(), incomplete), incomplete)


def cities(incomplete: str) -> Candidates:
    """Cities by key."""
    return _keys("cities", incomplete)


def theatres(incomplete: str) -> Candidates:
    """Theatres by key."""
    return _keys("theatres", incomplete)


def screens(incomplete: str) -> Candidates:
    """Screens with their theatre."""
    return _keys("screens", incomplete)


def layouts(incomplete: str) -> Candidates:
    """Layouts by key."""
    return _keys("layouts", incomplete)


def categories(incomplete: str) -> Candidates:
    """Seat categories by key."""
    return _keys("categories", incomplete)


def ticket_types(incomplete: str) -> Candidates:
    """Ticket types by key."""
    return _keys("ticket_types", incomplete)


def counted_types(incomplete: str) -> Candidates:
    """The next ticket type of adult=2,child=1."""
    return _counted(incomplete, ticket_types)


def counted_needs(incomplete: str) -> Candidates:
    """The next kind of place of wheelchair=1,companion=1."""
    return _counted(incomplete, lambda start: _fitting([(kind, "") for kind in NEEDS], start))


def _counted(incomplete: str, names: Callable[[str], Candidates]) -> Candidates:
    """Names not counted yet, each ready for its number."""
    counted, comma, start = incomplete.rpartition(",")
    known = {part.partition("=")[0].strip().upper() for part in counted.split(",")}
    return [
        (f"{counted}{comma}{name}=", about)
        for name, about in names(start)
        if name.upper() not in known
    ]


def price_keys(incomplete: str) -> Candidates:
    """Price rules with their theatre."""
    return _keys("prices", incomplete)


def taxes(incomplete: str) -> Candidates:
    """Taxes with their theatre and product."""
    return _keys("taxes", incomplete)


def fees(incomplete: str) -> Candidates:
    """Fees with their theatre."""
    return _keys("fees", incomplete)


def offers(incomplete: str) -> Candidates:
    """Offers by key."""
    return _keys("offers", incomplete)


def _keys(kind: str, incomplete: str) -> Candidates:
    from boxoffice.services import candidates

    return _fitting(candidates.keys(typed().settings(), kind), incomplete)


def _fitting(offered: Iterable[tuple[str, str]], incomplete: str) -> Candidates:
    start, length = incomplete.upper(), len(incomplete)
    return [
        (incomplete + word[length:], clean(about))
        for word, about in offered
        if word.upper().startswith(start)
    ]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
