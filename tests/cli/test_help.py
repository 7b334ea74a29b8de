"""Every command explains itself, leads with an example and stands in the manual."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer._click.core import Context

from boxoffice.cli.help import TOPICS, topic_text
from boxoffice.cli.lazy import load
from boxoffice.cli.root import COMMANDS, NOUNS, build_root
from tests.cli.program import run


def help_of(name: str) -> str:
    context = Context(build_root("boxoffice"), info_name="boxoffice")
    command = load(name, COMMANDS[name])
    return command.get_help(Context(command, info_name=name, parent=context))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_leads_with_an_example_of_the_command(name: str) -> None:
    assert help_of(name).splitlines()[0].startswith(f"Example: boxoffice {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_it_does_and_where_the_other_options_are(name: str) -> None:
    lines = [line.strip() for line in help_of(name).splitlines()]
    usage = next(place for place, line in enumerate(lines) if line.startswith("Usage:"))
    assert lines[usage + 2][:1].isupper()
    assert lines[-1] == "Options for every command: `boxoffice help config`."
    assert "--op-key" not in help_of(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_manual_mentions_the_command(name: str) -> None:
    assert [topic for topic in TOPICS if f"boxoffice {name}" in topic_text(topic)] != []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_fits_the_command_line(name: str) -> None:
    noun, _, verb = name.partition(" ")
    assert not verb or noun in NOUNS
    assert noun not in COMMANDS or not verb
    assert COMMANDS[name].help.endswith(".")
    assert len(COMMANDS[name].help) <= 60


def test_every_noun_has_commands() -> None:
    assert {name.partition(" ")[0] for name in COMMANDS if " " in name} == set(NOUNS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_printed_as_it_is(tmp_path: Path, topic: str) -> None:
    done = run("help", topic, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, topic_text(topic), "")


def test_a_topic_is_drawn_for_a_terminal(tmp_path: Path) -> None:
    done = run("help", "exit-codes", "--format", "rich", home=tmp_path)
    assert done.returncode == 0
    assert "| code |" not in done.stdout
    assert "outcome unknown" in done.stdout


def test_help_of_a_command_is_its_own_help(tmp_path: Path) -> None:
    done = run("help", "config", "view", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, run("config", "view", "-h", home=tmp_path).stdout)


def test_an_unknown_topic_names_the_nearest(tmp_path: Path) -> None:
    done = run("help", "sellin", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean `boxoffice help selling`" in done.stderr


def test_without_a_database_three_lines_say_how_to_begin(tmp_path: Path) -> None:
    done = run(home=tmp_path)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert "boxoffice demo" in done.stdout


@pytest.mark.parametrize("args", [["help", "config"], ["help", "config", "view"], ["--help"]])
def test_a_broken_configuration_does_not_hide_the_help(tmp_path: Path, args: list[str]) -> None:
    whole = run(*args, home=tmp_path)
    (tmp_path / "boxoffice.toml").write_text("nonsense\n")
    assert run("config", "view", home=tmp_path).returncode == 2
    done = run(*args, home=tmp_path)
    assert (done.returncode, done.stdout) == (0, whole.stdout)
