"""`movie|show|theatre import` and `show copy` as the shell runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.services.setup.texts import SMALL

FILMS = "\ufeffTitel;Laufzeit;Verleih;Zahl\r\n1776;141,0;Sony;4,0\r\n;90;;\r\nNope;;Universal;\r\n"


@pytest.fixture
def home(tmp_path: Path, sqlite_path: Path) -> Path:
    """A home with an empty database and a sheet of films."""
    (tmp_path / "films.csv").write_text(FILMS, encoding="utf-8", newline="")
    return tmp_path


def bo(home: Path, *args: str, stdin: str = "") -> tuple[int, str, str]:
    done = run("--db", str(home / "boxoffice.db"), *args, home=home, stdin=stdin)
    return done.returncode, done.stdout, done.stderr


def test_what_came_in_and_what_did_not_is_told_row_by_row(home: Path) -> None:
    code, out, err = bo(home, "movie", "import", "films.csv")
    assert code == 3
    assert err == "Columns not used: Zahl.\n"
    summary, _, heading, _, *rows = (" ".join(line.split()) for line in out.splitlines())
    assert summary == "films.csv: 3 rows; 1 film new, 0 changed, 0 as they were; 2 left out."
    assert heading == "Line Column What Why it was left out"
    assert rows == [
        "3 1 Titel There is nothing under Titel.",
        "4 2 Laufzeit Nope has no running time. Say one for all that lack it: --runtime 120.",
    ]


def test_as_json_each_row_has_what_became_of_it(home: Path) -> None:
    code, out, _ = bo(home, "movie", "import", "films.csv", "--json")
    document = json.loads(out)
    assert (code, document["read"], document["unused"]) == (3, 3, ["Zahl"])
    assert [(row["line"], row["verb"], row.get("message")) for row in document["rows"]] == [
        (2, "add", None),
        (3, "refused", "There is nothing under Titel."),
        (4, "refused", "Nope has no running time. Say one for all that lack it: --runtime 120."),
    ]


def test_as_csv_the_rows_left_out_are_printed_for_mending(home: Path) -> None:
    _, out, _ = bo(home, "movie", "import", "films.csv", "--format", "csv")
    assert out.splitlines() == [
        "line,column,field,reason,code",
        "3,1,Titel,There is nothing under Titel.,imports.missing",
        (
            "4,2,Laufzeit,Nope has no running time. Say one for all that lack it: --runtime 120.,"
            "imports.no_runtime"
        ),
    ]


@pytest.mark.slow
def test_strict_and_a_sheet_of_nothing_but_faults_exit_11(home: Path) -> None:
    code, out, err = bo(home, "movie", "import", "films.csv", "--strict")
    assert (code, out) == (11, "")
    assert err.startswith("Nothing came in, since 2 rows cannot be used. First: films.csv, line 3")
    code, out, _ = bo(home, "movie", "import", "-", stdin="title\nNope\n")
    assert (code, out.splitlines()[0]) == (
        11,
        "stdin: 1 row; nothing came in; 1 left out.",
    )


@pytest.mark.slow
def test_a_dry_run_writes_nothing_and_again_nothing_is_new(home: Path) -> None:
    words = ("movie", "import", "films.csv", "--runtime", "120", "--json")
    for flags, tally in (("--dry-run", (2, 0)), ("", (2, 0)), ("", (0, 2))):
        _, out, _ = bo(home, *words, *([flags] if flags else []))
        (found,) = (each for each in json.loads(out)["changes"] if each["kind"] == "movies")
        assert (found["created"], found["unchanged"]) == tally


@pytest.mark.parametrize("noun", ["movie", "theatre"])
def test_a_template_comes_in_as_it_is(home: Path, noun: str) -> None:
    code, out, _ = bo(home, noun, "import", "--template")
    assert (code, len(out.splitlines())) == (0, 2)
    assert bo(home, noun, "import", "-", stdin=out)[0] == 0


@pytest.mark.slow
def test_shows_come_in_and_a_week_is_copied(home: Path) -> None:
    (home / "house.yaml").write_text(
        SMALL.replace("Dune", "The Quiet Lighthouse"), encoding="utf-8"
    )
    assert bo(home, "setup", "apply", "house.yaml")[0] == 0
    _, template, _ = bo(home, "show", "import", "--template")
    week = template.replace("2026-11-28", "2090-11-28")
    code, out, _ = bo(home, "show", "import", "-", stdin=week)
    assert (code, out) == (0, "stdin: 1 row; 1 show new, 0 changed, 0 as they were.\n")
    code, out, _ = bo(home, "show", "copy", "--week", "2090-11-28", "--to", "2090-12-05")
    assert (code, out) == (0, "show copy: 1 row; 1 show new, 0 changed, 0 as they were.\n")
    code, out, _ = bo(home, "show", "copy", "--week", "2090-11-28", "--to", "2090-12-05")
    assert (code, out) == (0, "show copy: 1 row; nothing came in; 1 there already.\n")


@pytest.mark.slow
def test_what_the_lists_print_as_csv_comes_in_again_and_changes_nothing(home: Path) -> None:
    house = SMALL.replace("title: Dune", 'title: "=1+1"').replace("2026-11-28", "2090-11-28")
    (home / "house.yaml").write_text(house, encoding="utf-8")
    assert bo(home, "setup", "apply", "house.yaml")[0] == 0
    lists = {
        "movie": ["movie", "list"],
        "theatre": ["theatre", "list"],
        "show": ["show", "list", "--from", "2090-11-28", "--to", "2090-11-28"],
    }
    for noun, words in lists.items():
        _, sheet, _ = bo(home, *words, "--format", "csv")
        code, out, _ = bo(home, noun, "import", "-", "--json", stdin=sheet)
        changes = json.loads(out)["changes"]
        assert (code, len(sheet.splitlines()) > 1) == (0, True)
        assert sum(each["created"] + each["changed"] for each in changes) == 0


@pytest.mark.slow
def test_what_was_typed_wrongly_is_usage_and_says_what_to_type(home: Path) -> None:
    code, _, err = bo(home, "movie", "import")
    assert (code, err) == (
        2,
        "Name a file, or - for what is piped in; --template prints one to fill.\n",
    )
    assert bo(home, "movie", "import", "films.csv", "--map", "titel=x")[0] == 2
    assert bo(home, "movie", "import", "films.csv", "--dates", "ymd")[0] == 2
    assert bo(home, "movie", "import", "nowhere.csv")[0] == 5
    code, _, err = bo(home, "theatre", "import", "-", stdin="name,city\nRex,Lyon\n")
    assert (code, err) == (
        11,
        (
            "stdin does not say which time zone its theatres are in: say it for all of them, as in"
            " --zone Europe/Paris.\n"
        ),
    )
