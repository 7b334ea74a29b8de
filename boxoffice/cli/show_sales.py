"""`boxoffice show open` and `show close`: on sale and off it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.show_sales import SteppedShows

Shows = Annotated[
    list[str],
    typer.Argument(
        metavar="SHOW...", help="Shows: 12, 12-15, dune@20:15.", autocompletion=candidates.shows
    ),
]


def open_shows(shows: Shows) -> int:
    """Put shows on sale: drafts, and those that were closed.

    Example: boxoffice show open 12
    Example: boxoffice show open 12-15 18
    """
    from boxoffice.services import show_sales

    request = show_sales.OpenRequest(shows=tuple(shows))
    with session(writes=True) as (app, ctx, out):
        return _emit(out, show_sales.open_shows(app, ctx, request))


def close_shows(shows: Shows) -> int:
    """Take shows off sale: nothing more is sold, what is sold stays.

    Example: boxoffice show close 12
    Example: boxoffice show close 12-15 18

    Unpaid bookings may still be paid and holds stay until their time is up. `boxoffice show open`
    takes it back.
    """
    from boxoffice.services import show_sales

    request = show_sales.CloseRequest(shows=tuple(shows))
    with session(writes=True) as (app, ctx, out):
        return _emit(out, show_sales.close_shows(app, ctx, request))


def _emit(out: Output, result: SteppedShows) -> int:
    from boxoffice.present.rows.show_sales import remarks, table

    out.emit(result.document(), table=lambda: table(result))
    for remark in remarks(result):
        out.talk(remark)
    refused = any(each.outcome == "refused" for each in result.shows)
    return ExitCode.PARTLY if refused else ExitCode.DONE
