"""The worked examples of `boxoffice help pricing`."""

from __future__ import annotations

from tests.cli.inside import Program
from tests.cli.manuals import tried


def test_every_example_prints_what_stands_in_the_manual(database: str, noon: Program) -> None:
    shown = tried("pricing", database, noon)
    assert len(shown) > 5
    for each in shown:
        assert each.err == "", each.command
        if each.command.startswith("quote"):
            assert each.out == each.expected
