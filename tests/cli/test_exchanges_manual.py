"""The worked examples of `boxoffice help exchanges`."""

from __future__ import annotations

from tests.cli.inside import Program
from tests.cli.manuals import tried


def test_every_example_prints_what_stands_in_the_manual(database: str, noon: Program) -> None:
    shown = tried("exchanges", database, noon)
    assert len(shown) > 5
    swapped = shown[-1].out
    assert swapped.index("B1") < swapped.index("A7")
