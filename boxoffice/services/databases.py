"""Making a database, moving it to a new schema, saying what it is: before any use case can run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boxoffice.errors import NotFound
from boxoffice.services.app import require_driver
from boxoffice.services.results import Value
from boxoffice.storage.schema import HEAD

if TYPE_CHECKING:
    from boxoffice.config import Settings
    from boxoffice.storage.facts import Facts


class DatabaseMade(Value):
    """A database that is there now, or with `planned` would be; `created` says by whom."""

    db: str
    schema_version: str
    schema_known: str
    created: bool
    journal: str
    planned: bool


class SchemaStep(Value):
    """One migration."""

    version: str
    what: str


class DatabaseMigrated(Value):
    """The way from one schema to another; `copy_path` is the database as it was before."""

    db: str
    found: str
    known: str
    steps: tuple[SchemaStep, ...]
    copy_path: str
    done: bool


class DatabaseInfo(Value):
    """One database: what it is, what is in it, and how it keeps what is written."""

    db: str
    product: str
    schema_version: str
    schema_known: str
    journal: str
    journal_reason: str
    synchronous: str
    size_bytes: int
    owner: str
    group: str
    mode: str
    shows: int
    rows: dict[str, int]


def require_folder(db: str) -> None:
    """Refuse a file in a folder that is not there: whoever typed its name may have mistyped it."""
    folder = Path(db).parent
    try:
        folder.stat()
    except FileNotFoundError:
        raise NotFound("db.no_folder", folder=str(folder)) from None
    except OSError:
        return


def initialise(
    settings: Settings,
    *,
    group: str | None = None,
    journal: str | None = None,
    plan: bool = False,
) -> DatabaseMade:
    """Make the database of these settings, or only say so; one that is there already stays."""
    if settings.is_postgres:
        require_driver()
        from boxoffice.storage import postgres_setup

        made = postgres_setup.initialise(
            settings.db, group=group, plan=plan, busy_seconds=settings.busy_seconds
        )
    else:
        from boxoffice.storage import sqlite_setup

        made = sqlite_setup.initialise(
            Path(settings.db),
            group=group,
            journal=journal or settings.journal,
            plan=plan,
            busy_seconds=settings.busy_seconds,
        )
    return DatabaseMade(
        db=made.db,
        schema_version=made.version,
        schema_known=HEAD,
        created=made.created,
        journal=made.journal,
        planned=made.planned,
    )


def migrate(settings: Settings, *, plan: bool = False) -> DatabaseMigrated:
    """Bring the database to this program's schema, or only say how."""
    if settings.is_postgres:
        require_driver()
        from boxoffice.storage import postgres_setup

        moved = postgres_setup.migrate(settings.db, plan=plan, busy_seconds=settings.busy_seconds)
    else:
        from boxoffice.storage import sqlite_setup

        moved = sqlite_setup.migrate(
            Path(settings.db), plan=plan, busy_seconds=settings.busy_seconds
        )
    return DatabaseMigrated(
        db=moved.db,
        found=moved.found,
        known=moved.version,
        steps=tuple(SchemaStep(version=version, what=what) for version, what in moved.steps),
        copy_path=moved.copy,
        done=not plan,
    )


def info(settings: Settings) -> DatabaseInfo:
    """What the database of these settings is, whatever its schema."""
    facts = facts_of(settings)
    return DatabaseInfo(
        db=facts.db,
        product=facts.product,
        schema_version=facts.version,
        schema_known=HEAD,
        journal=facts.journal,
        journal_reason=journal_reason(facts.journal),
        synchronous=facts.synchronous,
        size_bytes=facts.size_bytes,
        owner=facts.owner,
        group=facts.group,
        mode=facts.mode,
        shows=facts.rows.get("show", 0),
        rows=facts.rows,
    )


def facts_of(settings: Settings) -> Facts:
    """The facts of either product."""
    from boxoffice.storage import facts

    if settings.is_postgres:
        require_driver()
        return facts.of_postgres(settings.db, busy_seconds=settings.busy_seconds)
    return facts.of_sqlite(Path(settings.db))


def journal_reason(journal: str) -> str:
    """Why a database file has the journal it has, as a code; "" on a server."""
    from boxoffice.storage.journal import wal_is_safe

    if not journal:
        return ""
    if journal == "wal":
        return "doctor.wal_sound" if wal_is_safe() else "doctor.wal_unsafe"
    return "doctor.journal_chosen" if wal_is_safe() else "doctor.journal_needed"
