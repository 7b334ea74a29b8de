"""A copy of a database file to read from for long, so that no sale waits for the reader."""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from boxoffice.storage.gate import Deadline
from boxoffice.storage.sqlite import until
from boxoffice.storage.sqlite_setup import UNFINISHED, as_ours


@contextmanager
def vacuumed(
    connection: sqlite3.Connection, path: Path, deadline: Deadline
) -> Iterator[sqlite3.Connection]:
    """A copy of the file as it stands, in a file of 0600 whose name is gone before it is read.

    So not even a reader that is killed leaves it behind; `doctor` names what a copy killed
    half-way left. Pages, tables and indexes come over as they are, damage included; it is not
    opened with mode=ro, for then `integrity_check` passes over CHECKs.
    """
    with as_ours(path, deadline):
        copied = _copy(connection, path, deadline)
    with closing(copied):
        yield copied


def _copy(connection: sqlite3.Connection, path: Path, deadline: Deadline) -> sqlite3.Connection:
    draft = _place(path) / f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}"
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        until(deadline, lambda: connection.execute("VACUUM INTO ?", (str(draft),)))
        copied = sqlite3.connect(
            f"file:{quote(str(draft))}?mode=rw", uri=True, isolation_level=None
        )
        copied.execute("PRAGMA locking_mode=EXCLUSIVE")
        copied.execute("PRAGMA query_only=ON")
        copied.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return copied
    finally:
        for name in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + name).unlink(missing_ok=True)


def _place(path: Path) -> Path:
    """Beside the database, where there is room for another of its size if anywhere."""
    return path.parent if os.access(path.parent, os.W_OK) else Path(tempfile.gettempdir())
