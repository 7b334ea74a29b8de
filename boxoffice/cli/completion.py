"""TAB in bash, zsh and fish; the commands themselves offer shows, seats and references."""

from __future__ import annotations

import os
from pathlib import Path

from typer._click.core import Command
from typer._click.shell_completion import (
    CompletionItem,
    ShellComplete,
    _resolve_context,
    _resolve_incomplete,
    split_arg_string,
)
from typer._completion_classes import BashComplete, FishComplete, ZshComplete

from boxoffice.cli.output import write_out

PROGRAM = "boxoffice"
NAMES = (PROGRAM, "bo")
VARIABLE = "_BOXOFFICE_COMPLETE"
"""One for both names of the program, since one script completes them."""

FILES = ":files:"
"""Says to bash that a file is wanted; else no files are offered."""

BASH_SCRIPT = """
_{name}_completion() {{
    local IFS=$'\\n'
    COMPREPLY=( $( env {variable}=complete_bash _BOXOFFICE_LINE="${{COMP_LINE:0:$COMP_POINT}}" \\
                   _BOXOFFICE_BREAKS="$COMP_WORDBREAKS" "$1" ) )
    if [[ "${{COMPREPLY[0]}}" == "{files}" ]]; then
        COMPREPLY=( $( compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}" ) )
        compopt -o filenames 2> /dev/null
    elif [[ "${{COMPREPLY[0]}}" == *= ]]; then
        compopt -o nospace 2> /dev/null
    fi
    return 0
}}
complete -o nosort -F _{name}_completion {names} 2> /dev/null ||
    complete -F _{name}_completion {names}
"""


class _InContext(ShellComplete):
    """Asks for words inside the command's own context, so that settings can be read there."""

    wants_file = False

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        ctx = _resolve_context(self.cli, self.ctx_args, self.prog_name, args)
        if ctx._protected_args:
            return []
        asked, incomplete = _resolve_incomplete(ctx, args, incomplete)
        self.wants_file = getattr(asked, "metavar", None) in ("FILE", "PATH")
        with ctx.scope(cleanup=False):
            return asked.shell_complete(ctx, incomplete)


class _Bash(_InContext, BashComplete):
    """Bash breaks words at colons too: what stands before the last break is not said again."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("_BOXOFFICE_LINE", "")
        words = split_arg_string(line)[1:]
        if words and not line.endswith(" "):
            return words[:-1], words[-1]
        return words, ""

    def complete(self) -> str:
        args, incomplete = self.get_completion_args()
        breaks = os.environ.get("_BOXOFFICE_BREAKS", "")
        cut = max((incomplete.rfind(sign) for sign in breaks), default=-1) + 1
        items = self.get_completions(args, incomplete)
        if any(item.type == "file" for item in items):
            return FILES
        return "\n".join(item.value[cut:] for item in items)

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = super().get_completions(args, incomplete)
        return found or ([CompletionItem("", type="file")] if self.wants_file else [])


class _Zsh(_InContext, ZshComplete):
    def format_completion(self, item: CompletionItem) -> str:
        value = _zsh(item.value)
        return f'"{value}":"{_zsh(item.help)}"' if item.help else f'"{value}"'


class _Fish(_InContext, FishComplete):
    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{' '.join(item.help.split())}" if item.help else str(item.value)


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def requested() -> str:
    """The shell's request for completion, if this process was started for one."""
    return os.environ.get(VARIABLE, "")


def answer(root: Command, prog: str) -> int:
    """Print what could stand at the cursor; a completion that fails offers nothing, silently."""
    action, _, shell = requested().partition("_")
    if action != "complete" or shell not in SHELLS:
        return 1
    from boxoffice.cli.global_options import Typed
    from boxoffice.config import is_debugging

    completer = SHELLS[shell](root, {"obj": Typed()}, prog, VARIABLE)
    try:
        text = completer.complete()
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:
        if is_debugging():
            raise
        return 1
    write_out(f"{text}\n" if text else "")
    return 0


def script(shell: str) -> str:
    """What the shell has to run once to complete this program."""
    if shell == "bash":
        return BASH_SCRIPT.format(
            name=PROGRAM, names=" ".join(NAMES), variable=VARIABLE, files=FILES
        ).strip()
    from typer._completion_shared import get_completion_script

    text = get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell)
    if shell == "fish":
        return "\n".join(text.replace(f"--command {PROGRAM}", f"--command {it}") for it in NAMES)
    both = " ".join(NAMES)
    text = text.replace(f"#compdef {PROGRAM}", f"#compdef {both}")
    return text.replace(f"_completion {PROGRAM}", f"_completion {both}")


def install(shell: str) -> Path:
    """Write the script where the shell looks for it, and have the shell read it."""
    from typer._completion_shared import install as install_for

    _, path = install_for(shell=shell, prog_name=PROGRAM, complete_var=VARIABLE)
    path.write_text(script(shell) + "\n", encoding="utf-8")
    return path


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
