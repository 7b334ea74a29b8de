"""What a sweep leaves behind: nothing without a database, else files as the database's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from boxoffice.errors import SchemaMismatch
from boxoffice.services.app import open_app
from boxoffice.services.sweep import sweep
from boxoffice.storage import sqlite_setup
from boxoffice.storage.files import state_folder
from tests.contexts import make_context
from tests.forks import run_in_child

NOBODY = 65534
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A folder of nobody's."""
    with TemporaryDirectory() as name:
        os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def sweep_at(path: Path) -> bool:
    ctx = make_context(str(path))
    with open_app(ctx.settings) as app:
        return sweep(app, ctx).skipped


def test_where_there_is_no_database_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(SchemaMismatch) as caught:
        sweep_at(tmp_path / "none.db")
    assert caught.value.code == "db.not_found"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mode", "folder_mode"), [(0o600, 0o40700), (0o660, 0o42770)])
def test_the_lock_is_shared_as_the_database_is(
    sqlite_path: Path, mode: int, folder_mode: int
) -> None:
    sqlite_path.chmod(mode)
    folder = state_folder(sqlite_path)
    if folder.exists():
        folder.rmdir()
    assert not sweep_at(sqlite_path)
    found, lock = folder.stat(), (folder / "sweep.lock").stat()
    assert (found.st_mode, lock.st_mode) == (folder_mode, 0o100000 | mode)
    assert (found.st_gid, lock.st_gid) == (sqlite_path.stat().st_gid,) * 2


@ONLY_ROOT
def test_the_owner_sweeps_after_root_was_refused(theirs: Path) -> None:
    path = theirs / "b.db"
    sqlite_setup.initialise(path)
    for each in theirs.iterdir():
        os.chown(each, NOBODY, NOBODY)

    def as_owner() -> bool:
        os.setuid(NOBODY)
        return sweep_at(path)

    assert run_in_child(lambda: sweep_at(path)).code == "db.other_user"
    assert list(state_folder(path).iterdir()) == []
    assert run_in_child(as_owner).value is False


@ONLY_ROOT
def test_a_new_database_refuses_a_state_folder_of_somebody_elses(theirs: Path) -> None:
    path = theirs / "b.db"
    state_folder(path).mkdir()

    def make() -> bool:
        os.setuid(NOBODY)
        return sqlite_setup.initialise(path).created

    assert run_in_child(make).code == "db.folder_of_other"
    assert not path.exists()
    state_folder(path).rmdir()
    assert run_in_child(make).value is True


def test_a_new_database_puts_its_own_state_folder_right(tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    state_folder(path).mkdir(mode=0o777)
    sqlite_setup.initialise(path)
    assert state_folder(path).stat().st_mode == 0o40700
