"""Sentences about the database as a whole: missing, another's, another version, not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def _migration_failed(details: Mapping[str, Any]) -> str:
    copy = details.get("copy") or ""
    kept = f" A checked copy is at {copy}." if copy else ""
    return (
        f"The database could not be moved to the new schema ({details['detail']});"
        f" it is as it was before.{kept} Go on with the program that fits it, and report this."
    )


def _lost_rows(details: Mapping[str, Any]) -> str:
    tables = ", ".join(details["tables"])
    return (
        f"Moving to the new schema would have lost rows of {tables}, so it was undone;"
        " the database is as it was before. Go on with the program that fits it, and report this."
    )


def _broke_links(details: Mapping[str, Any]) -> str:
    tables = ", ".join(details["tables"])
    return (
        f"After moving to the new schema rows of {tables} would have pointed nowhere,"
        " so it was undone; the database is as it was before."
        " `boxoffice db verify` tells whether the data is whole."
    )


WORDS = {
    "db.not_a_demo": (
        "That database is not a demo, and the demo makes its own anew each time."
        " Name another place for it with --db, or leave --db out."
    ),
    "db.not_found": (
        "There is no database at {db}. `boxoffice db init` makes one;"
        " if there should be one, check --db."
    ),
    "db.not_initialised": ("The database {db} is still empty. `boxoffice db init` makes it ready."),
    "db.foreign": (
        "{db} belongs to another program and was left alone. Name another place with --db."
    ),
    "db.damaged": (
        "The database {db} is damaged; nothing was changed. Keep the file as it is,"
        " copy it somewhere safe while no till is running, then put a backup in its place."
    ),
    "db.broken_chain": (
        "The database is damaged: the record of what this till did does not fit its own end."
        " Nothing was changed. `boxoffice db verify` tells what is broken; until it is mended,"
        " sell at another till (`--till NAME`)."
    ),
    "db.older": (
        "The database has schema {found}, this program needs {known}."
        " Run `boxoffice db migrate`; it makes a copy first."
    ),
    "db.newer": (
        "The database has schema {found}, this program knows only {known}."
        " Update this program: `pip install --upgrade boxoffice`."
    ),
    "db.network_disk": (
        "{db} lies on a network disk ({file_system}), where two tills could sell one seat."
        " Either keep it on one machine's own disk and log in there over ssh,"
        " or use PostgreSQL: `--db postgresql://HOST/NAME`."
    ),
    "db.other_user": (
        "The database {db} belongs to {owner}. Run it as {owner}:"
        " `sudo -u {owner} boxoffice --db {db} …`"
    ),
    "db.no_access": (
        "You may not open {db}. Ask its owner to share it with your group"
        " (`boxoffice db init --group GROUP`), or run as the owner with `sudo -u`."
    ),
    "db.unsafe_wal": (
        "SQLite {library} on this machine can damage a database in WAL mode."
        " Use a Python with SQLite 3.51.3, 3.50.7 or 3.44.6,"
        " or make the database with `boxoffice db init --journal persist`."
    ),
    "db.cannot_open": (
        "The database {db} cannot be opened. Check that its folder is there"
        " and that you may write in it."
    ),
    "db.bad_url": (
        "The database address is not one that PostgreSQL understands ({detail})."
        " Write it like postgresql://USER@HOST/NAME."
    ),
    "db.no_folder": "There is no folder {folder}: make it first (`mkdir -p`), or correct --db.",
    "db.bad_folder": "{folder} is a file, not a folder. Name another place with --db.",
    "db.no_driver": ("PostgreSQL needs one more package: `pip install 'boxoffice[postgres]'`."),
    "db.unknown_group": "This machine has no group {group}. `getent group` lists them.",
    "db.not_in_group": (
        "You are not in the group {group}. Ask an administrator:"
        " `sudo usermod -aG {group} USER`, then log in again."
    ),
    "db.folder_of_other": (
        "The folder {folder} belongs to {owner}, so this database could not keep anything in it."
        " Have {owner} remove it, then try again."
    ),
    "db.folder_not_shared": (
        "The members of {group} could not work in {folder}. Run"
        " `chgrp {group} {folder}` and `chmod 2770 {folder}`, or name a folder that is not there"
        " yet."
    ),
    "db.group_is_for_files": (
        "--group is for a database file. On PostgreSQL, GRANT decides who may use it."
    ),
    "db.moved_meanwhile": ("Somebody else migrated {db} just now. See with `boxoffice db info`."),
    "db.copy_differs": (
        "The copy of {db} did not match it, so nothing was changed."
        " Stop whatever else writes to the file, then try again."
    ),
    "db.migration_failed": _migration_failed,
    "db.migration_lost_rows": _lost_rows,
    "db.migration_broke_links": _broke_links,
    "db.would_make": "{db} would be made (schema {schema_version}). Nothing was changed.",
    "db.made": "Made the database {db} (schema {schema_version}, journal {journal}).",
    "db.made_on_server": "Made the schema {schema_version} in {db}.",
    "db.there_already": "{db} is there already (schema {schema_version}); nothing was changed.",
    "db.nothing_to_do": "{db} has schema {known}, which this program needs; nothing to do.",
    "db.would_migrate": "{db} would go from schema {found} to {known}. Nothing was changed.",
    "db.migrated": "{db} went from schema {found} to {known}.",
    "db.copy_kept": "The database as it was before: {copy_path}",
    "db.no_copy": "No copy is made on PostgreSQL: make one with `pg_dump` before you migrate.",
}
