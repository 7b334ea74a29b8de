"""The sweep tidies in batches, skips, repeats harmlessly, and expires nothing by a jumped clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from filelock import FileLock
from sqlalchemy import select

from boxoffice.context import Context
from boxoffice.errors import NeedsPerson
from boxoffice.services import holds, reservations, shows
from boxoffice.services.app import App
from boxoffice.services.sweep import TILL, sweep
from boxoffice.services.verify import verify
from boxoffice.storage.tables.audit import AuditEntry
from tests.clocks import FakeClock
from tests.programme import open_cinema


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def hold(app: App, ctx: Context, word: str) -> str:
    return holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=(word,))).hold.id


def test_nothing_due_takes_no_batch(app: App, ctx: Context) -> None:
    hold(app, ctx, "F7")
    found = sweep(app, ctx)
    assert (found.holds_expired, found.batches, found.skipped) == (0, 0, False)


def test_holds_and_bookings_that_ran_out_are_tidied_in_batches(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    for number in range(1, 6):
        hold(app, ctx, f"F{number}")
    reservations.book(app, ctx, reservations.BookRequest(show="1", words=("G1-3",)))
    clock.advance(minutes=20)
    found = sweep(app, ctx, batch=2)
    assert (found.holds_expired, found.bookings_expired, found.seats_freed) == (5, 1, 8)
    assert found.batches == 4
    assert sweep(app, ctx).batches == 0


def test_each_of_them_is_on_the_record(app: App, ctx: Context, clock: FakeClock) -> None:
    first, second = hold(app, ctx, "F1"), hold(app, ctx, "F2")
    reservations.book(app, ctx, reservations.BookRequest(show="1", words=("G1-2",)))
    clock.advance(minutes=20)
    sweep(app, ctx)
    entry = AuditEntry.__table__.c  # type: ignore[attr-defined]
    columns = (entry.seq, entry.event, entry.subject_id, entry.from_state, entry.to_state)
    wanted = select(*columns).where(entry.till == TILL).order_by(entry.seq)
    with app.db.read(ctx) as session:
        found = [tuple(vars(row).values()) for row in session.all(wanted)]
    assert sorted(row[2] for row in found[:2]) == sorted([first, second])
    assert [(row[0], row[1], *row[3:]) for row in found] == [
        (1, "hold.expired", "active", "expired"),
        (2, "hold.expired", "active", "expired"),
        (3, "booking.expired", "pending", "expired"),
        (4, "line.released", "reserved", "released"),
        (5, "line.released", "reserved", "released"),
    ]
    assert len({row[2] for row in found}) == 5
    assert verify(app, ctx).violations == ()


def test_what_was_taken_over_stays_with_its_new_owner(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    hold(app, ctx, "F7-8")
    clock.advance(minutes=5)
    hold(app, new_ctx(till="till-2"), "F7")
    found = sweep(app, ctx)
    assert (found.holds_expired, found.seats_freed) == (1, 1)
    assert shows.view_show(app, ctx, "1").available == 79


def test_a_second_sweep_leaves_everything_to_the_first(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    hold(app, ctx, "F7")
    clock.advance(minutes=5)
    app.state_folder().mkdir(parents=True, exist_ok=True)
    with FileLock(app.state_folder() / "sweep.lock"):
        assert sweep(app, ctx).skipped
    assert sweep(app, ctx).holds_expired == 1


def test_a_dry_run_keeps_everything(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
) -> None:
    hold(app, ctx, "F7")
    clock.advance(minutes=5)
    assert sweep(app, new_ctx(dry_run=True)).holds_expired == 1
    assert sweep(app, ctx).holds_expired == 1


def test_old_operation_keys_are_forgotten(app: App, ctx: Context, clock: FakeClock) -> None:
    hold(app, ctx, "F7")
    clock.advance(minutes=31 * 24 * 60)
    assert sweep(app, ctx, batch=1).batches >= 2
    assert sweep(app, ctx).batches == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_jumped_clock_expires_nothing(app: App, ctx: Context, clock: FakeClock) -> None:
    hold(app, ctx, "F7")
    clock.set_wall(clock.wall_ms() + 3_600_000)
    with pytest.raises(NeedsPerson) as caught:
        sweep(app, ctx)
    assert caught.value.details["minutes"] == 60
    assert shows.view_show(app, ctx, "1").available == 79
