"""How the things of the house are named and chosen on the command line, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates

if TYPE_CHECKING:
    from boxoffice.cli.output import Output

CityName = Annotated[
    str, typer.Argument(metavar="CITY", help="Its key or name.", autocompletion=candidates.cities)
]
TheatreName = Annotated[
    str,
    typer.Argument(metavar="THEATRE", help="Its key or name.", autocompletion=candidates.theatres),
]
ScreenName = Annotated[
    str,
    typer.Argument(
        metavar="SCREEN", help="Theatre and screen, as in rex/1.", autocompletion=candidates.screens
    ),
]
MovieName = Annotated[
    str, typer.Argument(metavar="FILM", help="Its key or title.", autocompletion=candidates.movies)
]
CategoryName = Annotated[
    str,
    typer.Argument(
        metavar="CATEGORY", help="Its key or name.", autocompletion=candidates.categories
    ),
]
TicketTypeName = Annotated[
    str,
    typer.Argument(metavar="TYPE", help="Its key or name.", autocompletion=candidates.ticket_types),
]
PriceName = Annotated[
    str,
    typer.Argument(
        metavar="PRICE", help="Its key, or theatre/key.", autocompletion=candidates.price_keys
    ),
]
SomeCity = Annotated[
    str, typer.Argument(metavar="[CITY]", help="Its key or name.", autocompletion=candidates.cities)
]
SomeTheatre = Annotated[
    str,
    typer.Argument(
        metavar="[THEATRE]", help="Its key or name.", autocompletion=candidates.theatres
    ),
]
SomeScreen = Annotated[
    str,
    typer.Argument(
        metavar="[SCREEN]", help="Theatre and screen: rex/1.", autocompletion=candidates.screens
    ),
]
SomeMovie = Annotated[
    str,
    typer.Argument(metavar="[FILM]", help="Its key or title.", autocompletion=candidates.movies),
]
SomeShow = Annotated[
    str,
    typer.Argument(
        metavar="[SHOW]", help="12, 20:15, dune@20:15.", autocompletion=candidates.shows
    ),
]
SomeCategory = Annotated[
    str,
    typer.Argument(
        metavar="[CATEGORY]", help="Its key or name.", autocompletion=candidates.categories
    ),
]
SomeTicketType = Annotated[
    str,
    typer.Argument(
        metavar="[TYPE]", help="Its key or name.", autocompletion=candidates.ticket_types
    ),
]
SomePrice = Annotated[
    str,
    typer.Argument(
        metavar="[PRICE]", help="Its key, or theatre/key.", autocompletion=candidates.price_keys
    ),
]
Cities = Annotated[
    list[str],
    typer.Argument(metavar="CITY...", help="Keys or names.", autocompletion=candidates.cities),
]
Theatres = Annotated[
    list[str],
    typer.Argument(metavar="THEATRE...", help="Keys or names.", autocompletion=candidates.theatres),
]
Screens = Annotated[
    list[str],
    typer.Argument(metavar="SCREEN...", help="As in rex/1.", autocompletion=candidates.screens),
]
Films = Annotated[
    list[str],
    typer.Argument(metavar="FILM...", help="Keys or titles.", autocompletion=candidates.movies),
]
Categories = Annotated[
    list[str],
    typer.Argument(
        metavar="CATEGORY...", help="Keys or names.", autocompletion=candidates.categories
    ),
]
TicketTypes = Annotated[
    list[str],
    typer.Argument(
        metavar="TYPE...", help="Keys or names.", autocompletion=candidates.ticket_types
    ),
]
Prices = Annotated[
    list[str],
    typer.Argument(
        metavar="PRICE...", help="Keys, or theatre/key.", autocompletion=candidates.price_keys
    ),
]
Text = Annotated[str, typer.Argument(metavar="[TEXT]", help="Words that are in it, in any case.")]
OfCity = Annotated[
    str,
    typer.Option("--city", metavar="CITY", help="In this city.", autocompletion=candidates.cities),
]
OfMovie = Annotated[
    str,
    typer.Option(
        "--movie",
        metavar="FILM",
        help="A key or part of the title.",
        autocompletion=candidates.movies,
    ),
]
OfFilm = Annotated[
    str,
    typer.Option(
        "--movie", metavar="FILM", help="Its key or title.", autocompletion=candidates.movies
    ),
]
OfScreen = Annotated[
    str,
    typer.Option(
        "--screen",
        metavar="SCREEN",
        help="On this screen: rex/1.",
        autocompletion=candidates.screens,
    ),
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
