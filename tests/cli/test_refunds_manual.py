"""The worked examples of `boxoffice help refunds`: set up and typed as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from boxoffice.cli.help import topic_text
from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.services.verify import verify
from tests.cli.inside import program
from tests.clocks import FakeClock
from tests.contexts import make_context

TEXT = topic_text("refunds")
HOUSE = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[0]
EXAMPLES = re.findall(r"```\n\$ boxoffice (.*?)\n(.*?)```", TEXT, re.DOTALL)
REF = "K7M2P"


def test_every_example_prints_what_stands_in_the_manual(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stands_still = "://" not in database
    clock = FakeClock() if stands_still else SystemClock()
    ctx = make_context(database, clock=clock)
    with open_app(ctx.settings) as app:
        apply_document(app, ctx, read(HOUSE.encode(), name="rex.yaml"))
    call = program(tmp_path, database, monkeypatch, capsys, stands_still=stands_still)
    assert len(EXAMPLES) > 5
    ref = ""
    for command, expected in EXAMPLES:
        code, out, _ = call(*shlex.split(command.replace(REF, ref)))
        assert code == 0, command
        if command.startswith("sell"):
            ref = out.split()[0]
            assert "Refunds: 100 % until " in out
        lines = out.replace(ref, REF).splitlines()
        for line in expected.splitlines():
            assert line in lines, (command, lines)
    with open_app(ctx.settings) as app:
        assert verify(app, make_context(database, clock=clock)).violations == ()


def test_a_set_up_file_says_the_policy_and_is_told_it_again(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = FakeClock() if "://" not in database else SystemClock()
    ctx = make_context(database, clock=clock)
    stays = HOUSE[: HOUSE.index("shows:")]
    with open_app(ctx.settings) as app:
        apply_document(app, ctx, read(stays.encode(), name="rex.yaml"))
    call = program(tmp_path, database, monkeypatch, capsys, stands_still="://" not in database)
    _, told, _ = call("setup", "export")
    assert 'refund_policy: "168h=100,24h=50;fees=kept"\n' in told
    (tmp_path / "rex.yaml").write_text(stays, encoding="utf-8")
    assert call("setup", "plan", "rex.yaml", "--detailed-exitcode")[0] == 0
    (tmp_path / "bad.yaml").write_text(stays.replace("7d=100", "7d=10"), encoding="utf-8")
    code, _, err = call("setup", "plan", "bad.yaml")
    assert code == 11
    assert "A refund policy gives less towards the show, and 24h=50 is no less than 168h=10." in (
        " ".join(err.split())
    )
