"""Plans that a process has read: none of a write that did not happen is believed later."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.services.app import App
from boxoffice.services.blocks import BlockRequest, block_seats
from boxoffice.services.broken import BreakRequest, block_screen
from boxoffice.services.sales import sell
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.services.verify import verify
from tests.counter import sell_request
from tests.programme import open_cinema

HALL = """
layouts:
- {{key: hall, rows: [{{row: F, seats: 1-{seats}, category: standard}}]}}
shows:
- {{key: late, movie: film-1, screen: rex/1, at: 2026-10-25 20:00}}
"""


def relay(app: App, ctx: Context, seats: int) -> SetupResult:
    document = read(HALL.format(seats=seats).encode(), name="hall.yaml")
    return apply_document(app, ctx, document)


def test_a_hall_that_was_only_tried_is_not_sold(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    open_cinema(app, ctx)
    block_screen(app, ctx, BreakRequest(screen="1", words=("F7",), reason="spring"))
    assert relay(app, new_ctx(dry_run=True), 10).dry_run
    relay(app, ctx, 14)
    sold = sell(app, ctx, sell_request("F13-14", show="3"))
    assert [line.seat for line in sold.booking.lines] == ["F13", "F14"]
    assert verify(app, ctx).violations == ()


ROW = "layouts: [{{key: hall, rows: [{{row: A, seats: 1-{seats}, category: standard{more}}}]}}]"


@pytest.mark.parametrize(
    ("seat", "more"),
    [("A1", ""), ("A2", ", wheelchair: 1"), ("A3", ", wheelchair: '1,3', companion: 2")],
)
def test_nobody_comes_to_a_seat_of_another_kind(
    app: App, ctx: Context, seat: str, more: str
) -> None:
    """Where a wheelchair stood there may be a chair now, or the other way round."""
    open_cinema(app, ctx)
    sold = sell(app, ctx, sell_request(seat)).booking.ref
    document = read(ROW.format(seats=12, more=more).encode(), name="hall.yaml")
    with pytest.raises(Refused) as refused:
        apply_document(app, ctx, document)
    assert refused.value.code == "setup.seats_gone"
    assert [each["ref"] for each in refused.value.details["bookings"]] == [sold]


def test_a_blocked_seat_may_become_a_place_for_a_wheelchair(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)
    block_seats(app, ctx, BlockRequest(show="1", words=("A5",), reason="to be rebuilt"))
    more = ", wheelchair: '1,5', companion: 2"
    apply_document(app, ctx, read(ROW.format(seats=12, more=more).encode(), name="hall.yaml"))
    assert verify(app, ctx).violations == ()
