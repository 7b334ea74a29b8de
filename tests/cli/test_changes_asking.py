"""Adding and removing on a terminal: what is missing is asked for, what goes is asked about."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.houses import ids
from tests.cli.inside import Program
from tests.cli.program import clean_environment

pytestmark = pytest.mark.slow


def on_terminal(
    home: Path, db: str, *words: str, answers: tuple[tuple[str, str], ...]
) -> tuple[int, str]:
    """Exit code and all that was seen of a command whose questions are answered."""
    child = pexpect.spawn(
        sys.executable, ["-P", "-m", "boxoffice", *words, "--no-color"],
        env=clean_environment(home, BOXOFFICE_DB=db, BOXOFFICE_TILL="till-1", TERM="dumb"),
        cwd=str(home), encoding="utf-8", timeout=30, dimensions=(40, 100),
    )  # fmt: skip
    seen = ""
    for question, typed in answers:
        child.expect_exact(question)
        seen += child.before + child.after
        child.send(f"{typed}\r")
    child.expect(pexpect.EOF)
    seen += child.before
    child.close()
    return int(child.exitstatus or 0), seen


def test_what_is_missing_is_asked_for(house: Program, database: str, tmp_path: Path) -> None:
    answers = (("Title of the film?", "Brazil"), ("How long is it, in minutes?", "132"))
    code, seen = on_terminal(tmp_path, database, "movie", "add", answers=answers)
    assert (code, "Created: film brazil" in seen) == (0, True)
    assert "brazil" in ids(house, "movie", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show add zorro", "No film goes by 'zorro'"),
        ("show add --screen rex/9", "No screen goes by '9'"),
        ("theatre add --city nowhere", "No city goes by 'nowhere'"),
        ("price add --category gold", "No category goes by 'gold'"),
    ],
)
def test_nobody_is_asked_about_something_that_is_not_there(
    house: Program, database: str, tmp_path: Path, words: str, said: str
) -> None:
    code, seen = on_terminal(tmp_path, database, *words.split(), answers=())
    assert (code, said in seen, "?" in seen.replace("Did you mean", "")) == (5, True, False)


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_what_goes_is_asked_about(
    house: Program, database: str, tmp_path: Path, typed: str, code: int
) -> None:
    answers = (("Remove rex/child? [y/N]", typed),)
    ended, seen = on_terminal(tmp_path, database, "price", "remove", "rex/child", answers=answers)
    assert (ended, "Nothing was removed." in seen) == (code, bool(code))
    assert ("rex/child" in ids(house, "price", "list")) == bool(code)


@pytest.mark.parametrize(("typed", "code"), [("y", 1), ("roxy", 0)])
def test_a_theatre_goes_when_its_key_is_typed(
    house: Program, database: str, tmp_path: Path, typed: str, code: int
) -> None:
    adding = ("--city", "lyon", "--zone", "Europe/Paris", "--currency", "EUR")
    assert house("theatre", "add", "Roxy", *adding)[0] == 0
    answers = (("Type roxy to remove it:", typed),)
    ended, _ = on_terminal(tmp_path, database, "theatre", "remove", "Roxy", answers=answers)
    assert ended == code
    assert ("roxy" in ids(house, "theatre", "list")) == bool(code)
