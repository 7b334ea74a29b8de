"""Making, moving and describing a database, on either product."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from boxoffice.errors import Failed, Invalid, SchemaMismatch
from boxoffice.services import databases
from boxoffice.services.databases import DatabaseMade
from boxoffice.storage.schema import HEAD
from boxoffice.storage.tables import every_table
from tests.contexts import make_settings


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address where no database is yet."""
    if request.param == "sqlite":
        return str(tmp_path / "new.db")
    return str(request.getfixturevalue("blank_postgres_url"))


def test_a_database_is_made_once(empty: str) -> None:
    settings = make_settings(empty, journal="persist")
    first = databases.initialise(settings)
    assert first == DatabaseMade(
        db=first.db,
        schema_version=HEAD,
        schema_known=HEAD,
        created=True,
        journal="" if settings.is_postgres else "persist",
        planned=False,
    )
    assert databases.initialise(settings) == first.model_copy(update={"created": False})


def test_a_plan_leaves_it_empty(empty: str) -> None:
    settings = make_settings(empty)
    assert databases.initialise(settings, plan=True).planned is True
    with pytest.raises(SchemaMismatch) as caught:
        databases.info(settings)
    assert caught.value.code in ("db.not_found", "db.not_initialised")


def test_nothing_to_migrate_is_no_error(database: str) -> None:
    moved = databases.migrate(make_settings(database))
    assert (moved.found, moved.known, moved.steps, moved.done) == (HEAD, HEAD, (), True)


def test_info_counts_the_rows_of_every_table(database: str) -> None:
    found = databases.info(make_settings(database))
    assert set(found.rows) == {*every_table().tables, "alembic_version"}
    assert {name: count for name, count in found.rows.items() if count} == {
        "clock": 1,
        "alembic_version": 1,
        "setup_revision": 1,
    }
    assert (found.schema_version, found.schema_known, found.shows) == (HEAD, HEAD, 0)
    assert found.size_bytes > 100_000


def test_info_of_a_file_says_how_it_is_kept(sqlite_path: Path) -> None:
    found = databases.info(make_settings(str(sqlite_path)))
    assert (found.journal, found.synchronous, found.mode) == ("persist", "extra", "0600")
    assert found.product.startswith("SQLite 3.")


def test_info_hides_the_password(postgres_url: str) -> None:
    secret = postgres_url.replace("postgres:@", "postgres:hush@")
    found = databases.info(make_settings(secret))
    assert "hush" not in found.model_dump_json()
    assert found.product.startswith("PostgreSQL ")


def test_another_programs_schema_is_left_alone(blank_postgres_url: str) -> None:
    with psycopg.connect(blank_postgres_url) as connection:
        connection.execute("CREATE TABLE diary (page text)")
    with pytest.raises(SchemaMismatch) as caught:
        databases.initialise(make_settings(blank_postgres_url))
    assert caught.value.code == "db.foreign"
    with psycopg.connect(blank_postgres_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchall() == [("diary",)]


def test_a_group_is_no_matter_for_a_server(blank_postgres_url: str) -> None:
    with pytest.raises(Invalid) as caught:
        databases.initialise(make_settings(blank_postgres_url), group="tills")
    assert caught.value.code == "db.group_is_for_files"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://localhost:1/x", "storage.unreachable"),
        ("postgresql://[", "db.bad_url"),
    ],
)
def test_a_server_that_is_not_there(url: str, code: str) -> None:
    with pytest.raises((Failed, Invalid)) as caught:
        databases.info(make_settings(url, busy_seconds=1))
    assert caught.value.code == code
