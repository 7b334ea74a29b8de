"""Plans that a process has read: none of a write that did not happen is believed later."""

from __future__ import annotations

from collections.abc import Callable

from boxoffice.context import Context
from boxoffice.services.app import App
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
