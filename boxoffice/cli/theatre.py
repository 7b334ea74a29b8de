"""`boxoffice theatre`: the houses, their zones and currencies."""

from __future__ import annotations

from boxoffice.cli.programme_options import (
    KeyOnly,
    OfCity,
    OfMovie,
    Text,
    TheatreName,
    write_ids,
)
from boxoffice.cli.session import session


def list_theatres(
    text: Text = "", city: OfCity = "", movie: OfMovie = "", id_only: KeyOnly = False
) -> None:
    """Every theatre, those of a city, or those that play a film from now on.

    Example: boxoffice theatre list
    Example: boxoffice theatre list --movie dune --city lyon
    """
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.list_theatres(app, ctx, text, city=city, movie=movie)
        if id_only:
            write_ids(out, (theatre.key for theatre in found.theatres))
            return
        out.emit(found.document(), table=lambda: rows.theatres(found.theatres))


def view(theatre: TheatreName) -> None:
    """One theatre with its screens.

    Example: boxoffice theatre view rex
    """
    from boxoffice.present.places import theatre_text
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.view_theatre(app, ctx, theatre)
        out.emit(
            found.document(),
            table=lambda: rows.screens(found.screens),
            text=lambda: theatre_text(found, drawn=out.drawn, width=out.width),
        )
