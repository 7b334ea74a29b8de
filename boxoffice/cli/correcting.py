"""`boxoffice price correct`: a price that was wrong when seats were sold by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.programme_options import PriceName
from boxoffice.cli.seat_options import Reason
from boxoffice.cli.session import Session, session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.services.price_corrections import PriceCorrected, WrongPrice

HOW = "--plan or --apply"


def correct(
    price: PriceName,
    to: Annotated[str, typer.Option("--to", metavar="AMOUNT", help="What is right: 11.50.")],
    was: Annotated[
        str, typer.Option("--was", metavar="AMOUNT", help="Only what was sold at this amount.")
    ] = "",
    shows: Annotated[
        list[str] | None,
        typer.Option(
            "--show", metavar="SHOW", help="Only this show, or 12-15; again for more.",
            autocompletion=candidates.shows,
        ),
    ] = None,
    reason: Reason = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only show what it would do.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it without asking.")] = False,
) -> int:  # fmt: skip
    """Put a wrong price right: who paid too much for a show to come gets the difference back.

    Example: boxoffice price correct rex/premium --to 11.50 --plan
    Example: boxoffice price correct rex/premium --to 11.50 --was 115 --reason typo --apply

    The rule says the new amount from then on. Who paid too little is listed and keeps the seat.
    Gateways are asked at once; cash and cards wait for the customers at any till. Nobody gets
    anything twice: the same command once more finds nothing.
    """
    from boxoffice.services import price_corrections

    if plan and apply:
        raise Invalid("prices.correct_how")
    wrong = price_corrections.WrongPrice(
        rule=price, to=to, was=was, shows=tuple(shows or ()), reason=reason
    )
    with session(writes=not plan) as at_work:
        app, ctx, out = at_work
        if not (plan or apply or out.yes or ctx.dry_run) and not out.can_ask:
            out.ask("Put it right?", flag=HOW)
        if plan or ctx.dry_run:
            _emit(at_work, price_corrections.plan_correction(app, ctx, wrong))
            return ExitCode.DONE
        if not apply and not out.yes and not _is_meant(at_work, wrong):
            out.warn("Nothing was changed.")
            return ExitCode.FAILURE
        return _correct(at_work, wrong)


def _correct(at_work: Session, wrong: WrongPrice) -> int:
    from boxoffice.present.words import reason as worded
    from boxoffice.services import price_corrections
    from boxoffice.services.flows.refunding import send_queued

    app, ctx, out = at_work
    result = price_corrections.correct(app, ctx, wrong)
    _emit(at_work, result)
    if not any(each.gateway for each in result.totals):
        return ExitCode.DONE
    sent = send_queued(app, ctx)
    for trouble in sent.troubles:
        out.warn(worded(trouble.reason.code, trouble.reason.details))
    return ExitCode.UNAVAILABLE if sent.unanswered else ExitCode.DONE


def _is_meant(at_work: Session, wrong: WrongPrice) -> bool:
    from boxoffice.cli.output import write_err
    from boxoffice.services import price_corrections

    app, ctx, out = at_work
    write_err(_text(at_work, price_corrections.plan_correction(app, ctx, wrong)))
    return out.confirm("Put it right?", flag=HOW)


def _emit(at_work: Session, result: PriceCorrected) -> None:
    from boxoffice.present.correcting import closing
    from boxoffice.present.rows.correcting import table

    out = at_work.out
    out.emit(
        result.document(), table=lambda: table(result), text=lambda: _text(at_work, result)
    )  # fmt: skip
    for line in closing(result):
        out.talk(line)


def _text(at_work: Session, result: PriceCorrected) -> str:
    from boxoffice.present.correcting import headline, remarks
    from boxoffice.present.rows.correcting import sums_table, table

    out = at_work.out
    lines = [headline(result, locale=out.locale)]
    text = "".join(f"{line}\n" for line in lines)
    if result.corrected or result.honoured:
        text += out.drawn(table(result))
    if result.totals:
        text += "\n" + out.drawn(sums_table(result))
    return text + "".join(f"{line}\n" for line in remarks(result))
