"""A house of 1,000 seats, from the first query to the last line of text."""

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

ROWS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
PER_ROW = 40
WIDTH = 140


def measure(scale: Scale) -> Sequence[Figure]:
    """The median, with every third row held."""
    path = scale.folder / "house.db"
    initialise(path)
    ctx = make_context(str(path), clock=SystemClock())
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx, plan=make_plan(rows=ROWS, per_row=PER_ROW))
        for row in ROWS[::3]:
            place_hold(app, ctx, HoldRequest(show="1", words=(f"{row}1-{PER_ROW}",)))

        def look() -> str:
            return draw(view_house(app, ctx, "1"), width=WIDTH).plain

        seats = len(ROWS) * PER_ROW
        (seconds,) = in_turns(look, rounds=scale.rounds(40))
    what = f"seat map of {seats:,} seats, from query to text"
    return (at_most(what, 60, seconds * 1000, unit="ms"),)


MEASURE = Measure("seat map", measure)
