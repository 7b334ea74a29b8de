"""`boxoffice show cancel`: shows called off, and everybody's money on its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.programme_options import FirstDay, LastDay, OfScreen
from boxoffice.cli.seat_options import Reason
from boxoffice.cli.session import Session, session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.services.cancelling.results import Ended, ShowsCancelled, ShowsMeant

HOW = "--plan or --apply"


def cancel(
    shows: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SHOW]...", help="Shows: 12, 12-15, dune@20:15.",
            autocompletion=candidates.shows,
        ),
    ] = None,
    screen: OfScreen = "",
    first_day: FirstDay = "",
    last_day: LastDay = "",
    reason: Reason = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only show what it would do.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it without asking.")] = False,
) -> int:  # fmt: skip
    """Call shows off: holds and unpaid bookings end, everybody who paid gets all of it back.

    Example: boxoffice show cancel 12 --reason 'projector broke' --plan
    Example: boxoffice show cancel --screen rex/1 --from sat --to sun --reason flood --apply

    Fees go back too, whatever the refund policy says. Gateways are asked at once; cash and cards
    wait for the customers at any till (`boxoffice refund REF`). The same command goes on where one
    was cut off. A show that is cancelled stays so.
    """
    from boxoffice.services.cancelling import use
    from boxoffice.services.cancelling.results import ShowsMeant

    if plan and apply:
        raise Invalid("shows.cancel_how")
    meant = ShowsMeant(
        shows=tuple(shows or ()), screen=screen, first_day=first_day, last_day=last_day
    )
    with session(writes=not plan) as at_work:
        app, ctx, out = at_work
        if not (plan or apply or out.yes or ctx.dry_run) and not out.can_ask:
            out.ask("Call it off?", flag=HOW)
        if plan or ctx.dry_run:
            _emit(at_work, use.plan_cancel(app, ctx, meant))
            return ExitCode.DONE
        if not apply and not out.yes:
            meant, reason = _asked(at_work, meant, reason)
        return _cancel(at_work, meant, reason=reason)


def _cancel(at_work: Session, meant: ShowsMeant, *, reason: str) -> int:
    from boxoffice.services.cancelling import use
    from boxoffice.services.flows.refunding import send_queued

    app, ctx, out = at_work

    def told(show_id: int, done: Ended) -> None:
        if done.left:
            bookings = "1 booking" if done.left == 1 else f"{done.left} bookings"
            out.talk(f"Show {show_id}: {bookings} left.")

    result = use.cancel_shows(app, ctx, meant, reason=reason, told=told)
    if any(each.gateway and each.status in ("queued", "sent") for each in result.totals):
        result = use.look(app, ctx, result, sent=send_queued(app, ctx))
    _emit(at_work, result)
    return ExitCode.UNAVAILABLE if result.sent and result.sent.unanswered else ExitCode.DONE


def _emit(at_work: Session, result: ShowsCancelled) -> None:
    from boxoffice.present.cancelling import closing
    from boxoffice.present.rows.cancelling import table
    from boxoffice.present.words import reason as worded

    out = at_work.out
    out.emit(
        result.document(), table=lambda: table(result), text=lambda: _text(at_work, result)
    )  # fmt: skip
    for trouble in result.sent.troubles if result.sent else ():
        out.warn(worded(trouble.reason.code, trouble.reason.details))
    for line in closing(result):
        out.talk(line)


def _text(at_work: Session, result: ShowsCancelled) -> str:
    from boxoffice.present.cancelling import show_lines
    from boxoffice.present.rows.cancelling import sums_table

    lines = [line for show in result.shows for line in show_lines(show, applied=result.applied)]
    text = "".join(f"{line}\n" for line in lines)
    return text + (at_work.out.drawn(sums_table(result)) if result.totals else "")


def _asked(at_work: Session, meant: ShowsMeant, reason: str) -> tuple[ShowsMeant, str]:
    """Who is told what it takes types what it is about; and the reason, if it was not said."""
    from boxoffice.cli.output import write_err
    from boxoffice.present.text import clean
    from boxoffice.services.cancelling import use

    app, ctx, out = at_work
    planned = use.plan_cancel(app, ctx, meant)
    write_err(_text(at_work, planned))
    if not reason.strip():
        reason = out.ask("Why is it called off?", flag="--reason")
    wanted = clean(planned.shows[0].show.movie)
    question = f"Type {wanted} to call it off:"
    if len(planned.shows) > 1:
        wanted = str(len(planned.shows))
        question = f"Type {wanted} to call all {wanted} shows off:"
    typed = out.ask(question, flag=HOW)
    if typed.casefold() != wanted.casefold():
        raise Invalid("shows.cancel_other", typed=typed, wanted=wanted)
    return meant, reason
