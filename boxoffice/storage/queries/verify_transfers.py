"""What is read to recount exchanges: all of it, away from the counter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, and_, bindparam, func, literal, or_, select

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine, Transfer

transfer_table = Transfer.__table__  # type: ignore[attr-defined]
transfer = transfer_table.c
booking = Booking.__table__.c  # type: ignore[attr-defined]
line_table = BookingLine.__table__  # type: ignore[attr-defined]
line = line_table.c

_after: Any = bindparam("after")
_high: Any = bindparam("high")
_most = bindparam("most", type_=INTEGER)


@named
def page_of_transfers() -> Executable:
    """Transfers in the order of their ids; one is done as soon as it is there."""
    return (
        select(*transfer, literal("done").label("status"))
        .where(transfer.id > _after)
        .order_by(transfer.id)
        .limit(_most)
    )


@named
def transfers_to() -> Executable:
    """Money moved into a stretch of bookings."""
    return select(*transfer).where(transfer.to_booking_id > _after, transfer.to_booking_id <= _high)


@named
def transfers_from() -> Executable:
    """Money moved out of a stretch of bookings."""
    return select(*transfer).where(
        transfer.from_booking_id > _after, transfer.from_booking_id <= _high
    )


def _replacing() -> Any:
    return (
        select(line.replaces, func.count().label("times"))
        .where(line.replaces != "")
        .group_by(line.replaces)
        .subquery()
    )


@named
def not_replaced() -> Executable:
    """Exchanged lines that are not replaced exactly once."""
    by = _replacing()
    times = func.coalesce(by.c.times, 0)
    return (
        select(line.seat, booking.ref, times.label("times"))
        .join_from(BookingLine, Booking, booking.id == line.booking_id)
        .join(by, by.c.replaces == line.id, isouter=True)
        .where(line.status == "exchanged", times != 1)
        .limit(_most)
    )


@named
def wrongly_replacing() -> Executable:
    """Lines that replace what is not there, not exchanged, or their booking's own."""
    old = line_table.alias("old")
    return (
        select(line.seat, booking.ref)
        .join_from(BookingLine, Booking, booking.id == line.booking_id)
        .join(old, old.c.id == line.replaces, isouter=True)
        .where(
            line.replaces != "",
            or_(
                old.c.id.is_(None), old.c.status != "exchanged",
                old.c.booking_id == line.booking_id,
            ),
        )
        .limit(_most)
    )  # fmt: skip


def _sums() -> Any:
    return (
        select(
            transfer.from_booking_id.label("source"), transfer.to_booking_id.label("target"),
            func.sum(transfer.amount_minor).label("minor"),
        )
        .group_by(transfer.from_booking_id, transfer.to_booking_id)
        .subquery()
    )  # fmt: skip


def _pairs() -> Any:
    """Which booking became which others."""
    old = line_table.alias("old")
    return (
        select(old.c.booking_id.label("old"), line.booking_id.label("new"))
        .join_from(BookingLine, old, old.c.id == line.replaces)
        .where(line.replaces != "")
        .distinct()
        .subquery()
    )


@named
def moved_for_nothing() -> Executable:
    """Money between bookings of which neither became the other, or more back than came."""
    sums, back = _sums(), _sums()
    on, off = _pairs(), _pairs()
    return (
        select(sums.c.source, sums.c.target, booking.ref)
        .join_from(sums, Booking, booking.id == sums.c.target)
        .join(on, and_(on.c.old == sums.c.source, on.c.new == sums.c.target), isouter=True)
        .join(off, and_(off.c.new == sums.c.source, off.c.old == sums.c.target), isouter=True)
        .join(
            back, and_(back.c.source == sums.c.target, back.c.target == sums.c.source),
            isouter=True,
        )
        .where(
            on.c.old.is_(None),
            or_(off.c.old.is_(None), func.coalesce(back.c.minor, 0) < sums.c.minor),
        )
        .limit(_most)
    )  # fmt: skip
