"""`boxoffice db` and `boxoffice doctor` as typed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from boxoffice.storage.schema import HEAD
from tests.cli.program import run


def test_from_nothing_to_a_healthy_database(tmp_path: Path) -> None:
    db = str(tmp_path / "house" / "x.db")
    mistyped = run("--db", db, "db", "init", home=tmp_path)
    assert mistyped.returncode == 5
    assert f"There is no folder {tmp_path / 'house'}" in mistyped.stderr
    (tmp_path / "house").mkdir()
    made = run("--db", db, "db", "init", "--journal", "persist", home=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == f"Made the database {db} (schema {HEAD}, journal persist).\n"
    again = run("--db", db, "db", "init", home=tmp_path)
    assert again.returncode == 0
    assert again.stdout == f"{db} is there already (schema {HEAD}); nothing was changed.\n"
    well = run("--db", db, "doctor", "--json", home=tmp_path)
    assert well.returncode == 0
    assert {check["verdict"] for check in json.loads(well.stdout)["checks"]} == {"ok"}


@pytest.mark.slow
def test_a_server_is_made_ready(blank_postgres_url: str, tmp_path: Path) -> None:
    made = run("--db", blank_postgres_url, "db", "init", "--json", home=tmp_path)
    assert (made.returncode, json.loads(made.stdout)["created"]) == (0, True)
    well = run("--db", blank_postgres_url, "doctor", home=tmp_path)
    assert well.returncode == 0
    info = run("--db", blank_postgres_url, "db", "info", "--format", "csv", home=tmp_path)
    assert f"schema,{HEAD}\n" in info.stdout


@pytest.mark.slow
def test_a_newer_schema_is_refused_with_both_versions(sqlite_path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path)) as file:
        file.execute("UPDATE alembic_version SET version_num = '0099'")
        file.commit()
    for command in (["db", "migrate"], ["doctor", "--accept-clock"]):
        refused = run("--db", str(sqlite_path), *command, home=tmp_path)
        assert refused.returncode == 10
        assert "0099" in refused.stderr
        assert HEAD in refused.stderr
    assert (
        "schema                   0099"
        in run("--db", str(sqlite_path), "db", "info", home=tmp_path).stdout
    )
    assert run("--db", str(sqlite_path), "doctor", home=tmp_path).returncode == 1


@pytest.mark.parametrize("command", [["db", "init"], ["db", "info"], ["db", "migrate"]])
def test_a_foreign_file_is_refused(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("Dear diary, " * 100, encoding="utf-8")
    refused = run("--db", str(path), *command, home=tmp_path)
    assert refused.returncode == 10
    assert "belongs to another program" in refused.stderr
    assert path.read_text(encoding="utf-8") == "Dear diary, " * 100


def test_an_unknown_journal_is_a_usage_error(tmp_path: Path) -> None:
    refused = run("--db", str(tmp_path / "x.db"), "db", "init", "--journal", "off", home=tmp_path)
    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    planned = run("--db", str(tmp_path / "x.db"), "db", "init", "--dry-run", home=tmp_path)
    assert planned.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_can_write_says_whether_it_was_a_dry_run(sqlite_path: Path, tmp_path: Path) -> None:
    for command in (["db", "init"], ["db", "migrate"], ["sweep"]):
        for words, is_dry in (([], False), (["--dry-run"], True)):
            done = run("--db", str(sqlite_path), "--json", *command, *words, home=tmp_path)
            assert (done.returncode, json.loads(done.stdout)["dry_run"]) == (0, is_dry)
