"""`boxoffice pay REF --gateway G`: a page to pay on, drawn and, if wanted, followed to its end."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.output import is_terminal
from boxoffice.cli.session import Session, kept, session
from boxoffice.cli.stopping import until_ctrl_c
from boxoffice.errors import BoxofficeError, Conflict, Declined, Invalid, NeedsPerson

if TYPE_CHECKING:
    from boxoffice.domain.tenders import Tender
    from boxoffice.services.online import OnlineResult

LOOK_EVERY_SECONDS = 0.5
ASK_EVERY_SECONDS = 5.0
OPEN = ("initiated", "authorized")


def pay_online(
    ref: str, gateway: str, *, tenders: tuple[Tender, ...], wait: bool, id_only: bool
) -> int | None:
    """Begin an online payment, or show the page of the one under way."""
    from boxoffice.services.flows import gateway_payment
    from boxoffice.services.online import OnlineRequest

    if not gateway:
        raise Invalid("payments.wait_what")
    request = OnlineRequest(ref=ref, gateway=gateway, tenders=tenders)
    with session(writes=True) as at_work, kept(at_work, request):
        app, ctx, out = at_work
        result = gateway_payment.start(app, ctx, request)
        if not wait or result.is_plan:
            _answer(at_work, result, id_only=id_only)
            return None
        if out.for_people and not id_only:
            out.write(_page(at_work, result))
        else:
            out.warn(result.payment.url)
        return _follow(at_work, result, id_only=id_only)


def _answer(at_work: Session, result: OnlineResult, *, id_only: bool) -> None:
    from boxoffice.present.rows.payments import table
    from boxoffice.services.payment_views import PaymentList

    out = at_work.out
    if id_only:
        out.write(f"{result.payment.session_id}\n" if result.payment.session_id else "")
        return
    out.emit(
        result.document(),
        table=lambda: table(PaymentList(payments=(result.payment,))),
        text=lambda: _page(at_work, result),
    )


def _page(at_work: Session, result: OnlineResult) -> str:
    """The booking, where to pay it, and on a terminal a code for the payer's phone."""
    from boxoffice.present.payments import page_lines
    from boxoffice.present.receipts import receipt

    out, page = at_work.out, result.payment
    drawn: list[str] = []
    if page.url and page.status in OPEN and is_terminal(sys.stdout):
        from boxoffice.present.stubs import qr_lines

        drawn = qr_lines(page.url, width=out.width, unicode=out.unicode, error="l")
    lines = [*drawn, *page_lines(page, locale=out.locale)]
    return receipt(result, locale=out.locale) + "".join(f"{line}\n" for line in lines)


def _follow(at_work: Session, result: OnlineResult, *, id_only: bool) -> int | None:
    """Wait until the payment is paid or over; Ctrl-C leaves it as it is and says how to follow."""
    from boxoffice.present.receipts import receipt

    out = at_work.out
    seen: list[OnlineResult] = []
    with until_ctrl_c():
        out.talk("Waiting for the payment. Ctrl-C ends the waiting, not the payment.")
        seen.append(_wait(at_work, result.payment.id))
    if not seen:
        out.warn(
            "The page stays open. To see what becomes of it:"
            f" `boxoffice payment status {result.booking.ref}`"
        )
        return ExitCode.INTERRUPTED
    _require_paid(seen[0])
    ended = seen[0].model_copy(update={"op_key": result.op_key, "replayed": result.replayed})
    if id_only:
        out.write(f"{ended.booking.ref}\n")
    else:
        out.emit(ended.document(), text=lambda: receipt(ended, locale=out.locale))
    return None


def _wait(at_work: Session, payment_id: str) -> OnlineResult:
    """Look at our own database often and ask the gateway now and then, with nothing kept open."""
    from boxoffice.services import payments
    from boxoffice.services.flows import reconciling

    app, ctx, _ = at_work
    asked_at = time.monotonic()
    while True:
        with suppress(BoxofficeError):
            found = payments.online_view(app, ctx, payment_id)
            if found.payment.status not in OPEN:
                return found
        if time.monotonic() - asked_at >= ASK_EVERY_SECONDS:
            with suppress(BoxofficeError):
                reconciling.ask_now(app, ctx, payment_id)
            asked_at = time.monotonic()
        time.sleep(LOOK_EVERY_SECONDS)


def _require_paid(ended: OnlineResult) -> None:
    """The exit code for whoever waits in a script."""
    ref, page = ended.booking.ref, ended.payment
    if page.status == "failed":
        why = f" ({page.failure})" if page.failure else ""
        raise Declined("payments.failed", ref=ref, why=why)
    if page.status in ("expired", "voided"):
        raise Conflict("payments.over", ref=ref)
    if ended.booking.status != "confirmed":
        raise NeedsPerson("payments.given_back", ref=ref)
