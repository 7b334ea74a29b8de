"""What the doctor finds, and how a clock is believed again."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.present.words import reason
from boxoffice.services import doctor, holds, leftovers
from boxoffice.services.app import App, open_app
from boxoffice.services.clock import ClockAccepted, accept_clock
from boxoffice.services.doctor import Verdict
from boxoffice.storage import journal
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings
from tests.forks import Ended, run_in_child

HOUR_MS = 3_600_000


def findings(app: App, ctx: Context) -> dict[str, str]:
    """What is not well, by the name of its check."""
    diagnosis = doctor.examine(app, ctx)
    return {check.name: check.code for check in diagnosis.checks if check.verdict != Verdict.OK}


def examine_file(path: Path) -> tuple[Verdict, dict[str, str]]:
    """The worst verdict and all that is not well about a file."""
    with open_app(make_settings(str(path))) as app:
        ctx = make_context(str(path))
        return doctor.examine(app, ctx).worst, findings(app, ctx)


def test_a_new_database_is_well(app: App, ctx: Context) -> None:
    assert findings(app, ctx) == {}
    assert doctor.examine(app, ctx).worst == Verdict.OK


def test_a_missing_database_is_a_finding(tmp_path: Path) -> None:
    assert examine_file(tmp_path / "x.db") == (Verdict.WRONG, {"database": "db.not_found"})


def test_a_file_of_another_program_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("Dear diary, " * 100, encoding="utf-8")
    assert examine_file(path) == (Verdict.WRONG, {"database": "db.foreign"})


def test_a_file_open_to_all_is_wrong(sqlite_path: Path) -> None:
    sqlite_path.chmod(0o644)
    assert examine_file(sqlite_path) == (Verdict.WRONG, {"files": "doctor.open_to_all"})


def test_a_lock_that_the_group_cannot_take_is_wrong(sqlite_path: Path) -> None:
    sqlite_path.chmod(0o660)
    gate = sqlite_path.with_name(sqlite_path.name + ".gate")
    gate.touch()
    gate.chmod(0o600)
    assert examine_file(sqlite_path) == (Verdict.WRONG, {"files": "doctor.mode_differs"})


def test_a_file_in_place_of_the_state_folder_is_wrong(sqlite_path: Path) -> None:
    sqlite_path.with_name(sqlite_path.name + ".state").touch()
    assert examine_file(sqlite_path) == (Verdict.WRONG, {"state": "doctor.state_closed"})


def test_a_disk_without_room_is_wrong(sqlite_path: Path) -> None:
    def with_a_used_up_quota() -> list[object]:
        sys.dont_write_bytecode = True
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        worst, found = examine_file(sqlite_path)
        return [str(worst), found]

    ended = run_in_child(with_a_used_up_quota)
    assert ended == Ended(value=["wrong", {"room": "doctor.disk_full"}])


def test_what_a_killed_init_left_is_named(sqlite_path: Path) -> None:

    draft = sqlite_path.with_name(f".{sqlite_path.name}.0123abcd.new")
    draft.touch()
    assert examine_file(sqlite_path)[1] == {}
    os.utime(draft, (0, 0))
    assert examine_file(sqlite_path) == (Verdict.OK, {"leftovers": "doctor.leftovers"})


def test_a_till_that_was_cut_off_is_named(sqlite_path: Path) -> None:
    ctx = make_context(str(sqlite_path), till="ann@vm:pts/1", op_key="KEYKEYKEY")
    with open_app(ctx.settings) as app:
        with leftovers.kept(app, ctx, holds.ReleaseRequest(every=True)):
            pass
        found = {check.code: check.details for check in doctor.examine(app, ctx).checks}
    assert found["doctor.unread"] == {"tills": ["ann@vm:pts/1"]}
    assert "`boxoffice now --till ann@vm:pts/1`" in reason("doctor.unread", found["doctor.unread"])


@pytest.mark.parametrize(
    ("safe", "codes"),
    [
        (True, {"doctor.library_sound", "doctor.journal_chosen"}),
        (False, {"doctor.library_affected", "doctor.journal_needed"}),
    ],
)
def test_library_and_journal_are_explained(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch, safe: bool, codes: set[str]
) -> None:
    monkeypatch.setattr(journal, "wal_is_safe", lambda: safe)
    with open_app(make_settings(str(sqlite_path))) as app:
        checks = doctor.examine(app, make_context(str(sqlite_path))).checks
    assert {check.code for check in checks if check.name in ("sqlite", "journal")} == codes


@pytest.mark.parametrize(
    ("step_ms", "code"), [(HOUR_MS, "doctor.clock_ahead"), (-HOUR_MS, "doctor.clock_behind")]
)
def test_a_clock_that_jumped_needs_a_person(sqlite_path: Path, step_ms: int, code: str) -> None:
    clock = FakeClock()
    ctx = make_context(str(sqlite_path), clock=clock)
    with open_app(ctx.settings) as app:
        accept_clock(app, ctx)
        clock.set_wall(clock.wall_ms() + step_ms)
        assert findings(app, ctx) == {"clock": code}
        assert doctor.examine(app, ctx).worst == Verdict.PERSON
        accepted = accept_clock(app, ctx)
        assert (accepted.accepted, accepted.moved_ms) == (True, step_ms)
        assert findings(app, ctx) == {}
        with app.db.read(ctx) as session:
            assert session.now_ms == clock.wall_ms()


def test_accepting_a_clock_is_on_the_record(sqlite_path: Path) -> None:
    ctx = make_context(str(sqlite_path))
    with open_app(ctx.settings) as app:
        accept_clock(app, ctx)
        with app.db.read(ctx) as session:
            rows = session.all(text("SELECT event, actor, till FROM audit_entry"))
    assert [(row.event, row.actor, row.till) for row in rows] == [
        ("clock.accepted", "ann", "till-1")
    ]


def test_asked_again_under_its_key_the_answer_is_the_same(sqlite_path: Path) -> None:
    ctx = make_context(str(sqlite_path), op_key="CLOCKRIGHT")
    with open_app(ctx.settings) as app:
        first = accept_clock(app, ctx)
        assert accept_clock(app, ctx) == first.model_copy(update={"replayed": True})


def test_a_server_keeps_its_own_time(postgres_url: str, clock: FakeClock) -> None:
    ctx = make_context(postgres_url, clock=clock)
    with open_app(ctx.settings) as app:
        assert accept_clock(app, ctx) == ClockAccepted(accepted=False, moved_ms=0)
        clock.set_wall(clock.wall_ms() + HOUR_MS)
        assert findings(app, ctx) == {}
