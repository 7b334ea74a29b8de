"""`boxoffice show add`, `show edit` and `show remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile
from boxoffice.cli.programme_options import KeyOnly, SomeMovie, SomeShow
from boxoffice.cli.show_sales import Shows

OnScreen = Annotated[
    str | None,
    typer.Option(
        "--screen", metavar="SCREEN", help="Where: rex/1.", autocompletion=candidates.screens
    ),
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="NAME", help="What is spoken in it.")
]
Subtitles = Annotated[
    str | None, typer.Option("--subtitles", metavar="NAME", help="What is written below.")
]
Format = Annotated[
    str | None, typer.Option("--film-format", metavar="NAME", help="2D, 3D, IMAX, 70mm.")
]
AT_HELP = "2026-11-28 20:15, sat 20:15, 20:15, +0-6 20:15; the theatre's time."


def add(
    film: SomeMovie = "",
    screen: OnScreen = None,
    at: Annotated[
        list[str] | None, typer.Option("--at", metavar="TIME", help=AT_HELP + " Again for more.")
    ] = None,
    language: Language = None,
    subtitles: Subtitles = None,
    film_format: Format = None,
    draft: Annotated[bool, typer.Option("--draft", help="Not on sale yet.")] = False,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="Its key in set-up files.")
    ] = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a show, or one for each time; it is on sale at once, unless it is a draft.

    Example: boxoffice show add quiet-lighthouse --screen rex/1 --at '2026-11-28 20:15'
    Example: boxoffice show add 'Le dernier tram' --screen rex/1 --at 'sat 18:00' --draft
    Example: boxoffice show add --from-file week.csv
    """
    from boxoffice.services.nouns import SHOW

    values: changes.Values = {
        "movie": film or None, "screen": screen, "at": at or None, "language": language,
        "subtitles": subtitles, "format": film_format, "draft": draft or None, "key": key,
    }  # fmt: skip
    flags = {"movie": "FILM", "screen": "--screen", "at": "--at"}
    return changes.add(SHOW, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    show: SomeShow = "",
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=AT_HELP)] = None,
    screen: OnScreen = None,
    movie: Annotated[
        str | None,
        typer.Option("--movie", metavar="FILM", help="What.", autocompletion=candidates.movies),
    ] = None,
    language: Language = None,
    subtitles: Subtitles = None,
    film_format: Format = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change a show; its film, screen and time only while nobody has a seat in it.

    Example: boxoffice show edit 12 --at '2026-11-28 20:45'
    Example: boxoffice show edit 12 --subtitles French
    """
    from boxoffice.services.nouns import SHOW

    values: changes.Values = {
        "show": show or None, "at": at, "screen": screen, "movie": movie, "language": language,
        "subtitles": subtitles, "format": film_format,
    }  # fmt: skip
    return changes.edit(SHOW, values, flag="SHOW", from_file=from_file, id_only=id_only)


def remove(shows: Shows) -> int:
    """Remove shows for which nothing was ever sold; any other is closed instead.

    Example: boxoffice show remove 12
    Example: boxoffice show remove 12-15
    """
    from boxoffice.services.nouns import SHOW

    return changes.remove(SHOW, shows)
