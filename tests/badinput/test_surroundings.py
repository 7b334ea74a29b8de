"""Odd homes, terminals, languages and zones; and a dry run that leaves everything as it was."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

import pytest

from tests.badinput.places import COMMAND, PATIENCE_SECONDS, Done, Place
from tests.services.setup.texts import SMALL

ODD: dict[str, dict[str, str]] = {
    "C": {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    "nonsense": {"LANG": "xx_YY.KOI99", "LC_ALL": "../../etc"},
    "dumb": {"TERM": "dumb"},
    "narrow": {"COLUMNS": "20", "LINES": "3"},
    "nowhere wide": {"COLUMNS": "0"},
    "not a number": {"COLUMNS": "wide"},
    "zone": {"TZ": "Mars/Olympus"},
    "zone path": {"TZ": "../../../etc/passwd"},
    "no home": {"HOME": ""},
    "missing home": {"HOME": "/nonexistent"},
    "arabic": {"LANG": "ar_EG.UTF-8"},
}
COMMANDS = (
    ("sell", "1", "A5", "-c", "exact"),
    ("seats", "1"),
    ("show", "list"),
    ("--format", "rich", "seats", "2"),
)


@pytest.mark.slow
@pytest.mark.parametrize("what", list(ODD))
def test_an_odd_surrounding_is_no_failure(file_place: Place, what: str) -> None:
    for args in (COMMANDS[0], COMMANDS[-1]):
        done = file_place.run(*args, env=ODD[what])
        assert done.code == 0, (args, done)
        assert done.out, (args, done)
        assert "Traceback" not in done.err, (args, done)


def without(place: Place, *names: str, args: tuple[str, ...]) -> Done:
    """A command whose environment lacks some variables altogether."""
    kept: Mapping[str, str] = {
        name: value for name, value in place.environment().items() if name not in names
    }
    ended = subprocess.run(
        [COMMAND, *args], env=kept, cwd=place.home, capture_output=True, check=False,
        stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.slow
def test_a_home_is_not_needed(place: Place) -> None:
    for args in COMMANDS[:2]:
        assert without(place, "HOME", "LANG", "PATH", args=args).code == 0


def test_a_folder_that_was_removed_is_no_failure(file_place: Place) -> None:
    gone = file_place.home / "gone"
    gone.mkdir()

    def leave() -> None:
        os.chdir(gone)
        gone.rmdir()

    done = file_place.run("--json", "sell", "1", "A5", "-c", "exact", prepare=leave)
    assert (done.code == 0) or (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def refs(place: Place) -> tuple[str, str, str]:
    """A sale of this business day; the booking and the hold that the cinema begins with."""
    sale = place.run("sell", "1", "D5", "-c", "exact", "--id-only").out.strip()
    ((booked,),) = place.rows("SELECT ref FROM booking WHERE status = 'pending'")
    ((hold,),) = place.rows("SELECT id FROM hold")
    return sale, booked, hold


@pytest.mark.slow
def test_a_dry_run_of_every_write_leaves_everything_as_it_was(place: Place) -> None:
    sale, booked, hold = refs(place)
    house = SMALL.replace("key: hall", "key: salle").replace("layout: hall", "layout: salle")
    house = house.replace("key: rex", "key: roxy").replace("rex/1", "roxy/1")
    (place.home / "house.yaml").write_text(house, encoding="utf-8")
    writes = (
        ("sell", "1", "A5", "-c", "exact"),
        ("hold", "1", "A5"),
        ("--till", "till-9", "extend", hold),
        ("--till", "till-9", "release", hold),
        ("--till", "till-9", "release", "--all"),
        ("book", "1", "A5", "--name", "Rao"),
        ("pay", booked, "-c", "exact"),
        ("cancel", booked),
        ("void", sale, "--reason", "typed twice"),
        ("show", "block", "1", "A5", "--reason", "broken"),
        ("sweep",),
        ("setup", "apply", "house.yaml"),
        ("db", "init"),
        ("db", "migrate"),
        ("doctor", "--accept-clock"),
    )
    before = place.dump()
    operations = place.rows("SELECT count(*) FROM operation")
    for args in writes:
        done = place.run("--json", "--dry-run", *args)
        assert done.code == 0, (args, done)
        assert place.dump() == before, args
    assert place.rows("SELECT count(*) FROM operation") == operations
    assert place.run("show", "list").err == ""
