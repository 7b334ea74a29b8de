"""`boxoffice refund`: seats given back for money."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.seat_options import IdOnly, Reason, Ref, SomeSeats
from boxoffice.cli.session import Session, kept, session

if TYPE_CHECKING:
    from boxoffice.services.refund_results import RefundResult
    from boxoffice.services.refunds import RefundRequest


def refund(
    ref: Ref,
    seats: SomeSeats = None,
    reason: Reason = "",
    full: Annotated[
        bool, typer.Option("--full", help="All of it, whatever the policy says; needs --reason.")
    ] = False,
    for_nothing: Annotated[
        bool, typer.Option("--for-nothing", help="Take seats back that give nothing any more.")
    ] = False,
    by_hand: Annotated[
        bool,
        typer.Option(
            "--by-hand", help="In cash what its gateway failed to give back; needs --reason."
        ),
    ] = False,
    slips: Annotated[
        list[str] | None,
        typer.Option(
            "-k", "--card", metavar="SLIP", help="The card terminal's slip of the refund."
        ),
    ] = None,
    id_only: IdOnly = False,
) -> int | None:
    """Give a booking or some of its seats back, by the policy they were sold with, at any till.

    The money goes to the tenders it came from, the last one first. On a terminal it shows the
    plan and asks. Where money was promised to the customer that waits for a till, as after a show
    was called off, that is handed out; name seats to give seats back instead. A refund that failed
    at its gateway is paid out here with --by-hand, and the gateway is never asked for it again.

    Example: boxoffice refund K7M2P
    Example: boxoffice refund K7M2P F7 --reason "ill" -k 9911
    """
    from boxoffice.services.refunds import RefundRequest

    request = RefundRequest(
        ref=ref, words=tuple(seats or ()), reason=reason, in_full=full, for_nothing=for_nothing,
        by_hand=by_hand, slips=tuple(slips or ()),
    )  # fmt: skip
    with session(writes=True) as at_work:
        _, ctx, out = at_work
        if out.can_ask and not out.yes and not ctx.dry_run:
            agreed = _agreed(at_work, request)
            if agreed is None:
                out.warn("Nothing was given back.")
                return ExitCode.FAILURE
            request = agreed
        _refund(at_work, request, id_only=id_only)
    return None


def _refund(at_work: Session, request: RefundRequest, *, id_only: bool) -> None:
    from boxoffice.cli.booking_answer import receipt_of, warn
    from boxoffice.cli.output import write_err
    from boxoffice.present.refunds import by_hand_lines, plan_text, waiting_line
    from boxoffice.present.rows.bookings import lines_table
    from boxoffice.services import refunds

    app, ctx, out = at_work
    with kept(at_work, request):
        result = refunds.refund(app, ctx, request)
        if id_only:
            out.write(f"{result.booking.ref}\n" if result.booking.ref else "")
        else:
            out.emit(
                result.document(),
                table=lambda: lines_table(result),
                text=lambda: receipt_of(out, result),
            )
        warn(at_work, result.warnings)
        if ctx.dry_run and not result.replayed and not id_only:
            write_err(plan_text(result, locale=out.locale))
        elif not ctx.dry_run:
            for line in by_hand_lines(result, locale=out.locale):
                out.warn(line)
            if not result.given_back.seats and (remark := waiting_line(result)):
                out.talk(remark)


def _agreed(at_work: Session, request: RefundRequest) -> RefundRequest | None:
    """The request with the sum that the plan says, once somebody has said yes to it."""
    from boxoffice.cli.booking_answer import warn
    from boxoffice.cli.output import write_err
    from boxoffice.present.money import format_money
    from boxoffice.present.receipts import show_line
    from boxoffice.present.refunds import plan_text
    from boxoffice.services import refunds

    app, ctx, out = at_work
    planned: RefundResult = refunds.refund(app, replace(ctx, dry_run=True), request)
    if planned.replayed:
        return request
    out.warn(show_line(planned.show))
    write_err(plan_text(planned, locale=out.locale))
    warn(at_work, planned.warnings)
    given = planned.given_back
    amount = format_money(
        given.amount_minor, currency=planned.booking.currency, locale=out.locale
    )  # fmt: skip
    if not out.confirm(f"Give back {amount}?"):
        return None
    agreed_minor = sum(each.amount_minor - each.rounding_minor for each in given.tenders)
    return request.model_copy(update={"agreed_minor": agreed_minor})
