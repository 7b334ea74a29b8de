"""`boxoffice void`: a whole sale taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.seat_options import IdOnly, Reason
from boxoffice.cli.session import Session, kept, session

if TYPE_CHECKING:
    from boxoffice.services.sales import VoidRequest


def void(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="[REF]", help="The booking's reference.", autocompletion=candidates.references
        ),
    ] = "",
    last: Annotated[bool, typer.Option("--last", help="This till's last sale.")] = False,
    reason: Reason = "",
    id_only: IdOnly = False,
) -> int | None:
    """Take a whole sale back: same till, same business day, nobody admitted.

    Example: boxoffice void K7M2P --reason "wrong show"
    Example: boxoffice void --last --reason "typed twice"
    """
    from boxoffice.cli.booking_answer import answer
    from boxoffice.present.receipts import money_back_lines
    from boxoffice.services import sales

    request = sales.VoidRequest(ref=ref, last=last, reason=reason)
    with session(writes=True) as at_work:
        app, ctx, out = at_work
        if last and not ref and reason and out.can_ask and not _is_meant(at_work, request):
            out.warn("Nothing was voided.")
            return ExitCode.FAILURE
        with kept(at_work, request):
            result = sales.void(app, ctx, request)
            answer(at_work, result, id_only=id_only, rows=False)
            if not ctx.dry_run:
                for line in money_back_lines(result, locale=out.locale):
                    out.warn(line)
    return None


def _is_meant(at_work: Session, request: VoidRequest) -> bool:
    """Whether the sale that the till took money for last is the one the cashier has in mind."""
    from boxoffice.cli.booking_answer import receipt_of
    from boxoffice.cli.output import write_err
    from boxoffice.services.bookings import last_sale

    app, ctx, out = at_work
    found = last_sale(app, ctx)
    if found is None or out.yes:
        return True
    write_err(receipt_of(out, found))
    return out.confirm(f"Void {found.booking.ref}?")
