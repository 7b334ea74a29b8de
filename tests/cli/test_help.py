"""Every command explains itself, leads with an example and stands in the manual."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from typer._click.core import Context

from boxoffice.cli.help import TOPICS, topic_text
from boxoffice.cli.lazy import load
from boxoffice.cli.root import COMMANDS, NOUNS, build_root
from tests.cli.program import clean_environment, run


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
def test_help_shows_no_default_that_means_nothing_was_typed(name: str) -> None:
    assert "[default: 0]" not in help_of(name)


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


def test_the_set_up_is_explained_by_the_example() -> None:
    example = (Path(__file__).parents[2] / "data" / "example.yaml").read_text(encoding="utf-8")
    shown = topic_text("setup").partition("```yaml\n")[2].removesuffix("```\n")
    assert shown == example.replace("data/example.yaml", "cinema.yaml")


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


def on_terminal(home: Path, *args: str, rows: int, **env: str) -> str:
    """What a person at a terminal of so many rows sees."""
    here, there = pty.openpty()
    termios.tcsetwinsize(there, (rows, 80))
    started = subprocess.Popen(
        [sys.executable, "-P", "-m", "boxoffice", *args],
        env=clean_environment(home, TERM="dumb", **env),
        cwd=home, stdin=there, stdout=there, stderr=there,
    )  # fmt: skip
    os.close(there)
    seen = b""
    with suppress(OSError):
        while chunk := os.read(here, 4096):
            seen += chunk
    os.close(here)
    assert started.wait(20) == 0
    return seen.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("rows", "pager", "is_paged"),
    [(24, "cat -n", True), (500, "cat -n", False), (24, "no-such-pager-here", False),
     (24, "'", False)],
)  # fmt: skip
def test_a_long_topic_goes_through_the_pager(
    tmp_path: Path, rows: int, pager: str, is_paged: bool
) -> None:
    seen = on_terminal(tmp_path, "help", "config", "--format", "plain", rows=rows, PAGER=pager)
    numbered = [
        f"{number:6}\t{line}" for number, line in enumerate(topic_text("config").splitlines(), 1)
    ]
    assert seen == ("\n".join(numbered) + "\n" if is_paged else topic_text("config"))


def test_off_a_terminal_nothing_is_paged(tmp_path: Path) -> None:
    done = run("help", "config", home=tmp_path, env={"PAGER": "false"})
    assert (done.returncode, done.stdout) == (0, topic_text("config"))
