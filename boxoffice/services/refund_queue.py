"""Money to be given back that is not handed over at once: it waits, on record, to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from boxoffice.domain import refunds as rules
from boxoffice.domain.invariants.money import TAKEN
from boxoffice.domain.lifecycle import (
    NEW,
    BookingStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
    Subject,
)
from boxoffice.domain.refunds import Cause
from boxoffice.errors import Conflict, NotFound
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import refunds as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import Refund

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession

AT_TILL = frozenset(
    {
        PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI, PaymentMethod.WALLET,
        PaymentMethod.TRANSFER,
    }
)  # fmt: skip
"""Tenders that only a person at a till can give back to."""

ROAD = (RefundStatus.FAILED, RefundStatus.QUEUED, RefundStatus.SENT, RefundStatus.DONE)
"""The states of a refund in the order it goes through them, from a failure on."""


def queue(
    session: WriteSession,
    booking: Row,
    payment: Row,
    *,
    amount_minor: int,
    rounding_minor: int = 0,
    cause: Cause,
    reason: str,
) -> Row:
    """Promise money of a payment back, never more than is left of it; the booking is locked.

    The payment's own state changes once the money is out; what needs nobody is out at once.
    """
    earlier = session.all(booking_queries.refunds_of, booking_id=booking.id)
    left = taken(payment, earlier)
    if amount_minor < 0 or amount_minor > left.left_minor:
        raise Conflict(
            "refunds.too_much", ref=booking.ref, amount_minor=amount_minor,
            left_minor=left.left_minor, currency=payment.currency,
        )  # fmt: skip
    row = insert(
        session, booking, payment, status=RefundStatus.QUEUED, amount_minor=amount_minor,
        rounding_minor=rounding_minor, cause=str(cause), reason=reason,
    )  # fmt: skip
    if payment.method == PaymentMethod.VOUCHER and amount_minor:
        from boxoffice.services import voucher_tender

        voucher_tender.give_back(session, payment, refund_id=row.id, amount_minor=amount_minor)
    if payment.method == PaymentMethod.VOUCHER or not amount_minor:
        advance(session, booking, row, RefundStatus.DONE)
    return row


def insert(
    session: WriteSession,
    booking: Row,
    payment: Row,
    *,
    status: RefundStatus,
    amount_minor: int,
    rounding_minor: int,
    reason: str,
    cause: str = "",
    slip: str = "",
) -> Row:
    """Write a new refund with its first step on record; how much may go back is known."""
    done_ms = session.now_ms if status is RefundStatus.DONE else 0
    row: dict[str, Any] = {
        "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": booking.id,
        "payment_id": payment.id, "till": session.till, "status": str(status),
        "currency": payment.currency, "amount_minor": amount_minor, "reason": reason,
        "created_at_ms": session.now_ms, "rounding_minor": rounding_minor, "slip": slip,
        "cause": cause, "gateway_refund_id": "", "attempts": 0, "sent_at_ms": done_ms,
        "done_at_ms": done_ms, "failure": "",
    }  # fmt: skip
    detail: dict[str, Any] = {"cause": cause} if cause else {}
    session.step(
        Subject.REFUND, str(row["id"]), NEW, status, payment=payment.id,
        amount_minor=amount_minor, rounding_minor=rounding_minor, **detail,
    )  # fmt: skip
    session.insert(Refund, [row])
    return Row(**row)


def taken(payment: Row, refunds: Iterable[Row]) -> rules.Taken:
    """What of a payment is promised to nobody, with the price that it stands for.

    A refund that failed still counts: that money is the customer's, whoever has it.
    """
    own = [row for row in refunds if row.payment_id == payment.id]
    left = payment.amount_minor - sum(row.amount_minor for row in own)
    rounding = payment.rounding_minor - sum(row.rounding_minor for row in own)
    return rules.Taken(payment.id, payment.method, left, left - rounding)


def taken_of(payments: Iterable[Row], refunds: Sequence[Row]) -> list[rules.Taken]:
    """The money of a booking that is still here, payment by payment."""
    here = (each for each in payments if each.status in TAKEN - {PaymentStatus.DISPUTED})
    return [taken(payment, refunds) for payment in here]


def get_refund(session: ReadSession, refund_id: str) -> Row:
    """One refund with the reference of its booking."""
    row = session.first(queries.refund_by_id, refund_id=refund_id)
    if row is None:
        raise NotFound("refunds.unknown", id=refund_id)
    return row


def advance(
    session: WriteSession,
    booking: Row,
    refund: Row,
    status: RefundStatus,
    *,
    at_till: bool = False,
    slip: str = "",
    gateway_refund_id: str = "",
    failure: str = "",
    by_hand: str = "",
) -> bool:
    """Take a refund on to a state, each step on record; the booking is locked.

    Money that is out stays out: what is done changes no more, and nothing goes back to an earlier
    state but what failed. `at_till` is handed out by this one, `by_hand` why it is where its
    gateway failed. False where all stays as it is.
    """
    if status is RefundStatus.FAILED and _is_of_earlier_try(refund, gateway_refund_id):
        return False
    path = _steps_to(refund.status, status)
    for target in path:
        detail: dict[str, Any] = {"failure": failure} if target is RefundStatus.FAILED else {}
        if target is RefundStatus.DONE and at_till:
            detail, refund.till = {"till": session.till}, session.till
            if by_hand:
                detail["by_hand"] = by_hand
                refund.reason = " | ".join(each for each in (refund.reason, by_hand) if each)
        session.step(Subject.REFUND, refund.id, refund.status, target, **detail)
        refund.status = str(target)
    if not path:
        if refund.status == RefundStatus.SENT and gateway_refund_id:
            refund.gateway_refund_id = gateway_refund_id
            keep(session, refund)
        return False
    if RefundStatus.SENT in path:
        refund.attempts, refund.sent_at_ms = refund.attempts + 1, session.now_ms
    elif status is RefundStatus.QUEUED:
        refund.sent_at_ms = 0
    refund.done_at_ms = session.now_ms if status is RefundStatus.DONE else 0
    refund.slip = slip or refund.slip
    refund.gateway_refund_id = gateway_refund_id or refund.gateway_refund_id
    refund.failure = failure
    keep(session, refund)
    if status is RefundStatus.DONE:
        settle_payments(session, booking)
    return True


def send(session: WriteSession, refund: Row) -> None:
    """Put on record that a locked refund is asked for now; once more if it was sent before."""
    if refund.status == RefundStatus.QUEUED:
        session.step(Subject.REFUND, refund.id, refund.status, RefundStatus.SENT)
        refund.status = str(RefundStatus.SENT)
    refund.attempts, refund.sent_at_ms = refund.attempts + 1, session.now_ms
    keep(session, refund)


def keep(session: WriteSession, refund: Row) -> None:
    """Write a refund's row as it stands now."""
    session.run(
        queries.set_refund, of_refund=refund.id, to_status=refund.status, to_till=refund.till,
        to_slip=refund.slip, to_reason=refund.reason, to_gateway_refund_id=refund.gateway_refund_id,
        to_failure=refund.failure, to_attempts=refund.attempts,
        to_sent_at_ms=refund.sent_at_ms, to_done_at_ms=refund.done_at_ms,
    )  # fmt: skip


def _is_of_earlier_try(refund: Row, gateway_refund_id: str) -> bool:
    """Whether it was asked for anew since the gateway's refund of that id failed."""
    if not gateway_refund_id or not refund.gateway_refund_id:
        return False
    is_same = bool(gateway_refund_id == refund.gateway_refund_id)
    return is_same if refund.status == RefundStatus.QUEUED else not is_same


def _steps_to(source: str, target: RefundStatus) -> list[RefundStatus]:
    """The states on the way; none where it is there, or past it, already."""
    if source == RefundStatus.DONE or source == target:
        return []
    if target is RefundStatus.FAILED:
        before = [RefundStatus.SENT] if source == RefundStatus.QUEUED else []
        return [*before, RefundStatus.FAILED]
    at = ROAD.index(RefundStatus(source))
    return list(ROAD[at + 1 : ROAD.index(target) + 1])


def settle_payments(session: WriteSession, booking: Row) -> None:
    """Let each payment say how much of it went back, and with the last of it a seatless booking."""
    payments = session.all(booking_queries.payments_of, booking_id=booking.id)
    refunds = session.all(booking_queries.refunds_of, booking_id=booking.id)
    for payment in payments:
        own = [row for row in refunds if row.payment_id == payment.id]
        done = [row for row in own if row.status == RefundStatus.DONE]
        if done:
            set_payment(session, payment, done_minor=sum(row.amount_minor for row in done))
    is_empty = all(each.status == PaymentStatus.REFUNDED for each in payments if _came_in(each))
    if booking.status == BookingStatus.PAID_UNSEATED and is_empty:
        session.step(Subject.BOOKING, booking.id, booking.status, BookingStatus.REFUNDED)
        session.run(
            booking_queries.set_booking, booking_id=booking.id,
            status=str(BookingStatus.REFUNDED), confirmed_ms=booking.confirmed_at_ms,
        )  # fmt: skip
        booking.status = str(BookingStatus.REFUNDED)


def _came_in(payment: Row) -> bool:
    return payment.status in TAKEN


def set_payment(session: WriteSession, payment: Row, *, done_minor: int) -> None:
    """Refunded once all that it took is gone, which of nothing it is at once."""
    if payment.status not in TAKEN or payment.status == PaymentStatus.DISPUTED:
        return
    if done_minor == payment.amount_minor:
        status = PaymentStatus.REFUNDED
    else:
        status = PaymentStatus.PART_REFUNDED if done_minor else PaymentStatus(payment.status)
    if status == payment.status:
        return
    session.step(Subject.PAYMENT, payment.id, payment.status, status)
    session.run(booking_queries.set_payment, payment_id=payment.id, status=str(status))
    payment.status = str(status)


def waiting(session: ReadSession, *, at_till: bool = False) -> list[Row]:
    """Every refund that is not out yet, the oldest first; at_till only what a till hands out."""
    rows = session.all(queries.waiting_refunds)
    return [row for row in rows if not at_till or row.method in AT_TILL]


def at_till_of(payments: Iterable[Row], refunds: Iterable[Row]) -> list[Row]:
    """The refunds of one booking that wait for a person at a till."""
    by_hand = {payment.id for payment in payments if payment.method in AT_TILL}
    open_states = (RefundStatus.QUEUED, RefundStatus.FAILED)
    return [row for row in refunds if row.payment_id in by_hand and row.status in open_states]


def handed_out(payments: Iterable[Row], refunds: Iterable[Row]) -> list[Row]:
    """The refunds of one booking that waited for a person at a till and went out there."""
    by_hand = {payment.id for payment in payments if payment.method in AT_TILL}
    return [
        row
        for row in refunds
        if row.payment_id in by_hand and row.status == RefundStatus.DONE and row.cause
    ]


def failed_at_gateway(payments: Iterable[Row], refunds: Iterable[Row]) -> list[Row]:
    """The refunds of one booking that its gateways have said they could not make."""
    online = {payment.id for payment in payments if payment.method == PaymentMethod.GATEWAY}
    return [
        row for row in refunds if row.payment_id in online and row.status == RefundStatus.FAILED
    ]
