"""Money on its way back to the tenders it came from: by hand at a till, or by the queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import PaymentMethod, RefundStatus
from boxoffice.domain.refunds import Back, Cause
from boxoffice.errors import Invalid
from boxoffice.services import refund_queue
from boxoffice.services.refund_results import TenderBack

if TYPE_CHECKING:
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row


def pay_back(
    session: WriteSession,
    booking: Row,
    payments: Sequence[Row],
    backs: Sequence[Back],
    *,
    reason: str,
    cause: Cause,
    slips: tuple[str, ...] = (),
) -> tuple[TenderBack, ...]:
    """Give back on each payment what the plan says: by hand here and now, else by the queue."""
    of = {payment.id: payment for payment in payments}
    noted = iter(_slips([of[back.payment_id] for back in backs], slips))
    tenders = []
    for back in backs:
        payment = of[back.payment_id]
        slip = next(noted) if payment.method == PaymentMethod.CARD else ""
        if payment.method in refund_queue.AT_TILL:
            row = refund_queue.insert(
                session, booking, payment, status=RefundStatus.DONE,
                amount_minor=back.amount_minor, rounding_minor=back.rounding_minor,
                reason=reason, slip=slip,
            )  # fmt: skip
        else:
            row = refund_queue.queue(
                session, booking, payment, amount_minor=back.amount_minor,
                rounding_minor=back.rounding_minor, cause=cause, reason=reason,
            )  # fmt: skip
        tenders.append(_tender(payment, row, voucher_status=_state_of_voucher(session, payment)))
    refund_queue.settle_payments(session, booking)
    return tuple(tenders)


def promise(
    session: WriteSession,
    booking: Row,
    payments: Sequence[Row],
    backs: Sequence[Back],
    *,
    reason: str,
    cause: Cause,
) -> list[Row]:
    """Queue what goes back on each payment, whatever the tender: nobody stands at a till."""
    of = {payment.id: payment for payment in payments}
    return [
        refund_queue.queue(
            session, booking, of[back.payment_id], amount_minor=back.amount_minor,
            rounding_minor=back.rounding_minor, cause=cause, reason=reason,
        )
        for back in backs
    ]  # fmt: skip


def hand_out(
    session: WriteSession,
    booking: Row,
    payments: Sequence[Row],
    waiting: Sequence[Row],
    *,
    slips: tuple[str, ...] = (),
) -> tuple[TenderBack, ...]:
    """Give a customer at this till what was promised before, the newest payment's first."""
    of = {payment.id: payment for payment in payments}
    rows = sorted(waiting, key=lambda row: (row.payment_id, row.id), reverse=True)
    noted = iter(_slips([of[row.payment_id] for row in rows], slips))
    tenders = []
    for row in rows:
        payment = of[row.payment_id]
        slip = next(noted) if payment.method == PaymentMethod.CARD else ""
        refund_queue.advance(session, booking, row, RefundStatus.DONE, at_till=True, slip=slip)
        tenders.append(_tender(payment, row))
    return tuple(tenders)


def hand_out_failed(
    session: WriteSession, booking: Row, failed: Sequence[Row], *, reason: str
) -> tuple[TenderBack, ...]:
    """Give a customer at this till in cash what a gateway could not, with who said so and why."""
    tenders = []
    for row in failed:
        refund_queue.advance(
            session, booking, row, RefundStatus.DONE, at_till=True, by_hand=reason
        )  # fmt: skip
        tenders.append(
            TenderBack(
                method=str(PaymentMethod.CASH), amount_minor=row.amount_minor,
                rounding_minor=row.rounding_minor, slip="", refund_slip="", status=row.status,
            )
        )  # fmt: skip
    return tuple(tenders)


def _state_of_voucher(session: WriteSession, payment: Row) -> str:
    """Why nobody can spend what goes back to a payment's voucher; "" where somebody can."""
    if payment.method != PaymentMethod.VOUCHER:
        return ""
    from boxoffice.services import voucher_tender

    return voucher_tender.why_unspendable(session, payment)


def _tender(payment: Row, refund: Row, *, voucher_status: str = "") -> TenderBack:
    return TenderBack(
        method=payment.method, amount_minor=refund.amount_minor,
        rounding_minor=refund.rounding_minor, slip=payment.slip, refund_slip=refund.slip,
        status=refund.status, gateway=payment.gateway, last_four=payment.last_four,
        voucher_status=voucher_status,
    )  # fmt: skip


def _slips(payments: Sequence[Row], typed: tuple[str, ...]) -> tuple[str, ...]:
    """The slip of each refund to a card in the order of the plan; none typed, none noted."""
    cards = sum(payment.method == PaymentMethod.CARD for payment in payments)
    if typed and len(typed) != cards:
        raise Invalid("refunds.slips", cards=cards, typed=len(typed))
    return typed or ("",) * cards
