"""Who has seats of shows to come at prices that may have been wrong."""

from __future__ import annotations

from sqlalchemy import Executable, bindparam, or_, select

from boxoffice.storage.queries.moving import (
    booking,
    booking_table,
    line,
    line_table,
    show,
    show_table,
)
from boxoffice.storage.queries.shows import screen, screen_table
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER


@named
def shows_to_come_at() -> Executable:
    """Shows of a theatre that have not begun and are not called off."""
    return (
        select(show.id)
        .join_from(show_table, screen_table, screen.id == show.screen_id)
        .where(
            screen.theatre_id == bindparam("theatre_id", type_=INTEGER),
            show.starts_at_ms > bindparam("now_ms", type_=INTEGER),
            show.status != "cancelled",
        )
        .order_by(show.id)
    )


@named
def priced_lines() -> Executable:
    """The lines of a show's bookings that are sold or promised, with their bookings."""
    return (
        select(
            *line, booking.ref, booking.currency, booking.status.label("booking_status"),
            booking.expires_at_ms,
        )
        .join_from(booking_table, line_table, line.booking_id == booking.id)
        .where(
            booking.show_id == bindparam("show_id", type_=INTEGER),
            or_(line.status == "sold", line.status == "reserved"),
        )
        .order_by(line.booking_id, line.id)
    )  # fmt: skip
