"""The options of every command: before its name or after it, and only if typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boxoffice.cli.global_options import GLOBAL_OPTIONS
from boxoffice.cli.help import topic_text
from tests.cli.program import run

TYPED = [
    (["--db", "/srv/a.db"], "db", "/srv/a.db", "flag --db"),
    (["--db=/srv/a.db"], "db", "/srv/a.db", "flag --db"),
    (["--quiet"], "quiet", True, "flag --quiet"),
    (["--no-color"], "color", "never", "flag --no-color"),
    (["--no-input"], "no_input", True, "flag --no-input"),
    (["--yes"], "yes", True, "flag --yes"),
    (["--theatre", "regal"], "theatre", "regal", "flag --theatre"),
    (["--till", "till-2"], "till", "till-2", "flag --till"),
    (["--format", "json"], "format", "json", "flag --format"),
]


def settings_of(*args: str, home: Path, **env: str) -> dict[str, tuple[object, str]]:
    done = run(*args, home=home, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)["settings"]
    return {row["name"]: (row["value"], row["source"]) for row in rows}


@pytest.mark.parametrize(("words", "name", "value", "source"), TYPED)
def test_before_and_after_are_the_same(
    tmp_path: Path, words: list[str], name: str, value: object, source: str
) -> None:
    before = settings_of(*words, "--json", "config", "view", home=tmp_path)
    between = settings_of("config", *words, "view", "--json", home=tmp_path)
    after = settings_of("config", "view", "--json", *words, home=tmp_path)
    assert before[name] == between[name] == after[name] == (value, source)


def test_the_later_of_two_counts(tmp_path: Path) -> None:
    found = settings_of("--till", "a", "config", "view", "--till", "b", "--json", home=tmp_path)
    assert found["till"] == ("b", "flag --till")


def test_an_option_not_typed_does_not_beat_a_variable(tmp_path: Path) -> None:
    found = settings_of("config", "view", "--json", home=tmp_path, BOXOFFICE_QUIET="1")
    assert found["quiet"] == (True, "environment BOXOFFICE_QUIET")


def test_a_configuration_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('till = "box-9"\n')
    found = settings_of("config", "view", "--json", "--config", "own.toml", home=tmp_path)
    assert found["till"] == ("box-9", str(tmp_path / "own.toml"))


def test_an_operation_key_of_odd_signs_is_refused(tmp_path: Path) -> None:
    done = run("config", "view", "--op-key", "a b", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "8 to 64 letters" in done.stderr


def test_the_manual_lists_every_option() -> None:
    text = topic_text("config")
    assert [spec.flag for spec in GLOBAL_OPTIONS if f"| `{spec.flag}" not in text] == []
