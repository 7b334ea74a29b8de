"""Whether a database file can be used here at all: on which disk it lies, and whose it is."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Collection
from pathlib import Path

from boxoffice.errors import Denied, Refused, SchemaMismatch

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
"""File systems whose locks SQLite cannot rely on."""

MOUNTS = Path("/proc/self/mountinfo")
_ESCAPE = re.compile(r"\\([0-7]{3})")
"""How the system writes a space, a tab, a line feed or a backslash in a mount point."""


def require_local_disk(path: Path, *, mounts: Path = MOUNTS) -> None:
    """Refuse a network file system: its locks let two tills sell one seat."""
    kind = file_system_of(path, mounts=mounts)
    if kind in NETWORK:
        raise Refused("db.network_disk", db=str(path), file_system=kind)


def file_system_of(path: Path, *, mounts: Path = MOUNTS) -> str:
    """The type of the file system that holds a path, or "" where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        return ""
    place = os.path.realpath(path)
    best, kind = "", ""
    for line in filter(None, lines):
        before, _, after = line.partition(" - ")
        point = _ESCAPE.sub(lambda found: chr(int(found[1], 8)), before.split(" ")[4])
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split(" ")[0]
    return kind


def state_folder(path: Path) -> Path:
    """Where tills keep what they must not lose between two commands; shared as the file is."""
    return path.with_name(path.name + ".state")


def require_own_file(path: Path) -> None:
    """Refuse to run as a user whose files the database's owner could not use afterwards."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise SchemaMismatch("db.not_found", db=str(path)) from None
    except PermissionError:
        raise Denied("db.no_access", db=str(path)) from None
    groups = {*os.getgroups(), os.getegid()}
    if may_use(os.geteuid(), groups, owner=found.st_uid, group=found.st_gid, mode=found.st_mode):
        return
    raise Denied("db.other_user", db=str(path), owner=user_name(found.st_uid))


def user_name(user: int) -> str:
    """A user by name, or by number where the system knows none, as sudo takes it."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def may_use(user: int, groups: Collection[int], *, owner: int, group: int, mode: int) -> bool:
    """Whether what this user leaves behind stays usable: the owner's, or the sharing group's.

    Root could open anything, but its files would shut everybody else out.
    """
    if user == owner:
        return True
    return user != 0 and mode & 0o060 == 0o060 and group in groups
