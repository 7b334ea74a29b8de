"""One show in words: what it is, what is left, what is out of sale and why."""

from __future__ import annotations

from boxoffice.present.labels import spoken
from boxoffice.present.money import format_money
from boxoffice.present.receipts import show_line
from boxoffice.present.rows.shows import version
from boxoffice.present.seatmarks import STATE_NAMES
from boxoffice.present.text import clean, fill
from boxoffice.services.houses import ShowView


def show_text(view: ShowView, *, locale: str, width: int = 80) -> str:
    """The show, its version and status, its seats by state, its blocks with their reasons."""
    show = view.show
    lines = [f"Show {show.id}: {show_line(show)}"]
    status = clean(show.status).replace("_", " ")
    items = [clean(show.city), clean(version(show)), status]
    if show.price_from_minor is not None:
        money = format_money(show.price_from_minor, currency=show.currency, locale=locale)
        items.append(f"from {money}")
    lines += fill([item for item in items if item], width=width, gap=", ")
    counts = view.summary.model_dump()
    is_off = show.status == "cancelled"
    seats = [] if is_off else [f"{counts['available']} free of {show.capacity}"]
    seats += [
        f"{counts[state]} {name}"
        for state, name in STATE_NAMES.items()
        if state != "available" and counts[state]
    ]
    lines += fill(seats, width=width, gap=", ")
    lines += [f"Blocked {spoken(block.seats)}: {clean(block.reason)}" for block in view.blocks]
    return "".join(f"{line}\n" for line in lines)
