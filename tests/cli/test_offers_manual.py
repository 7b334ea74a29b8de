"""The worked examples of `boxoffice help offers`."""

from __future__ import annotations

from tests.cli.inside import Program
from tests.cli.manuals import tried


def test_every_example_prints_what_stands_in_the_manual(database: str, noon: Program) -> None:
    shown = tried("offers", database, noon)
    assert len(shown) > 7
    for each in shown:
        if each.command.startswith("quote"):
            assert each.out == each.expected
