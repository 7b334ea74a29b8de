"""The worked examples of `boxoffice help payments`: set up and typed as they stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.inside import Program
from tests.cli.manuals import tried


def test_every_example_prints_what_stands_in_the_manual(
    database: str, noon: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    section = '[gateways.practice]\nkind = "simulated"\nfolder = "practice"\n'
    (tmp_path / "boxoffice.toml").write_text(section)
    monkeypatch.setenv("BOXOFFICE_UPI_ADDRESS", "rex@okbank")
    monkeypatch.setenv("BOXOFFICE_UPI_NAME", "Rex Mumbai")
    shown = tried("payments", database, noon)
    assert len(shown) > 10
    assert sum(example.command.startswith("sell") for example in shown) > 4
    (drawn,) = [example for example in shown if example.command.endswith("--upi")]
    assert drawn.out == drawn.expected
    assert "--upi REFERENCE" in drawn.err
