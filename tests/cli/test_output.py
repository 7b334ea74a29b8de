"""What goes to stdout, what to stderr, and who may be asked."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from boxoffice.cli.output import Output
from boxoffice.config import Settings, load
from boxoffice.errors import Failed, Invalid, OutcomeUnknown
from boxoffice.present.drawing import Drawing
from boxoffice.present.tables import Column, Table

TABLE = Table("seats", (Column("label", "Seat"),), (("F7",),))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def settings(tmp_path: Any, **environ: str) -> Settings:
    missing = tmp_path / "none.toml"
    return load(environ=environ, folder=tmp_path, system_file=missing, user_file=missing)


@pytest.mark.parametrize(
    ("format_name", "printed"),
    [
        ("json", '{\n  "seats": [\n    "F7"\n  ]\n}\n'),
        ("csv", "label\r\nF7\r\n"),
        ("plain", "drawn\n"),
        ("rich", "drawn\n"),
    ],
)
def test_one_answer_in_every_format(
    capsys: pytest.CaptureFixture[str], format_name: str, printed: str
) -> None:
    out = Output(format_name=format_name)
    out.emit({"seats": ["F7"]}, table=lambda: TABLE, drawing=lambda: Drawing.of(["drawn"]))
    assert capsys.readouterr().out.replace("\r\n", "\n") == printed.replace("\r\n", "\n")
    assert out.is_delivered is True


def test_a_table_is_drawn_where_nothing_else_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    Output(format_name="plain").emit({}, table=lambda: TABLE)
    assert capsys.readouterr().out.split() == ["Seat", "------", "F7"]


def test_no_table_no_csv() -> None:
    with pytest.raises(Invalid, match=r"usage\.no_table"):
        Output(format_name="csv").emit({}, text=lambda: "x\n")


def test_a_write_is_answered_in_text_where_there_is_no_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Output(format_name="csv", op_key=lambda: "KEY-1").emit({}, text=lambda: "done\n")
    assert capsys.readouterr().out == "done\n"


def test_a_write_whose_answer_cannot_be_drawn_has_an_unknown_outcome() -> None:
    def broken() -> str:
        raise KeyError("title")

    with pytest.raises(OutcomeUnknown):
        Output(format_name="plain", op_key=lambda: "KEY-1").emit({}, text=broken)
    with pytest.raises(KeyError):
        Output(format_name="plain").emit({}, text=broken)


@pytest.mark.parametrize(("op_key", "error"), [("KEY-1", OutcomeUnknown), ("", Failed)])
def test_a_full_disk_behind_stdout(
    monkeypatch: pytest.MonkeyPatch, op_key: str, error: type[Exception]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    out = Output(format_name="plain", op_key=lambda: op_key)
    with pytest.raises(error):
        out.write("x\n")
    assert out.is_delivered is False


def test_nobody_at_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    out = Output(format_name="plain")
    out.write("x\n")
    assert out.is_delivered is False


@pytest.mark.parametrize(
    ("on_terminal", "environ", "expected"),
    [
        (True, {}, ("rich", True)),
        (False, {}, ("plain", False)),
        (True, {"NO_COLOR": "1"}, ("rich", False)),
        (True, {"TERM": "dumb"}, ("rich", False)),
        (True, {"BOXOFFICE_OUTPUT": "json"}, ("json", False)),
        (False, {"BOXOFFICE_OUTPUT": "rich"}, ("rich", False)),
        (False, {"BOXOFFICE_OUTPUT": "rich", "BOXOFFICE_COLOR": "always"}, ("rich", True)),
    ],
)
def test_the_format_and_the_colour(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
    on_terminal: bool,
    environ: dict[str, str],
    expected: tuple[str, bool],
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal() if on_terminal else io.StringIO())
    out = Output.for_settings(settings(tmp_path, **environ))
    assert (out.format, out.has_colour) == expected


def test_talk_goes_to_stderr_and_can_be_silenced(capsys: pytest.CaptureFixture[str]) -> None:
    Output(format_name="plain").talk("hello\x1b[2J")
    Output(format_name="plain", quiet=True).talk("never")
    Output(format_name="plain", quiet=True).warn("always")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "hello\ufffd[2J\nalways\n"


def test_a_question_needs_a_terminal_or_names_the_flag(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Invalid) as caught:
        Output(format_name="plain").confirm("Sure?", flag="--yes")
    assert caught.value.code == "usage.prompt"
    assert caught.value.details["flag"] == "--yes"
    assert Output(format_name="plain", yes=True).confirm("Sure?") is True
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("typed", "answer"), [("y\n", True), ("YES\n", True), ("\n", False)])
def test_a_question_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, typed: str, answer: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert Output(format_name="plain", can_ask=True).confirm("Sure?") is answer


@pytest.mark.parametrize(("environ", "can_ask"), [({}, True), ({"BOXOFFICE_NO_INPUT": "1"}, False)])
def test_who_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, environ: dict[str, str], can_ask: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert Output.for_settings(settings(tmp_path, **environ)).can_ask is can_ask
