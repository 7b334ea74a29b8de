"""The bytes of set-up files, wherever they are: files, folders of files, or piped in."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Sequence

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile, NotFound
from boxoffice.services.setup import files

PIPE_PATIENCE_SECONDS = 3
STDIN = "stdin"


def read_sources(paths: Sequence[str]) -> files.Document:
    """One set-up out of all that is named: files, every set-up file of a folder, `-` for stdin."""
    found: list[tuple[str, bytes]] = []
    left = files.MOST_BYTES
    for path in paths:
        for each in _files_of(path):
            content = _read_stdin() if each == "-" else read_file(each)
            left -= len(content)
            found.append((STDIN if each == "-" else each, content))
            if left < 0:
                raise InvalidFile(
                    "setup.too_large_file", file=printable(path, most=200),
                    most_mib=files.MOST_BYTES // 1024**2,
                )  # fmt: skip
    return files.read_all(found)


def _files_of(path: str) -> list[str]:
    """The set-up files of a folder by name; anything else stands for itself."""
    if path == "-" or not os.path.isdir(path):
        return [path]
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    found = [
        os.path.join(path, name)
        for name in names
        if not name.startswith(".") and os.path.splitext(name)[1].lower() in files.FORMS
    ]
    if not found:
        raise InvalidFile("setup.empty_folder", file=printable(path, most=200))
    return found


def _read_stdin() -> bytes:
    """What is piped in, one byte more than allowed at most."""
    return sys.stdin.buffer.read(files.MOST_BYTES + 1)


def read_file(path: str, *, most_bytes: int | None = None) -> bytes:
    """The bytes of a file, at most one more than a set-up can have, or than is said."""
    if not path:
        raise NotFound("setup.no_file", file=path)
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not _has_writer(file.fileno()):
                raise InvalidFile("setup.silent_pipe", file=printable(path, most=200))
            content = file.read((most_bytes or files.MOST_BYTES) + 1)
    except FileNotFoundError:
        raise NotFound("setup.no_file", file=printable(path, most=200)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return content


def _unreadable(path: str, error: Exception) -> InvalidFile:
    reason = getattr(error, "strerror", None) or str(error)
    return InvalidFile("setup.unreadable", file=printable(path, most=200), reason=reason)


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for whoever may write into a named pipe."""
    file = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    os.set_blocking(file, True)
    return file


def _has_writer(file: int) -> bool:
    """Whether reading comes to an end: not so with a named pipe that nobody writes into."""
    if not stat.S_ISFIFO(os.fstat(file).st_mode):
        return True
    pipe = select.poll()
    pipe.register(file, select.POLLIN)
    return bool(pipe.poll(PIPE_PATIENCE_SECONDS * 1000)) or _is_silent_writer(file)


def _is_silent_writer(file: int) -> bool:
    """Whether somebody has the other end open and just says nothing yet."""
    os.set_blocking(file, False)
    try:
        os.read(file, 1)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.set_blocking(file, True)
