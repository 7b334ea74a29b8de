"""TAB in bash, zsh and fish."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import clean_environment, run


def bash(home: Path, line: str, *, breaks: str = " :=@") -> list[str]:
    env = {"_BOXOFFICE_COMPLETE": "complete_bash", "_BOXOFFICE_LINE": line}
    done = run(home=home, env={**env, "_BOXOFFICE_BREAKS": breaks})
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("boxoffice conf", ["config"]),
        ("boxoffice config ", ["view"]),
        ("boxoffice --till x config ", ["view"]),
        ("boxoffice help selli", ["selling"]),
        ("boxoffice --format j", ["json"]),
        ("boxoffice --forma", ["--format"]),
        ("boxoffice nonsense ", []),
        ("boxoffice setup apply ", [":files:"]),
        ("boxoffice setup apply --d", ["--detailed-exitcode"]),
        ("boxoffice --db ", [":files:"]),
        ("boxoffice seats ", []),
        ("bo conf", ["config"]),
    ],
)
def test_what_could_stand_at_the_cursor(tmp_path: Path, line: str, offered: list[str]) -> None:
    assert bash(tmp_path, line) == offered


def test_bash_is_not_told_again_what_stands_before_a_break(tmp_path: Path) -> None:
    assert bash(tmp_path, "boxoffice help selli", breaks="e") == ["lling"]


def test_other_shells_get_the_help_too(tmp_path: Path) -> None:
    words = {"_TYPER_COMPLETE_ARGS": "boxoffice config "}
    zsh = run(home=tmp_path, env={"_BOXOFFICE_COMPLETE": "complete_zsh", **words})
    assert '"view":"Every setting and where it came from."' in zsh.stdout
    fish = {"_BOXOFFICE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = run(home=tmp_path, env={**fish, **words})
    assert done.stdout == "view\tEvery setting and where it came from.\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_can_be_shown(tmp_path: Path, shell: str) -> None:
    done = run("--show-completion", shell, home=tmp_path)
    assert done.returncode == 0
    assert "_BOXOFFICE_COMPLETE" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n", "-c", done.stdout], check=True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_both_names_are_completed(tmp_path: Path, shell: str) -> None:
    shown = run("--show-completion", shell, home=tmp_path).stdout
    assert ("--command bo " if shell == "fish" else "_completion boxoffice bo") in shown


def test_installing_sets_up_the_shell(tmp_path: Path) -> None:
    done = run("--install-completion", "bash", home=tmp_path)
    assert done.returncode == 0
    script = tmp_path / ".bash_completions" / "boxoffice.sh"
    assert str(script) in done.stderr
    assert str(script) in (tmp_path / ".bashrc").read_text()
    assert script.read_text() == run("--show-completion", "bash", home=tmp_path).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_itself_completes(tmp_path: Path) -> None:
    program = tmp_path / "boxoffice"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m boxoffice "$@"\n')
    program.chmod(0o755)
    script = run("--show-completion", "bash", home=tmp_path).stdout
    probe = (
        f'{script}\nCOMP_LINE="boxoffice help selli"; COMP_POINT=${{#COMP_LINE}}\n'
        f'_boxoffice_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", probe],
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "selling\n"
