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

BASH_SCRIPT = """
_{name}_completion() {{
    local IFS=$'\\n'
    COMPREPLY=( $( env {variable}=complete_bash _BOXOFFICE_LINE="${{COMP_LINE:0:$COMP_POINT}}" \\
                   _BOXOFFICE_BREAKS="$COMP_WORDBREAKS" "$1" ) )
    return 0
}}
complete -o default -F _{name}_completion {prog}
"""


class _InContext(ShellComplete):
    """Asks for words inside the command's own context, so that settings can be read there."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        ctx = _resolve_context(self.cli, self.ctx_args, self.prog_name, args)
        if ctx._protected_args:
            return []
        asked, incomplete = _resolve_incomplete(ctx, args, incomplete)
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
        return "\n".join(item.value[cut:] for item in self.get_completions(args, incomplete))


class _Zsh(_InContext, ZshComplete):
    def format_completion(self, item: CompletionItem) -> str:
        value = _zsh(item.value)
        return f'"{value}":"{_zsh(item.help)}"' if item.help else f'"{value}"'


class _Fish(_InContext, FishComplete):
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
    from boxoffice.config import is_debugging

    completer = SHELLS[shell](root, {"obj": Typed()}, prog, _variable(prog))
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


def script(prog: str, shell: str) -> str:
    """What the shell has to run once to complete this program."""
    if shell == "bash":
        return BASH_SCRIPT.format(name=prog, prog=prog, variable=_variable(prog)).strip()
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name=prog, complete_var=_variable(prog), shell=shell)


def install(prog: str, shell: str) -> Path:
    """Write the script where the shell looks for it, and have the shell read it."""
    from typer._completion_shared import install as install_for

    _, path = install_for(shell=shell, prog_name=prog, complete_var=_variable(prog))
    path.write_text(script(prog, shell) + "\n", encoding="utf-8")
    return path


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
