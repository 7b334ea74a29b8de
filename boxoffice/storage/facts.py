"""What a database is like from outside, of whatever schema it has; nothing is changed."""

from __future__ import annotations

import grp
import os
import pwd
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from boxoffice.domain.addresses import stripped_of_password
from boxoffice.storage.gate import Deadline
from boxoffice.storage.journal import prepare_journal
from boxoffice.storage.sqlite import pragma
from boxoffice.storage.sqlite_setup import as_ours, open_own, row_counts, version_of

BUSY_SECONDS = 5.0
SYNCHRONOUS = ("off", "normal", "full", "extra")


@dataclass(frozen=True, slots=True)
class Facts:
    """One database; journal, owner and mode are empty where the product keeps them to itself."""

    db: str
    product: str
    version: str
    size_bytes: int
    rows: dict[str, int]
    journal: str = ""
    synchronous: str = ""
    owner: str = ""
    group: str = ""
    mode: str = ""


def of_sqlite(path: Path) -> Facts:
    """Facts of a database file of this program."""
    with as_ours(path, Deadline(BUSY_SECONDS)), closing(open_own(path)) as connection:
        connection.execute("PRAGMA query_only=ON")
        prepare_journal(connection)
        found = os.stat(path)
        return Facts(
            db=str(path),
            product=f"SQLite {sqlite3.sqlite_version}",
            version=version_of(connection, path),
            size_bytes=found.st_size,
            rows=row_counts(connection),
            journal=pragma(connection, "journal_mode"),
            synchronous=SYNCHRONOUS[pragma(connection, "synchronous")],
            owner=user_name(found.st_uid),
            group=group_name(found.st_gid),
            mode=f"{found.st_mode & 0o7777:04o}",
        )


def of_postgres(url: str, *, busy_seconds: float) -> Facts:
    """Facts of this program's schema in a PostgreSQL database."""
    from boxoffice.storage import postgres_setup as setup

    with setup.transaction(url, busy_seconds=busy_seconds) as connection:
        tables = setup.tables_of(connection)
        version = setup.version_of(connection, url, tables)
        return Facts(
            db=stripped_of_password(url),
            product="PostgreSQL " + connection.execute(text("SHOW server_version")).scalar_one(),
            version=version,
            size_bytes=connection.execute(
                text("SELECT pg_database_size(current_database())")
            ).scalar_one(),
            rows=setup.row_counts(connection, tables),
            synchronous=connection.execute(text("SHOW synchronous_commit")).scalar_one(),
            owner=connection.execute(text("SELECT current_user")).scalar_one(),
        )


def user_name(uid: int) -> str:
    """A user's name, or its number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def group_name(gid: int) -> str:
    """A group's name, or its number."""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return f"#{gid}"
