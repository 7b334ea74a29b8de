"""Shows called off and the money that goes back for them, one tender and state per row."""

from __future__ import annotations

from boxoffice.present.rows.shows import show_words
from boxoffice.present.tables import Cell, Column, Money, Table
from boxoffice.present.ways_back import tender_name
from boxoffice.services.cancelling.results import BackSum, ShowsCancelled

SUMS = (
    Column("tender", "Tender", is_flexible=True, only_for_people=True),
    Column("state", "Refunds", only_for_people=True),
    Column("count", "How many", is_number=True),
    Column("amount_minor", "Sum", is_number=True),
)

_ROWS = (
    Column("show_id"),
    Column("starts_at"),
    Column("movie"),
    Column("theatre"),
    Column("screen"),
    Column("show_status"),
    Column("done"),
    Column("left"),
    Column("method"),
    Column("gateway"),
    Column("status"),
    Column("count"),
    Column("amount_minor"),
    Column("currency"),
)

_STATES = {
    "planned": "to be made",
    "queued": "waiting",
    "sent": "on the way",
    "done": "done",
    "failed": "failed",
}


def sums_table(result: ShowsCancelled) -> Table:
    """What goes back in all, for people."""
    return Table("totals", SUMS, tuple(sum_cells(each) for each in result.totals))


def sum_cells(each: BackSum) -> tuple[Cell, ...]:
    """The money of one tender in one state."""
    return (
        tender_name(each.method, each.gateway), _STATES[each.status], each.count,
        Money(each.amount_minor, each.currency),
    )  # fmt: skip


def table(result: ShowsCancelled) -> Table:
    """Each show with each of its sums; one without any has a row all the same."""
    rows: list[tuple[Cell, ...]] = []
    for each in result.shows:
        show = each.show
        of = (
            show.id, show.starts_at, show.movie, show.theatre, show.screen, each.status,
            each.done, each.left,
        )  # fmt: skip
        rows += [
            (
                *of, back.method, back.gateway, back.status, back.count,
                Money(back.amount_minor, back.currency), back.currency,
            )
            for back in each.refunds
        ]  # fmt: skip
        if not each.refunds:
            rows.append((*of, "", "", "", 0, None, ""))
    return Table("shows", _ROWS, tuple(rows), title=show_words(result.shows[0].show))
