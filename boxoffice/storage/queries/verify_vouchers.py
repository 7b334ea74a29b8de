"""What is read to count gift vouchers again, a page of them at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, or_, select

from boxoffice.storage.queries.bookings import (
    booking,
    booking_table,
    payment,
    payment_table,
    refund,
    refund_table,
)
from boxoffice.storage.queries.vouchers import (
    entry,
    reservation,
    reservation_table,
    voucher,
    voucher_table,
)
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER

_after: Any = bindparam("after")
_high: Any = bindparam("high")
_most = bindparam("most", type_=INTEGER)


@named
def voucher_entries_between() -> Executable:
    """Changes of the balances of some vouchers."""
    key = entry.voucher_id
    return (
        select(*entry).where(key > _after, key <= _high).order_by(key, entry.id)
    )  # fmt: skip


@named
def voucher_payments_between() -> Executable:
    """Payments by some vouchers."""
    key = payment.voucher_id
    return select(*payment).where(key > _after, key <= _high).order_by(key, payment.id)


@named
def voucher_refunds_between() -> Executable:
    """Refunds of payments by some vouchers."""
    key = payment.voucher_id
    return (
        select(*refund, payment.voucher_id)
        .join_from(refund_table, payment_table, payment.id == refund.payment_id)
        .where(key > _after, key <= _high)
        .order_by(key, refund.id)
    )


@named
def voucher_reservations_between() -> Executable:
    """What bookings keep of some vouchers, with their own state and expiry."""
    key = reservation.voucher_id
    own = (booking.ref, booking.status, booking.expires_at_ms.label("until_ms"))
    return (
        select(*reservation, *own)
        .join_from(reservation_table, booking_table, booking.id == reservation.booking_id)
        .where(key > _after, key <= _high)
        .order_by(key, reservation.booking_id)
    )


@named
def stray_voucher_payments() -> Executable:
    """Payments that name a voucher and are by none, and the other way round."""
    is_one = payment.method == "voucher"
    return (
        select(payment.id)
        .join_from(payment_table, voucher_table, voucher.id == payment.voucher_id, isouter=True)
        .where(or_(is_one & voucher.id.is_(None), ~is_one & (payment.voucher_id != "")))
        .limit(_most)
    )
