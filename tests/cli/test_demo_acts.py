"""The demo's acts one by one: which house fills, and with which signs it is drawn."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import pytest

from boxoffice.cli.demo import Stage, canvas, evening_show
from boxoffice.cli.output import Output
from tests.contexts import make_context
from tests.present.factories import BERLIN, show


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


@pytest.mark.parametrize(
    ("now", "expected"), [("21 09:00", 2), ("21 17:50", 3), ("21 22:00", 5), ("20 12:00", 1)]
)
def test_the_largest_house_of_the_coming_evening_fills(now: str, expected: int) -> None:
    times = {1: "21 11:00", 2: "21 17:45", 3: "21 20:15", 4: "22 11:00", 5: "22 17:45"}
    starts = {number: moment(time) for number, time in times.items()}
    large = [show(id=number, starts_at=at) for number, at in starts.items() if at > moment(now)]
    small = show(id=9, starts_at=moment("22 18:00"), capacity=20)
    assert evening_show([small, *large], now=moment(now)).id == expected


def moment(day_and_time: str) -> datetime:
    """A time in November 2026."""
    return datetime.strptime(f"2026-11-{day_and_time}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)
