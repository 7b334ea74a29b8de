"""The demo, through the installed command: it starts clean, is fair, and spares real databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import run

pytestmark = pytest.mark.slow


def demo(db: str, home: Path) -> dict[str, Any]:
    done = run("demo", "--db", db, "--json", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def is_fair(found: dict[str, Any]) -> bool:
    race = found["race"]
    return sorted(race["exit_codes"]) == [0] + [6] * 39 and found["verify_ok"] is True


def test_it_runs_twice_and_starts_clean(tmp_path: Path) -> None:
    db = str(tmp_path / "demo.db")
    first, again = demo(db, tmp_path), demo(db, tmp_path)
    assert is_fair(first)
    assert is_fair(again)
    assert first["sold"] == again["sold"]


def test_it_runs_on_a_server_too(blank_postgres_url: str, tmp_path: Path) -> None:
    assert is_fair(demo(blank_postgres_url, tmp_path))
    assert is_fair(demo(blank_postgres_url, tmp_path))


def test_it_spares_a_database_that_is_no_demo(sqlite_path: Path, tmp_path: Path) -> None:
    before = sqlite_path.read_bytes()
    done = run("demo", "--db", str(sqlite_path), home=tmp_path)
    assert done.returncode == 6
    assert "not a demo" in done.stderr
    assert sqlite_path.read_bytes() == before


def test_people_see_the_race_and_what_to_try_next(tmp_path: Path) -> None:
    done = run("demo", "--db", str(tmp_path / "demo.db"), home=tmp_path)
    assert done.returncode == 0
    assert "40 processes sell" in done.stdout
    assert done.stdout.count("--db") == 5
