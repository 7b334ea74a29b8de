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
    assert out.splitlines()[-1] == "house.yaml: 15 added, 0 as they are."
    assert [line for line in out.splitlines() if " gala " in line] == [
        "+ show         gala                          Dune, 2026-11-28T20:15+01:00"
    ]


@pytest.mark.slow
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
        "bad.yaml, line 29, column 17: 'titel' is no key in movies[1]. Did you mean 'title'?"
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


def setup(home: Path, *args: str) -> tuple[int, str, str]:
    done = run("--db", str(home / "boxoffice.db"), "setup", *args, home=home)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def fixed(home: Path) -> Path:
    """The house applied, with a film and a show changed in another file."""
    (home / "house.yaml").write_bytes(changed(("at: +0-1 14:00", "at: 2026-11-29 14:00")))
    (home / "week.yaml").write_text(
        "movies: [{key: dune, rating: 9}]\n"
        "shows: [{key: gala, at: 2026-11-28 20:30}]\n"
        "cities: [{key: lyon, theatres: [{key: rex, prices: [{amount: 95}]}]}]\n",
        encoding="utf-8",
    )
    assert apply(home, "house.yaml")[0] == 0
    return home


@pytest.mark.slow
def test_a_plan_reads_like_a_diff_and_writes_nothing(fixed: Path) -> None:
    code, out, err = setup(fixed, "plan", "week.yaml", "--prune", "shows", "--from", "2026-11-28",
                           "--to", "2026-11-30", "--detailed-exitcode")  # fmt: skip
    assert code == 12
    assert out.splitlines() == [
        "- show   rex/1@2026-11-29T14:00+01:00  Øya",
        "~ film   dune                          Dune",
        "    rating: 8.1 -> 9.0",
        "~ show   gala                          Dune",
        "    at: 2026-11-28 20:15 -> 20:30",
        "~ price  rex/any",
        "    amount: 9.50 EUR -> 95.00 EUR",
        "week.yaml: 3 changed, 1 removed, 2 as they are.",
    ]
    assert "Price rex/any is 95.00 EUR, where others like it are 9.50 EUR: is it meant?" in err
    assert setup(fixed, "plan", "house.yaml", "--detailed-exitcode")[0] == 0


@pytest.mark.slow
def test_strict_refuses_what_is_warned_of(fixed: Path) -> None:
    code, out, err = setup(fixed, "apply", "week.yaml", "--strict")
    assert (code, out) == (6, "")
    assert err.startswith("Nothing was changed, since --strict minds this: Price rex/any is 95.00")
    assert setup(fixed, "apply", "week.yaml")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "today"), "add `--prune shows`"),
        (("--prune", "films"), "Only shows can be pruned"),
        (("--prune", "shows", "--from", "today"), "--prune needs its days"),
        (("--prune", "shows", "--from", "2026-11-30", "--to", "2026-11-29"), "swap them"),
    ],
)
def test_days_that_do_not_say_what_to_prune(fixed: Path, words: tuple[str, ...], says: str) -> None:
    code, _, err = setup(fixed, "plan", "week.yaml", *words)
    assert code == 2
    assert says in err


@pytest.mark.slow
def test_two_programs_apply_at_once_and_both_come_true(fixed: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = []
    for number in range(6):
        names.append(f"film-{number}.yaml")
        (fixed / names[-1]).write_text(
            f"movies: [{{key: film-{number}, title: F, runtime: 90}}]\n"
            f"shows: [{{movie: film-{number}, screen: rex/1, at: 2026-12-0{number + 1} 12:00}}]\n",
            encoding="utf-8",
        )
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda name: apply(fixed, name), names))
    assert [each[0] for each in done] == [0] * 6, done
    assert [setup(fixed, "plan", name, "--detailed-exitcode")[0] for name in names] == [0] * 6
    verified = run("--db", str(fixed / "boxoffice.db"), "db", "verify", home=fixed)
    assert verified.returncode == 0, verified.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "code", "says"),
    [
        ("2027-03-28 02:30", 11, "2027-03-28 03:30"),
        ("2026-10-25 02:30", 11, "2026-10-25 02:30+02:00"),
        ("2027-03-28T02:30+02:00", 0, "2027-03-28T01:30+01:00"),
        ("2027-10-31T02:30+01:00", 0, "2027-10-31T02:30+01:00"),
    ],
)
def test_an_hour_that_is_not_there_and_one_that_is_twice(
    fixed: Path, at: str, code: int, says: str
) -> None:
    (fixed / "night.yaml").write_text(
        f"shows: [{{movie: oya, screen: rex/1, at: '{at}'}}]\n", encoding="utf-8"
    )
    found, out, err = setup(fixed, "plan", "night.yaml")
    assert found == code, err
    assert says in out + err
