"""`boxoffice setup new|export|schema` as the shell and a person at a terminal run them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.cli.program import clean_environment, run
from tests.services.setup.texts import SMALL

GOLDEN = Path(__file__).parents[1] / "golden" / "setup"
NAME, CITY = "What is the cinema called? [My cinema]", "In which city? [My town]"
CURRENCY, ROWS = "In which currency does it sell? [EUR]", "How many rows has the hall? [8]"
SEATS, APPLY = "How many seats has a row? [12]", "Make the database and apply it now? [y/N]"


def call(home: Path, *words: str, stdin: str = "", **env: str) -> tuple[int, str, str]:
    done = run(
        *words, home=home, env={"BOXOFFICE_DB": str(home / "b.db"), "TZ": "Europe/Paris", **env},
        stdin=stdin,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def same_as_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a house in a database."""
    (tmp_path / "small.yaml").write_text(
        SMALL.replace("at: +0-1 14:00", "at: 2026-11-29 14:00"), encoding="utf-8"
    )
    assert call(tmp_path, "db", "init")[0] == 0
    assert call(tmp_path, "setup", "apply", "small.yaml")[0] == 0
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["yaml", "toml", "json"])
def test_an_export_in_each_form(home: Path, form: str) -> None:
    code, out, err = call(home, "setup", "export", "--as", form)
    assert (code, err) == (0, "")
    same_as_golden(f"house.{form}", out)


def test_the_schema_is_json_and_a_new_file_is_as_it_was(tmp_path: Path) -> None:
    code, out, err = call(tmp_path, "setup", "schema")
    assert (code, err, json.loads(out)["title"]) == (0, "", "boxoffice set-up")
    code, out, _ = call(tmp_path, "setup", "new", "-", "--name", "Le Rex: 2", "--rows", "3")
    assert code == 0
    same_as_golden("new.yaml", out)


@pytest.mark.slow
def test_a_file_says_by_its_name_what_it_is(home: Path) -> None:
    code, out, err = call(home, "setup", "export", "house.toml")
    assert (code, out, err) == (0, "house.toml: written\n", "")
    assert (home / "house.toml").read_text(encoding="utf-8") == (GOLDEN / "house.toml").read_text(
        encoding="utf-8"
    )
    assert call(home, "setup", "export", "house.toml")[1] == "house.toml: as it was\n"
    code, _, err = call(home, "setup", "export", "house.toml", "--as", "json")
    assert (code, err.splitlines()[0]) == (
        2,
        "'house.toml' would be read as toml, not as json: give it another ending, or no `--as`.",
    )


@pytest.mark.slow
def test_a_folder_has_a_file_for_each_kind_and_comes_back(home: Path) -> None:
    code, out, _ = call(home, "setup", "export", "house/", "--json")
    names = [Path(each["file"]).name for each in json.loads(out)["files"]]
    assert (code, names) == (
        0, ["categories.yaml", "ticket_types.yaml", "layouts.yaml", "cities.yaml", "movies.yaml",
            "shows.yaml"],
    )  # fmt: skip
    code, out, _ = call(home, "setup", "apply", "house", "--json")
    assert code == 0
    assert not any(each["created"] or each["changed"] for each in json.loads(out)["changes"])
    (home / "house" / "old.toml").write_text("movies = []\n", encoding="utf-8")
    code, out, err = call(home, "setup", "export", "house")
    assert (code, out) == (6, "")
    assert "old.toml, which would be read with what is written" in err


@pytest.mark.slow
def test_what_is_there_is_not_overwritten_unasked(home: Path) -> None:
    (home / "house.yaml").write_text("# mine\n", encoding="utf-8")
    for words in (("setup", "export", "house.yaml"), ("setup", "new", "house.yaml")):
        code, out, err = call(home, *words)
        assert (code, out) == (2, "")
        assert "--yes" in err
        assert (home / "house.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert call(home, "setup", "export", "house.yaml", "--dry-run")[0] == 0
    assert (home / "house.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert call(home, "setup", "export", "house.yaml", "--yes")[0] == 0
    assert (home / "house.yaml").read_text(encoding="utf-8").startswith("# Written by")
    assert sorted(path.suffix for path in home.glob("house.yaml*")) == [".yaml"]


@pytest.mark.slow
def test_an_export_is_one_json_document(home: Path) -> None:
    code, out, _ = call(home, "setup", "export", "--only", "movies", "--json")
    assert (code, sorted(json.loads(out))) == (0, ["movies"])
    code, out, err = call(home, "setup", "export", "--only", "films")
    assert (code, out) == (2, "")
    assert "'films' is no kind of thing" in err


@pytest.mark.slow
def test_an_empty_house_says_so(tmp_path: Path) -> None:
    call(tmp_path, "db", "init")
    code, _, err = call(tmp_path, "setup", "export")
    assert code == 0
    assert "`boxoffice setup new` begins one" in err


@pytest.mark.slow
def test_a_new_file_is_applied_and_sells(tmp_path: Path) -> None:
    code, out, err = call(
        tmp_path, "setup", "new", "rex.yaml", "--name", "Le Rex", "--rows", "3", "--seats", "8"
    )
    assert code == 0
    assert out.splitlines()[4:] == [
        "A 1 2 3 4 5 6 7 8 A", "B 1 2 3 4 5 6 7 8 B", "C 1 2 3 4 5 6 7 8 C", "",
        "standard: 24, rows A-C", "24 seats",
    ]  # fmt: skip
    assert err == (
        "Taken for granted: --city 'My town', --currency 'EUR'.\n"
        "Written: rex.yaml. Its time zone is Europe/Paris: correct it there if need be.\n"
        "Next: `boxoffice db init`, then `boxoffice setup apply rex.yaml`.\n"
    )
    assert call(tmp_path, "db", "init")[0] == 0
    assert call(tmp_path, "setup", "apply", "rex.yaml")[0] == 0
    code, out, _ = call(tmp_path, "sell", "2", "B4-5", "-c", "exact", "--json")
    assert (code, json.loads(out)["booking"]["total_minor"]) == (0, 2000)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--currency", "euro"), "'euro' is no currency"),
        (("--name", "\x1b"), "A name has 1 to 100 letters"),
        (("--rows", "0"), "are no rows"),
        (("--rows=-1",), "are no rows"),
        (("--seats", "0"), "seats in one row"),
        (("--seats", "99999"), "seats in one row"),
        (("--zone", "Europe/Lutetia"), "Europe/Lutetia"),
        (("x.toml",), "would be read as toml"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    code, out, err = call(tmp_path, "setup", "new", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    """`setup new` on a terminal, at its first question."""
    env = clean_environment(tmp_path, BOXOFFICE_DB=str(tmp_path / "b.db"), TZ="Europe/Paris")
    child = pexpect.spawn(
        sys.executable, ["-P", "-m", "boxoffice", "setup", "new", "--no-color"],
        env=env, cwd=str(tmp_path), encoding="utf-8", timeout=30, dimensions=(40, 100),
    )  # fmt: skip
    yield child
    child.close(force=True)


def answer(child: pexpect.spawn[str], *answers: tuple[str, str]) -> None:
    for question, typed in answers:
        child.expect_exact(question)
        child.send(typed)


@pytest.mark.slow
def test_five_questions_and_the_hall_is_drawn_and_sells(
    terminal: pexpect.spawn[str], tmp_path: Path
) -> None:
    answer(terminal, (NAME, "Le Rex\r"), (CITY, "Lyon\r"), (CURRENCY, "euro\r"))
    answer(terminal, ("'euro' is no currency", ""), (CURRENCY, "sek\r"))
    answer(terminal, (ROWS, "3\r"), (SEATS, "\r"))
    terminal.expect_exact("C  1  2  3  4  5  6  7  8  9 10 11 12 C")
    answer(terminal, (APPLY, "y\r"))
    terminal.expect_exact("`boxoffice sell 2 A1` sells a seat.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    code, out, _ = call(tmp_path, "sell", "2", "A1", "-c", "exact", "--json")
    assert (code, json.loads(out)["booking"]["currency"]) == (0, "SEK")


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "code"), [("\x04", 2), ("\x03", 130)])
@pytest.mark.parametrize("before", [0, 4])
def test_giving_up_writes_nothing(
    terminal: pexpect.spawn[str], tmp_path: Path, typed: str, code: int, before: int
) -> None:
    questions = [NAME, CITY, CURRENCY, ROWS, SEATS]
    answer(terminal, *((question, "\r") for question in questions[:before]))
    answer(terminal, (questions[before], typed))
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == code
    assert list(tmp_path.glob("*.yaml*")) == []
    assert not (tmp_path / "b.db").exists()


@pytest.mark.slow
def test_a_file_may_wait_to_be_applied(terminal: pexpect.spawn[str], tmp_path: Path) -> None:
    answer(terminal, (NAME, "\r"), (CITY, "\r"), (CURRENCY, "\r"), (ROWS, "\r"), (SEATS, "\r"))
    answer(terminal, (APPLY, "n\r"))
    terminal.expect_exact("Later: `boxoffice setup apply cinema.yaml`.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, (tmp_path / "b.db").exists()) == (0, False)
