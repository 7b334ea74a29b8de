"""The worked examples of `boxoffice help refunds`, and its set-up file once more."""

from __future__ import annotations

from pathlib import Path

from tests.cli.inside import Program
from tests.cli.manuals import house_of, set_up, tried


def test_every_example_prints_what_stands_in_the_manual(database: str, noon: Program) -> None:
    shown = tried("refunds", database, noon)
    assert len(shown) > 5
    sold = [each.out for each in shown if each.command.startswith("sell")]
    assert ["Refunds: 100 % until " in out for out in sold] == [True] * len(sold)


def test_a_set_up_file_says_the_policy_and_is_told_it_again(
    database: str, noon: Program, tmp_path: Path
) -> None:
    house = house_of("refunds")
    stays = house[: house.index("shows:")]
    set_up(stays, database)
    _, told, _ = noon("setup", "export")
    assert 'refund_policy: "168h=100,24h=50;fees=kept"\n' in told
    (tmp_path / "rex.yaml").write_text(stays, encoding="utf-8")
    assert noon("setup", "plan", "rex.yaml", "--detailed-exitcode")[0] == 0
    (tmp_path / "bad.yaml").write_text(stays.replace("7d=100", "7d=10"), encoding="utf-8")
    code, _, err = noon("setup", "plan", "bad.yaml")
    assert code == 11
    assert "A refund policy gives less towards the show, and 24h=50 is no less than 168h=10." in (
        " ".join(err.split())
    )
