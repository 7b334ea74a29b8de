"""Gift vouchers: a balance that pays, each change of it, and what pending bookings keep of it."""

from sqlalchemy import Index, UniqueConstraint

from boxoffice.domain.lifecycle import VoucherStatus
from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, one_of, text


class Voucher(Stored, table=True):
    """A voucher by its folded code; the balance is the sum of its entries.

    expires_at_ms is 0 where it never expires.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("status", VoucherStatus),
        check("balance", "balance_minor >= 0"),
        STRICT,
    )

    id: str = text(primary_key=True)
    code: str = text()
    status: str = text()
    currency: str = text()
    balance_minor: int = integer()
    name: str = text()
    till: str = text()
    actor: str = text()
    created_at_ms: int = integer()
    expires_at_ms: int = integer()


class VoucherEntry(Stored, table=True):
    """A change of a balance, signed: issued, spent on a payment, given back by a refund, voided."""

    __tablename__ = "voucher_entry"
    __table_args__ = (
        one_of("kind", ("issued", "spent", "back", "voided")),
        Index("ix_voucher_entry_voucher_id", "voucher_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    voucher_id: str = text(references="voucher.id")
    kind: str = text()
    amount_minor: int = integer()
    payment_id: str = text()
    refund_id: str = text()
    created_at_ms: int = integer()


class VoucherReservation(Stored, table=True):
    """What a pending booking keeps of a voucher until its own expiry; then it is not there."""

    __tablename__ = "voucher_reservation"
    __table_args__ = (
        check("amount", "amount_minor > 0"),
        Index("ix_voucher_reservation_booking_id", "booking_id"),
        CLUSTERED,
    )

    voucher_id: str = text(references="voucher.id", primary_key=True)
    booking_id: str = text(references="booking.id", primary_key=True)
    amount_minor: int = integer()
    expires_at_ms: int = integer()
