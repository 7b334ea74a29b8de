"""A lawful evening verifies clean on both databases; what is broken ends the command with 1."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.domain.invariants import Invariant
from boxoffice.errors import SchemaMismatch
from boxoffice.services.app import App, open_app
from boxoffice.services.verify import MOST_NAMED, verify
from boxoffice.storage import sqlite_setup
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings
from tests.programme import open_cinema
from tests.services.histories import CASH, live_evening, past_the_program, sell


@pytest.mark.parametrize("sweeps", [False, True])
def test_a_lawful_evening_is_clean(
    app: App, ctx: Context, new_ctx: Callable[..., Context], clock: FakeClock, sweeps: bool
) -> None:
    live_evening(app, ctx, new_ctx(till="till-2"), clock, sweeps=sweeps)
    found = verify(app, ctx)
    assert found.violations == ()
    assert (found.ok, set(found.checked)) == (True, set(Invariant))
    assert [name for name, count in found.checked.items() if count == 0] == []


def test_an_empty_database_is_clean(app: App, ctx: Context) -> None:
    assert verify(app, ctx).violations == ()


def test_many_of_a_kind_are_counted_not_listed(app: App, ctx: Context, database: str) -> None:
    open_cinema(app, ctx, shows=MOST_NAMED + 20)
    past_the_program(database, ["UPDATE show SET status = 'draft'"])
    found = verify(app, ctx)
    assert len(found.violations) == MOST_NAMED + 1
    assert (found.violations[-1].code, found.violations[-1].details) == (
        "verify.more",
        {"count": 20},
    )


def test_the_copy_is_nowhere_afterwards_and_a_sale_goes_on_meanwhile(
    sqlite_path: Path, clock: FakeClock
) -> None:
    ctx = make_context(str(sqlite_path), clock=clock)
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx)
        before = set(os.listdir(sqlite_path.parent))
        with app.db.read_copy(ctx) as session:
            assert set(os.listdir(sqlite_path.parent)) - before <= {"boxoffice.db-journal"}
            assert sell(app, ctx, "F7", tenders=(CASH,))
            assert session.scalar(text("SELECT count(*) FROM booking")) == 0
        assert verify(app, ctx).ok


def test_a_wal_database_is_copied_too(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOXOFFICE_UNSAFE_WAL", "1")
    path = tmp_path / "wal.db"
    sqlite_setup.initialise(path, journal="wal")
    ctx = make_context(str(path), clock=clock)
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx)
        sell(app, ctx, "F7", tenders=(CASH,))
        found = verify(app, ctx)
        assert (found.violations, found.checked["line_claims"]) == ((), 1)
        left = [name for name in os.listdir(tmp_path) if name.startswith(".")]
        assert left == []


def test_a_lost_index_entry_is_found_in_the_copy(sqlite_path: Path, clock: FakeClock) -> None:
    ctx = make_context(str(sqlite_path), clock=clock)
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx)
        take_out = "FROM sqlite_master WHERE name = 'ix_booking_show_id'"
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as file:
            row = file.execute(f"SELECT * {take_out}").fetchone()
            file.execute("PRAGMA writable_schema=ON")
            file.execute(f"DELETE {take_out}")
    with open_app(ctx.settings) as app:
        sell(app, ctx, "F7", tenders=(CASH,))
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as file:
        file.execute("PRAGMA writable_schema=ON")
        file.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    with open_app(ctx.settings) as app:
        found = verify(app, ctx).violations
    assert {(each.invariant, each.subject) for each in found} == {("integrity", "database file")}


def test_a_damaged_file_is_said_to_be_damaged(sqlite_path: Path, clock: FakeClock) -> None:
    ctx = make_context(str(sqlite_path), clock=clock)
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx)
    page = 4096
    with sqlite_path.open("r+b") as file:
        for number in range(3, sqlite_path.stat().st_size // page, 2):
            file.seek(number * page)
            file.write(b"\xa5" * page)
    before = set(os.listdir(sqlite_path.parent))
    with open_app(ctx.settings) as app, pytest.raises(SchemaMismatch) as caught:
        verify(app, ctx)
    assert caught.value.code == "db.damaged"
    assert set(os.listdir(sqlite_path.parent)) - before <= {"boxoffice.db-journal"}


@pytest.mark.slow
def test_the_command_names_it_and_ends_with_1(sqlite_path: Path, clock: FakeClock) -> None:
    ctx = make_context(str(sqlite_path), clock=clock)
    with open_app(make_settings(str(sqlite_path))) as app:
        open_cinema(app, ctx)
        ref = sell(app, ctx, "F7", tenders=(CASH,))
    whole = command(sqlite_path)
    past_the_program(str(sqlite_path), ["DELETE FROM seat_claim"])
    broken = command(sqlite_path)
    assert (whole.returncode, json.loads(whole.stdout)["ok"]) == (0, True)
    assert (broken.returncode, json.loads(broken.stdout)["violations"]) == (
        1,
        [
            {
                "invariant": "line_claims",
                "subject": f"booking {ref} seat F7",
                "detail": "The seat is sold, but the house shows it as free or as another's.",
                "mend": "The booking counts. So that nobody else is sold the seat, block it now:"
                " `boxoffice show block 1 F7 --reason ...`; if it was sold to somebody else"
                " already, give one party other seats.",
            }
        ],
    )


def command(path: Path) -> subprocess.CompletedProcess[str]:
    words = ["-m", "boxoffice", "--db", str(path), "--json", "db", "verify"]
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
