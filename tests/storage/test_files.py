"""On which disk a database may lie, and who may use it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from boxoffice.errors import Refused, SchemaMismatch
from boxoffice.services.app import open_app
from boxoffice.services.clock import accept_clock
from boxoffice.storage import sqlite_setup
from boxoffice.storage.files import (
    NETWORK,
    file_system_of,
    may_use,
    require_local_disk,
    require_own_file,
)
from boxoffice.storage.sharing import Sharing, private_files
from boxoffice.storage.sqlite import SqliteBackend
from tests.contexts import make_context
from tests.forks import Ended, run_in_child

NOBODY = 65534
MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/share rw,relatime shared:9 - nfs4 server:/share rw,vers=4.2
31 30 8:2 / /srv/share/local rw - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/film\040box rw - cifs //nas/film rw
33 22 0:42 / /mnt/ssh rw master:2 propagate_from:1 - fuse.sshfs ann@house:/ rw
34 22 0:43 / /mnt/host rw - 9p host rw
35 22 0:44 / /mnt/over rw - tmpfs tmpfs rw
36 22 0:45 / /mnt/over rw - nfs server:/x rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS.lstrip(), encoding="utf-8")
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine may look into."""
    with TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/boxoffice.db", "ext4"),
        ("/srv/shared.db", "ext4"),
        ("/srv/share/boxoffice.db", "nfs4"),
        ("/srv/share/local/boxoffice.db", "xfs"),
        ("/mnt/film box/boxoffice.db", "cifs"),
        ("/mnt/ssh/a/b/boxoffice.db", "fuse.sshfs"),
        ("/mnt/host/boxoffice.db", "9p"),
        ("/mnt/over/boxoffice.db", "nfs"),
    ],
)
def test_the_nearest_and_latest_mount_counts(mounts: Path, path: str, kind: str) -> None:
    assert file_system_of(Path(path), mounts=mounts) == kind


def test_a_network_disk_is_refused_by_name(mounts: Path) -> None:
    with pytest.raises(Refused) as caught:
        require_local_disk(Path("/srv/share/boxoffice.db"), mounts=mounts)
    assert caught.value.code == "db.network_disk"
    assert caught.value.details == {"db": "/srv/share/boxoffice.db", "file_system": "nfs4"}


def test_a_local_disk_is_accepted(mounts: Path) -> None:
    assert require_local_disk(Path("/srv/share/local/x.db"), mounts=mounts) is None
    assert "ext4" not in NETWORK


def test_a_link_to_a_network_disk_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "share"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 8:1 / / rw - ext4 a rw\n23 22 0:1 / {real} rw - nfs b rw\n")
    assert file_system_of(tmp_path / "link" / "x.db", mounts=mounts) == "nfs"


def test_without_mountinfo_nothing_is_said(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, mounts=tmp_path / "missing") == ""


@pytest.mark.parametrize(
    ("user", "groups", "mode", "allowed"),
    [
        (1000, {1000}, 0o600, True),
        (1001, {1001}, 0o600, False),
        (1001, {1001, 50}, 0o600, False),
        (1001, {1001, 50}, 0o640, False),
        (1001, {1001, 50}, 0o660, True),
        (1001, {1001}, 0o660, False),
        (1001, {1001}, 0o666, False),
        (0, {0, 50}, 0o660, False),
    ],
)
def test_the_owner_and_a_sharing_group_may_use_a_file(
    user: int, groups: set[int], mode: int, allowed: bool
) -> None:
    assert may_use(user, groups, owner=1000, group=50, mode=mode) is allowed


def test_root_may_use_its_own_file() -> None:
    assert may_use(0, {0}, owner=0, group=0, mode=0o600) is True


def test_another_users_database_names_its_owner(open_folder: Path) -> None:
    """As root a child becomes nobody and is refused; anybody else meets a file of root's."""
    theirs = Path("/etc/passwd")
    if os.geteuid() == 0:
        theirs = open_folder / "boxoffice.db"
        sqlite_setup.initialise(theirs)

    def open_it() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        SqliteBackend(theirs, busy_seconds=1).connect(read_only=True)

    assert run_in_child(open_it).code == "db.other_user"


def test_the_members_of_a_group_write_after_each_other(open_folder: Path) -> None:
    """As root two other users take turns; anybody else takes both turns alone."""
    gid = 4711 if os.geteuid() == 0 else os.getegid()
    folder = open_folder / "shared"
    folder.mkdir()
    os.chown(folder, -1, gid)
    folder.chmod(0o2770)
    path = folder / "boxoffice.db"
    with private_files():
        sqlite_setup.initialise(path, journal="persist")
    sharing = Sharing(group="tills", gid=gid)
    for suffix in ("", ".gate", ".turn"):
        sharing.put_on_file(path.with_name(path.name + suffix))

    def write_as(user: int) -> bool:
        if os.geteuid() == 0:
            os.setgroups([gid])
            os.setgid(user)
            os.setuid(user)
        ctx = make_context(str(path))
        with open_app(ctx.settings) as app:
            return accept_clock(app, ctx).accepted

    for user in (NOBODY, NOBODY - 1, NOBODY):
        assert run_in_child(lambda user=user: write_as(user)) == Ended(value=True)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaMismatch) as caught:
        require_own_file(tmp_path / "missing.db")
    assert caught.value.code == "db.not_found"
    assert caught.value.details == {"db": str(tmp_path / "missing.db")}


def test_a_mount_point_is_read_in_any_letters(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(
        b"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        + "30 22 0:40 / /mnt/caiss\u00e9\\0402 rw - nfs4 server:/x rw\n".encode()
        + b"31 22 0:41 / /media/us\xe9b rw - vfat /dev/sdb1 rw\n"
        + "32 22 0:42 / /mnt/a\u2028b rw - cifs //nas/film rw\n".encode()
    )
    kinds = {
        path: file_system_of(Path(path), mounts=mounts)
        for path in (
            "/mnt/caiss\u00e9 2/b.db",
            "/media/us\udce9b/b.db",
            "/mnt/a\u2028b/b.db",
            "/b.db",
        )
    }
    assert list(kinds.values()) == ["nfs4", "vfat", "cifs", "ext4"]
