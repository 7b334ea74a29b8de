"""`boxoffice seats`: the house, drawn."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxoffice.cli.output import is_terminal
from boxoffice.cli.seat_options import Show
from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.results import House


def seats(
    show: Show,
    available: Annotated[bool, typer.Option("--available", help="List free seats only.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and draw it again whenever it changes.")
    ] = False,
) -> None:
    """The house of a show, drawn: free seats by their number, all others by a shape.

    Example: boxoffice seats 12
    Example: boxoffice seats dune@20:15 --available
    Example: boxoffice seats 12 --watch

    A watch ends with q or Ctrl-C and exit code 0. It needs a terminal; with --json it prints one
    document per line and change, wherever it goes.
    """
    from boxoffice.services import houses

    with session() as (app, ctx, out):
        if watch:
            from boxoffice.cli.watching import watch_house

            watch_house(app, ctx, out, show, picture=_list if available else _map)
            return
        house = houses.view_house(app, ctx, show)
        _emit(out, house, available=available)


def document(house: House, *, available: bool) -> dict[str, Any]:
    """The house as JSON; the counts are always those of the whole house."""
    shown = house.document()
    if available:
        shown["seats"] = [seat for seat in shown["seats"] if seat["state"] == "available"]
    return shown


def _emit(out: Output, house: House, *, available: bool) -> None:
    from boxoffice.present.rows.seats import free_table, house_table

    if available:
        out.emit(
            document(house, available=True),
            table=lambda: free_table(house),
            text=lambda: _list(out, house),
        )
        return
    height = shutil.get_terminal_size().lines if is_terminal(sys.stdout) else 0
    out.emit(
        document(house, available=False),
        table=lambda: house_table(house),
        text=lambda: as_tall(_map(out, house), height=height),
    )


def as_tall(drawn: str, *, height: int) -> str:
    """The house without its blank lines where only so it stands on the terminal, prompt and all."""
    from boxoffice.cli.watching import squeezed

    lines = squeezed(drawn.splitlines(), height - 1) if height else drawn.splitlines()
    return "".join(f"{line}\n" for line in lines)


def _map(out: Output, house: House) -> str:
    from boxoffice.present.seatmap import draw

    drawing = draw(house, width=out.width, unicode=out.unicode, locale=out.locale)
    return out.draw(drawing.rich()) if out.format == "rich" else drawing.plain


def _list(out: Output, house: House) -> str:
    from boxoffice.present.receipts import show_line
    from boxoffice.present.rows.seats import free_table

    if not house.summary.available:
        return f"No seat is free: {show_line(house.show)}.\n"
    return out.drawn(free_table(house, title=show_line(house.show)))
