"""What a show that is called off has to end, and how far that is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Text, bindparam, func, or_, select

from boxoffice.storage.queries.moving import (
    SEATED,
    booking,
    booking_table,
    claim,
    claim_table,
    line,
    line_table,
    show,
    show_table,
    ticket,
    ticket_table,
)
from boxoffice.storage.statements import named
from boxoffice.storage.tables.audit import AuditEntry
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Payment, Refund
from boxoffice.storage.tables.claims import Hold

entry_table = AuditEntry.__table__  # type: ignore[attr-defined]
entry = entry_table.c
payment_table = Payment.__table__  # type: ignore[attr-defined]
payment = payment_table.c
refund_table = Refund.__table__  # type: ignore[attr-defined]
refund = refund_table.c
hold_table = Hold.__table__  # type: ignore[attr-defined]
hold = hold_table.c

_show_id = bindparam("show_id", type_=INTEGER)
_now = bindparam("now_ms", type_=INTEGER)


def _to_end() -> Any:
    """A booking of the show that still has seats or waits for them."""
    seats = select(line.id).where(line.booking_id == booking.id, _has_seat())
    return (booking.show_id == _show_id, _seated(), seats.exists())


def _has_seat() -> Any:
    return or_(line.status == "sold", line.status == "reserved")


def _seated() -> Any:
    return or_(*(booking.status == state for state in SEATED))


@named
def lock_bookings_to_end() -> Executable:
    """The next bookings of a show that have to end, locked in the order of their ids."""
    return (
        select(*booking)
        .where(*_to_end())
        .order_by(booking.id)
        .limit(bindparam("most", type_=INTEGER))
        .with_for_update(of=booking_table)
    )


@named
def count_to_end() -> Executable:
    """How many bookings of a show have to end."""
    return select(func.count()).select_from(booking_table).where(*_to_end())


@named
def bookings_to_end() -> Executable:
    """The same bookings, only read."""
    return select(*booking).where(*_to_end()).order_by(booking.id)


@named
def lines_to_end() -> Executable:
    """The lines of a show's bookings that are sold or promised."""
    return (
        select(*line)
        .join_from(booking_table, line_table, line.booking_id == booking.id)
        .where(booking.show_id == _show_id, _has_seat())
        .order_by(line.booking_id, line.id)
    )


@named
def payments_to_end() -> Executable:
    """The payments of a show's bookings."""
    return (
        select(*payment)
        .join_from(booking_table, payment_table, payment.booking_id == booking.id)
        .where(booking.show_id == _show_id)
        .order_by(payment.id)
    )


@named
def refunds_to_end() -> Executable:
    """The refunds of a show's bookings, with how their payment was made."""
    return (
        select(*refund, payment.method, payment.gateway)
        .join_from(booking_table, refund_table, refund.booking_id == booking.id)
        .join(payment_table, payment.id == refund.payment_id)
        .where(booking.show_id == _show_id)
        .order_by(refund.id)
    )


@named
def holds_to_end() -> Executable:
    """The holds that have seats of a show, whether or not their time is up."""
    return (
        select(hold.id, func.count().label("seats"))
        .join_from(claim_table, hold_table, hold.id == claim.owner_id)
        .where(claim.show_id == _show_id, claim.state == "held", claim.expires_at_ms > _now)
        .group_by(hold.id)
        .order_by(hold.id)
    )


@named
def admitted_to_end() -> Executable:
    """How many tickets of a show somebody went in with."""
    return (
        select(func.count())
        .select_from(booking_table)
        .join(ticket_table, ticket.booking_id == booking.id)
        .where(booking.show_id == _show_id, ticket.status == "admitted")
    )


@named
def cancelled_entry() -> Executable:
    """What was written down when a show was called off."""
    return select(entry.detail).where(
        entry.subject_kind == "show",
        entry.subject_id == bindparam("subject_id", type_=Text()),
        entry.event == "show.cancelled",
        entry.from_state != "cancelled",
    )


@named
def status_of_show() -> Executable:
    """A show's state."""
    return select(show.status).select_from(show_table).where(show.id == _show_id)
