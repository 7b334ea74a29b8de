"""Money to be given back that is not handed over at once: it waits, on record, to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boxoffice.domain import refunds as rules
from boxoffice.domain.lifecycle import NEW, RefundStatus, Subject
from boxoffice.domain.refunds import Cause
from boxoffice.errors import Conflict
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import Refund

if TYPE_CHECKING:
    from boxoffice.storage.session import WriteSession


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

    The payment's own state changes once the money is out; of nothing there is no refund to make.
    """
    earlier = session.all(queries.refunds_of, booking_id=booking.id)
    left = taken(payment, earlier)
    if amount_minor < 0 or amount_minor > left.left_minor:
        raise Conflict(
            "refunds.too_much", ref=booking.ref, amount_minor=amount_minor,
            left_minor=left.left_minor, currency=payment.currency,
        )  # fmt: skip
    row = {
        "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": booking.id,
        "payment_id": payment.id, "till": session.till, "status": str(RefundStatus.QUEUED),
        "currency": payment.currency, "amount_minor": amount_minor, "reason": reason,
        "created_at_ms": session.now_ms, "rounding_minor": rounding_minor, "slip": "",
        "cause": str(cause), "gateway_refund_id": "", "attempts": 0, "sent_at_ms": 0,
        "done_at_ms": 0, "failure": "",
    }  # fmt: skip
    session.step(
        Subject.REFUND, str(row["id"]), NEW, RefundStatus.QUEUED, payment=payment.id,
        amount_minor=amount_minor, rounding_minor=rounding_minor, cause=str(cause),
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
