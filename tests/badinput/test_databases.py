"""Databases that are no databases, not ours, not this version, busy, full or locked away."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.storage.schema import HEAD
from tests import servers
from tests.badinput.places import Place, require_one_sentence, require_refused

pytestmark = pytest.mark.slow

SELL = ("sell", "1", "A5", "-c", "exact")
COMMANDS = (SELL, ("show", "list"))
WRITES = {
    "sell": SELL,
    "hold": ("hold", "1", "A5"),
    "book": ("book", "1", "A5", "--name", "Rao"),
}


def refuse(place: Place, *args: str, code: int, says: str) -> None:
    """Both of a write and a read end so; the file keeps every byte."""
    path = Path(place.db)
    before = path.read_bytes() if path.is_file() else None
    done = place.run(*args)
    told = require_one_sentence(done.err, about=(args, done))
    assert (done.code, done.out) == (code, ""), (args, done)
    assert says in told, (says, told)
    asked = place.run("--json", *args)
    assert (asked.code, asked.out, bool(asked.error["message"])) == (code, "", True)
    assert (path.read_bytes() if path.is_file() else None) == before


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE diary (day TEXT)")
        file.commit()


def broken(path: Path, *, keep: int) -> None:
    with path.open("r+b") as file:
        file.truncate(keep)


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("Dear diary, " * 400), "belongs to another program"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" * 400), "another program"),
    "other tables": (other_program, "belongs to another program"),
    "nothing": (lambda path: path.write_bytes(b""), "boxoffice db init"),
    "missing": (lambda _path: None, "boxoffice db init"),
    "folder": (lambda path: path.mkdir(), "cannot be opened"),
}


@pytest.mark.parametrize("what", list(STRANGE))
@pytest.mark.parametrize("args", COMMANDS, ids=["write", "read"])
def test_what_is_no_database_is_left_alone(
    tmp_path: Path, what: str, args: tuple[str, ...]
) -> None:
    path = tmp_path / "boxoffice.db"
    make, says = STRANGE[what]
    make(path)
    refuse(Place(str(path), tmp_path), *args, code=10, says=says)


@pytest.mark.parametrize("keep", [100, 4096, 40_000])
def test_half_a_file_is_damaged(file_place: Place, keep: int) -> None:
    broken(Path(file_place.db), keep=keep)
    for args in COMMANDS:
        refuse(file_place, *args, code=10, says="is damaged")


def test_a_file_below_a_file_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x", encoding="utf-8")
    refuse(Place(str(tmp_path / "x" / "y.db"), tmp_path), *SELL, code=10, says="db init")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("found", "says"), [("0099", "pip install --upgrade"), ("0000", "pip install --upgrade")]
)
def test_another_version_is_named_with_what_to_run(place: Place, found: str, says: str) -> None:
    if place.is_postgres:
        place.rows(f"UPDATE alembic_version SET version_num = '{found}'; SELECT 1")
    else:
        place.rows(f"UPDATE alembic_version SET version_num = '{found}'")
    for args in (SELL, ("show", "list"), ("sweep",)):
        told = require_refused(place, *args, code=10, says=says)
        assert found in told
        assert HEAD in told


@pytest.mark.slow
@contextmanager
def locked(path: str) -> Iterator[None]:
    """Another program has the whole file to itself."""
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        holder.close()


def test_a_locked_file_is_busy_for_as_long_as_it_was_told(file_place: Place) -> None:
    place = replace(file_place, variables={"BOXOFFICE_BUSY_SECONDS": "1"})
    before = place.dump()
    with locked(place.db):
        for args in (*WRITES.values(), ("show", "list"), ("sweep",)):
            done = place.run("--json", *args)
            assert (done.code, done.out, done.error["code"]) == (9, "", "storage.busy")
            assert done.error["retryable"] is True
        said = place.run(*SELL)
        assert said.err.startswith("The database stayed busy for 1 second and nothing was changed.")
    assert place.dump() == before
    assert place.run(*SELL).code == 0


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as a mount that nobody can write to."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def as_nobody() -> None:
    """The rights of a user that owns nothing."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


@pytest.mark.slow
def can_mount() -> bool:
    """Whether this process may mount; a test without that right drops a right instead."""
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "-m", "true"], capture_output=True, check=False
    ).returncode == 0  # fmt: skip


def test_a_read_only_disk_still_shows_and_sells_nothing(file_place: Place) -> None:
    folder = file_place.home / "disk"
    folder.mkdir()
    moved = replace(file_place, db=str(folder / "boxoffice.db"))
    os.rename(file_place.db, moved.db)
    assert moved.run(*SELL).code == 0
    before = moved.dump()

    def check() -> None:
        for args in (("sell", "1", "B5", "-c", "exact"), ("hold", "1", "B5"), ("sweep",)):
            done = moved.run("--json", *args)
            assert (done.code, done.out) == (1, ""), (args, done)
            require_one_sentence(done.error["message"], about=args)
        assert moved.run("show", "list").code == 0

    if can_mount():
        with read_only(folder):
            check()
    else:
        state = Path(moved.db + ".state")
        for path in (*state.rglob("*"), Path(moved.db + ".gate"), state, folder):
            path.chmod(path.stat().st_mode & ~0o222)
        check()
    assert moved.dump() == before


NO_COMPILED = {"PYTHONDONTWRITEBYTECODE": "1"}
"""Python itself keeps half a compiled file where the disk ends within it."""


def small_files(size: int) -> Callable[[], None]:
    """No file may grow beyond so many bytes: the disk that is full at the worst place.

    Where even looking the outcome up fails, "it may have gone through" (75) is the truth.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 200, 4096, 65_536])
def test_a_disk_that_ends_half_way_changes_nothing(file_place: Place, size: int) -> None:
    before = file_place.dump()
    for args in WRITES.values():
        done = file_place.run("--json", *args, env=NO_COMPILED, prepare=small_files(size))
        assert (done.code in (1, 75), done.out) == (True, ""), (args, done)
        require_one_sentence(done.error["message"], about=args)
    assert file_place.dump() == before
    assert file_place.rows("PRAGMA integrity_check") == [("ok",)]
    well = file_place.run(*SELL)
    assert (well.code, "went through" in well.err) == (0, False)


def test_a_full_disk_changes_nothing(file_place: Place, tmp_path: Path) -> None:
    """On a disk of its own where that can be mounted, else with a limit on every file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not can_mount():
        return test_a_disk_that_ends_half_way_changes_nothing(file_place, 8192)
    size = os.path.getsize(file_place.db) // 1024 + 200
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", folder], check=True)
    try:
        moved = replace(file_place, db=str(folder / "boxoffice.db"))
        subprocess.run(["cp", file_place.db, moved.db], check=True)
        assert moved.run("sell", "1", "B5", "-c", "exact").code == 0
        fill(folder / "fill")
        before = moved.dump()
        ended = [moved.run("--json", *args) for args in WRITES.values()]
        assert [(done.code, done.out) for done in ended] == [(1, "")] * 3, ended
        for done in ended:
            require_one_sentence(done.error["message"])
        assert moved.dump() == before
        assert moved.run("show", "list").code == 0
        (folder / "fill").unlink()
        assert moved.run(*SELL).code == 0
    finally:
        subprocess.run(["umount", folder], check=True)
    return None


def fill(path: Path) -> None:
    """Write until the disk takes no more."""
    with path.open("wb", buffering=0) as file:
        for size in (4096, 64, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path) -> None:
    for address in ("127.0.0.1:1/x", "nosuch.invalid/x", "/x?host=/nonexistent"):
        place = Place(f"postgresql://ann:sekret@{address}", tmp_path)
        for args in COMMANDS:
            done = place.run("--json", *args)
            assert (done.code, done.out) == (1, ""), done
            assert done.error["code"] == "storage.unreachable"
            assert "sekret" not in done.err


def test_a_database_that_the_server_lacks_is_named(
    postgres_server: servers.Server, tmp_path: Path
) -> None:
    place = Place(postgres_server.url_of("t_000000000000"), tmp_path)
    for args in COMMANDS:
        done = place.run("--json", *args)
        assert (done.code, done.out) == (1, ""), done
        require_one_sentence(done.error["message"])
        assert "t_000000000000" in done.error["message"]


def test_a_server_without_our_tables_asks_for_them(blank_postgres_url: str, tmp_path: Path) -> None:
    place = Place(blank_postgres_url, tmp_path)
    for args in COMMANDS:
        require_refused(place, *args, code=10, says="boxoffice db init")


def test_a_user_that_the_server_does_not_know_is_told(
    postgres_server: servers.Server, postgres_url: str, tmp_path: Path
) -> None:
    stranger = postgres_url.replace("postgres:", "nobody_here:sekret", 1)
    assert stranger != postgres_url
    done = Place(stranger, tmp_path).run("--json", *SELL)
    assert (done.code, done.out) == (1, ""), done
    require_one_sentence(done.error["message"])
    assert "sekret" not in done.err
