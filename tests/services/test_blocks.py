"""Seats taken out of sale and given back, whole and in part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import blocks, holds, houses, sales
from boxoffice.services.app import App
from boxoffice.services.blocks import BlockResult, UnblockResult
from tests.clocks import FakeClock
from tests.programme import open_cinema

CASH = Tender(PaymentMethod.CASH, "exact")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def block(app: App, ctx: Context, *words: str, reason: str = "broken lamp") -> BlockResult:
    return blocks.block_seats(app, ctx, blocks.BlockRequest(show="1", words=words, reason=reason))


def unblock(app: App, ctx: Context, *words: str) -> UnblockResult:
    return blocks.unblock_seats(
        app, ctx, blocks.UnblockRequest(show="1", words=words, reason="mended")
    )


def blocked(app: App, ctx: Context) -> list[str]:
    house = houses.view_house(app, ctx, "1")
    return [seat.label for seat in house.seats if seat.state == "blocked"]


def test_blocked_seats_are_shown_and_cannot_be_sold(app: App, ctx: Context) -> None:
    placed = block(app, ctx, "F7-8").block
    assert (placed.seats, placed.status, placed.reason) == (("F7", "F8"), "active", "broken lamp")
    assert blocked(app, ctx) == ["F7", "F8"]
    with pytest.raises(Conflict) as caught:
        sales.sell(app, ctx, sales.SellRequest(show="1", words=("F8",), tenders=(CASH,)))
    assert caught.value.details["seats"] == [
        {"label": "F8", "state": "blocked", "until": "", "ref": "", "reason": "broken lamp"}
    ]


def test_a_taken_seat_cannot_be_blocked_and_nothing_is(app: App, ctx: Context) -> None:
    sales.sell(app, ctx, sales.SellRequest(show="1", words=("F7",), tenders=(CASH,)))
    with pytest.raises(Conflict) as caught:
        block(app, ctx, "F6-7")
    assert caught.value.code == "seats.taken"
    assert blocked(app, ctx) == []


def test_a_hold_that_ran_out_gives_way_to_a_block(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    holds.place_hold(app, new_ctx(till="till-2"), holds.HoldRequest(show="1", words=("F7",)))
    with pytest.raises(Conflict):
        block(app, ctx, "F7")
    clock.advance(minutes=5)
    assert block(app, ctx, "F7").block.seats == ("F7",)


def test_part_of_a_block_is_given_back_and_the_rest_stands(app: App, ctx: Context) -> None:
    placed = block(app, ctx, "F7-9").block
    left = unblock(app, ctx, "F8")
    assert left.seats == ("F8",)
    assert [(each.id, each.seats, each.status) for each in left.blocks] == [
        (placed.id, ("F7", "F9"), "active")
    ]
    assert blocked(app, ctx) == ["F7", "F9"]
    last = unblock(app, ctx, "F7", "F9")
    assert [(each.seats, each.status) for each in last.blocks] == [((), "released")]
    assert blocked(app, ctx) == []


def test_seats_of_two_blocks_are_given_back_at_once(app: App, ctx: Context) -> None:
    first, second = block(app, ctx, "F7").block, block(app, ctx, "F8-9", reason="vip").block
    left = unblock(app, ctx, "F7-8")
    assert {each.id: (each.seats, each.status) for each in left.blocks} == {
        first.id: ((), "released"),
        second.id: (("F9",), "active"),
    }


def test_a_seat_that_is_not_blocked_stops_the_whole_unblocking(app: App, ctx: Context) -> None:
    block(app, ctx, "F7")
    with pytest.raises(Conflict) as caught:
        unblock(app, ctx, "F7-8")
    assert (caught.value.code, caught.value.details["labels"]) == ("seats.not_blocked", ["F8"])
    assert blocked(app, ctx) == ["F7"]


def test_a_block_needs_a_reason(app: App, ctx: Context) -> None:
    with pytest.raises(Invalid) as caught:
        block(app, ctx, "F7", reason="  ")
    assert caught.value.code == "seats.no_reason"


def test_the_same_operation_key_blocks_once(app: App, new_ctx: Callable[..., Context]) -> None:
    first = block(app, new_ctx(op_key="KEY"), "F7")
    again = block(app, new_ctx(op_key="KEY"), "F7")
    assert (again.block, again.replayed) == (first.block, True)


def test_every_step_of_a_block_is_on_record(app: App, ctx: Context) -> None:
    from sqlalchemy import text

    block(app, ctx, "F7-8")
    unblock(app, ctx, "F7")
    unblock(app, ctx, "F8")
    with app.db.read(ctx) as session:
        rows = session.all(
            text(
                "SELECT from_state, to_state FROM audit_entry"
                " WHERE subject_kind = 'block' ORDER BY seq"
            )
        )
    assert [(row.from_state, row.to_state) for row in rows] == [
        ("", "active"), ("active", "active"), ("active", "released"),
    ]  # fmt: skip
