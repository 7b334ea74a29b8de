"""Which journal a SQLite library may write, and what each connection is set to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from boxoffice.errors import SchemaMismatch
from boxoffice.storage import journal, sqlite_setup
from boxoffice.storage.sqlite import SqliteBackend, pragma

AFFECTED = (3, 40, 1)
SOUND = (3, 51, 3)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_only_mended_libraries_are_sound(version: tuple[int, int, int], safe: bool) -> None:
    assert journal.wal_is_safe(version) is safe


def settings_of(path: Path) -> tuple[str, int, int]:
    """Journal, synchronous and foreign keys of a fresh connection of the program."""
    backend = SqliteBackend(path, busy_seconds=1)
    connection = backend.connect(read_only=False).dbapi_connection
    names = ("journal_mode", "synchronous", "foreign_keys")
    found = tuple(pragma(connection, name) for name in names)
    connection.close()
    return found  # type: ignore[return-value]


def test_a_rollback_journal_is_persistent_and_extra_durable(sqlite_path: Path) -> None:
    assert settings_of(sqlite_path) == ("persist", 3, 1)


def test_wal_is_fully_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(journal.ALLOW_VARIABLE, "1")
    path = tmp_path / "wal.db"
    assert sqlite_setup.initialise(path, journal="wal").journal == "wal"
    assert settings_of(path) == ("wal", 2, 1)


def test_an_affected_library_neither_makes_nor_opens_a_wal_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "wal_is_safe", lambda: False)
    monkeypatch.setenv(journal.ALLOW_VARIABLE, "1")
    path = tmp_path / "wal.db"
    sqlite_setup.initialise(path, journal="wal")
    monkeypatch.delenv(journal.ALLOW_VARIABLE)
    with pytest.raises(SchemaMismatch) as opened:
        settings_of(path)
    with pytest.raises(SchemaMismatch) as made:
        sqlite_setup.initialise(tmp_path / "other.db", journal="wal")
    assert [opened.value.code, made.value.code] == ["db.unsafe_wal"] * 2
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize(("safe", "chosen"), [(True, "wal"), (False, "persist")])
def test_a_new_database_gets_the_best_journal_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, safe: bool, chosen: str
) -> None:
    monkeypatch.setattr(journal, "wal_is_safe", lambda: safe)
    path = tmp_path / "new.db"
    assert sqlite_setup.initialise(path).journal == chosen
    with closing(sqlite3.connect(path)) as connection:
        assert (pragma(connection, "journal_mode") == "wal") is safe
