"""What another till commits between two statements of a write is met by running it again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest

from boxoffice.context import Context
from boxoffice.services import blocks, holds, sales
from boxoffice.services.app import App
from boxoffice.services.blocks import BlockRequest, UnblockRequest
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from tests.counter import hold_request, sell_request
from tests.programme import open_cinema
from tests.services.setup.texts import SMALL, changed
from tests.waiting import stopped, until_waiting

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


def block(app: App, ctx: Context, word: str) -> None:
    blocks.block_seats(app, ctx, BlockRequest(show="1", words=(word,), reason="broken lamp"))


def seats_of(database: str) -> list[tuple[object, ...]]:
    """Every seat that somebody has, how, and the reference of the booking."""
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT seat.row || seat.number, claim.state, booking.ref FROM seat_claim AS claim"
            " JOIN seat ON seat.id = claim.seat_id"
            " LEFT JOIN booking ON booking.id = claim.owner_id"
        ).fetchall()


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
    assert seats_of(database) == []


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
    assert seats_of(database) == [("F7", "sold", outcome[0].booking.ref)]


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
    assert seats_of(database) == []


def test_two_set_ups_put_a_show_on_sale_once(
    app: App, ctx: Context, new_ctx: Callable[..., Context], database: str
) -> None:
    def apply(at: Context, content: bytes) -> list[tuple[str, int]]:
        found = apply_document(app, at, read(content, name="house.yaml")).changes
        return [(each.kind, each.changed) for each in found if each.changed]

    apply(ctx, changed(("at: 2026-11-28 20:15", "at: 2026-11-28 20:15, draft: yes")))
    second: list[object] = []
    other = threading.Thread(
        target=lambda: second.append(apply(new_ctx(till="till-2"), SMALL.encode()))
    )
    with stopped(database, lambda: apply(ctx, SMALL.encode()), "SELECT 1 FROM show FOR UPDATE") as (
        _,
        first,
    ):
        other.start()
        until_waiting(database, 2)
    other.join()
    assert sorted([*first, *second], key=str) == [[("shows", 1)], []]
    with psycopg.connect(database) as connection:
        steps = connection.execute(
            "SELECT count(*) FROM audit_entry WHERE from_state = 'draft' AND to_state = 'on_sale'"
        ).fetchall()
    assert steps == [(1,)]
