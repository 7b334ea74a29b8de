"""The demo's house is drawn with the signs that the terminal can show."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from boxoffice.cli.demo import Stage, canvas
from boxoffice.cli.output import Output
from tests.contexts import make_context


class Terminal(io.TextIOWrapper):
    """A terminal of UTF-8 that nobody sees."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_of_utf_8_keeps_its_blocks_while_the_house_is_redrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", terminal)
    stage = Stage(make_context(str(tmp_path / "demo.db")), Output(format_name="rich"), 1)
    with canvas(stage) as draw:
        assert draw is not None
        assert stage.out.unicode is True
        assert sys.stdout is terminal
