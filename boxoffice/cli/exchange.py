"""`boxoffice exchange`: paid seats for others, more beside them, or another booking's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.seat_options import (
    SHOW_HELP,
    Card,
    Cash,
    IdOnly,
    Late,
    Offers,
    OfHold,
    Proof,
    Reason,
    Ref,
    SomeSeats,
    Strict,
    Transfer,
    Types,
    Upi,
    Voucher,
    Wallet,
    tenders_of,
)
from boxoffice.cli.session import Session, kept, session

if TYPE_CHECKING:
    from boxoffice.present.drawing import Drawing
    from boxoffice.services.exchange_results import ExchangeResult
    from boxoffice.services.exchanges import ExchangeRequest


To = Annotated[
    list[str] | None, typer.Option("--to", metavar="SEATS", help="The seats wanted: G3,4.")
]
Show = Annotated[
    str,
    typer.Option(
        "--show",
        metavar="SHOW",
        help=SHOW_HELP + " Without --to its best seats.",
        autocompletion=candidates.shows,
    ),
]
Add = Annotated[
    list[str] | None, typer.Option("--add", metavar="SEATS", help="More seats in the same booking.")
]
With = Annotated[
    str,
    typer.Option(
        "--with",
        metavar="REF",
        help="Swap with this booking; its seats are named too.",
        autocompletion=candidates.references,
    ),
]
BackSlips = Annotated[
    list[str] | None,
    typer.Option("--back-slip", metavar="SLIP", help="The card terminal's slip of a refund."),
]
Full = Annotated[
    bool, typer.Option("--full", help="Give all of a difference back; needs --reason.")
]
ForNothing = Annotated[
    bool, typer.Option("--for-nothing", help="Even if none of a difference goes back.")
]


def exchange(
    ref: Ref,
    seats: SomeSeats = None,
    to: To = None,
    show: Show = "",
    add: Add = None,
    other: With = "",
    hold: OfHold = "",
    types: Types = "",
    offer: Offers = None,
    cash: Cash = None,
    card: Card = None,
    upi: Upi = None,
    wallet: Wallet = None,
    transfer: Transfer = None,
    voucher: Voucher = None,
    slips: BackSlips = None,
    full: Full = False,
    for_nothing: ForNothing = False,
    late: Late = False,
    reason: Reason = "",
    proof: Proof = "",
    strict: Strict = False,
    id_only: IdOnly = False,
) -> int | None:
    """Exchange paid seats: for others, of another show too, for more, or with another booking.

    The customer pays the difference, or gets it back by the policy the seats were sold with. Old
    tickets are void. On a terminal without a tender it shows the plan and asks.

    Example: boxoffice exchange K7M2P --to G3,4
    Example: boxoffice exchange K7M2P F7 --to G3 --show 14 -c exact
    Example: boxoffice exchange K7M2P --add F9 -k 4711
    Example: boxoffice exchange K7M2P F7 --with Q4RTX G3
    """  # fmt: skip
    from boxoffice.domain.pricing import parse_counts
    from boxoffice.services.exchanges import ExchangeRequest

    request = ExchangeRequest(
        ref=ref, words=tuple(seats or ()), to=tuple(to or ()), add=tuple(add or ()), other=other,
        show=show, hold=hold, types=tuple(parse_counts(types).items()) if types else (),
        offers=tuple(offer or ()), slips=tuple(slips or ()), in_full=full,
        for_nothing=for_nothing, late=late, reason=reason, proof=proof, strict=strict,
        tenders=tenders_of(
            cash, card, upi=upi, wallet=wallet, transfer=transfer, voucher=voucher
        ),
    )  # fmt: skip
    with session(writes=True) as at_work:
        _, ctx, out = at_work
        if out.can_ask and not out.yes and not ctx.dry_run and not request.tenders:
            agreed = _agreed(at_work, request)
            if agreed is None:
                out.warn("Nothing was exchanged.")
                return ExitCode.FAILURE
            request = agreed
        _exchange(at_work, request, id_only=id_only)
    return None


def _exchange(at_work: Session, request: ExchangeRequest, *, id_only: bool) -> None:
    from boxoffice.cli.booking_answer import warn
    from boxoffice.cli.output import write_err
    from boxoffice.present.exchanges import by_hand_lines, plan_text
    from boxoffice.present.rows.bookings import lines_table
    from boxoffice.services import exchanges

    app, ctx, out = at_work
    with kept(at_work, request):
        result = exchanges.exchange(app, ctx, request)
        if id_only:
            out.write(f"{result.booking.ref}\n" if result.booking.ref else "")
        else:
            out.emit(
                result.document(),
                table=lambda: lines_table(result),
                drawing=lambda: _drawing(at_work, result),
            )
        warn(at_work, result.warnings)
        if result.is_plan and not id_only and not out.quiet:
            write_err(plan_text(result, locale=out.locale))
        elif not ctx.dry_run:
            for line in by_hand_lines(result, locale=out.locale):
                out.warn(line)


def _drawing(at_work: Session, result: ExchangeResult) -> Drawing:
    """The new booking with its seats, and in a swap the other one too."""
    from boxoffice.cli.booking_answer import receipt_of, row_of
    from boxoffice.present.drawing import Drawing, Line

    lines: list[Line] = []
    for each in (result, result.other):
        if each is None:
            continue
        lines += [Line("")] if lines else []
        lines += [Line(line) for line in receipt_of(at_work.out, each).splitlines()]
        sold = [line.seat for line in each.booking.lines if line.status == "sold"]
        drawn = row_of(at_work, each.booking.show_id, sold).lines
        lines += [Line(""), *drawn] if drawn else []
    return Drawing(tuple(lines))


def _agreed(at_work: Session, request: ExchangeRequest) -> ExchangeRequest | None:
    """The request as somebody said yes to it, with the money for the difference."""
    from boxoffice.cli.booking_answer import tenders_here, warn
    from boxoffice.cli.output import write_err
    from boxoffice.cli.tender_question import ask_tender
    from boxoffice.present.exchanges import plan_text
    from boxoffice.present.receipts import show_line
    from boxoffice.services import exchanges, tendering

    app, ctx, out = at_work
    planned = exchanges.exchange(app, replace(ctx, dry_run=True), request)
    if planned.replayed:
        return request
    out.warn(show_line(planned.show))
    write_err(plan_text(planned, locale=out.locale))
    warn(at_work, planned.warnings)
    both = [planned, planned.other] if planned.other else [planned]
    agreed = tuple(each.difference_minor for each in both)
    meant = request.model_copy(update={"agreed": agreed})
    if not (request.to or request.hold or request.add or request.other):
        picked = tuple(line.seat for line in planned.booking.lines)
        meant = meant.model_copy(update={"to": picked})
    due_minor = max(agreed)
    if due_minor <= 0:
        return meant if out.confirm("Exchange?") else None
    currency = planned.booking.currency
    tenders = ask_tender(
        out, total_minor=due_minor, currency=currency,
        cash_step_minor=tendering.cash_step_minor(app, ctx, planned.booking.show_id),
        **tenders_here(at_work, currency),
    )  # fmt: skip
    return meant.model_copy(update={"tenders": tenders}) if tenders else None
