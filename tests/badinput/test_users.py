"""Somebody else's database: named with its owner and the line to type, and left untouched."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.badinput.forked import NOBODY, become_nobody, run_forked
from tests.badinput.places import Place, require_one_sentence

SELL = ("sell", "1", "A5", "-c", "exact")
COMMANDS = (SELL, ("show", "list"), ("sweep",), ("db", "init"), ("setup", "apply", "/dev/null"))
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def open_place(furnished_file: Path) -> Iterator[Place]:
    """A cinema in a folder that every user of this machine may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="bo-users-"))
    folder.chmod(0o755)
    shutil.copy2(furnished_file, folder / "boxoffice.db")
    yield Place(str(folder / "boxoffice.db"), folder, {"HOME": "/"})
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("args", COMMANDS[:3], ids=["sell", "show list", "sweep"])
def test_roots_cron_is_told_whose_database_it_is(open_place: Place, args: tuple[str, ...]) -> None:
    """As root with a database of nobody's; anybody else with a file of root's."""
    path = Path(open_place.db)
    if IS_ROOT:
        os.chown(path, NOBODY, NOBODY)
    theirs = open_place if IS_ROOT else replace(open_place, db="/etc/passwd")
    owner = pwd.getpwuid(os.stat(theirs.db).st_uid).pw_name
    before = sorted(open_place.home.iterdir())
    plain = theirs.run(*args)
    assert (plain.code, plain.out) == (4, ""), plain
    assert f"`sudo -u {owner} boxoffice --db {theirs.db} …`" in require_one_sentence(plain.err)
    asked = theirs.run("--json", *args)
    assert (asked.code, asked.error["code"]) == (4, "db.other_user")
    assert sorted(open_place.home.iterdir()) == before


@pytest.mark.parametrize("args", [SELL, ("show", "list")], ids=["sell", "show list"])
def test_a_stranger_is_refused(open_place: Place, file_place: Place, args: tuple[str, ...]) -> None:
    """Also where the folder itself is closed to them."""
    for mode in (0o755, 0o700):
        open_place.home.chmod(mode)
        theirs = open_place if IS_ROOT else replace(open_place, db="/root/boxoffice.db")
        before = sorted(open_place.home.iterdir())
        done = run_forked(
            theirs, "--json", "--config", "/dev/null", *args,
            rehearsed=("--db", file_place.db, *args), prepare=become_nobody,
        )  # fmt: skip
        assert (done.code, done.out) == (4, ""), done
        assert "sudo -u" in require_one_sentence(done.error["message"])
        assert sorted(open_place.home.iterdir()) == before


def test_files_of_a_new_database_are_the_owners_alone(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "house" / "boxoffice.db"), tmp_path)

    def careless() -> None:
        os.umask(0)

    assert place.run("db", "init", prepare=careless).code == 0
    for path in (tmp_path / "house").rglob("*"):
        assert (path.name, path.stat().st_mode & 0o077) == (path.name, 0)


def test_an_unknown_group_is_named(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "boxoffice.db"), tmp_path)
    done = place.run("--json", "db", "init", "--group", "no-such-group")
    assert (done.code, done.error["code"]) == (5, "db.unknown_group")
    assert list(tmp_path.iterdir()) == []
