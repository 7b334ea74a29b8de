"""`boxoffice screen close, open, block, unblock`: a hall that is out of order, or part of it."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.programme_options import ScreenName
from boxoffice.cli.seat_options import Reason
from boxoffice.cli.session import session

SeatsNamed = Annotated[list[str], typer.Argument(metavar="SEATS...", help="Seats: F7, F7-10.")]


def close(
    screen: ScreenName,
    to: Annotated[
        str, typer.Option("--to", metavar="TIME", help="Until then: 2026-11-28 18:00, a day.")
    ],
    begins: Annotated[
        str, typer.Option("--from", metavar="TIME", help="From then on; else from now on.")
    ] = "",
    reason: Reason = "",
) -> None:
    """Close a screen for a while: nothing new is played there, what is on is listed.

    Example: boxoffice screen close rex/1 --to sat --reason 'projector'

    Each show is listed with the halls that are free then, what a move there does to those who
    have seats, and the command to type. The shows themselves stay until that is done.
    """
    from boxoffice.present.screen_state import closed_text, halls_table
    from boxoffice.services.moving import closing

    request = closing.CloseRequest(screen=screen, begins=begins, ends=to, reason=reason)
    with session(writes=True) as (app, ctx, out):
        result = closing.close_screen(app, ctx, request)
        out.emit(
            result.document(), table=lambda: halls_table(result), text=lambda: closed_text(result)
        )
        if result.is_plan:
            out.talk_of_dry_run()


def open_again(screen: ScreenName) -> None:
    """Open a closed screen again, now; a closure to come is taken back.

    Example: boxoffice screen open rex/1
    """
    from boxoffice.present.screen_state import opened_text
    from boxoffice.services.moving import closing

    with session(writes=True) as (app, ctx, out):
        result = closing.open_screen(app, ctx, closing.OpenRequest(screen=screen))
        out.emit(result.document(), text=lambda: opened_text(result))


def block(screen: ScreenName, seats: SeatsNamed, reason: Reason = "") -> int:
    """Take broken seats out of sale on every show to come of a screen.

    Example: boxoffice screen block rex/1 F7-8 --reason 'broken spring'

    Shows added later are blocked too. Seats that somebody has are listed with their bookings and
    the answer is 3: exchange these and type the command again.
    """
    from boxoffice.present.screen_state import broken_text, seats_table
    from boxoffice.services import broken

    request = broken.BreakRequest(screen=screen, words=tuple(seats), reason=reason)
    with session(writes=True) as (app, ctx, out):
        result = broken.block_screen(app, ctx, request)
        out.emit(
            result.document(), table=lambda: seats_table(result), text=lambda: broken_text(result)
        )
        if result.is_whole:
            return ExitCode.DONE
        out.talk("Exchange these, then type the same again: it blocks what is free by then.")
    return ExitCode.PARTLY


def unblock(screen: ScreenName, seats: SeatsNamed, reason: Reason = "") -> None:
    """Give mended seats back on every show to come; a block of one show alone stands.

    Example: boxoffice screen unblock rex/1 F7 --reason mended
    """
    from boxoffice.present.screen_state import broken_text, seats_table
    from boxoffice.services import broken

    request = broken.MendRequest(screen=screen, words=tuple(seats), reason=reason)
    with session(writes=True) as (app, ctx, out):
        result = broken.unblock_screen(app, ctx, request)
        out.emit(
            result.document(), table=lambda: seats_table(result), text=lambda: broken_text(result)
        )
