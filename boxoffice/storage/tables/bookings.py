"""What was sold: bookings, their lines, the money, and the tickets."""

from sqlalchemy import Index, UniqueConstraint

from boxoffice.domain.lifecycle import (
    BookingStatus,
    LineStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
    TicketStatus,
)
from boxoffice.storage.tables.base import (
    CLUSTERED,
    STRICT,
    Stored,
    check,
    integer,
    one_of,
    partial_index,
    sortable,
    text,
)

PENDING = "status = 'pending'"


class Booking(Stored, table=True):
    """One customer's seats for a show; expires_at_ms is 0 unless it was ever to be paid later."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("ref"),
        one_of("status", BookingStatus),
        check("totals", "total_minor >= 0 AND tax_minor >= 0 AND fee_minor >= 0"),
        partial_index("ix_booking_pending", "expires_at_ms", where=PENDING),
        Index("ix_booking_show_id", "show_id"),
        Index("ix_booking_till_created_at_ms", "till", "created_at_ms"),
        STRICT,
    )  # fmt: skip

    id: str = text(primary_key=True)
    ref: str = text()
    show_id: int = integer(references="show.id")
    status: str = text()
    till: str = text()
    actor: str = text()
    name: str = text()
    phone: str = text()
    late_reason: str = text()
    currency: str = text()
    total_minor: int = integer()
    tax_minor: int = integer()
    fee_minor: int = integer()
    created_at_ms: int = integer()
    confirmed_at_ms: int = integer()
    expires_at_ms: int = integer()


class BookingKey(Stored, table=True):
    """What a booking is found by: the starts of these texts (see `domain.names`)."""

    __tablename__ = "booking_key"
    __table_args__ = (CLUSTERED,)

    key: str = sortable(primary_key=True)
    booking_id: str = text(references="booking.id", primary_key=True)


class BookingLine(Stored, table=True):
    """One seat of a booking: its price, fee and tax as sold, with all that made them (`parts`).

    The customer pays price + fee + tax_added; price = base + adjusted - offer, and tax is all the
    tax in that, whether it was in the price or came on top of it. Of that, refunded went back.
    """

    __tablename__ = "booking_line"
    __table_args__ = (
        UniqueConstraint("booking_id", "seat_id"),
        one_of("status", LineStatus),
        check("price", "price_minor >= 0"),
        check("charges", "offer_minor >= 0 AND fee_minor >= 0 AND tax_minor >= 0"),
        check("tax_added", "tax_added_minor BETWEEN 0 AND tax_minor"),
        check("refunded", "refunded_minor BETWEEN 0 AND price_minor + fee_minor + tax_added_minor"),
        STRICT,
    )

    id: str = text(primary_key=True)
    booking_id: str = text(references="booking.id")
    seat_id: int = integer(references="seat.id")
    seat: str = text()
    category: str = text()
    ticket_type: str = text()
    price_minor: int = integer()
    rule: str = text()
    status: str = text()
    base_minor: int = integer(before=0)
    adjusted_minor: int = integer(before=0)
    offer_minor: int = integer(before=0)
    fee_minor: int = integer(before=0)
    tax_minor: int = integer(before=0)
    tax_added_minor: int = integer(before=0)
    parts: str = text(before="")
    proof: str = text(before="")
    refund_policy: str = text(before="")
    refunded_minor: int = integer(before=0)


class Payment(Stored, table=True):
    """Money taken for a booking; tendered = amount + change for cash, a slip number for a card."""

    __tablename__ = "payment"
    __table_args__ = (
        one_of("method", PaymentMethod),
        one_of("status", PaymentStatus),
        check(
            "amounts", "amount_minor >= 0 AND change_minor >= 0 AND tendered_minor >= amount_minor"
        ),
        Index("ix_payment_booking_id", "booking_id"),
        Index("ix_payment_slip", "slip"),
        Index("ix_payment_till_captured_at_ms", "till", "captured_at_ms"),
        STRICT,
    )

    id: str = text(primary_key=True)
    booking_id: str = text(references="booking.id")
    till: str = text()
    method: str = text()
    status: str = text()
    currency: str = text()
    amount_minor: int = integer()
    tendered_minor: int = integer()
    change_minor: int = integer()
    rounding_minor: int = integer()
    slip: str = text()
    created_at_ms: int = integer()
    captured_at_ms: int = integer()


class Refund(Stored, table=True):
    """Money given back on one payment: amount = its part of the price + rounding; slip of a card.

    The amount is nothing where all that was left of cash was rounded away.
    """

    __tablename__ = "refund"
    __table_args__ = (
        one_of("status", RefundStatus),
        check("amount", "amount_minor >= 0"),
        Index("ix_refund_payment_id", "payment_id"),
        Index("ix_refund_booking_id", "booking_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    booking_id: str = text(references="booking.id")
    payment_id: str = text(references="payment.id")
    till: str = text()
    status: str = text()
    currency: str = text()
    amount_minor: int = integer()
    reason: str = text()
    created_at_ms: int = integer()
    rounding_minor: int = integer(before=0)
    slip: str = text(before="")


class Ticket(Stored, table=True):
    """One admission; `code` is what its QR carries, admitted_at_ms is 0 until the door."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("status", TicketStatus),
        Index("ix_ticket_booking_id", "booking_id"),
        Index("ix_ticket_line_id", "line_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    booking_id: str = text(references="booking.id")
    line_id: str = text(references="booking_line.id")
    code: str = text()
    issue_number: int = integer()
    status: str = text()
    created_at_ms: int = integer()
    admitted_at_ms: int = integer()
