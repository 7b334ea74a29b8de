"""Bookings as rows, and the lines of one booking."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.labels import spoken
from boxoffice.present.moments import day_and_time
from boxoffice.present.tables import Column, Money, Table
from boxoffice.services.results import BookingResult, BookingView

_COLUMNS = (
    Column("ref", "Booking"),
    Column("show_id", "Show", is_number=True),
    Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
    Column("name", "Name", is_flexible=True),
    Column("status_words", "Status", only_for_people=True),
    Column("total_minor", "Total", is_number=True),
    Column("when", "Made", only_for_people=True),
    Column("seats"),
    Column("status"),
    Column("currency"),
    Column("created_at"),
    Column("expires_at"),
    Column("till"),
)

_LINE_COLUMNS = (
    Column("seat", "Seat"),
    Column("category", "Category", is_flexible=True),
    Column("ticket_type", "Type", is_flexible=True),
    Column("price_minor", "Price", is_number=True),
    Column("status", "Status"),
    Column("ticket", "Ticket"),
    Column("currency"),
    Column("rule"),
)

_TICKET_COLUMNS = (
    Column("code", "Ticket"),
    Column("seat", "Seat"),
    Column("ticket_type", "Type", is_flexible=True),
    Column("status", "Status"),
    Column("ref", "Booking"),
    Column("show_id", "Show", is_number=True),
)


def table(bookings: Sequence[BookingView], *, title: str = "") -> Table:
    """Bookings in their order."""
    rows = tuple(
        (
            booking.ref,
            booking.show_id,
            spoken(line.seat for line in booking.lines),
            booking.name,
            booking.status.replace("_", " "),
            Money(booking.total_minor, booking.currency),
            day_and_time(booking.created_at),
            ",".join(line.seat for line in booking.lines),
            booking.status,
            booking.currency,
            booking.created_at,
            booking.expires_at,
            booking.till,
        )
        for booking in bookings
    )
    return Table("bookings", _COLUMNS, rows, title)


def lines_table(result: BookingResult, *, title: str = "") -> Table:
    """The seats of one booking with their prices as sold and their tickets."""
    booking = result.booking
    tickets = {ticket.seat: ticket.code for ticket in result.tickets}
    rows = tuple(
        (
            line.seat,
            line.category,
            line.ticket_type,
            Money(line.price_minor, booking.currency),
            line.status,
            tickets.get(line.seat, ""),
            booking.currency,
            line.rule,
        )
        for line in booking.lines
    )
    return Table("lines", _LINE_COLUMNS, rows, title or f"{booking.ref} {booking.status}")


def tickets_table(result: BookingResult, *, title: str = "") -> Table:
    """The tickets of one booking."""
    kinds = {line.seat: line.ticket_type for line in result.booking.lines}
    rows = tuple(
        (
            ticket.code,
            ticket.seat,
            kinds.get(ticket.seat, ""),
            ticket.status,
            result.booking.ref,
            result.booking.show_id,
        )
        for ticket in result.tickets
    )
    return Table("tickets", _TICKET_COLUMNS, rows, title)
