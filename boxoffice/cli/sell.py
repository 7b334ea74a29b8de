"""`boxoffice sell`: seats, money and tickets in one go."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.seat_options import (
    Card,
    Cash,
    Category,
    Count,
    IdOnly,
    Late,
    Need,
    Offers,
    OfHold,
    Phone,
    Proof,
    Reason,
    Seats,
    ShowOrHold,
    Strict,
    Together,
    Transfer,
    Types,
    Upi,
    Voucher,
    Wallet,
    asked,
    tenders_of,
)
from boxoffice.cli.session import Session, kept, session
from boxoffice.cli.stopping import until_ctrl_c

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.domain.tenders import Tender
    from boxoffice.services.sales import Due, SellRequest

HOLD_WHILE_ASKING = "2m"


def sell(
    show: ShowOrHold = "",
    seats: Seats = None,
    count: Count = 0,
    types: Types = "",
    category: Category = "",
    need: Need = "",
    together: Together = False,
    strict: Strict = False,
    hold: OfHold = "",
    cash: Cash = None,
    card: Card = None,
    upi: Upi = None,
    wallet: Wallet = None,
    transfer: Transfer = None,
    voucher: Voucher = None,
    offer: Offers = None,
    phone: Phone = "",
    late: Late = False,
    reason: Reason = "",
    proof: Proof = "",
    id_only: IdOnly = False,
) -> int | None:
    """Sell seats: all of them with payment and tickets, or none.

    Without a tender, on a terminal, the seats are held, shown and asked about.

    Example: boxoffice sell 12 F7-8 -c 50
    Example: boxoffice sell dune@20:15 -n 3 -t adult=2,child=1 -c 20 -k 4711
    Example: boxoffice sell 12 F7-8 --voucher K7M2-P9QX-TR4H-B6WD -c 10
    """
    from boxoffice.services.sales import SellRequest

    wanted = asked(
        show, seats, count=count, types=types, category=category, need=need,
        together=together, strict=strict,
    )  # fmt: skip
    request = SellRequest(
        **wanted, hold=hold, late=late, reason=reason, proof=proof, phone=phone,
        offers=tuple(offer or ()),
        tenders=tenders_of(
            cash, card, upi=upi, wallet=wallet, transfer=transfer, voucher=voucher
        ),
    )  # fmt: skip
    with session(writes=True) as at_work:
        _, ctx, out = at_work
        if not request.tenders and out.can_ask and not ctx.dry_run:
            return _sell_by_asking(at_work, request, id_only=id_only)
        _say_which_show(at_work, request)
        _sell(at_work, request, id_only=id_only)
    return None


def _sell(at_work: Session, request: SellRequest, *, id_only: bool) -> None:
    from boxoffice.cli.booking_answer import answer
    from boxoffice.services import sales

    with kept(at_work, request):
        result = sales.sell(at_work.app, at_work.ctx, request)
        answer(at_work, result, id_only=id_only)


def _say_which_show(at_work: Session, request: SellRequest) -> None:
    """Theatre, film and time, where a till that belongs to no theatre could take the wrong one.

    A courtesy: what is wrong with the show is for the sale itself to say.
    """
    from boxoffice.errors import BoxofficeError
    from boxoffice.services.sales import show_among_theatres

    show = None
    with suppress(BoxofficeError):
        show = show_among_theatres(at_work.app, at_work.ctx, request)
    if show is not None:
        from boxoffice.present.receipts import show_line

        at_work.out.talk(show_line(show))


def _sell_by_asking(at_work: Session, request: SellRequest, *, id_only: bool) -> int | None:
    """Hold the seats, show them and their price, take the tender; giving up frees them again."""
    from boxoffice.cli.booking_answer import tenders_here
    from boxoffice.cli.tender_question import ask_tender
    from boxoffice.services import sales

    app, ctx, out = at_work
    due = sales.due(app, ctx, request)
    if not due.total_minor:
        _sell(at_work, request, id_only=id_only)
        return None
    meant = request if due.hold else _hold(at_work, request, due)
    is_sold, code = False, ExitCode.FAILURE
    try:
        due = sales.due(app, ctx, meant)
        _show_due(at_work, due)
        given: list[tuple[Tender, ...]] = []
        with until_ctrl_c():
            given.append(ask_tender(
                out, total_minor=due.total_minor, currency=due.currency,
                cash_step_minor=due.cash_step_minor, **tenders_here(at_work, due.currency),
            ))  # fmt: skip
        if not given:
            out.warn("")
            code = ExitCode.INTERRUPTED
        tenders = given[0] if given else ()
        if tenders:
            agreed = {"tenders": tenders, "agreed_minor": due.total_minor}
            _sell(at_work, meant.model_copy(update=agreed), id_only=id_only)
            is_sold = True
    finally:
        if not is_sold and meant is not request:
            _let_go(at_work, meant.hold)
    if is_sold:
        return None
    out.warn(
        f"Nothing was sold; the seats {'stay held' if meant is request else 'are free again'}."
    )
    return code


def _hold(at_work: Session, request: SellRequest, due: Due) -> SellRequest:
    """The same request for seats that are now held while the customer looks for the money."""
    from boxoffice.cli.booking_answer import warn
    from boxoffice.services.holds import HoldRequest, place_hold
    from boxoffice.services.seating import SeatsRequest

    seats = {name: getattr(request, name) for name in SeatsRequest.model_fields}
    wanted = HoldRequest(**{**seats, "lasts": HOLD_WHILE_ASKING, "late": request.late})
    placed = place_hold(at_work.app, _own_key(at_work), wanted)
    warn(at_work, placed.warnings)
    changes = {"show": str(due.show.id), "words": (), "count": 0, "hold": placed.hold.id}
    return request.model_copy(update=changes)


def _let_go(at_work: Session, hold: str) -> None:
    """Free the seats; a hold that is gone already has nothing to free."""
    from boxoffice.errors import BoxofficeError
    from boxoffice.services.holds import ReleaseRequest, release_holds

    with suppress(BoxofficeError):
        release_holds(at_work.app, _own_key(at_work), ReleaseRequest(hold=hold))


def _own_key(at_work: Session) -> Context:
    """The context for a step beside the sale, which the sale's own key does not stand for."""
    return replace(at_work.ctx, op_key=at_work.ctx.ids.op_key())


def _show_due(at_work: Session, due: Due) -> None:
    from boxoffice.cli.booking_answer import row_of
    from boxoffice.cli.output import write_err
    from boxoffice.domain.money import to_nearest
    from boxoffice.present.labels import counted_seats
    from boxoffice.present.money import format_money
    from boxoffice.present.receipts import show_line
    from boxoffice.present.refunds import policy_line

    out = at_work.out
    out.warn(show_line(due.show))
    drawn = row_of(at_work, due.show.id, due.labels)
    write_err(out.draw(drawn.rich()) if out.format == "rich" else drawn.plain)
    total = format_money(due.total_minor, currency=due.currency, locale=out.locale)
    in_cash = to_nearest(due.total_minor, step_minor=due.cash_step_minor)
    if in_cash != due.total_minor:
        rounded = format_money(in_cash, currency=due.currency, locale=out.locale)
        total = f"{total}, in cash {rounded}"
    if due.offers:
        from boxoffice.present.offers import offer_lines

        for line in offer_lines(due.offers, currency=due.currency, locale=out.locale):
            out.warn(line)
    out.warn(f"{counted_seats(due.labels)}: {total}")
    if policy := policy_line(due.refund_policy, starts_at=due.show.starts_at):
        out.warn(policy)
