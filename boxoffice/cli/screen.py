"""`boxoffice screen`: the auditoriums of a theatre, and their halls."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import (
    KeyOnly,
    ScreenName,
    Screens,
    SomeScreen,
    write_ids,
)
from boxoffice.cli.session import session

Layout = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="KEY",
        help="The layout of its seats.",
        autocompletion=candidates.layouts,
    ),
]
Turnaround = Annotated[
    str | None, typer.Option("--turnaround", metavar="20m", help="Pause between two shows.")
]


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


def add(
    name: NewThing = "",
    layout: Layout = None,
    turnaround: Turnaround = None,
    key: Key = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a screen to a theatre (`--theatre`).

    Example: boxoffice screen add 'Screen 2' --theatre rex --layout small-hall --key 2
    Example: boxoffice screen add --from-file screens.csv

    Its layout first: `boxoffice layout new --rows A-H --seats 12 | boxoffice setup apply -`.
    """
    from boxoffice.services.nouns import SCREEN

    values: changes.Values = {
        "name": name or None, "layout": layout, "turnaround": turnaround, "key": key,
    }  # fmt: skip
    flags = {"name": "NAME", "layout": "--layout"}
    return changes.add(SCREEN, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    screen: SomeScreen = "",
    name: NewName = None,
    layout: Layout = None,
    turnaround: Turnaround = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change a screen; another layout only where no sold seat is lost.

    Example: boxoffice screen edit rex/2 --turnaround 25m
    """
    from boxoffice.services.nouns import SCREEN

    values: changes.Values = {
        "key": screen or None, "name": name, "layout": layout, "turnaround": turnaround,
    }  # fmt: skip
    return changes.edit(SCREEN, values, flag="SCREEN", from_file=from_file, id_only=id_only)


def remove(screens: Screens) -> int:
    """Remove a screen that no show is played on.

    Example: boxoffice screen remove rex/2
    """
    from boxoffice.services.nouns import SCREEN

    return changes.remove(SCREEN, screens)
