"""A city, a theatre and an empty hall in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from boxoffice.present.rows import places as rows
from boxoffice.present.text import clean, fill

if TYPE_CHECKING:
    from boxoffice.present.drawing import Drawing
    from boxoffice.present.tables import Table
    from boxoffice.services.places import CityDetails, ScreenDetails, TheatreDetails

Drawn = Callable[["Table"], str]


def city_text(found: CityDetails, *, drawn: Drawn) -> str:
    """The city, then its theatres."""
    head = f"{clean(found.city.name)} ({clean(found.city.key)})\n"
    return f"{head}\n{drawn(rows.theatres(found.theatres))}" if found.theatres else head


def theatre_text(found: TheatreDetails, *, drawn: Drawn, width: int) -> str:
    """The theatre with all that is known of it, then its screens."""
    theatre = found.theatre
    items = [theatre.city, theatre.zone, theatre.currency, theatre.address]
    if theatre.refund_policy:
        items.append(f"refunds {theatre.refund_policy}")
    lines = [f"{clean(theatre.name)} ({clean(theatre.key)})"]
    lines += fill([clean(item) for item in items if item], width=width, gap=" · ")
    head = "".join(f"{line}\n" for line in lines)
    return f"{head}\n{drawn(rows.screens(found.screens))}" if found.screens else head


def hall(found: ScreenDetails, *, width: int, unicode: bool) -> Drawing:
    """The hall with nobody in it, as `seats` draws it."""
    from boxoffice.present.seatmap import draw_hall
    from boxoffice.services.results import SeatView

    screen = found.screen
    seats = [
        SeatView(**dict(seat), state="available", price_minor=None)  # the hall of no show
        for seat in found.seats
    ]
    title = (screen.theatre, screen.name, screen.key, f"layout {screen.layout}")
    return draw_hall(seats, title=title, width=width, unicode=unicode)
