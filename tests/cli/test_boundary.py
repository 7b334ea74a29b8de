"""However a command ends: one sentence, the right code, never a traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from pydantic import BaseModel, field_serializer
from pydantic_core import PydanticSerializationError
from typer.exceptions import Abort, Exit

from boxoffice.cli import boundary
from boxoffice.cli.boundary import Terminated
from boxoffice.cli.lazy import Row, without_equals
from boxoffice.cli.output import wrapped
from boxoffice.cli.root import COMMANDS
from boxoffice.errors import Conflict, Invalid
from tests.cli import failing
from tests.cli.program import clean_environment, run

ENDS = [
    (Conflict("seats.none_such"), 6, "somebody else was first"),
    (Invalid("config.missing_file", where="x.toml"), 2, "there is no configuration file x.toml"),
    (KeyboardInterrupt(), 130, "stopped; nothing was changed"),
    (Abort(), 130, "stopped; nothing was changed"),
    (Terminated(), 143, "stopped; nothing was changed"),
    (MemoryError(), 1, "no memory left"),
    (RecursionError(), 1, "nested too deeply"),
    (ValueError("secret detail"), 1, "did not expect (valueerror)"),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/a.db"), 1, "/srv/a.db"),
    (UnicodeEncodeError("ascii", "é", 0, 1, "no"), 1, "did not expect"),
]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOXOFFICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(
        COMMANDS, "failing", Row("tests.cli.failing", "fail", "Fail as told.", "Test")
    )


def end(error: BaseException | Callable[[], int] | int | None, *args: str) -> int:
    failing.NEXT = error
    return boundary.run(["failing", *args])


@pytest.mark.parametrize(("error", "code", "words"), ENDS)
def test_every_end_has_its_code_and_one_sentence(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    assert end(error) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert words in err.lower()
    assert "Traceback" not in err
    assert "secret detail" not in err


@pytest.mark.parametrize(("error", "code", "words"), ENDS)
def test_with_json_an_error_is_a_document(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    assert end(error, "--json", "--op-key", "KEY-12345") == code
    out, err = capsys.readouterr()
    body = json.loads(err)["error"]
    assert out == ""
    assert list(body) == ["code", "message", "details", "retryable", "op_key"]
    assert words in body["message"].lower()
    assert body["op_key"] == "KEY-12345"


@pytest.mark.parametrize(
    ("ended", "code"),
    [(None, 0), (3, 3), (Exit(4), 4), (SystemExit(5), 5), (BrokenPipeError(errno.EPIPE, ""), 0)],
)
def test_a_command_can_end_with_a_code(
    capsys: pytest.CaptureFixture[str], ended: BaseException | int | None, code: int
) -> None:
    assert end(ended) == code
    assert capsys.readouterr().err == ""


class Answer(BaseModel):
    """What is written out by code that is not Python's own, and is interrupted there."""

    stops: int

    @field_serializer("stops")
    def _interrupted(self, number: int) -> int:
        signal.raise_signal(number)
        return number


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_that_a_library_hands_on_as_its_own_error_is_still_a_stop(
    capsys: pytest.CaptureFixture[str], number: int, code: int
) -> None:
    answer = Answer(stops=number)
    with pytest.raises(PydanticSerializationError):
        _interrupting_quietly(answer.model_dump_json)
    assert end(lambda: len(answer.model_dump_json())) == code
    assert capsys.readouterr().err == "Stopped; nothing was changed.\n"
    assert end(ValueError()) == 1


def _interrupting_quietly(call: Callable[[], object]) -> None:
    """Call, with both signals an ordinary KeyboardInterrupt."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        call()
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_error_carries_the_operation_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert end(Conflict("seats.none_such", op_key="KEY-12345")) == 6
    assert capsys.readouterr().err.endswith(" (operation key KEY-12345)\n")
    assert end(Conflict("seats.none_such", op_key="KEY-12345"), "--json") == 6
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["op_key"], error["details"]) == ("KEY-12345", {})


def test_an_error_before_any_write_has_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert end(Conflict("seats.none_such"), "--op-key", "KEY-12345") == 6
    assert "KEY-12345" not in capsys.readouterr().err


def test_on_a_terminal_an_error_breaks_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "20")
    assert wrapped("The machine refused it: Permission denied.") == (
        "The machine refused\nit: Permission\ndenied."
    )


def test_debugging_shows_where_it_happened(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOXOFFICE_DEBUG", "1")
    assert end(ValueError("secret detail")) == 1
    assert "Traceback" in capsys.readouterr().err


SLIPS = [
    (["confg"], "usage.unknown_command", "Did you mean `boxoffice config`"),
    (["config", "veiw"], "usage.unknown_command", "Did you mean `boxoffice config view`?"),
    (["view"], "usage.unknown_command", "`boxoffice config view`"),
    (["config", "view", "--jsno"], "usage.unknown_option", "Did you mean `--json`?"),
    (["config", "view", "12"], "usage.wrong", "(12)"),
    (["config", "view", "--till"], "usage.wrong", "'--till'"),
    (["config", "view", "--format", "xml"], "usage.wrong", "'xml'"),
]


@pytest.mark.parametrize(("args", "code", "words"), SLIPS)
def test_a_slip_of_the_hand_is_named(
    capsys: pytest.CaptureFixture[str], args: list[str], code: str, words: str
) -> None:
    assert boundary.run(args) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert words in said
    assert boundary.run(["--json", *args]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["code"] == code


def test_a_noun_alone_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert boundary.run(["config"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: " in err
    assert "view" in err


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "boxoffice", "config", "view"],
        env=clean_environment(tmp_path),
        cwd=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_a_failure(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "boxoffice", "config", "view"],
            env=clean_environment(tmp_path),
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_that_knows_only_ascii_gets_question_marks(tmp_path: Path) -> None:
    done = run(
        "config", "view", "--till", "Käthe", home=tmp_path, env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert "K?the" in done.stdout


def test_json_on_such_a_terminal_is_still_exact(tmp_path: Path) -> None:
    args = ("config", "view", "--json", "--till", "Käthe")
    done = run(*args, home=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    rows = {row["name"]: row["value"] for row in json.loads(done.stdout)["settings"]}
    assert rows["till"] == "Käthe"


def test_sigterm_is_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert end(None) == 0
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("closed", [1, 2])
def test_a_closed_stream_is_no_failure(tmp_path: Path, closed: int) -> None:
    command = f'"{sys.executable}" -P -m boxoffice config view {closed}>&-'
    done = subprocess.run(
        ["sh", "-c", command],
        env=clean_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_gets_a_table_that_fits_and_no_more(tmp_path: Path) -> None:
    env = clean_environment(tmp_path, TERM="xterm", COLUMNS="80", LINES="24")
    child = pexpect.spawn(
        sys.executable,
        ["-P", "-m", "boxoffice", "config", "view", "--no-color"],
        env=env,  # type: ignore[arg-type]
        cwd=str(tmp_path),
        dimensions=(24, 80),
        encoding="utf-8",
    )
    child.expect(pexpect.EOF)
    child.close()
    lines = child.before.splitlines()
    assert child.exitstatus == 0
    assert max(len(line) for line in lines) <= 80
    assert "\x1b" not in child.before


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    command = f'cd "$1" && rmdir "$1" && "{sys.executable}" -P -m boxoffice config view'
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", command, "sh", str(gone)],
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "another one with `cd`" in done.stderr


def test_a_missing_value_names_the_command(tmp_path: Path) -> None:
    done = run("sell", "1", "-n", home=tmp_path)
    assert done.returncode == 2
    assert "`boxoffice sell --help`" in done.stderr


def test_a_short_option_may_take_its_value_after_an_equals_sign() -> None:
    typed = ["1", "F7", "-c=50", "-n=2", "-x=3", "--cash=5", "--", "-c=1"]
    told = ["1", "F7", "-c", "50", "-n", "2", "-x=3", "--cash=5", "--", "-c=1"]
    assert without_equals(typed, {"-c", "--cash", "-n"}) == told


class _Stubborn:
    """What is interrupted while it is tidied up, where Python can raise nothing."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_a_stop_that_comes_where_nothing_can_be_raised_comes_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def work() -> int:
        thing = _Stubborn()
        del thing
        time.sleep(30)
        return 0

    assert end(work) == 143
    assert capfd.readouterr().err == "Stopped; nothing was changed.\n"
