"""How the things of the house are named and chosen on the command line, the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxoffice.cli import candidates

if TYPE_CHECKING:
    from boxoffice.cli.output import Output


def _named(metavar: str, says: str, candidate: Callable[[str], list[str]]) -> Any:
    """An argument that names things of the house, offered on TAB."""
    return typer.Argument(metavar=metavar, help=says, autocompletion=candidate)


def _where(flag: str, metavar: str, says: str, candidate: Callable[[str], list[str]]) -> Any:
    """An option that names a thing of the house, offered on TAB."""
    return typer.Option(flag, metavar=metavar, help=says, autocompletion=candidate)


_ONE, _MANY = "Its key or name.", "Keys or names."

CityName = Annotated[str, _named("CITY", _ONE, candidates.cities)]
SomeCity = Annotated[str, _named("[CITY]", _ONE, candidates.cities)]
Cities = Annotated[list[str], _named("CITY...", _MANY, candidates.cities)]

TheatreName = Annotated[str, _named("THEATRE", _ONE, candidates.theatres)]
SomeTheatre = Annotated[str, _named("[THEATRE]", _ONE, candidates.theatres)]
Theatres = Annotated[list[str], _named("THEATRE...", _MANY, candidates.theatres)]

ScreenName = Annotated[
    str, _named("SCREEN", "Theatre and screen, as in rex/1.", candidates.screens)
]
SomeScreen = Annotated[str, _named("[SCREEN]", "Theatre and screen: rex/1.", candidates.screens)]
Screens = Annotated[list[str], _named("SCREEN...", "As in rex/1.", candidates.screens)]

MovieName = Annotated[str, _named("FILM", "Its key or title.", candidates.movies)]
SomeMovie = Annotated[str, _named("[FILM]", "Its key or title.", candidates.movies)]
Films = Annotated[list[str], _named("FILM...", "Keys or titles.", candidates.movies)]

CategoryName = Annotated[str, _named("CATEGORY", _ONE, candidates.categories)]
SomeCategory = Annotated[str, _named("[CATEGORY]", _ONE, candidates.categories)]
Categories = Annotated[list[str], _named("CATEGORY...", _MANY, candidates.categories)]

TicketTypeName = Annotated[str, _named("TYPE", _ONE, candidates.ticket_types)]
SomeTicketType = Annotated[str, _named("[TYPE]", _ONE, candidates.ticket_types)]
TicketTypes = Annotated[list[str], _named("TYPE...", _MANY, candidates.ticket_types)]

PriceName = Annotated[str, _named("PRICE", "Its key, or theatre/key.", candidates.price_keys)]
SomePrice = Annotated[str, _named("[PRICE]", "Its key, or theatre/key.", candidates.price_keys)]
Prices = Annotated[list[str], _named("PRICE...", "Keys, or theatre/key.", candidates.price_keys)]

SomeShow = Annotated[str, _named("[SHOW]", "12, 20:15, dune@20:15.", candidates.shows)]

Text = Annotated[str, typer.Argument(metavar="[TEXT]", help="Words that are in it, in any case.")]
OfCity = Annotated[str, _where("--city", "CITY", "In this city.", candidates.cities)]
OfMovie = Annotated[
    str, _where("--movie", "FILM", "A key or part of the title.", candidates.movies)
]
OfFilm = Annotated[str, _where("--movie", "FILM", "Its key or title.", candidates.movies)]
OfScreen = Annotated[
    str, _where("--screen", "SCREEN", "On this screen: rex/1.", candidates.screens)
]
Day = Annotated[
    str, typer.Option("--day", metavar="DAY", help="today, tomorrow, sat or 2026-11-28.")
]
FirstDay = Annotated[str, typer.Option("--from", metavar="DAY", help="From this day on.")]
LastDay = Annotated[str, typer.Option("--to", metavar="DAY", help="To this day.")]
Language = Annotated[str, typer.Option("--language", metavar="NAME", help="Spoken in it.")]
Genre = Annotated[str, typer.Option("--genre", metavar="NAME", help="Of this genre.")]
Certificate = Annotated[
    str, typer.Option("--certificate", metavar="NAME", help="With this certificate.")
]
Format = Annotated[str, typer.Option("--film-format", metavar="NAME", help="2D, IMAX, 70mm.")]
MinRating = Annotated[
    str, typer.Option("--min-rating", metavar="N", help="Rated so high or higher, of 10.")
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, help="The first N only; all without it.")
]
KeyOnly = Annotated[
    bool, typer.Option("--id-only", help="Print keys (of shows: numbers) and nothing else.")
]


def write_ids(out: Output, ids: Iterable[object]) -> None:
    """One key or number per line, for scripts."""
    out.write("".join(f"{each}\n" for each in ids))
