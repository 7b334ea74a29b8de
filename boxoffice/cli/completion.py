"""TAB in bash, zsh and fish; the commands themselves offer shows, seats and references."""

from __future__ import annotations

import os
from pathlib import Path

from typer._click.core import Command
from typer._click.shell_completion import CompletionItem, ShellComplete
from typer._completion_classes import BashComplete, FishComplete, ZshComplete

from boxoffice.cli.output import write_out


class _Bash(BashComplete):
    """Bash breaks words at colons, so what stands before the last one is not said again."""

    def complete(self) -> str:
        args, incomplete = self.get_completion_args()
        words = [item.value for item in self.get_completions(args, incomplete)]
        return "\n".join(words)


class _Zsh(ZshComplete):
    def format_completion(self, item: CompletionItem) -> str:
        value = _zsh(item.value)
        return f'"{value}":"{_zsh(item.help)}"' if item.help else f'"{value}"'


class _Fish(FishComplete):
    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{' '.join(item.help.split())}" if item.help else str(item.value)


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def requested(prog: str) -> str:
    """The shell's request for completion, if this process was started for one."""
    return os.environ.get(_variable(prog), "")


def answer(root: Command, prog: str) -> int:
    """Print what could stand at the cursor; a completion that fails offers nothing, silently."""
    action, _, shell = requested(prog).partition("_")
    if action != "complete" or shell not in SHELLS:
        return 1
    from boxoffice.cli.global_options import Typed

    completer = SHELLS[shell](root, {"obj": Typed()}, prog, _variable(prog))
    try:
        write_out(completer.complete() + "\n")
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:  # noqa: BLE001
        return 1
    return 0


def script(prog: str, shell: str) -> str:
    """What the shell has to run once to complete this program."""
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name=prog, complete_var=_variable(prog), shell=shell)


def install(prog: str, shell: str) -> Path:
    """Write the script where the shell looks for it."""
    from typer._completion_shared import install as install_for

    return install_for(shell=shell, prog_name=prog, complete_var=_variable(prog))[1]


def _variable(prog: str) -> str:
    return f"_{prog.replace('-', '_').upper()}_COMPLETE"


def _zsh(text: str) -> str:
    for sign, escaped in (
        ('"', '""'),
        ("'", "''"),
        ("$", "\\$"),
        ("`", "\\`"),
        (":", r"\\:"),
    ):
        text = text.replace(sign, escaped)
    return text
