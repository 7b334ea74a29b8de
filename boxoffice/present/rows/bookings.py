"""Bookings as rows, and the lines of one booking."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.labels import spoken
from boxoffice.present.moments import day_and_time
from boxoffice.present.rows.shows import show_words
from boxoffice.present.tables import Cell, Column, Money, Table
from boxoffice.services.results import BookingResult, BookingView, ShowLabel

_DATA_COLUMNS = (
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


def table(found: Sequence[BookingResult], *, title: str = "") -> Table:
    """Bookings in their order; where all wait for their money, until when instead of since when."""
    waiting = bool(found) and all(each.booking.expires_at for each in found)
    columns = (
        Column("ref", "Booking"),
        Column("show_id"),
        Column(
            "show_words", "Show",
            is_flexible=True, only_for_people=True, narrowest=16, yields_last=True,
        ),
        Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
        Column("name", "Name", is_flexible=True),
        Column("status_words", "" if waiting else "Status", only_for_people=True),
        Column("total_minor", "Total", is_number=True),
        Column("when", "Pay by" if waiting else "Made", only_for_people=True),
        *_DATA_COLUMNS,
    )  # fmt: skip
    rows = tuple(_row(each.booking, each.show, waiting=waiting) for each in found)
    return Table("bookings", columns, rows, title)


def _row(booking: BookingView, show: ShowLabel, *, waiting: bool) -> tuple[Cell, ...]:
    return (
        booking.ref,
        booking.show_id,
        show_words(show),
        spoken(booking.seats),
        booking.name,
        booking.status.replace("_", " "),
        Money(booking.total_minor, booking.currency),
        day_and_time(booking.expires_at if waiting else booking.created_at),
        ",".join(booking.seats),
        booking.status,
        booking.currency,
        booking.created_at,
        booking.expires_at,
        booking.till,
    )


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
