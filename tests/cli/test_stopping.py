"""A stop, wherever it strikes: what it says of the write that was under way is true."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from boxoffice.cli import boundary
from boxoffice.cli.root import COMMANDS, Row
from boxoffice.cli.session import kept, session
from boxoffice.cli.stopping import until_ctrl_c
from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.services.holds import HoldRequest, place_hold
from tests.cli import failing
from tests.programme import HOUR_MS, open_cinema

NOTHING = "Stopped; nothing was changed.\n"
NEXT = (
    "Stopped before the answer was out."
    " The next command at this till says whether it went through. (operation key "
)
DONE = "Stopped, after the answer was out: what it says is done.\n"
LOOK = (
    "Stopped before the answer was out, and some of it may be done."
    " Look before you type it again. (operation key "
)
SAME = (
    "Stopped before the answer was out. Type the same again, with the same `--op-key`:"
    " it says whether it went through, and does it if it did not. (operation key KEY-12345)\n"
)


@pytest.fixture(autouse=True)
def _cinema(app: App, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts_ms = int(time.time() * 1000) + 2 * HOUR_MS
    open_cinema(app, ctx, starts_in_ms=starts_ms - ctx.clock.wall_ms())
    for name in [name for name in os.environ if name.startswith("BOXOFFICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BOXOFFICE_DB", app.settings.db)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(
        COMMANDS, "failing", Row("tests.cli.failing", "fail", "Fail as told.", "Test")
    )


def run(work: Callable[[], int], *args: str) -> int:
    failing.NEXT = work
    return boundary.run(["--till", "till-1", "failing", *args])


def holding(stops: str, number: signal.Signals) -> Callable[[], int]:
    """A hold that is stopped at one place of the way to its answer."""

    def at(place: str) -> None:
        if place == stops:
            signal.raise_signal(number)

    def work() -> int:
        with session(writes=True) as at_work:
            request = HoldRequest(show="1", words=("F7",))
            at("begun")
            if stops == "without a leftover":
                place_hold(at_work.app, at_work.ctx, request)
                at(stops)
            with kept(at_work, request):
                at("not written")
                place_hold(at_work.app, at_work.ctx, request)
                at("written")
                at_work.out.write("held\n")
                at("answered")
            at("over")
        return 0

    return work


@pytest.mark.parametrize(
    ("stops", "args", "said"),
    [
        ("begun", (), NOTHING),
        ("not written", (), NEXT),
        ("written", (), NEXT),
        ("answered", (), DONE),
        ("over", (), DONE),
        ("without a leftover", (), LOOK),
        ("begun", ("--op-key", "KEY-12345"), NOTHING),
        ("written", ("--op-key", "KEY-12345"), SAME),
        ("answered", ("--op-key", "KEY-12345"), DONE),
    ],
)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_says_what_is_known(
    capfd: pytest.CaptureFixture[str], stops: str, args: tuple[str, ...], said: str,
    number: signal.Signals, code: int,
) -> None:  # fmt: skip
    assert run(holding(stops, number), *args) == code
    told = capfd.readouterr()
    assert told.err.startswith(said)
    assert (told.out != "") == (said == DONE)
    assert run(lambda: len(_opened())) == 0
    promised = "went through" if stops in ("written", "answered", "over") else "did not go"
    if said == NEXT:
        assert promised in capfd.readouterr().err


def _opened() -> str:
    """What any next command begins with."""
    with session():
        return ""


def test_after_a_watch_that_ctrl_c_ended_an_error_is_an_error_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def work() -> int:
        with until_ctrl_c():
            signal.raise_signal(signal.SIGINT)
        raise ValueError

    assert run(work) == 1
    assert "did not expect (ValueError)" in capfd.readouterr().err


def test_a_second_stop_while_the_first_is_told_ends_with_its_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def report(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(boundary, "report", report)
    before = signal.getsignal(signal.SIGTERM), sys.unraisablehook
    assert run(holding("begun", signal.SIGTERM)) == 143
    assert (signal.getsignal(signal.SIGTERM), sys.unraisablehook) == before


PRESSED_WHILE_IT_LOADS = """
import os, signal, sys, weakref

class Loading:
    def find_spec(self, name, path, target=None):
        if name == "boxoffice.cli.boundary":
            weakref.ref(self.__class__(), lambda _: os.kill(os.getpid(), signal.SIGINT))

sys.meta_path.insert(0, Loading())
from boxoffice.__main__ import main
sys.exit(main(["--help"]))
"""


def test_ctrl_c_while_it_loads_ends_it_without_a_word(tmp_path: Path) -> None:
    """Also where an error could not be raised, as in what tidies up behind a module's lock."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", PRESSED_WHILE_IT_LOADS], cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")
