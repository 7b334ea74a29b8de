"""Files that stand for operations under way: locked while somebody is at it, found afterwards."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from boxoffice.storage import leftovers

KEY = "ABCDEFGHIJKLMNOP"


def found(folder: Path) -> list[str]:
    return [file.op_key for file in leftovers.waiting(folder)]


def test_a_file_is_passed_over_while_its_owner_lives(tmp_path: Path) -> None:
    folder = tmp_path / "tills" / "till-1"
    tmp_path.chmod(0o700)
    file = leftovers.keep(folder, KEY, b"said")
    assert found(folder) == []
    file.close()
    assert [left.read() for left in leftovers.waiting(folder)] == [b"said"]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_only_one_command_judges_a_leftover(tmp_path: Path) -> None:
    leftovers.keep(tmp_path, KEY, b"").close()
    for _ in leftovers.waiting(tmp_path):
        assert found(tmp_path) == []
    assert found(tmp_path) == [KEY]


def test_what_its_owner_takes_away_meanwhile_is_gone(tmp_path: Path) -> None:
    file = leftovers.keep(tmp_path, KEY, b"")
    descriptor = os.open(file.path, os.O_RDWR)
    file.remove()
    file.close()
    os.close(descriptor)
    assert list(tmp_path.iterdir()) == []
    file.remove()


def test_a_group_shares_them_where_it_shares_the_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    folder = tmp_path / "tills" / "till-1"
    file = leftovers.keep(folder, KEY, b"")
    file.close()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o660
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)} == {0o2770}


def test_what_is_no_file_of_this_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "AAAAAAAAAAAAAAAA.json").mkdir()
    (tmp_path / "BBBBBBBBBBBBBBBB.json").symlink_to(tmp_path / "notes.txt")
    os.mkfifo(tmp_path / "CCCCCCCCCCCCCCCC.json")
    before = sorted(each.name for each in tmp_path.iterdir())
    assert found(tmp_path) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == before
    assert found(tmp_path / "nowhere") == []


def test_half_a_file_goes_once_it_is_old(tmp_path: Path) -> None:
    young, old = tmp_path / ".YOUNGKEYYOUNGKEY.tmp", tmp_path / ".OLDKEYOLDKEYOLDK.tmp"
    for path in (young, old):
        path.write_text("half")
    os.utime(old, (0, 0))
    assert found(tmp_path) == []
    assert [path.exists() for path in (young, old)] == [True, False]


@pytest.mark.parametrize("till", ["../../etc", "", ".", "a/b", "x" * 300, "Kasse 1 ☂", "a\x00b"])
def test_any_name_of_a_till_makes_one_folder_of_its_own(tmp_path: Path, till: str) -> None:
    folder = leftovers.folder_of(tmp_path, till)
    assert folder.parent == tmp_path / "tills"
    assert folder != leftovers.folder_of(tmp_path, till + "!")
    leftovers.keep(folder, KEY, b"").close()
    assert found(folder) == [KEY]


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path: Path) -> None:
    (tmp_path / "tills").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="Not a directory"):
        leftovers.keep(tmp_path / "tills" / "till-1", KEY, b"")
