"""A database file is made whole or not at all, and never over something else."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import stat
import sys
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from boxoffice.errors import Denied, Invalid, NotFound, SchemaMismatch
from boxoffice.storage import sharing, sqlite_setup
from boxoffice.storage.facts import group_name
from boxoffice.storage.schema import HEAD
from boxoffice.storage.sqlite import APPLICATION_ID, pragma
from tests.forks import run_in_child
from tests.storage.revisions import first_schema_dies


def modes(folder: Path) -> dict[str, str]:
    """Mode of everything in a folder, and of the folder."""
    return {
        each.relative_to(folder).as_posix(): stat.filemode(each.stat().st_mode)
        for each in (folder, *sorted(folder.iterdir()))
    }


def test_a_missing_folder_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "x.db"
    made = sqlite_setup.initialise(path, journal="persist")
    assert (made.created, made.version, made.journal) == (True, HEAD, "persist")
    assert modes(path.parent) == {
        ".": "drwx------",
        "x.db": "-rw-------",
        "x.db.gate": "-rw-------",
        "x.db.state": "drwx------",
        "x.db.turn": "-rw-------",
    }
    with closing(sqlite3.connect(path)) as connection:
        assert pragma(connection, "application_id") == APPLICATION_ID
        assert pragma(connection, "integrity_check") == "ok"


def test_a_group_shares_every_file(tmp_path: Path) -> None:
    gid = os.getegid()
    path = tmp_path / "shared" / "x.db"
    sqlite_setup.initialise(path, group=group_name(gid))
    assert modes(path.parent) == {
        ".": "drwxrws---",
        "x.db": "-rw-rw----",
        "x.db.gate": "-rw-rw----",
        "x.db.state": "drwxrws---",
        "x.db.turn": "-rw-rw----",
    }
    assert {each.stat().st_gid for each in path.parent.iterdir()} == {gid}


def test_a_folder_that_the_group_cannot_use_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(Denied) as caught:
        sqlite_setup.initialise(tmp_path / "x.db", group=group_name(os.getegid()))
    assert caught.value.code == "db.folder_not_shared"
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_group_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        sqlite_setup.initialise(tmp_path / "x.db", group="no such group")
    assert (caught.value.code, caught.value.details) == (
        "db.unknown_group",
        {"group": "no such group"},
    )


def test_a_second_time_changes_nothing(sqlite_path: Path) -> None:
    before = (sqlite_path.stat().st_mtime_ns, sqlite_path.stat().st_ino)
    again = sqlite_setup.initialise(sqlite_path)
    assert (again.created, again.version) == (False, HEAD)
    assert (sqlite_path.stat().st_mtime_ns, sqlite_path.stat().st_ino) == before


def test_a_plan_makes_nothing(tmp_path: Path) -> None:
    planned = sqlite_setup.initialise(tmp_path / "new" / "x.db", plan=True)
    assert (planned.planned, planned.created) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_the_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    assert sqlite_setup.initialise(path).created is True
    assert sqlite_setup.initialise(path).created is False


def _write_text(path: Path) -> None:
    path.write_text("Dear diary, " * 100, encoding="utf-8")


def _write_other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (text)")


@pytest.mark.parametrize("write", [_write_text, _write_other_database, Path.mkdir])
def test_what_belongs_to_somebody_else_is_left_alone(tmp_path: Path, write: object) -> None:
    path = tmp_path / "x.db"
    write(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SchemaMismatch) as caught:
        sqlite_setup.initialise(path)
    assert caught.value.code == "db.foreign"
    assert [each.name for each in tmp_path.iterdir()] == ["x.db"]
    assert before == (path.read_bytes() if path.is_file() else None)


def test_half_a_file_is_damaged(sqlite_path: Path) -> None:
    half = sqlite_path.read_bytes()[: sqlite_path.stat().st_size // 2 - 100]
    sqlite_path.write_bytes(half)
    with pytest.raises(SchemaMismatch) as caught:
        sqlite_setup.migrate(sqlite_path)
    assert caught.value.code == "db.damaged"


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    for path in (tmp_path / "a" / "x.db", tmp_path / "a" / "b" / "x.db"):
        with pytest.raises(Invalid) as caught:
            sqlite_setup.initialise(path)
        assert caught.value.details == {"folder": str(tmp_path / "a")}
    assert (tmp_path / "a").read_bytes() == b""


def test_killed_in_the_middle_there_is_no_half_database(tmp_path: Path) -> None:
    path = tmp_path / "house" / "x.db"
    deadly = first_schema_dies(tmp_path)
    ended = run_in_child(lambda: sqlite_setup.initialise(path, migrations=deadly).version)
    assert ended.signal == signal.SIGKILL
    assert not path.exists()
    assert sqlite_setup.initialise(path).created is True


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "house" / "x.db"

    def with_little_room() -> None:
        sys.dont_write_bytecode = True
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        sqlite_setup.initialise(path)

    assert run_in_child(with_little_room).code in ("storage.full", "storage.io")
    assert list(tmp_path.iterdir()) == []


def test_without_hard_links_it_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "x.db"
    assert sqlite_setup.initialise(path).created is True
    assert sqlite_setup.initialise(path).created is False


def test_of_eight_at_once_one_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    context = get_context("fork")
    barrier, created = context.Barrier(8), context.Value("i", 0)

    def make() -> None:
        barrier.wait()
        if sqlite_setup.initialise(path).created:
            with created.get_lock():
                created.value += 1

    children = [context.Process(target=make) for _ in range(8)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * 8
    assert created.value == 1
    assert {each.name for each in tmp_path.iterdir()} == {
        "x.db", "x.db.gate", "x.db.state", "x.db.turn",
    }  # fmt: skip


def test_a_process_keeps_its_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with sharing.private_files():
            (tmp_path / "private").touch()
        assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
