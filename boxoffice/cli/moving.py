"""`boxoffice show move`: another screen or time for a show with sold seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.seat_options import Show
from boxoffice.cli.session import session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.moving.results import MoveRequest, MoveResult


def move(
    show: Show,
    screen: Annotated[
        str,
        typer.Option(
            "--screen", metavar="SCREEN", help="To this screen: 2, or rex/2.",
            autocompletion=candidates.screens,
        ),
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="To this time: 20:45, 2026-11-28 20:15.")
    ] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only show it; so without a word too.")] = (
        False
    ),
    apply: Annotated[bool, typer.Option("--apply", help="Move the show.")] = False,
    plan_token: Annotated[
        str,
        typer.Option("--plan-token", metavar="TOKEN", help="Only if all is as it was planned."),
    ] = "",
) -> None:  # fmt: skip
    """Move a show to another screen or time, with everybody who has a seat.

    Example: boxoffice show move 12 --screen 2 --plan
    Example: boxoffice show move 12 --screen rex/3 --at 20:45 --apply

    A booking keeps its seats where the other hall has them, else it is seated again as a whole.
    All tickets are issued anew. Another film is another show: close this one, add the other
    film with `boxoffice show add`, and sell its seats to the bookings of this one.
    """
    from boxoffice.services.moving import use
    from boxoffice.services.moving.results import MoveRequest

    if plan and apply:
        raise Invalid("moving.plan_or_apply")
    if plan_token and not apply:
        raise Invalid("moving.token_without_apply")
    request = MoveRequest(show=show, screen=screen, at=at, token=plan_token)
    with session(writes=apply) as (app, ctx, out):
        result = (use.move_show if apply else use.plan_move)(app, ctx, request)
        _emit(out, result, request)


def _emit(out: Output, result: MoveResult, request: MoveRequest) -> None:
    from boxoffice.present import moving
    from boxoffice.present.rows.moving import table

    def text() -> str:
        lines = [moving.headline(result), *moving.remarks(result)]
        drawn = out.drawn(table(result)) if result.parties or result.unplaced else ""
        lines.append(drawn)
        return "\n".join(line for line in lines if line).rstrip("\n") + "\n"

    out.emit(result.document(), table=lambda: table(result), text=text)
    for line in moving.closing(result, command=_command(result, request)):
        out.talk(line)


def _command(result: MoveResult, request: MoveRequest) -> str:
    """The same command by the show's number, as it can be typed again."""
    import shlex

    words = ["boxoffice", "show", "move", str(result.was.id)]
    for flag, value in (("--screen", request.screen), ("--at", request.at)):
        if value:
            words += [flag, value]
    return shlex.join(words)
