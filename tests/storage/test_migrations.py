"""The schema is the sum of its migrations, and a database moves to the next one or stays whole."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError, Busy, Failed, SchemaMismatch
from boxoffice.services.app import App
from boxoffice.storage import postgres_setup, sqlite_setup
from boxoffice.storage.gate import Deadline, Gate
from boxoffice.storage.migrations import BUNDLED, Migrations
from boxoffice.storage.schema import HEAD, VERSIONS
from boxoffice.storage.setup_results import Migrated
from boxoffice.storage.tables import every_table
from tests.forks import run_in_child
from tests.storage import revisions

CITY = "INSERT INTO city (id, key, name) VALUES (1, 'graz', 'Graz')"
THEATRE = (
    "INSERT INTO theatre (id, key, city_id, name, zone, currency)"
    " VALUES (1, 'odeon', 1, 'Odeon', 'Europe/Vienna', 'EUR')"
)
HOLIDAY = "INSERT INTO holiday (theatre_id, day, name) VALUES (1, '2026-12-25', 'Christmas')"


def execute(db: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements past the program and return the rows of the last."""
    if "://" in db:
        with psycopg.connect(db) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(db)) as file:
        for statement in statements:
            rows = file.execute(statement).fetchall()
        file.commit()
        return rows


def migrate(db: str, migrations: Migrations, *, plan: bool = False) -> Migrated:
    """Migrate either product."""
    if "://" in db:
        return postgres_setup.migrate(db, plan=plan, busy_seconds=5, migrations=migrations)
    return sqlite_setup.migrate(Path(db), plan=plan, busy_seconds=5, migrations=migrations)


@pytest.fixture
def filled(database: str) -> str:
    """A database with a few rows that point at each other."""
    execute(database, CITY, THEATRE, HOLIDAY)
    return database


def test_the_known_versions_are_the_migration_files() -> None:
    scripts = ScriptDirectory(str(BUNDLED.folder.parent), version_locations=[str(BUNDLED.folder)])
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == VERSIONS
    assert [step.version for step in BUNDLED.pending("")] == list(VERSIONS)


def test_sqlite_has_the_schema_of_the_tables(sqlite_path: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.db"
    engine = create_engine(f"sqlite:///{wanted}")
    every_table().create_all(engine)
    engine.dispose()
    assert _sqlite_schema(sqlite_path) == _sqlite_schema(wanted)


def _sqlite_schema(path: Path) -> dict[str, tuple[frozenset[str], object]]:
    """Per table and index: its lines in any order, since that of constraints is free; columns.

    A table that a migration made anew has its name in quotes.
    """
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND tbl_name != 'alembic_version'"
        ).fetchall()
        return {
            name: (
                frozenset(
                    re.sub(r",?\s*$", "", line).strip()
                    for line in sql.replace(f'TABLE "{name}"', f"TABLE {name}").splitlines()
                ),
                file.execute(f"PRAGMA table_xinfo({name})").fetchall(),
            )
            for name, sql in rows
        }


def test_every_table_on_sqlite_is_strict(sqlite_path: Path) -> None:
    found = execute(
        str(sqlite_path), "SELECT name, wr FROM pragma_table_list WHERE strict = 1 AND name != ''"
    )
    tables = every_table().tables
    assert {name for name, _ in found} == {*tables, "alembic_version"}
    assert {name for name, without_rowid in found if without_rowid} == {
        name
        for name, table in tables.items()
        if table.dialect_options["sqlite"].get("with_rowid") is False
    }


def test_postgres_has_the_schema_of_the_tables(postgres_url: str, blank_postgres_url: str) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(blank_postgres_url)
    )
    every_table().create_all(engine)
    engine.dispose()
    for question in POSTGRES_SCHEMA:
        assert execute(postgres_url, question) == execute(blank_postgres_url, question)


POSTGRES_SCHEMA = (
    (
        "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name != 'alembic_version' ORDER BY 1, 3"
    ),
    (
        "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " AND conrelid::regclass::text != 'alembic_version' ORDER BY 1, 2"
    ),
    (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename != 'alembic_version' ORDER BY 1"
    ),
)


def test_a_new_database_has_one_version_and_one_clock(database: str) -> None:
    assert execute(database, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert execute(database, "SELECT id, wall_ms, boot_ms, boot_id FROM clock") == [(1, 0, 0, "")]


def test_a_migration_keeps_every_row(filled: str, tmp_path: Path) -> None:
    moved = migrate(filled, revisions.next_schema(tmp_path, revisions.GOOD))
    assert (moved.found, moved.version) == (HEAD, revisions.NEXT)
    assert moved.steps == ((revisions.NEXT, "Countries of cities."),)
    assert execute(filled, "SELECT version_num FROM alembic_version") == [(revisions.NEXT,)]
    assert execute(filled, "SELECT id, key, name, country FROM city") == [(1, "graz", "Graz", "?")]
    assert execute(filled, "SELECT count(*) FROM theatre JOIN city ON city.id = city_id") == [(1,)]


def test_the_state_before_is_kept_beside_the_file(sqlite_path: Path, tmp_path: Path) -> None:
    execute(str(sqlite_path), CITY)
    taken = sqlite_path.with_name(f"boxoffice.db.before-{revisions.NEXT}.bak")
    taken.write_text("somebody's own", encoding="utf-8")
    moved = migrate(str(sqlite_path), revisions.next_schema(tmp_path, revisions.GOOD))
    assert moved.copy == str(sqlite_path.with_name(f"boxoffice.db.before-{revisions.NEXT}.2.bak"))
    assert Path(moved.copy).stat().st_mode & 0o777 == 0o600
    assert execute(moved.copy, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert execute(moved.copy, "SELECT key FROM city") == [("graz",)]
    assert taken.read_text(encoding="utf-8") == "somebody's own"


def test_a_plan_changes_nothing(filled: str, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    planned = migrate(filled, revisions.next_schema(tmp_path, revisions.GOOD), plan=True)
    assert (planned.planned, planned.steps) == (True, ((revisions.NEXT, "Countries of cities."),))
    assert execute(filled, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"versions"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (revisions.FAILS, "db.migration_failed"),
        (revisions.LOSES_ROWS, "db.migration_lost_rows"),
    ],
)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    filled: str, app: App, ctx: Context, tmp_path: Path, body: str, code: str
) -> None:
    with pytest.raises(Failed) as caught:
        migrate(filled, revisions.next_schema(tmp_path, body))
    assert caught.value.code == code
    assert execute(filled, "SELECT name FROM city") == [("Graz",)]
    assert execute(filled, "SELECT count(*) FROM holiday") == [(1,)]
    with app.db.read(ctx) as session:
        assert session.now_ms == ctx.clock.wall_ms()


def test_a_migration_that_breaks_a_link_is_undone(filled: str, tmp_path: Path) -> None:
    with pytest.raises(BoxofficeError):
        migrate(filled, revisions.next_schema(tmp_path, revisions.BREAKS_LINKS))
    assert execute(filled, "SELECT city_id FROM theatre") == [(1,)]
    assert execute(filled, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_migration_that_is_killed_leaves_everything_as_it_was(
    filled: str, app: App, ctx: Context, tmp_path: Path
) -> None:
    deadly = revisions.next_schema(tmp_path, revisions.IS_KILLED)
    assert run_in_child(lambda: migrate(filled, deadly)).signal == 9
    with app.db.read(ctx) as session:
        assert session.now_ms == ctx.clock.wall_ms()
    assert execute(filled, "SELECT name FROM city") == [("Graz",)]
    good = tmp_path / "good"
    good.mkdir()
    migrate(filled, revisions.next_schema(good, revisions.GOOD))
    assert execute(filled, "SELECT name FROM city") == [("Graz",)]


def test_an_older_program_neither_writes_nor_migrates(
    filled: str, app: App, ctx: Context, tmp_path: Path
) -> None:
    migrate(filled, revisions.next_schema(tmp_path, revisions.GOOD))
    with pytest.raises(SchemaMismatch) as caught, app.db.read(ctx):
        pass
    assert (caught.value.code, caught.value.details["found"]) == ("db.newer", revisions.NEXT)
    with pytest.raises(SchemaMismatch) as again:
        migrate(filled, BUNDLED)
    assert (again.value.code, again.value.details["known"]) == ("db.newer", HEAD)


def test_a_migration_waits_its_turn_at_the_gate(sqlite_path: Path, tmp_path: Path) -> None:
    steps = revisions.next_schema(tmp_path, revisions.GOOD)
    with Gate(sqlite_path).held(Deadline(5)), pytest.raises(Busy):
        sqlite_setup.migrate(sqlite_path, busy_seconds=0.05, migrations=steps)
    assert execute(str(sqlite_path), "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_migration_waits_for_whoever_read_the_version(postgres_url: str, tmp_path: Path) -> None:
    steps = revisions.next_schema(tmp_path, revisions.GOOD)
    with psycopg.connect(postgres_url) as writer:
        writer.execute("SELECT version_num FROM alembic_version")
        with pytest.raises(Busy):
            postgres_setup.migrate(postgres_url, busy_seconds=0.05, migrations=steps)
    assert execute(postgres_url, "SELECT version_num FROM alembic_version") == [(HEAD,)]
