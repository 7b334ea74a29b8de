"""`boxoffice db`: making a database, moving it to a new schema, saying what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.global_options import typed
from boxoffice.cli.session import output

if TYPE_CHECKING:
    from boxoffice.services.databases import DatabaseInfo, DatabaseMade, DatabaseMigrated


def init(
    group: Annotated[
        str | None, typer.Option("--group", help="Share the files with this group of users.")
    ] = None,
    journal: Annotated[
        str | None, typer.Option("--journal", help="auto, persist or wal (SQLite only).")
    ] = None,
) -> None:
    """Make the database; one that is there already stays as it is.

    Example: boxoffice db init
    Example: boxoffice --db /srv/cinema/boxoffice.db db init --group tills
    Example: boxoffice --db postgresql://box@dbhost/boxoffice db init
    """
    from boxoffice.config_keys import BY_NAME
    from boxoffice.present.rows.databases import fields_table
    from boxoffice.services import databases

    if journal is not None:
        journal = BY_NAME["journal"].read(journal, where="flag --journal")
    words = typed()
    if "db" in words.settings_typed and not group and not words.settings().is_postgres:
        databases.require_folder(words.settings().db)
    made = databases.initialise(words.settings(), group=group, journal=journal, plan=words.dry_run)
    output().emit(
        {**made.document(), "dry_run": words.dry_run},
        table=lambda: fields_table(made),
        text=lambda: _made(made) + "\n",
    )


def migrate(
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would happen.")] = False,
) -> None:
    """Move the database to the schema that this program needs, beside a checked copy.

    Example: boxoffice db migrate --plan
    Example: boxoffice db migrate
    """
    from boxoffice.present.rows.databases import steps_table
    from boxoffice.services import databases

    words = typed()
    moved = databases.migrate(words.settings(), plan=plan or words.dry_run)
    output().emit(
        {**moved.document(), "dry_run": plan or words.dry_run},
        table=lambda: steps_table(moved),
        text=lambda: _moved(moved) + "\n",
    )


def info() -> None:
    """What the database is, how it keeps what is written, and how much is in it.

    Example: boxoffice db info
    Example: boxoffice db info --json
    """
    from boxoffice.present.rows.databases import info_table
    from boxoffice.services import databases

    found: DatabaseInfo = databases.info(typed().settings())
    output().emit(found.document(), table=lambda: info_table(found))


def _made(made: DatabaseMade) -> str:
    from boxoffice.present.words import reason

    if made.planned:
        return reason("db.would_make", made.document())
    if not made.created:
        lines = [reason("db.there_already", made.document())]
        if made.schema_version != made.schema_known:
            lines.append(
                reason("db.older", {"found": made.schema_version, "known": made.schema_known})
            )
        return "\n".join(lines)
    return reason("db.made" if made.journal else "db.made_on_server", made.document())


def _moved(moved: DatabaseMigrated) -> str:
    from boxoffice.present.words import reason

    if not moved.steps:
        return reason("db.nothing_to_do", moved.document())
    lines = [reason("db.migrated" if moved.done else "db.would_migrate", moved.document())]
    lines += [f"  {step.version}  {step.what}" for step in moved.steps]
    if moved.copy_path:
        lines.append(reason("db.copy_kept", moved.document()))
    elif "://" in moved.db:
        lines.append(reason("db.no_copy", {}))
    return "\n".join(lines)
