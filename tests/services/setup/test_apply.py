"""Applying a set-up: what it creates, changes, leaves alone and refuses."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.present.words import sentence
from boxoffice.services.app import App
from boxoffice.services.demo_data import read_demo_file
from boxoffice.services.holds import HoldRequest, place_hold
from boxoffice.services.setup import use as setup
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.files import read
from boxoffice.storage.tables.audit import AuditEntry
from boxoffice.storage.tables.layouts import Layout, SeatRow
from boxoffice.storage.tables.prices import Holiday, PriceRuleRow, TicketType
from boxoffice.storage.tables.programme import Movie, SetupRevision, Show
from tests.clocks import FakeClock
from tests.services.setup.texts import SMALL, changed

LATER = "2026-11-28 20:15"


def apply(app: App, ctx: Context, content: bytes | str) -> SetupResult:
    raw = content.encode() if isinstance(content, str) else content
    return setup.apply_document(app, ctx, read(raw, name="house.yaml"))


def counts(result: SetupResult, *kinds: str) -> dict[str, tuple[int, int, int]]:
    return {
        each.kind: (each.created, each.changed, each.unchanged)
        for each in result.changes
        if not kinds or each.kind in kinds
    }


def rows(app: App, ctx: Context, table: Any, *names: str) -> list[tuple[Any, ...]]:
    core = table.__table__
    with app.db.read(ctx) as session:
        found = session.all(select(*core.c).order_by(*core.primary_key.columns))
    return [tuple(getattr(row, name) for name in names) for row in found]


def refused(app: App, ctx: Context, content: bytes) -> Refused:
    with pytest.raises(Refused) as raised:
        apply(app, ctx, content)
    assert sentence(raised.value) != Refused.__doc__
    return raised.value


def hold(app: App, ctx: Context, *, show: str = "1") -> None:
    place_hold(app, ctx, HoldRequest(show=show, words=("A1", "A2")))


def test_everything_a_sale_needs_is_there(app: App, ctx: Context) -> None:
    result = apply(app, ctx, SMALL)
    assert counts(result) == {
        "cities": (1, 0, 0), "categories": (1, 0, 0), "ticket_types": (2, 0, 0),
        "layouts": (1, 0, 0), "seats": (12, 0, 0), "theatres": (1, 0, 0), "screens": (1, 0, 0),
        "movies": (2, 0, 0), "shows": (3, 0, 0), "prices": (2, 0, 0), "holidays": (1, 0, 0),
        "taxes": (0, 0, 0), "fees": (0, 0, 0), "offers": (0, 0, 0),
    }  # fmt: skip
    assert rows(app, ctx, Show, "id", "key", "status", "layout_id") == [
        (1, "gala", "on_sale", 1),
        (2, "rex/1@2026-10-23T14:00+02:00", "on_sale", 1),
        (3, "rex/1@2026-10-24T14:00+02:00", "on_sale", 1),
    ]
    assert rows(app, ctx, PriceRuleRow, "key", "ticket_type", "amount_minor") == [
        ("any", "", 950), ("child", "child", 650),
    ]  # fmt: skip
    assert rows(app, ctx, SeatRow, "seat_key", "x", "kind")[3] == ("a4", 400, "standard")
    hold(app, ctx)


def test_every_new_show_is_on_the_record(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    entries = rows(app, ctx, AuditEntry, "event", "subject_kind", "subject_id", "to_state")
    assert [entry for entry in entries if entry[1] == "show"] == [
        ("show.on_sale", "show", number, "on_sale") for number in "123"
    ]
    assert ("screen.added", "screen", "rex/1", "present") in entries
    assert ("price.added", "price", "rex/child", "present") in entries


def test_applied_twice_nothing_changes(app: App, ctx: Context) -> None:
    first = counts(apply(app, ctx, SMALL))
    del first["seats"]
    recorded = rows(app, ctx, AuditEntry, "seq"), rows(app, ctx, SetupRevision, "number")
    again = apply(app, ctx, SMALL)
    assert again.items == ()
    assert {kind: each for kind, each in counts(again).items() if kind != "seats"} == {
        kind: (0, 0, created) for kind, (created, _, _) in first.items()
    }
    assert counts(again)["seats"] == (0, 0, 0)
    assert (rows(app, ctx, AuditEntry, "seq"), rows(app, ctx, SetupRevision, "number")) == recorded
    assert recorded[1] == [(1,)]


def test_one_operation_key_is_one_setup(app: App, new_ctx: Callable[..., Context]) -> None:
    first = apply(app, new_ctx(op_key="setup-0001"), SMALL)
    again = apply(app, new_ctx(op_key="setup-0001"), SMALL)
    assert again == first.model_copy(update={"replayed": True})


def test_a_dry_run_counts_and_writes_nothing(app: App, new_ctx: Callable[..., Context]) -> None:
    ctx = new_ctx(dry_run=True)
    assert counts(apply(app, ctx, SMALL), "shows") == {"shows": (3, 0, 0)}
    assert rows(app, ctx, Show, "id") == []


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        (("title: Dune", "title: Dune II"), "movies"),
        (("amount: 9.50", "amount: 9.90"), "prices"),
        (("name: Noël", "name: Christmas"), "holidays"),
        (("turnaround: 20m", "turnaround: 25m"), "screens"),
        (("name: Rex", "name: Le Rex"), "theatres"),
        (("name: Lyon", "name: Lugdunum"), "cities"),
        (("name: Hall", "name: Great hall"), "layouts"),
        (("name: Child", "name: Kid"), "ticket_types"),
        (("name: Standard", "name: Stalls"), "categories"),
        ((f"at: {LATER}", f"at: {LATER}, language: French"), "shows"),
    ],
)
def test_a_harmless_edit_is_a_change_also_while_seats_are_held(
    app: App, ctx: Context, pair: tuple[str, str], kind: str
) -> None:
    apply(app, ctx, SMALL)
    hold(app, ctx)
    result = apply(app, ctx, changed(pair))
    assert {each.kind: each.changed for each in result.changes if each.changed} == {kind: 1}
    assert not any(each.created for each in result.changes)


MOVES = [
    ((f"at: {LATER}", "at: 2026-11-28 20:30"), ["time"]),
    (("key: gala, movie: dune", "key: gala, movie: oya"), ["film"]),
]


@pytest.mark.parametrize(("pair", "changes"), MOVES)
def test_a_show_with_seats_held_stays_as_it_is(
    app: App, ctx: Context, pair: tuple[str, str], changes: list[str]
) -> None:
    apply(app, ctx, SMALL)
    hold(app, ctx)
    error = refused(app, ctx, changed(pair))
    assert error.code == "setup.would_strand"
    assert (error.details["id"], error.details["changes"]) == (1, changes)
    assert [each["seats"] for each in error.details["holds"]] == [["A1", "A2"]]
    assert "a hold of till-1 (A1 A2)." in sentence(error)


@pytest.mark.parametrize(("pair", "changes"), MOVES)
def test_a_show_that_nobody_has_seats_for_may_move(
    app: App, ctx: Context, clock: FakeClock, pair: tuple[str, str], changes: list[str]
) -> None:
    apply(app, ctx, SMALL)
    hold(app, ctx)
    clock.advance(minutes=6)
    assert counts(apply(app, ctx, changed(pair)), "shows") == {"shows": (0, 1, 2)}


def test_a_show_with_seats_held_keeps_its_screen_and_its_seats(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    hold(app, ctx)
    second = ("        prices:", "          - {key: '2', name: Two, layout: hall}\n        prices:")
    moved = changed(second, ("screen: rex/1, at: 2026", "screen: rex/2, at: 2026"))
    assert refused(app, ctx, moved).details["changes"] == ["screen"]
    other = (
        "cities:",
        "  - {key: other, name: Other, category: standard, plan: 'A: ooo'}\ncities:",
    )
    narrow = ("A: ooo", "A: o")
    error = refused(app, ctx, changed(other, narrow, ("layout: hall,", "layout: other,")))
    assert error.code == "setup.seats_gone"
    assert [each["seats"] for each in error.details["holds"]] == [["A2"]]
    apply(app, ctx, changed(other, ("layout: hall,", "layout: other,")))


def test_a_plan_without_shows_is_replaced(app: App, ctx: Context) -> None:
    without_shows = SMALL[: SMALL.index("shows:")]
    apply(app, ctx, without_shows)
    result = apply(app, ctx, without_shows.replace("row: B, seats: 1-6", "row: B, seats: 1-7"))
    assert counts(result, "layouts", "seats", "screens") == {
        "layouts": (0, 1, 0), "seats": (13, 0, 0), "screens": (0, 0, 1),
    }  # fmt: skip
    assert rows(app, ctx, Layout, "id", "key", "capacity") == [(1, "hall~1", 12), (2, "hall", 13)]
    assert counts(apply(app, ctx, changed(("row: B, seats: 1-6", "row: B, seats: 1-7"))), "shows")


@pytest.mark.parametrize(
    "pair", [("zone: Europe/Paris", "zone: Europe/London"), ("currency: EUR", "currency: GBP")]
)
def test_a_theatre_with_shows_keeps_its_zone_and_currency(
    app: App, ctx: Context, pair: tuple[str, str]
) -> None:
    apply(app, ctx, SMALL)
    assert refused(app, ctx, changed(pair)).code == "setup.theatre_in_use"


def test_a_show_of_another_file_keeps_its_screen(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    late = changed((f"key: gala, movie: dune, screen: rex/1, at: {LATER}",
                    "key: late, movie: dune, screen: rex/1, at: 2026-11-28 22:00"))  # fmt: skip
    error = refused(app, ctx, late)
    assert (error.code, error.details["show"], error.details["other"]) == (
        "setup.overlaps", "late", 1,
    )  # fmt: skip


def test_a_show_without_a_key_is_moved_under_the_one_it_got(app: App, ctx: Context) -> None:
    apply(app, ctx, changed(("at: +0-1 14:00", "at: 2026-11-29 14:00")))
    later = "at: 2026-11-29 14:30"
    error = refused(app, ctx, changed(("at: +0-1 14:00", later)))
    assert error.details["other_key"] == "rex/1@2026-11-29T14:00+01:00"
    moved = changed(("at: +0-1 14:00", f"{later}, key: '{error.details['other_key']}'"))
    assert counts(apply(app, ctx, moved), "shows") == {"shows": (0, 1, 1)}


def test_a_draft_goes_on_sale_and_not_back(app: App, ctx: Context) -> None:
    draft = changed((f"at: {LATER}", f"at: {LATER}, draft: yes"))
    apply(app, ctx, draft)
    assert rows(app, ctx, Show, "status")[0] == ("draft",)
    assert counts(apply(app, ctx, SMALL), "shows") == {"shows": (0, 1, 2)}
    assert rows(app, ctx, AuditEntry, "from_state", "to_state")[-1] == ("draft", "on_sale")
    assert refused(app, ctx, draft).code == "setup.already_on_sale"


def test_new_ticket_types_of_another_file_come_after_the_known_ones(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    apply(app, ctx, "ticket_types: [{key: student, name: Student}, {key: child, name: Kid}]")
    assert rows(app, ctx, TicketType, "key", "name", "position") == [
        ("adult", "Adult", 0), ("child", "Kid", 1), ("student", "Student", 2),
    ]  # fmt: skip


def test_what_a_file_does_not_name_stays(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL)
    apply(app, ctx, "movies: [{key: new, title: New, runtime: 90}]")
    assert len(rows(app, ctx, Movie, "id")) == 3
    assert len(rows(app, ctx, Show, "id")) == 3
    assert rows(app, ctx, Holiday, "day") == [("2026-12-25",)]


def test_a_show_that_is_over_keeps_the_plan_it_was_sold_on(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    apply(app, ctx, changed(("at: +0-1 14:00", "at: 2026-11-29 14:00")))
    clock.advance(hours=24 * 40)
    other = (
        "cities:",
        "  - {key: other, name: Other, category: standard, plan: 'A: oooo'}\ncities:",
    )
    times = ("at: +0-1 14:00", "at: 2026-11-29 14:00")
    apply(app, ctx, changed(other, times, ("layout: hall,", "layout: other,")))
    assert rows(app, ctx, Show, "layout_id") == [(1,), (1,)]


def test_the_demo_cinema_is_what_it_says(app: App, ctx: Context) -> None:
    result = apply(app, ctx, read_demo_file())
    assert {kind: created for kind, (created, _, _) in counts(result).items()} == {
        "cities": 2, "categories": 4, "ticket_types": 4, "layouts": 5, "seats": 621,
        "theatres": 3, "screens": 5, "movies": 10, "shows": 106, "prices": 41, "holidays": 5,
        "taxes": 0, "fees": 0, "offers": 0,
    }  # fmt: skip
    assert not any(
        each.created or each.changed for each in apply(app, ctx, read_demo_file()).changes
    )


def test_a_thousand_shows_write_no_row_per_seat(app: App, ctx: Context) -> None:
    starts = ", ".join(
        f"2026-12-{day:02d} {hour:02d}:00"
        for day, hour in itertools.islice(itertools.product(range(1, 29), range(0, 24, 2)), 334)
    )
    screens = "".join(f"          - {{key: s{n}, name: S, layout: hall}}\n" for n in range(3))
    shows = "".join(f"  - {{movie: oya, screen: rex/s{n}, at: [{starts}]}}\n" for n in range(3))
    content = changed(("        prices:", f"{screens}        prices:")).decode() + shows
    assert counts(apply(app, ctx, content), "shows", "seats") == {
        "shows": (1005, 0, 0), "seats": (12, 0, 0),
    }  # fmt: skip
