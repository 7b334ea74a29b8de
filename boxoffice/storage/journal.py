"""How SQLite keeps what it is about to change: WAL where the library is sound, else a journal.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL file when it is reset (sqlite.org/wal.html, "the WAL-reset
bug"); 3.51.3, 3.50.7 and 3.44.6 are mended.
"""

from __future__ import annotations

import os
import sqlite3

from boxoffice.errors import SchemaMismatch

FIXED = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
"""First patch release without the bug, by release line."""

ALLOW_VARIABLE = "BOXOFFICE_UNSAFE_WAL"
"""Set to 1, lets tests write a WAL file with an affected library."""


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite library may write a WAL file."""
    line, patch = version[:2], version[2]
    return line > (3, 51) or (line in FIXED and patch >= FIXED[line])


def default_journal() -> str:
    """`wal` or `persist`: what a new database gets on this machine."""
    return "wal" if wal_is_safe() else "persist"


def wal_is_allowed() -> bool:
    """Whether a WAL file may be written here, by a sound library or by a test's wish."""
    return wal_is_safe() or os.environ.get(ALLOW_VARIABLE) == "1"


def prepare_journal(connection: sqlite3.Connection) -> None:
    """Set journal and durability; only WAL is remembered by the file, so this runs each time."""
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        if not wal_is_allowed():
            raise SchemaMismatch("db.unsafe_wal", library=sqlite3.sqlite_version)
        connection.execute("PRAGMA synchronous=FULL")
    else:
        connection.execute("PRAGMA journal_mode=PERSIST")
        connection.execute("PRAGMA synchronous=EXTRA")
