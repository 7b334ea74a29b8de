"""Bookings that paid a wrong price, one per row, and the money that goes back."""

from __future__ import annotations

from boxoffice.present.labels import spoken
from boxoffice.present.rows.cancelling import SUMS, sum_cells
from boxoffice.present.rows.shows import show_words
from boxoffice.present.tables import Cell, Column, Money, Table
from boxoffice.services.price_corrections import Correction, PriceCorrected

_COLUMNS = (
    Column("ref", "Booking"),
    Column("show_id"),
    Column("show", "Show", is_flexible=True, only_for_people=True, yields_last=True),
    Column("seats_words", "Seats", is_flexible=True, only_for_people=True),
    Column("seats"),
    Column("paid_minor", "Paid", is_number=True),
    Column("right_minor", "Right", is_number=True),
    Column("back", "Back", is_number=True, only_for_people=True),
    Column("difference_minor"),
    Column("currency"),
)


def table(result: PriceCorrected) -> Table:
    """Those who get money back, then those who paid too little."""
    every = (*result.corrected, *result.honoured)
    return Table("bookings", _COLUMNS, tuple(_row(each, result.currency) for each in every))


def _row(each: Correction, currency: str) -> tuple[Cell, ...]:
    back = Money(each.difference_minor, currency) if each.difference_minor > 0 else "honoured"
    return (
        each.ref, each.show.id, show_words(each.show), spoken(each.seats), ",".join(each.seats),
        Money(each.paid_minor, currency), Money(each.right_minor, currency), back,
        each.difference_minor, currency,
    )  # fmt: skip


def sums_table(result: PriceCorrected) -> Table:
    """What goes back in all, by tender."""
    return Table("totals", SUMS, tuple(sum_cells(each) for each in result.totals))
