"""The schema in a PostgreSQL database: made or moved in one transaction, one program at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from boxoffice.domain.addresses import stripped_of_password as shown
from boxoffice.errors import BoxofficeError, Failed, Invalid, SchemaMismatch
from boxoffice.storage.gate import Deadline
from boxoffice.storage.migrations import BUNDLED, Migrations
from boxoffice.storage.postgres import connect, failure_of, require_address
from boxoffice.storage.setup_results import OF_THE_MACHINE, Initialised, Migrated
from boxoffice.storage.sqlite import APPLICATION_ID

_OWN_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def initialise(
    url: str,
    *,
    group: str | None = None,
    plan: bool = False,
    busy_seconds: float = 10,
    migrations: Migrations = BUNDLED,
) -> Initialised:
    """Make the schema in an empty database; one that has it already is left as it is."""
    if group:
        raise Invalid("db.group_is_for_files", group=group)
    with transaction(url, busy_seconds=busy_seconds) as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"))
        tables = tables_of(connection)
        if tables:
            version = version_of(connection, url, tables)
            return Initialised(db=shown(url), version=version, created=False)
        if plan:
            return Initialised(shown(url), migrations.head, False, planned=True)
        migrations.upgrade(connection, migrations.pending(""))
    return Initialised(db=shown(url), version=migrations.head, created=True)


def migrate(
    url: str, *, plan: bool = False, busy_seconds: float = 10, migrations: Migrations = BUNDLED
) -> Migrated:
    """Bring the schema to this program's; writers wait, since each of them reads the version."""
    with transaction(url, busy_seconds=busy_seconds) as connection:
        tables = tables_of(connection)
        if tables and not plan and "alembic_version" in tables:
            connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        found = version_of(connection, url, tables)
        steps = migrations.pending(found)
        done = Migrated(
            db=shown(url),
            found=found,
            version=migrations.head,
            steps=tuple((step.version, step.what) for step in steps),
            planned=plan,
        )
        if steps and not plan:
            _move(connection, url, tables, lambda: migrations.upgrade(connection, steps))
    return done


def _move(connection: Connection, url: str, tables: set[str], upgrade: Any) -> None:
    before = row_counts(connection, tables)
    try:
        upgrade()
    except BoxofficeError:
        raise
    except Exception as error:
        raise _migration_failure(error, url) from error
    after = row_counts(connection, tables & tables_of(connection))
    lost = [name for name, count in after.items() if before[name] != count]
    if lost:
        raise Failed("db.migration_lost_rows", tables=lost)


def _migration_failure(error: Exception, url: str) -> Exception:
    """A full disk or a lock by its own name; anything else is a step that does not fit."""
    cause: object = getattr(error, "orig", None) or error
    if isinstance(cause, psycopg.Error):
        found = failure_of(cause, deadline=None)
        if getattr(found, "code", "") in OF_THE_MACHINE:
            return found
    return Failed("db.migration_failed", db=shown(url), copy="", detail=str(cause).split("\n")[0])


def tables_of(connection: Connection) -> set[str]:
    """Every table where ours would be, those of extensions left out."""
    return set(connection.execute(text(_OWN_TABLES)).scalars())


def version_of(connection: Connection, url: str, tables: set[str]) -> str:
    """The schema that a database has, or why it has none of ours."""
    if not tables:
        raise SchemaMismatch("db.not_initialised", db=shown(url))
    if not {"alembic_version", "seat_claim", "clock"} <= tables:
        raise SchemaMismatch("db.foreign", db=shown(url))
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        raise SchemaMismatch("db.not_initialised", db=shown(url))
    return str(found)


def row_counts(connection: Connection, tables: set[str]) -> dict[str, int]:
    """How many rows each of these tables has."""
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
        for name in sorted(tables)
    }


@contextmanager
def transaction(url: str, *, busy_seconds: float) -> Iterator[Connection]:
    """One transaction on a connection of its own."""
    require_address(url)
    deadline = Deadline(busy_seconds)
    try:
        raw = connect(url, read_only=False, busy_seconds=busy_seconds)
    except psycopg.Error as error:
        raise failure_of(error, deadline=deadline, url=url) from error
    try:
        engine = create_engine("postgresql+psycopg://", creator=lambda: raw, poolclass=StaticPool)
        with engine.begin() as connection:
            yield connection
    except Exception as error:
        cause = getattr(error, "orig", error)
        if isinstance(cause, psycopg.Error):
            raise failure_of(cause, deadline=deadline) from error
        raise
    finally:
        raw.close()


def drop_everything(url: str, *, busy_seconds: float) -> None:
    """Remove every table of ours; only ever for a database that is a demo."""
    with transaction(url, busy_seconds=busy_seconds) as connection:
        for name in sorted(tables_of(connection)):
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
