"""Bookings with their lines, money and tickets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Text, bindparam, select, union, update

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import (
    Booking,
    BookingKey,
    BookingLine,
    Payment,
    Refund,
    Ticket,
)

booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c
key_table = BookingKey.__table__  # type: ignore[attr-defined]
key = key_table.c
line_table = BookingLine.__table__  # type: ignore[attr-defined]
line = line_table.c
payment_table = Payment.__table__  # type: ignore[attr-defined]
payment = payment_table.c
refund_table = Refund.__table__  # type: ignore[attr-defined]
refund = refund_table.c
ticket_table = Ticket.__table__  # type: ignore[attr-defined]
ticket = ticket_table.c

_booking_id: Any = bindparam("booking_id")
_most = bindparam("most", type_=INTEGER)


@named
def booking_by_ref() -> Executable:
    """One booking by what people call it."""
    return select(*booking).where(booking.ref == bindparam("ref"))


@named
def lock_booking() -> Executable:
    """One booking, locked against everybody else's next step."""
    return select(*booking).where(booking.ref == bindparam("ref")).with_for_update()


@named
def ref_of_ticket() -> Executable:
    """The booking a ticket code belongs to."""
    return (
        select(booking.ref)
        .join_from(ticket_table, booking_table, booking.id == ticket.booking_id)
        .where(ticket.code == bindparam("code"))
    )


@named
def lines_of() -> Executable:
    """A booking's lines in the order they were sold."""
    return select(*line).where(line.booking_id == _booking_id).order_by(line.id)


@named
def payments_of() -> Executable:
    """A booking's payments in the order they came."""
    return select(*payment).where(payment.booking_id == _booking_id).order_by(payment.id)


@named
def refunds_of() -> Executable:
    """A booking's refunds in the order they were made."""
    return select(*refund).where(refund.booking_id == _booking_id).order_by(refund.id)


@named
def tickets_of() -> Executable:
    """A booking's tickets with their seats."""
    return (
        select(
            ticket.id, ticket.line_id, ticket.code, ticket.status, ticket.admitted_at_ms, line.seat
        )
        .join_from(ticket_table, line_table, line.id == ticket.line_id)
        .where(ticket.booking_id == _booking_id)
        .order_by(ticket.id)
    )


@named
def last_of_till() -> Executable:
    """A till's newest bookings."""
    return (
        select(booking.ref)
        .where(booking.till == bindparam("till"))
        .order_by(booking.created_at_ms.desc(), booking.id.desc())
        .limit(_most)
    )


@named
def last_paid_at_till() -> Executable:
    """The booking for which a till took money last, and when."""
    return (
        select(booking.ref, payment.captured_at_ms.label("at_ms"))
        .join_from(payment_table, booking_table, booking.id == payment.booking_id)
        .where(payment.till == bindparam("till"), payment.captured_at_ms > 0)
        .order_by(payment.captured_at_ms.desc(), payment.id.desc())
        .limit(1)
    )


@named
def last_free_at_till() -> Executable:
    """A till's newest sale that cost nothing, since a moment, and when."""
    return (
        select(booking.ref, booking.confirmed_at_ms.label("at_ms"))
        .where(
            booking.till == bindparam("till"),
            booking.created_at_ms >= bindparam("from_ms", type_=INTEGER),
            booking.total_minor == 0,
            booking.confirmed_at_ms > 0,
        )
        .order_by(booking.created_at_ms.desc(), booking.id.desc())
        .limit(1)
    )


@named
def find_bookings() -> Executable:
    """Newest bookings by the start of a key of theirs, of two, or a card slip; "" is none.

    Three lookups and not one OR: PostgreSQL reads the whole table for an OR with a subquery.
    """
    slip: Any = bindparam("slip")
    wanted = (booking.ref, booking.created_at_ms, booking.id)
    found = union(
        _of_key(wanted, "word"),
        _of_key(wanted, "number"),
        select(*wanted)
        .join_from(payment_table, booking_table, booking.id == payment.booking_id)
        .where(payment.slip.in_((slip, bindparam("reference"))), slip != ""),
    ).subquery()
    return (
        select(found.c.ref)
        .order_by(found.c.created_at_ms.desc(), found.c.id.desc())
        .limit(_most)
    )  # fmt: skip


def _of_key(wanted: tuple[Any, ...], name: str) -> Any:
    start: Any = bindparam(name, type_=Text())
    end: Any = bindparam(f"{name}_end", type_=Text())
    return (
        select(*wanted)
        .join_from(key_table, booking_table, booking.id == key.booking_id)
        .where(key.key >= start, key.key <= end, start != "")
    )


@named
def payment_by_reference() -> Executable:
    """The payment made elsewhere that a reference stands for, unless it was called off."""
    return (
        select(payment.booking_id, payment.status, booking.ref)
        .join_from(payment_table, booking_table, booking.id == payment.booking_id)
        .where(
            payment.method == bindparam("method"),
            payment.slip == bindparam("slip"),
            payment.status != "voided",
        )
    )


@named
def unpaid_bookings() -> Executable:
    """Bookings that wait for their money, the next to expire first."""
    return (
        select(booking.ref, booking.name, booking.phone, booking.status, booking.expires_at_ms)
        .where(booking.status == "pending")
        .order_by(booking.expires_at_ms, booking.id)
        .limit(_most)
    )


@named
def pending_since() -> Executable:
    """Bookings made after a moment that still wait for their money."""
    return (
        select(booking.id, booking.show_id, booking.status, booking.expires_at_ms)
        .where(
            booking.status == "pending",
            booking.created_at_ms > bindparam("from_ms", type_=INTEGER),
        )
        .order_by(booking.expires_at_ms, booking.id)
    )


@named
def set_booking_expiry() -> Executable:
    """Change until when a booking may be paid."""
    return (
        update(booking_table)
        .where(booking.id == _booking_id)
        .values(expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def set_booking() -> Executable:
    """Change a booking's state; `confirmed_at_ms` stays 0 until it is paid."""
    return (
        update(booking_table)
        .where(booking.id == _booking_id)
        .values(
            status=bindparam("status"), confirmed_at_ms=bindparam("confirmed_ms", type_=INTEGER)
        )
    )


def _set_all(table: Any, columns: Any) -> Executable:
    return update(table).where(columns.booking_id == _booking_id).values(status=bindparam("status"))


@named
def set_lines() -> Executable:
    """Change the state of all lines of a booking."""
    return _set_all(line_table, line)


@named
def set_payments() -> Executable:
    """Change the state of all payments of a booking."""
    return _set_all(payment_table, payment)


@named
def set_tickets() -> Executable:
    """Change the state of all tickets of a booking."""
    return _set_all(ticket_table, ticket)


@named
def refund_line() -> Executable:
    """Change the state of one line, and what of it went back."""
    return (
        update(line_table)
        .where(line.id == bindparam("line_id"))
        .values(status=bindparam("status"), refunded_minor=bindparam("back_minor", type_=INTEGER))
    )


@named
def set_payment() -> Executable:
    """Change the state of one payment."""
    return (
        update(payment_table)
        .where(payment.id == bindparam("payment_id"))
        .values(status=bindparam("status"))
    )


@named
def set_ticket() -> Executable:
    """Change the state of one ticket."""
    return (
        update(ticket_table)
        .where(ticket.id == bindparam("ticket_id"))
        .values(status=bindparam("status"))
    )
