"""Whose files a database is made of: its owner's alone, or one group's of the operating system."""

from __future__ import annotations

import grp
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boxoffice.errors import Denied, Invalid, NotFound
from boxoffice.storage.files import user_name

SETGID = 0o2000


@dataclass(frozen=True, slots=True)
class Sharing:
    """Modes and group of everything that belongs to a database; gid -1 is the owner alone."""

    group: str = ""
    gid: int = -1

    @property
    def file_mode(self) -> int:
        return 0o660 if self.group else 0o600

    @property
    def folder_mode(self) -> int:
        return 0o2770 if self.group else 0o700

    def put_on_file(self, path: Path) -> None:
        """Give a file its group and mode."""
        self._put(path, self.file_mode)

    def make_file(self, path: Path) -> None:
        """Create an empty file if it is missing; one that is there keeps its content."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._put(path, self.file_mode)

    def make_folder(self, path: Path) -> None:
        """Create a folder, or put its group and mode right; Denied where it is somebody else's."""
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            found = path.stat()
            if found.st_uid != os.geteuid():
                if self.group and found.st_gid == self.gid and found.st_mode & 0o070 == 0o070:
                    return
                owner = user_name(found.st_uid)
                raise Denied("db.folder_of_other", folder=str(path), owner=owner) from None
        self._put(path, self.folder_mode)

    def require_folder(self, path: Path) -> None:
        """Refuse a folder in which the group's members could not leave files for each other."""
        if not self.group:
            return
        found = path.stat()
        if found.st_gid == self.gid and found.st_mode & 0o2070 == 0o2070:
            return
        raise Denied("db.folder_not_shared", folder=str(path), group=self.group)

    def _put(self, path: Path, mode: int) -> None:
        if self.group:
            os.chown(path, -1, self.gid)
        os.chmod(path, mode)


def sharing_of(group: str | None) -> Sharing:
    """Share with a group by name; its members and root only can say so."""
    if not group:
        return Sharing()
    try:
        gid = grp.getgrnam(group).gr_gid
    except KeyError:
        raise NotFound("db.unknown_group", group=group) from None
    if os.geteuid() != 0 and gid not in {*os.getgroups(), os.getegid()}:
        raise Denied("db.not_in_group", group=group)
    return Sharing(group=group, gid=gid)


def sharing_like(path: Path) -> Sharing:
    """How a database that is there is shared."""
    found = os.stat(path)
    is_shared = found.st_mode & 0o060 == 0o060
    return Sharing(group=f"#{found.st_gid}", gid=found.st_gid) if is_shared else Sharing()


@contextmanager
def new_folders(folder: Path, sharing: Sharing) -> Iterator[None]:
    """Create what is missing of a path; if the block fails, what was created goes again."""
    if folder.exists() and not folder.is_dir():
        raise Invalid("db.bad_folder", folder=str(folder))
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    made: list[Path] = []
    try:
        for each in reversed(missing):
            try:
                each.mkdir(mode=0o700)
            except NotADirectoryError:
                raise Invalid("db.bad_folder", folder=str(each.parent)) from None
            except FileExistsError:
                continue
            made.append(each)
            if sharing.group:
                os.chmod(each, 0o711)  # noqa: S103 - its members pass through, nobody reads
        if folder in made and sharing.group:
            os.chown(folder, -1, sharing.gid)
            os.chmod(folder, sharing.folder_mode)
        yield
    except BaseException:
        for each in reversed(made):
            try:
                each.rmdir()
            except OSError:
                break
        raise


@contextmanager
def private_files() -> Iterator[None]:
    """What is created inside can be read by nobody else, SQLite's own files included."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
