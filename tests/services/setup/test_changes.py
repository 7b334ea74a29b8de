"""Changing a house in use: nobody loses a seat, and what is asked for twice is done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError, Conflict, InvalidFile, NotFound, Refused
from boxoffice.present.words import phrase, sentence
from boxoffice.services.app import App
from boxoffice.services.blocks import BlockRequest, block_seats
from boxoffice.services.reservations import book, pay
from boxoffice.services.sales import sell
from boxoffice.services.setup.answers import PlanResult, RowsResult, SetupResult
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import (
    Prune,
    Removal,
    apply_document,
    apply_rows,
    nothing,
    plan_document,
)
from boxoffice.services.sweep import sweep
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request, sell_request
from tests.services.setup.texts import SMALL, changed

E = TypeVar("E", bound=BoxofficeError)

FIXED = changed(("at: +0-1 14:00", "at: 2026-11-29 14:00"))
"""The small house with its shows on days of their own."""

WEEK = Prune("2026-11-28", "2026-11-30")


def apply(app: App, ctx: Context, content: bytes | str, prune: Prune | None = None) -> SetupResult:
    raw = content.encode() if isinstance(content, str) else content
    return apply_document(app, ctx, read(raw, name="house.yaml"), prune=prune)


def plan(app: App, ctx: Context, content: str, prune: Prune | None = None) -> PlanResult:
    return plan_document(app, ctx, read(content.encode(), name="house.yaml"), prune=prune)


def by_rows(app: App, ctx: Context, content: str) -> RowsResult:
    return apply_rows(app, ctx, read(content.encode(), name="rows.yaml"))


def remove(app: App, ctx: Context, kind: str, key: str) -> SetupResult:
    return apply_document(app, ctx, nothing(), removals=(Removal(kind, key),))


def refused(family: type[E], work: Callable[..., Any], *args: Any) -> E:
    with pytest.raises(family) as raised:
        work(*args)
    assert sentence(raised.value) != family.__doc__
    return raised.value


def told(result: PlanResult | SetupResult) -> list[tuple[str, str, str]]:
    return [(item.verb, item.kind, item.key) for item in result.items]


def sell_seats(app: App, ctx: Context, *words: str, show: str = "gala") -> str:
    number = {"gala": "1", "oya": "2"}[show]
    return sell(app, ctx, sell_request(*words, show=number)).booking.ref


def require_sound(app: App, ctx: Context) -> None:
    assert verify(app, ctx).violations == ()


def test_a_file_of_shows_alone_works(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    result = apply(app, ctx, "shows: [{movie: oya, screen: rex/1, at: 2026-12-01 20:00}]")
    assert told(result) == [("add", "shows", "rex/1@2026-12-01T20:00+01:00")]
    moved = apply(app, ctx, "shows: [{key: gala, at: 2026-11-28 21:00}]")
    assert [(each.name, each.new) for each in moved.items[0].fields] == [
        ("starts_at", "2026-11-28T21:00+01:00"), ("ends_at", "2026-11-28T23:35+01:00"),
    ]  # fmt: skip
    require_sound(app, ctx)


def test_what_a_file_leaves_out_of_a_thing_stays(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    result = apply(app, ctx, "movies: [{key: dune, title: Dune II}]")
    assert [(each.name, each.old, each.new) for each in result.items[0].fields] == [
        ("title", "Dune", "Dune II")
    ]
    error = refused(InvalidFile, apply, app, ctx, "movies: [{key: new, title: New}]")
    assert (error.code, error.details["key"]) == ("setup.missing_key", "runtime")


def test_pruning_removes_what_the_days_have_beyond_the_file(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    gala = "shows: [{key: gala, movie: dune, screen: rex/1, at: 2026-11-28 20:15}]"
    assert told(plan(app, ctx, gala, WEEK)) == [("remove", "shows", "rex/1@2026-11-29T14:00+01:00")]
    assert told(apply(app, ctx, gala, Prune("2026-11-30", "2026-12-30"))) == []
    assert len(apply(app, ctx, gala, WEEK).items) == 1
    assert told(apply(app, ctx, gala, WEEK)) == []
    again = apply(app, ctx, FIXED)
    assert told(again) == [("add", "shows", "rex/1@2026-11-29T14:00+01:00")]
    assert sell(app, ctx, sell_request("A1", show="3")).booking.show_id == 3
    require_sound(app, ctx)


def test_a_show_that_was_sold_is_not_pruned(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    ref = sell_seats(app, ctx, "A1", "A2", show="oya")
    gala = "shows: [{key: gala}]"
    error = refused(Refused, apply, app, ctx, gala, WEEK)
    assert error.code == "setup.show_has_past"
    assert f"booking {ref} (A1 A2)). `boxoffice show close 2`" in sentence(error)


def test_a_new_plan_keeps_every_seat_that_somebody_has(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    ref = sell_seats(app, ctx, "B5", "B6")
    block_seats(app, ctx, BlockRequest(show="1", words=("A6",), reason="loose"))
    wide = FIXED.replace(b"row: B, seats: 1-6", b"row: B, seats: 1-8")
    result = apply(app, ctx, wide)
    assert [(item.kind, item.verb) for item in result.items] == [
        ("layouts", "edit"), ("shows", "edit"), ("shows", "edit"),
    ]  # fmt: skip
    require_sound(app, ctx)
    assert told(apply(app, ctx, wide)) == []
    sell_seats(app, ctx, "B7", "B8")
    assert refused(Conflict, sell_seats, app, ctx, "B6").code == "seats.taken"
    narrow = FIXED.replace(b"row: B, seats: 1-6", b"row: B, seats: 1-5")
    error = refused(Refused, apply, app, ctx, narrow)
    assert error.code == "setup.seats_gone"
    assert {"ref": ref, "seats": ["B6"]} in error.details["bookings"]
    require_sound(app, ctx)


def test_money_that_comes_late_finds_its_seat_in_the_new_plan(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    apply(app, ctx, FIXED)
    ref = book(app, ctx, book_request("B5")).booking.ref
    clock.advance(minutes=20)
    sweep(app, ctx)
    apply(app, ctx, FIXED.replace(b"row: B, seats: 1-6", b"row: B, seats: 1-8"))
    paid = pay(app, ctx, pay_request(ref))
    assert [(line.seat, line.status) for line in paid.booking.lines] == [("B5", "sold")]
    assert refused(Conflict, sell_seats, app, ctx, "B5").code == "seats.taken"
    require_sound(app, ctx)


def test_a_promise_that_lapsed_keeps_no_seat_in_the_plan(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    apply(app, ctx, FIXED)
    book(app, ctx, book_request("A5", "B6"))
    narrow = FIXED.replace(b"row: B, seats: 1-6", b"row: B, seats: 1-5")
    assert refused(Refused, apply, app, ctx, narrow).code == "setup.seats_gone"
    clock.advance(minutes=20)
    apply(app, ctx, narrow)
    require_sound(app, ctx)


def test_a_seat_that_somebody_has_keeps_its_category(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    sell_seats(app, ctx, "B1")
    gold = FIXED.replace(b"name: Standard}", b"name: Standard}\n  - {key: gold, name: Gold}")
    gold = gold.replace(b"row: B, seats: 1-6", b"row: B, seats: 1-6, category: gold")
    assert refused(Refused, apply, app, ctx, gold).code == "setup.seats_gone"


@pytest.mark.parametrize(
    ("kind", "key", "used_by"),
    [
        ("cities", "lyon", "theatres"),
        ("theatres", "rex", "screens"),
        ("screens", "rex/1", "shows"),
        ("movies", "dune", "shows"),
        ("layouts", "hall", "screens"),
        ("categories", "standard", "layouts"),
        ("ticket_types", "child", "prices"),
    ],
)
def test_what_is_used_is_not_removed(
    app: App, ctx: Context, kind: str, key: str, used_by: str
) -> None:
    apply(app, ctx, FIXED)
    error = refused(Refused, remove, app, ctx, kind, key)
    assert (error.code, error.details["used_by"]) == ("setup.still_used", used_by)
    assert "Change or remove these first." in sentence(error)


def test_everything_can_be_removed_from_the_last_to_the_first(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    for kind, key in (
        ("shows", "gala"), ("shows", "rex/1@2026-11-29T14:00+01:00"), ("movies", "dune"),
        ("prices", "rex/child"), ("holidays", "rex/2026-12-25"), ("screens", "rex/1"),
        ("theatres", "rex"), ("cities", "lyon"), ("layouts", "hall"), ("ticket_types", "child"),
    ):  # fmt: skip
        assert ("remove", kind, key) in told(remove(app, ctx, kind, key))
    assert refused(NotFound, remove, app, ctx, "shows", "gala").code == ("setup.unknown_thing")
    assert len(apply(app, ctx, FIXED).items) > 10
    require_sound(app, ctx)


def test_rows_that_are_wrong_are_listed_and_the_others_count(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    result = by_rows(
        app, ctx,
        "movies:\n"
        "  - {key: good, title: Good, runtime: 90}\n"
        "  - {key: bad, title: Bad, runtime: soon}\n"
        "shows:\n"
        "  - {movie: bad, screen: rex/1, at: 2026-12-01 20:00}\n"
        "  - {movie: good, screen: rex/1, at: 2026-11-28 21:00}\n"
        "  - {movie: good, screen: rex/1, at: 2026-12-02 21:00}\n",
    )  # fmt: skip
    assert [(row.line, row.verb, row.fault and row.fault.code) for row in result.rows] == [
        (2, "add", None), (3, "refused", "setup.bad_value"),
        (5, "refused", "setup.refers_to_faulty"), (6, "refused", "setup.row_refused"),
        (7, "add", None),
    ]  # fmt: skip
    fault = result.rows[3].fault
    assert fault is not None
    assert "needs the screen when show 1 (gala) has it" in phrase(fault.code, fault.details)


def test_a_price_far_from_its_like_is_warned_of_both_ways(app: App, ctx: Context) -> None:
    apply(app, ctx, FIXED)
    price = "cities: [{key: lyon, theatres: [{key: rex, prices: [{amount: %s}]}]}]"
    for amount, codes in (("95", ["setup.price_far"]), ("0.95", ["setup.price_far"]), ("11", [])):
        result = plan(app, ctx, price % amount)
        assert [each.code for each in result.warnings] == codes


ROWS = st.integers(1, 9)
SHOWS = st.lists(
    st.tuples(st.integers(1, 28), st.sampled_from(("dune", "oya")), st.booleans()),
    unique_by=lambda each: each[0], max_size=6,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ROWS, SHOWS, st.integers(1, 40), st.sampled_from(("", "Deluxe")))
def test_what_was_applied_needs_nothing_more(
    app: App, ctx: Context, seats: int, shows: list[tuple[int, str, bool]], amount: int, name: str
) -> None:
    lines = [
        f"  - {{{f'key: s{day}, ' if keyed else ''}movie: {movie}, screen: rex/1,"
        f" at: 2027-01-{day:02d} 20:00}}"
        for day, movie, keyed in shows
    ]
    head = SMALL[: SMALL.index("shows:")].replace("seats: 1-6", f"seats: 1-{seats + 3}")
    head = head.replace("amount: 9.50", f"amount: {amount}").replace(
        "name: One", f"name: One {name}"
    )
    content = head + (("shows:\n" + "\n".join(lines) + "\n") if lines else "")
    window = Prune("2027-01-01", "2027-01-31")
    first = plan(app, ctx, content, window)
    assert told(apply(app, ctx, content, window)) == told(first)
    assert told(plan(app, ctx, content, window)) == []
    assert told(apply(app, ctx, content, window)) == []
    require_sound(app, ctx)
