"""`boxoffice screen`: the auditoriums of a theatre, and their halls."""

from __future__ import annotations

from boxoffice.cli.programme_options import KeyOnly, ScreenName, write_ids
from boxoffice.cli.session import session


def list_screens(id_only: KeyOnly = False) -> None:
    """Every screen, or those of one theatre (`--theatre`).

    Example: boxoffice screen list --theatre rex
    """
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.list_screens(app, ctx, theatre=ctx.settings.theatre)
        if id_only:
            write_ids(out, (screen.key for screen in found.screens))
            return
        out.emit(found.document(), table=lambda: rows.screens(found.screens))


def view(screen: ScreenName) -> None:
    """One screen: its empty hall, drawn.

    Example: boxoffice screen view rex/1
    """
    from boxoffice.present.places import hall
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.view_screen(app, ctx, screen)
        out.emit(
            found.document(),
            table=lambda: rows.seats(found),
            drawing=lambda: hall(found, width=out.width, unicode=out.unicode),
        )
