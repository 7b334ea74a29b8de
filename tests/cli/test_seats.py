"""The house through the program: drawn, listed, and followed on a real terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from boxoffice.cli.seats import as_tall
from boxoffice.cli.watching import frame, squeezed
from boxoffice.context import SystemClock
from boxoffice.services import holds
from boxoffice.services.app import open_app
from tests.cli.inside import Program
from tests.cli.program import clean_environment, run
from tests.contexts import make_context, make_settings
from tests.programme import open_cinema

PATIENCE_SECONDS = 20
FOOTER = "q ends."


def test_the_list_has_free_seats_only_and_counts_all(call: Program) -> None:
    whole = json.loads(call("seats", "1", "--json")[1])
    free = json.loads(call("seats", "1", "--available", "--json")[1])
    assert {seat["state"] for seat in free["seats"]} == {"available"}
    assert len(free["seats"]) == whole["summary"]["available"] == 70
    assert free["summary"] == whole["summary"]


def test_an_unknown_show_is_not_found(call: Program) -> None:
    code, out, err = call("seats", "99")
    assert (code, out) == (5, "")
    assert err == "No show goes by '99'. `boxoffice now` lists what is on.\n"


def test_lc_all_c_draws_in_ascii(call: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    code, out, _ = call("seats", "1", "--format", "rich")
    assert code == 0
    assert out.isascii()
    assert "# sold" in out


def test_a_watch_needs_a_terminal(call: Program) -> None:
    code, out, err = call("seats", "1", "--watch")
    assert (code, out) == (2, "")
    assert "A watch needs a terminal" in err


def test_a_frame_writes_over_every_line_and_scrolls_none() -> None:
    import os

    drawn = frame(["one", "two"], "foot", os.terminal_size((10, 5)))
    assert drawn == "\x1b[Hone\x1b[K\r\ntwo\x1b[K\r\n\x1b[K\r\n\x1b[K\r\nfoot\x1b[K\x1b[J"


def test_blank_lines_go_where_only_then_all_others_fit() -> None:
    assert squeezed(["a", "", "b"], 2) == ["a", "b"]
    assert squeezed(["a", "", "b"], 3) == ["a", "", "b"]
    assert squeezed(["a", "", "b"], 1) == ["a", "", "b"]


@pytest.fixture
def open_house(database: str) -> str:
    """A cinema of today, by the machine's own clock."""
    with open_app(make_settings(database)) as app:
        open_cinema(app, make_context(database, clock=SystemClock()))
    return database


@contextmanager
def watching(home: Path, db: str, *words: str, **env: str) -> Iterator[pexpect.spawn]:
    child = pexpect.spawn(
        sys.executable,
        ["-P", "-m", "boxoffice", "--db", db, "--till", "till-1", "seats", "1", "--watch", *words],
        env=clean_environment(home, **{"TERM": "xterm", **env}),
        cwd=str(home),
        dimensions=(24, 80),
        timeout=PATIENCE_SECONDS,
        encoding="utf-8",
    )
    try:
        yield child
    finally:
        child.close(force=True)


def ended(child: pexpect.spawn) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus) if child.exitstatus is not None else None


@pytest.mark.slow
def test_what_another_process_sells_is_on_the_screen(tmp_path: Path, open_house: str) -> None:
    with watching(tmp_path, open_house) as child:
        child.expect(FOOTER)
        sold = run("--db", open_house, "sell", "1", "F6-7", "-c", "exact", home=tmp_path)
        assert (sold.returncode, sold.stderr) == (0, "")
        child.expect("78 free of 80 · 2 sold")
        child.expect(FOOTER)
        child.send("q")
        assert ended(child) == 0


def test_ctrl_c_ends_a_watch_well_and_gives_the_screen_back(
    tmp_path: Path, open_house: str
) -> None:
    with watching(tmp_path, open_house) as child:
        child.expect(FOOTER)
        child.sendintr()
        child.expect_exact("\x1b[?1049l")
        assert ended(child) == 0


@pytest.mark.slow
def test_a_hold_that_runs_out_is_free_on_the_screen(tmp_path: Path, open_house: str) -> None:
    with open_app(make_settings(open_house)) as app, watching(tmp_path, open_house) as child:
        child.expect(FOOTER)
        holder = make_context(open_house, clock=SystemClock(), till="till-2")
        holds.place_hold(app, holder, holds.HoldRequest(show="1", words=("F7",), lasts="3s"))
        child.expect("79 free of 80 · 1 held")
        child.expect("80 free of 80")


@pytest.mark.slow
def test_a_terminal_that_cannot_move_its_cursor_gets_one_picture_below_the_other(
    tmp_path: Path, open_house: str
) -> None:
    with watching(tmp_path, open_house, TERM="dumb") as child:
        child.expect("80 free of 80")
        assert run("--db", open_house, "hold", "1", "F7", home=tmp_path).returncode == 0
        child.expect("79 free of 80")
        assert "\x1b" not in child.before
        child.sendintr()
        assert ended(child) == 0


@pytest.mark.slow
def test_json_is_one_document_for_each_change(tmp_path: Path, open_house: str) -> None:
    with watching(tmp_path, open_house, "--json") as child:
        first = json.loads(child.readline())
        assert first["summary"]["available"] == 80
        assert run("--db", open_house, "hold", "1", "F7", home=tmp_path).returncode == 0
        assert json.loads(child.readline())["summary"]["available"] == 79


def test_a_tall_house_can_be_moved_up_and_down(tmp_path: Path, sqlite_path: Path) -> None:
    from tests.programme import make_plan

    with open_app(make_settings(str(sqlite_path))) as app:
        plan = make_plan(rows="ABCDEFGHIJKLMNOPQRSTUVWXYZ", per_row=12)
        open_cinema(app, make_context(str(sqlite_path), clock=SystemClock()), plan=plan)
    with watching(tmp_path, str(sqlite_path)) as child:
        child.expect("Lines 1-23 of")
        child.send(" ")
        child.expect("312 free of 312")
        child.expect(r"Lines \d+-\d+ of")
        child.send("q")
        assert ended(child) == 0


def test_a_house_loses_its_blank_lines_where_only_so_it_fits() -> None:
    drawn = "Dune\n\nA 1 A\n"
    assert as_tall(drawn, height=4) == drawn
    assert as_tall(drawn, height=3) == "Dune\nA 1 A\n"
    assert [as_tall(drawn, height=height) for height in (0, 2)] == [drawn, drawn]
