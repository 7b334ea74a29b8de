"""How the things of the house are named and chosen on the command line, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import offers

if TYPE_CHECKING:
    from boxoffice.cli.output import Output

CityName = Annotated[
    str, typer.Argument(metavar="CITY", help="Its key or name.", autocompletion=offers.cities)
]
TheatreName = Annotated[
    str, typer.Argument(metavar="THEATRE", help="Its key or name.", autocompletion=offers.theatres)
]
ScreenName = Annotated[
    str,
    typer.Argument(
        metavar="SCREEN", help="Theatre and screen, as in rex/1.", autocompletion=offers.screens
    ),
]
MovieName = Annotated[
    str, typer.Argument(metavar="FILM", help="Its key or title.", autocompletion=offers.movies)
]
CategoryName = Annotated[
    str,
    typer.Argument(metavar="CATEGORY", help="Its key or name.", autocompletion=offers.categories),
]
TicketTypeName = Annotated[
    str,
    typer.Argument(metavar="TYPE", help="Its key or name.", autocompletion=offers.ticket_types),
]
PriceName = Annotated[
    str,
    typer.Argument(
        metavar="PRICE", help="Its key, or theatre/key.", autocompletion=offers.price_keys
    ),
]
SomeCity = Annotated[
    str, typer.Argument(metavar="[CITY]", help="Its key or name.", autocompletion=offers.cities)
]
SomeTheatre = Annotated[
    str,
    typer.Argument(metavar="[THEATRE]", help="Its key or name.", autocompletion=offers.theatres),
]
SomeScreen = Annotated[
    str,
    typer.Argument(
        metavar="[SCREEN]", help="Theatre and screen: rex/1.", autocompletion=offers.screens
    ),
]
SomeMovie = Annotated[
    str, typer.Argument(metavar="[FILM]", help="Its key or title.", autocompletion=offers.movies)
]
SomeShow = Annotated[
    str,
    typer.Argument(metavar="[SHOW]", help="12, 20:15, dune@20:15.", autocompletion=offers.shows),
]
SomeCategory = Annotated[
    str,
    typer.Argument(metavar="[CATEGORY]", help="Its key or name.", autocompletion=offers.categories),
]
SomeTicketType = Annotated[
    str,
    typer.Argument(metavar="[TYPE]", help="Its key or name.", autocompletion=offers.ticket_types),
]
SomePrice = Annotated[
    str,
    typer.Argument(
        metavar="[PRICE]", help="Its key, or theatre/key.", autocompletion=offers.price_keys
    ),
]
Cities = Annotated[
    list[str],
    typer.Argument(metavar="CITY...", help="Keys or names.", autocompletion=offers.cities),
]
Theatres = Annotated[
    list[str],
    typer.Argument(metavar="THEATRE...", help="Keys or names.", autocompletion=offers.theatres),
]
Screens = Annotated[
    list[str],
    typer.Argument(metavar="SCREEN...", help="As in rex/1.", autocompletion=offers.screens),
]
Films = Annotated[
    list[str],
    typer.Argument(metavar="FILM...", help="Keys or titles.", autocompletion=offers.movies),
]
Categories = Annotated[
    list[str],
    typer.Argument(metavar="CATEGORY...", help="Keys or names.", autocompletion=offers.categories),
]
TicketTypes = Annotated[
    list[str],
    typer.Argument(metavar="TYPE...", help="Keys or names.", autocompletion=offers.ticket_types),
]
Prices = Annotated[
    list[str],
    typer.Argument(
        metavar="PRICE...", help="Keys, or theatre/key.", autocompletion=offers.price_keys
    ),
]
Text = Annotated[str, typer.Argument(metavar="[TEXT]", help="Words that are in it, in any case.")]
OfCity = Annotated[
    str,
    typer.Option("--city", metavar="CITY", help="In this city.", autocompletion=offers.cities),
]
OfMovie = Annotated[
    str,
    typer.Option(
        "--movie", metavar="FILM", help="A key or part of the title.", autocompletion=offers.movies
    ),
]
OfFilm = Annotated[
    str,
    typer.Option("--movie", metavar="FILM", help="Its key or title.", autocompletion=offers.movies),
]
OfScreen = Annotated[
    str,
    typer.Option(
        "--screen", metavar="SCREEN", help="On this screen: rex/1.", autocompletion=offers.screens
    ),
]
OfCategory = Annotated[
    str,
    typer.Option(
        "--category", metavar="KEY", help="For this category.", autocompletion=offers.categories
    ),
]
OfType = Annotated[
    str,
    typer.Option(
        "--type",
        "--ticket-type",
        metavar="KEY",
        help="For this ticket type.",
        autocompletion=offers.ticket_types,
    ),
]
OfShow = Annotated[
    str,
    typer.Option("--show", metavar="SHOW", help="For this show.", autocompletion=offers.shows),
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
