"""What money that a gateway took does: it confirms its booking, or it goes back; never neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxoffice.domain.invariants.money import TAKEN
from boxoffice.domain.lifecycle import (
    NEW,
    BookingStatus,
    PaymentMethod,
    PaymentStatus,
    ShowStatus,
    Subject,
)
from boxoffice.domain.refunds import Cause
from boxoffice.errors import Conflict
from boxoffice.services import (
    attention,
    bookings,
    late_money,
    refund_queue,
    reservations,
    shows,
    tendering,
)
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import payments as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import Payment

if TYPE_CHECKING:
    from boxoffice.outbound.gateways.protocol import Event
    from boxoffice.storage.session import WriteSession

OPEN = (PaymentStatus.INITIATED, PaymentStatus.AUTHORIZED)
LAPSED = (BookingStatus.EXPIRED, BookingStatus.CANCELLED)


@dataclass
class Matter:
    """A payment with its booking and show, all locked; `status` is the booking's by reading."""

    show: Row
    booking: Row
    payment: Row
    payments: list[Row]
    status: str

    @property
    def beside(self) -> list[Row]:
        """What a counter took towards the same sum and keeps until the gateway has its part."""
        if self.payment.status not in OPEN:
            return []
        return [each for each in self.payments if is_counter_part(each)]


def is_counter_part(payment: Row) -> bool:
    """Whether it is money a counter has in its hands that pays for nothing yet."""
    return bool(
        payment.status == PaymentStatus.INITIATED and payment.method != PaymentMethod.GATEWAY
    )


def lock(session: WriteSession, payment: Row) -> Matter:
    """Lock show and booking in their order, and read the payment as it is then."""
    (of,) = session.all(queries.ref_of_booking, booking_id=payment.booking_id)
    show = shows.lock_show(session, str(of.show_id))
    booking = bookings.lock_booking(session, of.ref)
    status = reservations.expire_if_due(session, booking)
    if status != booking.status:
        booking = bookings.get_booking(session, booking.ref)
    payments = session.all(booking_queries.payments_of, booking_id=booking.id)
    own = next(each for each in payments if each.id == payment.id)
    return Matter(show, booking, own, payments, status)


def capture(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """Post money of the matter's payment, and say what that did."""
    payment, booking, status = matter.payment, matter.booking, matter.status
    if payment.status in TAKEN:
        return _once_more(session, matter, event)
    beside = matter.beside
    covered = payment.amount_minor + sum(_worth(each) for each in beside) == booking.total_minor
    covered = covered and tendering.can_spend(session, booking, beside)
    move(session, payment, PaymentStatus.CAPTURED, event)
    if matter.show.status == ShowStatus.CANCELLED and status == BookingStatus.PENDING:
        reservations.end_unpaid(session, booking, BookingStatus.CANCELLED)
        booking = matter.booking = bookings.get_booking(session, booking.ref)
        matter.payments = session.all(booking_queries.payments_of, booking_id=booking.id)
        status = matter.status = booking.status
        beside, covered = [], False
    if status == BookingStatus.PENDING and covered:
        lines = session.all(booking_queries.lines_of, booking_id=booking.id)
        try:
            reservations.seats_for_good(session, booking, matter.show, lines)
        except Conflict as error:
            raise Retry(error) from error
        return _confirmed(session, matter, beside, lines), {}
    if status in LAPSED:
        return _late(session, matter, beside, covered=covered)
    back(session, matter, cause=Cause.DUPLICATE)
    effect = "not_enough" if status == BookingStatus.PENDING else "paid_twice"
    return effect, {"amount_minor": payment.amount_minor}


def move(
    session: WriteSession, payment: Row, status: PaymentStatus, event: Event, **detail: Any
) -> None:
    """Take a payment to its next state, with what the gateway says of it."""
    session.step(Subject.PAYMENT, payment.id, payment.status, status, **detail)
    payment.status = str(status)
    if status is PaymentStatus.CAPTURED:
        payment.captured_at_ms = session.now_ms
    for name in ("transaction_id", "brand", "last_four"):
        setattr(payment, name, getattr(event, name) or getattr(payment, name))
    payment.failure = "" if status is PaymentStatus.CAPTURED else event.failure or payment.failure
    keep(session, payment)


def keep(session: WriteSession, payment: Row) -> None:
    """Write what is known of a payment as it stands now."""
    session.run(
        queries.post_payment, payment_id=payment.id, to_status=payment.status,
        captured_ms=payment.captured_at_ms, to_transaction=payment.transaction_id,
        to_brand=payment.brand, to_last_four=payment.last_four, to_failure=payment.failure,
    )  # fmt: skip


def void_open(
    session: WriteSession, payments: Sequence[Row], *, but: str = "", is_told: bool = False
) -> list[Row]:
    """Void what is begun and not paid; a counter's part is to be handed back.

    `is_told`: somebody is at a till who is told so, and no line has to remind anybody.
    """
    voided = [each for each in payments if each.status in OPEN and each.id != but]
    for payment in voided:
        was_in_hand = is_counter_part(payment)
        session.step(Subject.PAYMENT, payment.id, payment.status, PaymentStatus.VOIDED)
        payment.status = str(PaymentStatus.VOIDED)
        session.run(
            booking_queries.set_payment, payment_id=payment.id, status=payment.status
        )  # fmt: skip
        if was_in_hand and payment.method != PaymentMethod.VOUCHER and not is_told:
            attention.note_hand_back(session, payment)
    return voided


def back(session: WriteSession, matter: Matter, *, cause: Cause) -> None:
    """Promise all of the payment back that was just captured."""
    refund_queue.queue(
        session, matter.booking, matter.payment, amount_minor=matter.payment.amount_minor,
        rounding_minor=matter.payment.rounding_minor, cause=cause, reason="",
    )  # fmt: skip


def _confirmed(
    session: WriteSession, matter: Matter, beside: Sequence[Row], lines: list[Row]
) -> str:
    """The booking stands: what the counter took counts too, what else was begun is void."""
    was = matter.status
    reservations.confirm(session, matter.booking, lines, status=was)
    for part in beside:
        session.step(Subject.PAYMENT, part.id, part.status, PaymentStatus.CAPTURED)
        part.status, part.captured_at_ms = str(PaymentStatus.CAPTURED), session.now_ms
        keep(session, part)
    tendering.spend(session, matter.booking, beside)
    void_open(session, matter.payments)
    return "captured" if was == BookingStatus.PENDING else "captured_late"


def _late(
    session: WriteSession, matter: Matter, beside: Sequence[Row], *, covered: bool
) -> tuple[str, dict[str, Any]]:
    """Seats once more if the money is all there and the house wants that; else it goes back."""
    booking, show = matter.booking, matter.show
    lines = session.all(booking_queries.lines_of, booking_id=booking.id)
    had = [line.seat for line in lines]
    seats = late_money.seat_again(session, show, booking, lines) if covered else None
    if seats is not None:
        _confirmed(session, matter, beside, lines)
        if seats == had:
            return "captured_late", {"status": matter.status}
        return "reseated", {"status": matter.status, "had": had, "seats": seats}
    session.step(Subject.BOOKING, booking.id, matter.status, BookingStatus.PAID_UNSEATED)
    session.run(
        booking_queries.set_booking, booking_id=booking.id,
        status=str(BookingStatus.PAID_UNSEATED), confirmed_ms=0,
    )  # fmt: skip
    booking.status = str(BookingStatus.PAID_UNSEATED)
    is_cancelled = show.status == ShowStatus.CANCELLED
    void_open(session, matter.payments)
    back(session, matter, cause=Cause.SHOW_CANCELLED if is_cancelled else Cause.LATE_MONEY)
    return "unseated", {"amount_minor": matter.payment.amount_minor}


def _once_more(session: WriteSession, matter: Matter, event: Event) -> tuple[str, dict[str, Any]]:
    """Money for a payment that has its money: the same told again, or really paid twice."""
    payment = matter.payment
    known = {each.transaction_id for each in matter.payments}
    if not event.transaction_id or event.transaction_id in known:
        return "already", {"status": payment.status}
    second: dict[str, Any] = {
        **vars(payment), "id": session.ctx.ids.uuid7(session.now_ms),
        "status": str(PaymentStatus.CAPTURED), "created_at_ms": session.now_ms,
        "captured_at_ms": session.now_ms, "till": session.till, "url": "", "failure": "",
        "transaction_id": event.transaction_id, "brand": event.brand,
        "last_four": event.last_four,
    }  # fmt: skip
    session.step(
        Subject.PAYMENT, second["id"], NEW, PaymentStatus.CAPTURED, booking=payment.booking_id,
        amount_minor=payment.amount_minor, method=payment.method,
    )  # fmt: skip
    session.insert(Payment, [second])
    matter.payment = Row(**second)
    back(session, matter, cause=Cause.DUPLICATE)
    return "paid_twice", {"amount_minor": payment.amount_minor}


def _worth(part: Row) -> int:
    """What of the booking's total a counter's part stands for."""
    return int(part.amount_minor - part.rounding_minor)
