"""Houses of 1,000 and of 10,000 seats, from the first query to the last line of text."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.context import SystemClock
from boxoffice.present.seatmap import draw
from boxoffice.services.app import open_app
from boxoffice.services.holds import HoldRequest, place_hold
from boxoffice.services.houses import view_house
from boxoffice.storage.sqlite_setup import initialise
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, in_turns
from tests.contexts import make_context
from tests.programme import make_plan, open_cinema

ROWS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXY")
HALLS = (
    (ROWS, 40, 60, 40),
    (tuple(f"{level}{row}" for level in "ABCD" for row in ROWS), 100, 600, 10),
)
"""Rows, seats in each, the most milliseconds, and how often."""
WIDTH = 140


def measure(scale: Scale) -> Sequence[Figure]:
    """The medians, with every third row held."""
    return [_figure(scale, *hall) for hall in HALLS]


def _figure(scale: Scale, rows: Sequence[str], per_row: int, most_ms: int, rounds: int) -> Figure:
    seats = len(rows) * per_row
    path = scale.folder / f"house-{seats}.db"
    initialise(path)
    ctx = make_context(str(path), clock=SystemClock())
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx, plan=make_plan(rows=rows, per_row=per_row))
        for row in rows[::3]:
            place_hold(app, ctx, HoldRequest(show="1", words=(f"{row}1-{per_row}",)))

        def look() -> str:
            return draw(view_house(app, ctx, "1"), width=WIDTH).plain

        (seconds,) = in_turns(look, rounds=scale.rounds(rounds))
    what = f"seat map of {seats:,} seats, from query to text"
    return at_most(what, most_ms, seconds * 1000, unit="ms")


MEASURE = Measure("seat map", measure)
