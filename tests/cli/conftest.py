"""A till to sell at, on each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.houses import fill
from tests.cli.inside import Evening, Program, make_evening, program, time_stands_still
from tests.cli.tills import Till, open_till


@pytest.fixture
def till(database: str, tmp_path: Path) -> Till:
    """A till of a cinema with 80 seats; the test runs on SQLite and on PostgreSQL."""
    return open_till(database, tmp_path)


@pytest.fixture
def sqlite_till(sqlite_path: Path, tmp_path: Path) -> Till:
    """The same on SQLite only, for what no database has a part in."""
    return open_till(str(sqlite_path), tmp_path)


@pytest.fixture
def evening(sqlite_path: Path) -> Evening:
    """A house with sales, holds, bookings and blocks, at a time that stands still."""
    return make_evening(sqlite_path)


@pytest.fixture
def call(
    evening: Evening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Program:
    """Runs a command line in this process, on that evening's database."""
    return program(tmp_path, evening.db, monkeypatch, capsys)


@pytest.fixture
def noon(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Program:
    """Runs a command line on an empty database, on Friday noon where it has no clock of its own."""
    stands_still = time_stands_still(database)
    return program(tmp_path, database, monkeypatch, capsys, stands_still=stands_still)


@pytest.fixture
def house(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Program:
    """Runs a command line on a house with two theatres, three films and five shows to come."""
    call = program(tmp_path, database, monkeypatch, capsys, stands_still=False)
    fill(call, tmp_path)
    return call
