"""What another till commits between two statements of a write is met by running it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.services import blocks, holds, sales
from boxoffice.services.app import App
from boxoffice.services.blocks import BlockRequest, UnblockRequest
from tests.concurrency.waiting import stopped
from tests.counter import hold_request, sell_request
from tests.programme import open_cinema

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


def block(app: App, ctx: Context, word: str) -> None:
    blocks.block_seats(app, ctx, BlockRequest(show="1", words=(word,), reason="broken lamp"))


def test_a_block_that_is_placed_during_an_unblock(
    app: App, ctx: Context, new_ctx: Callable[..., Context], database: str
) -> None:
    open_cinema(app, ctx)
    block(app, ctx, "F7")
    request = UnblockRequest(show="1", words=("F7-8",), reason="mended")
    with stopped(
        database,
        lambda: blocks.unblock_seats(app, ctx, request),
        "SELECT 1 FROM block FOR UPDATE",
    ) as (_, outcome):
        block(app, new_ctx(till="till-2"), "F8")
    assert outcome[0].seats == ("F7", "F8")


def test_a_hold_that_ends_while_its_till_sells_its_seats_elsewhere(
    app: App, ctx: Context, database: str
) -> None:
    open_cinema(app, ctx)
    holds.place_hold(app, ctx, hold_request("F7"))
    with stopped(
        database,
        lambda: sales.sell(app, ctx, sell_request("F7")),
        "SELECT 1 FROM hold FOR UPDATE",
    ) as (other, outcome):
        other.execute("UPDATE hold SET status = 'released'")
        other.execute("DELETE FROM seat_claim")
    assert outcome[0].booking.status == "confirmed"


def test_a_hold_that_ends_while_it_is_sold_by_its_name(
    app: App, ctx: Context, database: str
) -> None:
    open_cinema(app, ctx)
    hold = holds.place_hold(app, ctx, hold_request("F7")).hold.id
    with stopped(
        database,
        lambda: sales.sell(app, ctx, sell_request(hold=hold)),
        "SELECT 1 FROM hold FOR UPDATE",
    ) as (other, outcome):
        other.execute("UPDATE hold SET status = 'released'")
        other.execute("DELETE FROM seat_claim")
    assert outcome[0].code == "holds.not_active"
