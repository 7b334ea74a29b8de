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
OPEN = "status IN ('initiated', 'authorized')"
BY_REFERENCE = "method IN ('upi', 'wallet', 'transfer') AND status <> 'voided'"
UNPAID = "status IN ('failed', 'expired', 'voided')"
BEGUN = "status IN ('queued', 'sent', 'failed')"


class Booking(Stored, table=True):
    """One customer's seats for a show; expires_at_ms is 0 unless it was ever to be paid later.

    `extended` is 1 once a failed payment has moved that moment.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("ref"),
        one_of("status", BookingStatus),
        check("totals", "total_minor >= 0 AND tax_minor >= 0 AND fee_minor >= 0"),
        check("extended", "extended IN (0, 1)"),
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
    extended: int = integer(before=0)


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
    `replaces` is the line that was exchanged for this one.
    """

    __tablename__ = "booking_line"
    __table_args__ = (
        Index("ix_booking_line_booking_id", "booking_id"),
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
    replaces: str = text(before="")


class Payment(Stored, table=True):
    """Money taken for a booking, or on its way: tendered = amount + change.

    `slip` is what the tender calls it: a card slip, a UPI, wallet or transfer reference. A gateway
    has a session at an address, which ends at expires_at_ms, and a transaction; a voucher is named
    by its id.
    """

    __tablename__ = "payment"
    __table_args__ = (
        one_of("method", PaymentMethod),
        one_of("status", PaymentStatus),
        check(
            "amounts", "amount_minor >= 0 AND change_minor >= 0 AND tendered_minor >= amount_minor"
        ),
        Index("ix_payment_booking_id", "booking_id"),
        Index("ix_payment_slip", "slip"),
        partial_index("uq_payment_reference", "method", "slip", where=BY_REFERENCE, unique=True),
        Index("ix_payment_till_captured_at_ms", "till", "captured_at_ms"),
        Index("ix_payment_session_id", "session_id"),
        Index("ix_payment_transaction_id", "transaction_id"),
        partial_index("ix_payment_open", "created_at_ms", where=OPEN),
        partial_index("ix_payment_unpaid", "created_at_ms", where=UNPAID),
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
    gateway: str = text(before="")
    session_id: str = text(before="")
    transaction_id: str = text(before="")
    brand: str = text(before="")
    last_four: str = text(before="")
    voucher_id: str = text(before="")
    expires_at_ms: int = integer(before=0)
    failure: str = text(before="")
    url: str = text(before="")


class Refund(Stored, table=True):
    """Money given back on one payment: amount = its part of the price + rounding; slip of a card.

    The amount is nothing where all that was left of cash was rounded away. `cause` says what it is
    for beyond a counter's own refund; sent_at_ms and done_at_ms are 0 until then.
    """

    __tablename__ = "refund"
    __table_args__ = (
        one_of("status", RefundStatus),
        check("amount", "amount_minor >= 0"),
        Index("ix_refund_payment_id", "payment_id"),
        Index("ix_refund_booking_id", "booking_id"),
        Index("ix_refund_gateway_refund_id", "gateway_refund_id"),
        partial_index("ix_refund_begun", "created_at_ms", where=BEGUN),
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
    cause: str = text(before="")
    gateway_refund_id: str = text(before="")
    attempts: int = integer(before=0)
    sent_at_ms: int = integer(before=0)
    done_at_ms: int = integer(before=0)
    failure: str = text(before="")


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


class Transfer(Stored, table=True):
    """Money that an exchange moved from one booking to another; neither tender noticed."""

    __tablename__ = "transfer"
    __table_args__ = (
        check("amount", "amount_minor > 0"),
        check("bookings", "from_booking_id <> to_booking_id"),
        Index("ix_transfer_from_booking_id", "from_booking_id"),
        Index("ix_transfer_to_booking_id", "to_booking_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    from_booking_id: str = text(references="booking.id")
    to_booking_id: str = text(references="booking.id")
    till: str = text()
    currency: str = text()
    amount_minor: int = integer()
    reason: str = text()
    created_at_ms: int = integer()
