"""Gift vouchers: their balances, every change of one, and what pending bookings keep of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, select, update

from boxoffice.storage.queries.bookings import booking, booking_table, payment, payment_table
from boxoffice.storage.queries.sweep import among
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.vouchers import Voucher, VoucherEntry, VoucherReservation

voucher_table = Voucher.__table__  # type: ignore[attr-defined]
voucher = voucher_table.c
entry_table = VoucherEntry.__table__  # type: ignore[attr-defined]
entry = entry_table.c
reservation_table = VoucherReservation.__table__  # type: ignore[attr-defined]
reservation = reservation_table.c

_voucher_id: Any = bindparam("voucher_id")
_booking_id: Any = bindparam("booking_id")
_now = bindparam("now_ms", type_=INTEGER)
_most = bindparam("most", type_=INTEGER)


@named
def voucher_by_code() -> Executable:
    """One voucher by its folded code."""
    return select(*voucher).where(voucher.code == bindparam("code"))


@named
def voucher_by_id() -> Executable:
    """One voucher by its id."""
    return select(*voucher).where(voucher.id == _voucher_id)


@named
def lock_voucher() -> Executable:
    """One voucher, locked against everybody else's spending."""
    return select(*voucher).where(voucher.id == _voucher_id).with_for_update()


@named
def any_voucher() -> Executable:
    """Whether there ever was a voucher."""
    return select(voucher.id).where(voucher.id > "").limit(1)


@named
def newest_vouchers() -> Executable:
    """Vouchers before an id, the newest first, with what live bookings keep of each."""
    kept = (
        select(func.coalesce(func.sum(reservation.amount_minor), 0))
        .where(reservation.voucher_id == voucher.id, reservation.expires_at_ms > _now)
        .scalar_subquery()
    )
    return (
        select(*voucher, kept.label("reserved_minor"))
        .where(voucher.id < bindparam("before"))
        .order_by(voucher.id.desc())
        .limit(_most)
    )


@named
def reservations_of_voucher() -> Executable:
    """What bookings keep or kept of a voucher."""
    return (
        select(*reservation, booking.ref)
        .join_from(reservation_table, booking_table, booking.id == reservation.booking_id)
        .where(reservation.voucher_id == _voucher_id)
        .order_by(reservation.expires_at_ms, reservation.booking_id)
    )


@named
def reservations_of_booking() -> Executable:
    """What a booking keeps of vouchers, with each one's code and state."""
    return (
        select(*reservation, voucher.code, voucher.status)
        .join_from(reservation_table, voucher_table, voucher.id == reservation.voucher_id)
        .where(reservation.booking_id == _booking_id)
        .order_by(reservation.voucher_id)
    )


@named
def entries_of_voucher() -> Executable:
    """Every change of a balance in its order, with the booking that it was for."""
    return (
        select(*entry, booking.ref)
        .join_from(entry_table, payment_table, payment.id == entry.payment_id, isouter=True)
        .join(booking_table, booking.id == payment.booking_id, isouter=True)
        .where(entry.voucher_id == _voucher_id)
        .order_by(entry.id)
    )


@named
def set_balance() -> Executable:
    """Change what is left on a voucher."""
    return (
        update(voucher_table)
        .where(voucher.id == _voucher_id)
        .values(balance_minor=bindparam("left_minor", type_=INTEGER))
    )


@named
def set_voucher_status() -> Executable:
    """Take a voucher out of use."""
    return (
        update(voucher_table).where(voucher.id == _voucher_id).values(status=bindparam("to_status"))
    )


@named
def release_booking() -> Executable:
    """Give up what a booking keeps of any voucher."""
    return delete(reservation_table).where(reservation.booking_id == _booking_id)


@named
def release_bookings(dialect: str) -> Executable:
    """The same of some bookings."""
    return delete(reservation_table).where(among(reservation.booking_id, dialect))


@named
def release_voucher() -> Executable:
    """Give up what any booking keeps of a voucher."""
    return delete(reservation_table).where(reservation.voucher_id == _voucher_id)


@named
def set_reservation_expiry() -> Executable:
    """Change until when a booking keeps what it has of vouchers."""
    return (
        update(reservation_table)
        .where(reservation.booking_id == _booking_id)
        .values(expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )
