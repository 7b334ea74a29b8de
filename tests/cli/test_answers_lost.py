"""A program that dies, is stopped or is not listened to: the next command here tells."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from boxoffice.services.app import open_app
from tests.cli.tills import Till
from tests.contexts import make_settings

STOPPED = """
import os, signal, sys
from boxoffice.storage.engine import Database
write = Database.write
def stopped(*args):
    if sys.argv[1] == "before":
        os.kill(os.getpid(), signal.Signals[sys.argv[2]])
    answer = write(*args)
    os.kill(os.getpid(), signal.Signals[sys.argv[2]])
    return answer
Database.write = stopped
from boxoffice.__main__ import main

sys.exit(main(sys.argv[3:]))
"""
"""The installed program, stopped by a signal right before or right after its write."""

NOTHING_SOLD = "Your last sale did not go through; nothing was sold.\n"
pytestmark = pytest.mark.slow


def ref_of(till: Till) -> str:
    (booking,) = till.document("last")["bookings"]
    ref: str = booking["booking"]["ref"]
    return ref


@pytest.mark.parametrize(
    ("name", "code"), [("SIGKILL", -signal.SIGKILL), ("SIGINT", 130), ("SIGTERM", 143)]
)
def test_stopped_between_the_commit_and_the_answer(till: Till, name: str, code: int) -> None:
    words = ("sell", "1", "F7-8", "-c", "37.5")
    done = till.run("after", name, *words, program=STOPPED)
    assert (done.returncode, done.stdout) == (code, "")
    told = till.run("seats", "1", "--json")
    lines = told.stderr.splitlines()
    assert len(lines) == 1
    assert json.loads(told.stdout)["summary"]["sold"] == 2
    assert lines == [f"Your last sale went through: {ref_of(till)}, F7 F8, change €13.50."]


def test_stopped_before_anything_was_written(till: Till) -> None:
    done = till.run("before", "SIGKILL", "sell", "1", "F7-8", "-c", program=STOPPED)
    assert done.returncode == -signal.SIGKILL
    assert till.run("holds", "--json").stderr == NOTHING_SOLD
    assert till.run("holds", "--json").stderr == ""
    assert till.states() == {"available": 80}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("hold", "1", "F7"), "Your last hold went through: hold "),
        (("book", "1", "F7"), "Your last booking went through: "),
    ],
)
def test_every_write_is_told_of(sqlite_till: Till, words: tuple[str, ...], told: str) -> None:
    sqlite_till.run("after", "SIGKILL", *words, program=STOPPED)
    assert sqlite_till.run("holds").stderr.startswith(told)


@pytest.mark.parametrize("count", [2, 5])
def test_the_codes_of_vouchers_are_told_or_can_be_asked_for(till: Till, count: int) -> None:
    words = ("voucher", "add", "5", "-n", str(count), "--reason", "prizes")
    till.run("after", "SIGKILL", *words, program=STOPPED)
    told = till.run("holds").stderr
    endings = {each["last_four"] for each in till.document("voucher", "list")["vouchers"]}
    codes = told.partition("through: ")[2].strip(".\n").split(", ")
    if count == 5:
        key = told.partition("--op-key ")[2].partition("`")[0]
        codes = till.run(*words, "--op-key", key, "--id-only").stdout.split()
    assert {code[-4:] for code in codes} == endings
    assert {len(code) for code in codes} == {19}


def test_a_pipe_that_nobody_reads(till: Till) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "boxoffice", "sell", "1", "F7-8", "-c", "--json", "--quiet"],
        env=till.environment, cwd=till.home, stdin=subprocess.DEVNULL, stdout=writer,
        stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    told = till.run("holds").stderr.splitlines()[0]
    assert told == f"Your last sale went through: {ref_of(till)}, F7 F8."


def test_who_names_a_key_asks_again_with_it(till: Till) -> None:
    words = ("sell", "1", "F7-8", "-c", "--op-key", "KEY-KEY-1")
    till.run("after", "SIGKILL", *words, program=STOPPED)
    again = till.run(*words, "--json", "--quiet")
    assert (json.loads(again.stdout)["replayed"], again.stderr) == (True, "")


def test_commands_at_one_till_never_judge_each_other(till: Till) -> None:
    crowd = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", "boxoffice", "sell", "1", seat, "-c", "--id-only",
             "--quiet"],
            env=till.environment, cwd=till.home, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seat in ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10")
    ]  # fmt: skip
    said = [process.communicate() for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 10
    assert {err for _, err in said} == {""}
    assert len({out for out, _ in said}) == 10
    assert till.run("release", "--all").stderr == ""


def state_of(till: Till) -> Path:
    """The state folder as the program finds it from this till's home."""
    if "://" not in till.db:
        with open_app(make_settings(till.db)) as app:
            return app.state_folder()
    (folder,) = (till.home / ".local" / "state" / "boxoffice").iterdir()
    return folder


def test_a_till_that_cannot_note_it_down_sells_nothing(till: Till) -> None:
    till.run("release", "--all")
    state = state_of(till)
    for each in (state / "tills").iterdir():
        each.rmdir()
    (state / "tills").rmdir()
    (state / "tills").write_text("a file where the folder should be")
    code, error = till.error("sell", "1", "F7", "-c")
    assert (code, error["code"]) == (1, "operations.not_kept")
    assert error["message"].startswith(
        "This till cannot note down what it is about to do (Not a directory: "
    )
    assert len(error["op_key"]) == 16
    assert till.states() == {"available": 80}
