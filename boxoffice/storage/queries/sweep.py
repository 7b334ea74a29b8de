"""What ran out, a batch at a time; on PostgreSQL whoever is busy with a row is passed over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Executable, bindparam, cast, delete, func, select, update

from boxoffice.storage.queries.claims import in_order
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine
from boxoffice.storage.tables.claims import Hold, SeatClaim
from boxoffice.storage.tables.operations import Operation

hold_table = Hold.__table__  # type: ignore[attr-defined]
hold = hold_table.c
booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c
line_table = BookingLine.__table__  # type: ignore[attr-defined]
line = line_table.c
claim_table = SeatClaim.__table__  # type: ignore[attr-defined]
claim = claim_table.c
operation_table = Operation.__table__  # type: ignore[attr-defined]
operation = operation_table.c

_now = bindparam("now_ms", type_=INTEGER)
_most = bindparam("most", type_=INTEGER)


@named
def expired_holds() -> Executable:
    """Holds that ran out, the oldest first."""
    return (
        select(hold.id, hold.show_id, hold.status, hold.expires_at_ms)
        .where(hold.status == "active", hold.expires_at_ms <= _now)
        .order_by(hold.expires_at_ms)
        .limit(_most)
        .with_for_update(skip_locked=True)
    )


@named
def expired_bookings() -> Executable:
    """Bookings that were not paid in time, the oldest first."""
    return (
        select(booking.id, booking.show_id, booking.status, booking.expires_at_ms)
        .where(booking.status == "pending", booking.expires_at_ms <= _now)
        .order_by(booking.expires_at_ms)
        .limit(_most)
        .with_for_update(skip_locked=True)
    )


@named
def any_expired_hold() -> Executable:
    """Whether a hold ran out that is not tidied yet."""
    due = (hold.status == "active", hold.expires_at_ms <= _now)
    return select(hold.id).where(*due).limit(1)


@named
def any_expired_booking() -> Executable:
    """Whether a booking ran out that is not tidied yet."""
    due = (booking.status == "pending", booking.expires_at_ms <= _now)
    return select(booking.id).where(*due).limit(1)


@named
def any_old_operation() -> Executable:
    """Whether there is an operation key older than they are kept."""
    before = bindparam("before_ms", type_=INTEGER)
    return select(operation.op_key).where(operation.created_at_ms < before).limit(1)


def among(column: Any, dialect: str) -> Any:
    """Whether a column is one of `ids`, a list in JSON: one parameter, however many they are."""
    ids: Any = bindparam("ids")
    if dialect == "sqlite":
        return column.in_(select(func.json_each(ids).table_valued("value").c.value))
    each = func.json_array_elements_text(cast(ids, JSON)).table_valued("value")
    return column == func.any(func.array(select(each.c.value).scalar_subquery()))


@named
def free_expired(dialect: str) -> Executable:
    """Free what some owners still claim; what was taken over since is not theirs any more."""
    owned = among(claim.owner_id, dialect)
    return delete(claim_table).where(in_order(owned, dialect=dialect))


@named
def expire_holds(dialect: str) -> Executable:
    """Mark holds as run out."""
    return update(hold_table).where(among(hold.id, dialect)).values(status="expired")


@named
def expire_bookings(dialect: str) -> Executable:
    """Mark bookings as run out."""
    return update(booking_table).where(among(booking.id, dialect)).values(status="expired")


@named
def lines_of_bookings(dialect: str) -> Executable:
    """The lines of some bookings."""
    theirs = among(line.booking_id, dialect)
    return select(line.id, line.status).where(theirs).order_by(line.id)


@named
def release_lines(dialect: str) -> Executable:
    """Mark the lines of some bookings as given up."""
    theirs = among(line.booking_id, dialect)
    return update(line_table).where(theirs).values(status="released")


@named
def forget_operations() -> Executable:
    """Delete some operation keys that nobody will ask for again."""
    old = (
        select(operation.scope, operation.op_key, operation.step)
        .where(operation.created_at_ms < bindparam("before_ms", type_=INTEGER))
        .order_by(operation.created_at_ms)
        .limit(_most)
        .subquery()
    )
    return delete(operation_table).where(
        operation.op_key.in_(select(old.c.op_key)),
        operation.created_at_ms < bindparam("before_ms", type_=INTEGER),
    )
