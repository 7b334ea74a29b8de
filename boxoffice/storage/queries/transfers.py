"""Money that moved between bookings, and the bookings that it came from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, null, select, union_all, update

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine, Transfer
from boxoffice.storage.tables.claims import SeatClaim

transfer_table = Transfer.__table__  # type: ignore[attr-defined]
transfer = transfer_table.c
booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c
line_table = BookingLine.__table__  # type: ignore[attr-defined]
line = line_table.c
claim_table = SeatClaim.__table__  # type: ignore[attr-defined]
claim = claim_table.c

_booking_id: Any = bindparam("booking_id")
_show_id = bindparam("show_id", type_=INTEGER)


@named
def transfers_of() -> Executable:
    """The transfers into a booking and out of it, in the order they were made.

    Two lookups and not one OR: each goes by an index of its own.
    """
    found = union_all(
        select(*transfer).where(transfer.to_booking_id == _booking_id),
        select(*transfer).where(transfer.from_booking_id == _booking_id),
    ).subquery()
    source, target = booking_table.alias("source"), booking_table.alias("target")
    return (
        select(*found.c, source.c.ref.label("from_ref"), target.c.ref.label("to_ref"))
        .join_from(found, source, source.c.id == found.c.from_booking_id)
        .join(target, target.c.id == found.c.to_booking_id)
        .order_by(found.c.id)
    )


@named
def lock_bookings(size: int) -> Executable:
    """Some bookings, locked in the order of their ids."""
    ids: list[Any] = [bindparam(f"id_{index}") for index in range(size)]
    return select(*booking).where(booking.id.in_(ids)).order_by(booking.id).with_for_update()


@named
def booking_by_id() -> Executable:
    """One booking."""
    return select(*booking).where(booking.id == _booking_id)


@named
def set_totals() -> Executable:
    """Change what a booking costs in all."""
    return (
        update(booking_table)
        .where(booking.id == _booking_id)
        .values(
            total_minor=bindparam("to_total", type_=INTEGER),
            tax_minor=bindparam("to_tax", type_=INTEGER),
            fee_minor=bindparam("to_fee", type_=INTEGER),
        )
    )


@named
def hand_over() -> Executable:
    """Give one seat of an owner to a booking for good."""
    return (
        update(claim_table)
        .where(
            claim.show_id == _show_id,
            claim.seat_id == bindparam("of_seat", type_=INTEGER),
            claim.owner_id == bindparam("from_owner"),
        )
        .values(state="sold", owner_kind="booking", owner_id=bindparam("to_owner"),
                expires_at_ms=null())
    )  # fmt: skip
