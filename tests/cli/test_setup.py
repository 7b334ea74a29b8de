"""`boxoffice setup apply` as the shell runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.services.setup.texts import SMALL, changed


@pytest.fixture
def home(tmp_path: Path, sqlite_path: Path) -> Path:
    """A home with a set-up file beside an empty database."""
    (tmp_path / "house.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def apply(home: Path, *args: str, stdin: str = "") -> tuple[int, str, str]:
    done = run("--db", str(home / "boxoffice.db"), "setup", "apply", *args, home=home, stdin=stdin)
    return done.returncode, done.stdout, done.stderr


def test_it_prints_what_it_did(home: Path) -> None:
    code, out, err = apply(home, "house.yaml")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines() if line.startswith("shows")] == [
        ["shows", "3", "0", "0"]
    ]


def test_a_dry_run_says_so_and_writes_nothing(home: Path) -> None:
    assert apply(home, "house.yaml", "--dry-run")[2] == (
        "Nothing was written: this is what it would do.\n"
    )
    code, out, _ = apply(home, "house.yaml", "--json")
    document = json.loads(out)
    assert (code, document["file"], document["dry_run"]) == (0, "house.yaml", False)
    assert {
        "kind": "shows", "created": 3, "changed": 0, "unchanged": 0, "removed": 0
    } in document["changes"]  # fmt: skip


def test_a_dash_reads_what_is_piped_in(home: Path) -> None:
    code, out, _ = apply(home, "-", "--json", stdin=SMALL)
    assert (code, json.loads(out)["file"]) == (0, "stdin")


def test_a_wrong_file_is_one_sentence_and_exit_11(home: Path) -> None:
    (home / "bad.yaml").write_bytes(changed(("title: Dune", "titel: Dune")))
    code, out, err = apply(home, "bad.yaml")
    assert (code, out) == (11, "")
    assert err.splitlines()[0] == (
        "bad.yaml, line 29, column 17: 'titel' is no key in movies[1]."
        " Did you mean 'title'?"
    )


def test_latin_1_is_told_with_its_line(home: Path) -> None:
    (home / "old.yaml").write_bytes(SMALL.encode("latin-1"))
    code, _, err = apply(home, "old.yaml")
    assert code == 11
    assert err.startswith("old.yaml, line 22, column 39: byte 0xEB is not UTF-8")


def test_a_file_that_is_not_there_is_exit_5(home: Path) -> None:
    code, _, err = apply(home, "none.yaml")
    assert (code, err.splitlines()[0]) == (
        5, "There is no file 'none.yaml'. `-` reads what is piped in.",
    )  # fmt: skip


def test_a_wrong_file_is_told_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("movis: []\n", encoding="utf-8")
    assert apply(tmp_path, "bad.yaml")[0] == 11
