"""Cities, theatres and screens as rows."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.tables import Column, Table
from boxoffice.services.places import CityView, ScreenDetails, ScreenView, TheatreView

_CITIES = (
    Column("key", "City"),
    Column("name", "Name", is_flexible=True, yields_last=True),
    Column("theatres", "Theatres", is_number=True),
)
_THEATRES = (
    Column("key", "Theatre"),
    Column("name", "Name", is_flexible=True, yields_last=True),
    Column("city", "City", is_flexible=True),
    Column("zone", "Zone", is_flexible=True),
    Column("currency", "Money"),
    Column("screens", "Screens", is_number=True),
    Column("address"),
    Column("refund_policy"),
)
_SCREENS = (
    Column("key", "Screen"),
    Column("name", "Name", is_flexible=True),
    Column("theatre", "Theatre", is_flexible=True),
    Column("layout", "Layout", is_flexible=True),
    Column("capacity", "Seats", is_number=True),
    Column("turnaround", "Pause", is_number=True, only_for_people=True),
    Column("turnaround_minutes"),
)
_SEATS = (
    Column("label", "Seat"),
    Column("category", "Category", is_flexible=True),
    Column("kind", "Kind"),
    *map(Column, ("zone", "row", "number", "x", "y")),
)


def cities(found: Sequence[CityView]) -> Table:
    """Cities in their order."""
    return Table("cities", _CITIES, tuple((row.key, row.name, row.theatres) for row in found))


def theatres(found: Sequence[TheatreView]) -> Table:
    """Theatres in their order."""
    rows = tuple(
        (
            row.key, row.name, row.city, row.zone, row.currency, row.screens, row.address,
            row.refund_policy,
        )
        for row in found
    )  # fmt: skip
    return Table("theatres", _THEATRES, rows)


def screens(found: Sequence[ScreenView]) -> Table:
    """Screens in their order."""
    rows = tuple(
        (
            row.key, row.name, row.theatre, row.layout, row.capacity,
            f"{row.turnaround_minutes} min", row.turnaround_minutes,
        )
        for row in found
    )  # fmt: skip
    return Table("screens", _SCREENS, rows)


def seats(found: ScreenDetails) -> Table:
    """The seats of an empty hall."""
    rows = tuple(
        (seat.label, seat.category, seat.kind, seat.zone, seat.row, seat.number, seat.x, seat.y)
        for seat in found.seats
    )
    return Table("seats", _SEATS, rows, found.screen.key)
