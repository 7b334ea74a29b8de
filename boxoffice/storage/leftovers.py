"""What a till keeps on disk while an operation is under way: one file each, locked by its owner.

A file without a lock is a leftover: whoever wrote it is gone and nobody read the answer.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 1_000_000
OLD_SECONDS = 3600
SHARED_FOLDER = 0o2770

_NAME = re.compile(r"[A-Za-z0-9-]{8,64}\.json")
_UNFINISHED = re.compile(r"\.[A-Za-z0-9-]{8,64}\.tmp")
_SAFE = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_.@-]{0,79}")


@dataclass(frozen=True, slots=True)
class LockedFile:
    """A file that this process alone may judge; closing it leaves it for the next command."""

    path: Path
    descriptor: int

    @property
    def op_key(self) -> str:
        return self.path.stem

    def read(self) -> bytes:
        """All of it; nothing where it is larger than any request."""
        content = os.pread(self.descriptor, MOST_BYTES + 1, 0)
        return content if len(content) <= MOST_BYTES else b""

    def remove(self) -> None:
        """Take it away while it is still locked, so that nobody else judges it.

        Where that fails the next command tells once more what is known already.
        """
        with suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        os.close(self.descriptor)


def folder_of(state: Path, till: str) -> Path:
    """A till's own folder; a name that is no plain file name is told apart by its hash."""
    if _SAFE.fullmatch(till):
        return state / "tills" / till
    plain = _plain(till)[:40] or "_"
    return state / "tills" / f"{plain}.{hashlib.sha256(till.encode()).hexdigest()[:12]}"


def folders(state: Path, *, begins: str = "") -> list[Path]:
    """The folders of the tills whose name may begin so; none where nobody may look."""
    begins = _plain(begins)[:40]
    try:
        with os.scandir(state / "tills") as entries:
            return [Path(entry.path) for entry in entries if _plain(entry.name).startswith(begins)]
    except OSError:
        return []


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_@-]", "_", name)


def keep(folder: Path, op_key: str, content: bytes) -> LockedFile:
    """Write a file that is on disk and locked before anybody can find it; OSError if it cannot.

    It gets its name before the one fsync, which brings content and name to the disk together.
    """
    unfinished = folder / f".{op_key}.tmp"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        descriptor = os.open(unfinished, flags, 0o600)
    except FileNotFoundError:
        _make_folders(folder)
        descriptor = os.open(unfinished, flags, 0o600)
    file = LockedFile(folder / f"{op_key}.json", descriptor)
    try:
        if stat.S_IMODE(os.stat(folder).st_mode) & 0o020:
            os.fchmod(descriptor, 0o660)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _write_all(descriptor, content)
        os.rename(unfinished, file.path)
        os.fsync(descriptor)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        file.remove()
        file.close()
        raise
    return file


def waiting(folder: Path) -> Iterator[LockedFile]:
    """Each leftover of a till, locked while the caller looks at it; what is live is passed over."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return
    for name in names:
        if _UNFINISHED.fullmatch(name):
            _tidy(folder / name)
        elif _NAME.fullmatch(name) and (file := _take(folder / name)):
            try:
                yield file
            finally:
                file.close()


def _take(path: Path) -> LockedFile | None:
    """The file locked, or None where it is live, gone, or no file of this program's."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_nlink:
            return LockedFile(path, descriptor)
    os.close(descriptor)
    return None


def _tidy(path: Path) -> None:
    """Remove what was never finished, long after its owner could still be at it."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > OLD_SECONDS:
            path.unlink()


def _make_folders(folder: Path) -> None:
    """Create what is missing; below a folder shared with a group, shared likewise."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        try:
            each.mkdir(mode=0o700)
        except FileExistsError:
            continue
        above = os.stat(each.parent)
        if above.st_mode & 0o2020 == 0o2020:
            os.chown(each, -1, above.st_gid)
            os.chmod(each, SHARED_FOLDER)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
