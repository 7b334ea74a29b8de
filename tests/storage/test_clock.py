"""What time it is when the wall clock is set, wrong, or starts again with the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from boxoffice.context import Context, SystemClock
from boxoffice.errors import Conflict, NeedsPerson
from boxoffice.services import holds, sales, sweep, verify
from boxoffice.services.app import App
from boxoffice.services.clock import accept_clock
from boxoffice.storage.clock import TOLERANCE_MS
from tests.clocks import FRIDAY_NOON_MS, FakeClock
from tests.counter import hold_request, sell_request
from tests.programme import open_cinema
from tests.storage.notes import write

HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS


def now_ms(app: App, ctx: Context) -> int:
    with app.db.read(ctx) as session:
        return session.now_ms


def written_ms(app: App, ctx: Context) -> int:
    times = []
    write(app, ctx, lambda session, _run: times.append(session.now_ms))
    return times[0]


class TestOnSqlite:
    @pytest.fixture
    def database(self, sqlite_path: Path) -> str:
        return str(sqlite_path)

    def test_the_wall_is_believed_while_both_clocks_agree(
        self, app: App, ctx: Context, clock: FakeClock
    ) -> None:
        assert written_ms(app, ctx) == FRIDAY_NOON_MS
        clock.advance(hours=9)
        assert now_ms(app, ctx) == FRIDAY_NOON_MS + 9 * HOUR_MS
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + 9 * HOUR_MS
        assert app.db.clock_jump_ms == 0

    @pytest.mark.parametrize("jump_ms", [HOUR_MS, -HOUR_MS, YEAR_MS, -YEAR_MS])
    def test_a_wall_that_jumped_is_not_believed(
        self, app: App, ctx: Context, clock: FakeClock, jump_ms: int
    ) -> None:
        write(app, ctx)
        clock.set_wall(FRIDAY_NOON_MS + jump_ms)
        assert now_ms(app, ctx) == FRIDAY_NOON_MS
        assert app.db.clock_jump_ms == jump_ms
        clock.advance(minutes=3)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + 180_000
        clock.advance(minutes=3)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + 360_000
        assert app.db.clock_jump_ms == jump_ms

    @pytest.mark.parametrize("step_ms", [TOLERANCE_MS, -TOLERANCE_MS])
    def test_a_small_step_is_a_time_server_at_work(
        self, app: App, ctx: Context, clock: FakeClock, step_ms: int
    ) -> None:
        write(app, ctx)
        clock.set_wall(FRIDAY_NOON_MS + step_ms)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + max(0, step_ms)
        assert app.db.clock_jump_ms == 0

    def test_time_never_runs_backwards(self, app: App, ctx: Context, clock: FakeClock) -> None:
        seen = []
        for step in (0, 30_000, -20_000, -50_000, HOUR_MS, -HOUR_MS, -40_000):
            clock.advance(ms=10)
            clock.set_wall(clock.wall + step)
            seen.append(written_ms(app, ctx))
        assert seen == sorted(seen)

    def test_after_a_reboot_the_wall_counts_but_never_before_the_last_write(
        self, app: App, ctx: Context, clock: FakeClock
    ) -> None:
        write(app, ctx)
        clock.reboot(off_ms=8 * HOUR_MS)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + 8 * HOUR_MS
        clock.reboot(off_ms=-YEAR_MS)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS + 8 * HOUR_MS
        assert app.db.clock_jump_ms == -YEAR_MS

    def test_an_accepted_wall_is_the_time_forwards_or_backwards(
        self, app: App, ctx: Context, clock: FakeClock
    ) -> None:
        write(app, ctx)
        for wall_ms in (FRIDAY_NOON_MS + HOUR_MS, FRIDAY_NOON_MS - YEAR_MS):
            before = now_ms(app, ctx)
            clock.set_wall(wall_ms)
            accepted = accept_clock(app, ctx)
            assert (accepted.accepted, accepted.moved_ms) == (True, wall_ms - before)
            assert now_ms(app, ctx) == written_ms(app, ctx) == wall_ms
            assert app.db.clock_jump_ms == 0

    def test_no_hold_is_lost_to_a_clock_until_somebody_accepts_it(
        self, app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
    ) -> None:
        open_cinema(app, ctx)
        holds.place_hold(app, ctx, hold_request("F7"))
        clock.set_wall(FRIDAY_NOON_MS + HOUR_MS)
        other = new_ctx(till="till-2")
        with pytest.raises(Conflict):
            sales.sell(app, other, sell_request("F7"))
        with pytest.raises(NeedsPerson) as caught:
            sweep.sweep(app, ctx)
        assert (caught.value.code, caught.value.details["minutes"]) == ("clock.jumped", 60)
        accept_clock(app, ctx)
        assert sweep.sweep(app, ctx).holds_expired == 1
        assert sales.sell(app, other, sell_request("F7")).booking.status == "confirmed"

    def test_what_ran_out_before_time_went_back_stays_over(
        self, app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock
    ) -> None:
        open_cinema(app, ctx)
        old = holds.place_hold(app, ctx, hold_request("F7-8"))
        clock.advance(minutes=5)
        sales.sell(app, new_ctx(till="till-2"), sell_request("F7"))
        clock.set_wall(FRIDAY_NOON_MS - HOUR_MS)
        accept_clock(app, ctx)
        with pytest.raises(Conflict) as caught:
            sales.sell(app, ctx, sell_request(hold=old.hold.id))
        assert caught.value.code == "holds.not_active"
        assert holds.list_holds(app, ctx).holds == ()
        assert verify.verify(app, ctx).violations == ()

    def test_a_first_write_of_a_new_machine_believes_the_wall(
        self, app: App, ctx: Context, clock: FakeClock
    ) -> None:
        clock.this_boot = ""
        assert written_ms(app, ctx) == FRIDAY_NOON_MS
        clock.set_wall(FRIDAY_NOON_MS - HOUR_MS)
        assert written_ms(app, ctx) == FRIDAY_NOON_MS


class TestOnPostgres:
    @pytest.fixture
    def database(self, postgres_url: str) -> str:
        return postgres_url

    def test_the_server_tells_the_time_to_every_machine(self, app: App, ctx: Context) -> None:
        class WrongClock(SystemClock):
            """A machine that lives in another year."""

            def wall_ms(self) -> int:
                return FRIDAY_NOON_MS - 5 * YEAR_MS

        wrong = replace(ctx, clock=WrongClock())
        with app.db.read(wrong) as session:
            begun_ms = session.scalar(text("SELECT 1000 * extract(epoch FROM now())"))
            assert begun_ms <= session.now_ms + 1
        assert begun_ms <= written_ms(app, wrong) + 1

    def test_an_injected_clock_is_the_time(self, app: App, ctx: Context, clock: FakeClock) -> None:
        clock.set_wall(FRIDAY_NOON_MS + HOUR_MS)
        assert now_ms(app, ctx) == written_ms(app, ctx) == FRIDAY_NOON_MS + HOUR_MS

    def test_there_is_nothing_to_accept(self, app: App, ctx: Context) -> None:
        accepted = accept_clock(app, ctx)
        assert (accepted.accepted, accepted.moved_ms) == (False, 0)
