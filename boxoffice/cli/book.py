"""`boxoffice book`, `pay` and `cancel`: seats for people who pay later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.lazy import NO_VALUE
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
    Proof,
    Reason,
    Ref,
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
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.domain.tenders import Tender
    from boxoffice.services.results import BookingResult

Gateway = Annotated[
    str, typer.Option("--gateway", metavar="NAME", help="Paid online, on a page of this gateway.")
]  # fmt: skip
Wait = Annotated[bool, typer.Option("--wait", help="Follow the online payment to its end.")]
Until = Annotated[
    str, typer.Option("--until", metavar="TIME", help="'sat 12:00', 2h, or -30m before the show.")
]
Name = Annotated[str, typer.Option("--name", help="Whom it is for.")]
Phone = Annotated[str, typer.Option("--phone", help="Where to reach them.")]


def book(
    show: ShowOrHold = "",
    seats: Seats = None,
    count: Count = 0,
    types: Types = "",
    category: Category = "",
    need: Need = "",
    together: Together = False,
    strict: Strict = False,
    hold: OfHold = "",
    until: Until = "",
    voucher: Voucher = None,
    name: Name = "",
    phone: Phone = "",
    offer: Offers = None,
    late: Late = False,
    reason: Reason = "",
    proof: Proof = "",
    id_only: IdOnly = False,
) -> None:
    """Promise seats to somebody who pays later.

    Example: boxoffice book 12 F7-8 --name Rao
    Example: boxoffice book 12 -n 9 --name Rao --until 'sat 12:00'
    """
    from boxoffice.cli.booking_answer import answer
    from boxoffice.services import reservations

    wanted = asked(
        show, seats, count=count, types=types, category=category, need=need,
        together=together, strict=strict,
    )  # fmt: skip
    request = reservations.BookRequest(
        **wanted, hold=hold, until=until, name=name, phone=phone, late=late, reason=reason,
        proof=proof, offers=tuple(offer or ()), tenders=tenders_of(voucher=voucher),
    )  # fmt: skip
    with session(writes=True) as at_work, kept(at_work, request):
        result = reservations.book(at_work.app, at_work.ctx, request)
        answer(at_work, result, id_only=id_only)


def pay(
    ref: Ref,
    cash: Cash = None,
    card: Card = None,
    upi: Upi = None,
    wallet: Wallet = None,
    transfer: Transfer = None,
    voucher: Voucher = None,
    late: Late = False,
    reason: Reason = "",
    gateway: Gateway = "",
    wait: Wait = False,
    id_only: IdOnly = False,
) -> int | None:
    """Take the money for a booking, in time or late.

    Without a tender, on a terminal, it shows the booking and asks. With a gateway it gives the
    address of a page to pay on; what else is paid at the counter counts once that is paid.

    Example: boxoffice pay K7M2P -c 50
    Example: boxoffice pay K7M2P -k 4711
    Example: boxoffice pay K7M2P --gateway stripe --wait
    """
    from boxoffice.cli.booking_answer import answer
    from boxoffice.services import reservations

    shown = [each for each in upi or () if each != NO_VALUE]
    tenders = tenders_of(cash, card, upi=shown, wallet=wallet, transfer=transfer, voucher=voucher)
    if shown != (upi or []):
        from boxoffice.cli.upi_code import draw_code

        beside = {
            "--gateway": gateway, "--wait": wait, "--late": late, "--reason": reason,
            "--id-only": id_only,
        }  # fmt: skip
        if any(beside.values()):
            raise Invalid(
                "upi.code_alone", ref=ref, beside=[flag for flag in beside if beside[flag]]
            )
        draw_code(ref, tenders=tenders)
        return None
    if gateway or wait:
        from boxoffice.cli.pay_online import pay_online

        if late or reason:
            raise Invalid("payments.gateway_late")
        return pay_online(ref, gateway, tenders=tenders, wait=wait, id_only=id_only)
    with session(writes=True) as at_work:
        if not tenders and at_work.out.can_ask and not _is_covered(at_work, ref):
            tenders = _asked_tenders(at_work, ref)
            if not tenders:
                at_work.out.warn("Nothing was paid.")
                return ExitCode.FAILURE
        request = reservations.PayRequest(ref=ref, tenders=tenders, late=late, reason=reason)
        with kept(at_work, request):
            result = reservations.pay(at_work.app, at_work.ctx, request)
            answer(at_work, result, id_only=id_only)
        _close_pages(at_work, result)
    return None


def cancel(ref: Ref, reason: Reason = "", id_only: IdOnly = False) -> None:
    """Give up a booking that was not paid; its seats are free at once.

    Example: boxoffice cancel K7M2P
    """
    from boxoffice.cli.booking_answer import answer
    from boxoffice.services import reservations

    request = reservations.CancelRequest(ref=ref, reason=reason)
    with session(writes=True) as at_work, kept(at_work, request):
        result = reservations.cancel(at_work.app, at_work.ctx, request)
        answer(at_work, result, id_only=id_only, rows=False)
        _close_pages(at_work, result)


def _close_pages(at_work: Session, result: BookingResult) -> None:
    """What was being paid online for it is called off at the gateway too."""
    called_off = [each for each in result.payments if each.status == "voided"]
    if any(each.method == "gateway" for each in called_off) and not result.is_plan:
        from boxoffice.present.payments import effect_words
        from boxoffice.services.flows.gateway_payment import close_pages

        ref = result.booking.ref
        for done in close_pages(at_work.app, at_work.ctx, ref):
            at_work.out.warn(
                f"The online payment came in meanwhile. Booking {ref}: {effect_words(done.posted)};"
                f" `boxoffice booking view {ref}` shows it."
            )


def _is_covered(at_work: Session, ref: str) -> bool:
    """Whether the vouchers that a booking keeps pay all of it."""
    from boxoffice.services.bookings import view_booking

    found = view_booking(at_work.app, at_work.ctx, ref)
    kept_minor = sum(each.amount_minor for each in found.vouchers)
    return 0 < found.booking.total_minor == kept_minor


def _asked_tenders(at_work: Session, ref: str) -> tuple[Tender, ...]:
    """What the customer pays with; nothing where the booking costs nothing or nobody pays."""
    from boxoffice.cli.booking_answer import receipt_of, tenders_here
    from boxoffice.cli.output import write_err
    from boxoffice.cli.tender_question import ask_tender
    from boxoffice.services.bookings import view_booking
    from boxoffice.services.tendering import cash_step_minor

    app, ctx, out = at_work
    found = view_booking(app, ctx, ref)
    write_err(receipt_of(out, found))
    booking = found.booking
    kept_minor = sum(each.amount_minor for each in found.vouchers)
    return ask_tender(
        out, total_minor=booking.total_minor - kept_minor, currency=booking.currency,
        cash_step_minor=cash_step_minor(app, ctx, booking.show_id),
        **tenders_here(at_work, booking.currency, booking.ref),
    )  # fmt: skip
