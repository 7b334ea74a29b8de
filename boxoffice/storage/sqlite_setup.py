"""A database file is made whole or not at all, and moved to the next schema beside a copy."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from boxoffice.errors import BoxofficeError, Denied, Failed, SchemaMismatch
from boxoffice.storage.files import require_local_disk, require_own_file, state_folder
from boxoffice.storage.gate import Deadline, Gate
from boxoffice.storage.journal import default_journal, prepare_journal, wal_is_allowed
from boxoffice.storage.migrations import BUNDLED, Migrations, Revision
from boxoffice.storage.setup_results import OF_THE_MACHINE, Initialised, Migrated
from boxoffice.storage.sharing import Sharing, new_folders, private_files, sharing_of
from boxoffice.storage.sqlite import APPLICATION_ID, failure_of, pragma

UNFINISHED = ".new"
"""How the name ends of a file that is not yet a database, or not yet a copy of one."""


WITHOUT_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a file system that knows no hard links says when it is asked for one."""


def initialise(
    path: Path,
    *,
    group: str | None = None,
    journal: str = "auto",
    plan: bool = False,
    busy_seconds: float = 10,
    migrations: Migrations = BUNDLED,
) -> Initialised:
    """Make a database file; one that is there already is left exactly as it is.

    With `plan`, nothing is made.
    """
    sharing = sharing_of(group)
    with as_ours(path, Deadline(busy_seconds)), private_files():
        there = _find(path)
        if there is not None:
            return there
        mode = _journal(journal)
        if plan:
            require_local_disk(path)
            return Initialised(str(path), migrations.head, False, mode, planned=True)
        with new_folders(path.parent, sharing):
            require_local_disk(path)
            sharing.require_folder(path.parent)
            with _unfinished(path) as draft:
                _build(draft, mode, migrations)
                sharing.put_on_file(draft)
                return _put_in_place(draft, path, sharing, busy_seconds=busy_seconds)


def migrate(
    path: Path, *, plan: bool = False, busy_seconds: float = 10, migrations: Migrations = BUNDLED
) -> Migrated:
    """Bring a database file to this program's schema; with `plan`, only say how."""
    deadline = Deadline(busy_seconds)
    with as_ours(path, deadline), private_files(), closing(open_own(path)) as connection:
        found = version_of(connection, path)
        steps = migrations.pending(found)
        done = Migrated(
            db=str(path),
            found=found,
            version=migrations.head,
            steps=tuple((step.version, step.what) for step in steps),
            planned=plan,
        )
        if plan or not steps:
            return done
        gate = Gate(path)
        try:
            with gate.held(deadline):
                if version_of(connection, path) != found:
                    raise Failed("db.moved_meanwhile", db=str(path))
                return _move(connection, path, done, steps, migrations)
        finally:
            gate.close()


def _find(path: Path) -> Initialised | None:
    """The database that is there already; None for nothing or an empty file."""
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        raise SchemaMismatch("db.foreign", db=str(path))
    require_own_file(path)
    if path.stat().st_size == 0:
        return None
    require_local_disk(path)
    with closing(open_own(path)) as connection:
        return _describe(connection, path)


def _describe(connection: sqlite3.Connection, path: Path) -> Initialised:
    return Initialised(
        db=str(path),
        version=version_of(connection, path),
        created=False,
        journal="wal" if pragma(connection, "journal_mode") == "wal" else "persist",
    )


def _journal(wish: str) -> str:
    if wish == "wal" and not wal_is_allowed():
        raise SchemaMismatch("db.unsafe_wal", library=sqlite3.sqlite_version)
    return default_journal() if wish == "auto" else wish


def _build(draft: Path, journal: str, migrations: Migrations) -> None:
    """Everything in one transaction of a file that nobody else knows."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        with _transaction(connection) as inside:
            migrations.upgrade(inside, migrations.pending(""))
        if journal == "wal":
            connection.execute("PRAGMA journal_mode=WAL")
    _sync(draft)


def _put_in_place(draft: Path, path: Path, sharing: Sharing, *, busy_seconds: float) -> Initialised:
    """Give the finished file its name, unless somebody else was first."""
    for suffix in (".turn", ".gate"):
        sharing.make_file(path.with_name(path.name + suffix))
    sharing.make_folder(state_folder(path))
    gate = Gate(path, mode=sharing.file_mode)
    try:
        with gate.held(Deadline(busy_seconds)):
            there = _find(path)
            if there is not None:
                return there
            if path.exists():
                os.replace(draft, path)
            else:
                _name(draft, path)
            _sync(path.parent)
    finally:
        gate.close()
    with closing(open_own(path)) as connection:
        return replace(_describe(connection, path), created=True)


def _move(
    connection: sqlite3.Connection,
    path: Path,
    wanted: Migrated,
    steps: list[Revision],
    migrations: Migrations,
) -> Migrated:
    copy = _copy(connection, path, version=wanted.version)
    prepare_journal(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    if pragma(connection, "foreign_keys") != 0:
        raise Failed("storage.no_foreign_keys")
    try:
        with _transaction(connection) as inside:
            before = row_counts(connection)
            migrations.upgrade(inside, steps)
            _require_whole(connection, before)
    except BoxofficeError as error:
        error.details.setdefault("copy", str(copy))
        raise
    except Exception as error:
        raise _migration_failure(error, path, copy) from error
    return replace(wanted, copy=str(copy))


def _migration_failure(error: Exception, path: Path, copy: Path) -> Exception:
    """A full disk or a busy file by its own name; anything else is a step that does not fit."""
    if isinstance(error, sqlite3.Error):
        found = failure_of(error, db=str(path), deadline=None)
        if getattr(found, "code", "") in OF_THE_MACHINE:
            return found
    return Failed(
        "db.migration_failed", db=str(path), copy=str(copy), detail=str(error).split("\n")[0]
    )


def _copy(connection: sqlite3.Connection, path: Path, *, version: str) -> Path:
    """A checked copy beside the file, under a name that was free."""
    with _unfinished(path) as draft:
        connection.execute("VACUUM INTO ?", (str(draft),))
        with closing(open_own(draft)) as copied:
            if pragma(copied, "integrity_check") != "ok":
                raise SchemaMismatch("db.damaged", db=str(path))
            if row_counts(copied) != row_counts(connection):
                raise Failed("db.copy_differs", db=str(path))
        _sync(draft)
        number = 0
        while True:
            number += 1
            ending = "" if number == 1 else f".{number}"
            target = path.with_name(f"{path.name}.before-{version}{ending}.bak")
            try:
                _name(draft, target)
            except FileExistsError:
                continue
            _sync(path.parent)
            return target


def _require_whole(connection: sqlite3.Connection, before: dict[str, int]) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise Failed("db.migration_broke_links", tables=sorted({row[0] for row in broken}))
    after = row_counts(connection)
    lost = [name for name, count in before.items() if after.get(name, count) != count]
    if lost:
        raise Failed("db.migration_lost_rows", tables=lost)


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }


def open_own(path: Path) -> sqlite3.Connection:
    """A connection of its own to a database of this program, outside every transaction."""
    require_local_disk(path)
    require_own_file(path)
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, isolation_level=None, timeout=5
    )
    try:
        if pragma(connection, "application_id") != APPLICATION_ID:
            empty = os.stat(path).st_size == 0
            raise SchemaMismatch("db.not_initialised" if empty else "db.foreign", db=str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def version_of(connection: sqlite3.Connection, path: Path) -> str:
    """The schema that a database file has."""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise SchemaMismatch("db.not_initialised", db=str(path))
    return str(row[0])


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[Connection]:
    """One immediate transaction, lent to SQLAlchemy; committed here or rolled back."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    try:
        with engine.begin() as inside:
            connection.execute("BEGIN IMMEDIATE")
            yield inside
            if not connection.in_transaction:
                raise Failed("storage.lost_transaction")
    except DBAPIError as error:
        raise error.orig or error from error


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A name beside a file for something half done; whatever happens, the name is gone after."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        yield draft
    finally:
        for name in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + name).unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    """Give a finished file its name; FileExistsError where the name is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in WITHOUT_LINKS:
            raise
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        os.replace(draft, path)


def _sync(path: Path) -> None:
    """Make a finished file or a folder's list of names last; never a file that SQLite has open."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def as_ours(path: Path, deadline: Deadline) -> Iterator[None]:
    """What the driver or the system says, as one of our errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise failure_of(error, db=str(path), deadline=deadline) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Failed("storage.full") from error
        if error.errno == errno.EROFS:
            raise Failed("storage.read_only", db=str(path)) from error
        if isinstance(error, PermissionError):
            raise Denied("db.no_access", db=str(path)) from error
        raise Failed("storage.io", detail=error.strerror or str(error)) from error
