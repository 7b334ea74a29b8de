"""Commands that are imported only when somebody calls them or asks for their own help."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import UsageError
from typer._click.formatting import HelpFormatter
from typer._click.shell_completion import CompletionItem
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info
from typer.models import CommandInfo

from boxoffice.cli import global_options
from boxoffice.errors import Invalid

MOST_MEANT = 5
"""Of a verb without its noun so many commands are named."""

HELP_NAMES = {"help_option_names": ["--help", "-h"]}


class Row(NamedTuple):
    """One command: where its function lives, its line in the list, its section of the list."""

    module: str
    attribute: str
    help: str
    section: str


class _ExamplesFirst(Command):
    """Help that leads with its examples: the lines that begin with `Example`."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        lines = (self.help or "").splitlines()
        examples = [line.strip() for line in lines if line.startswith("Example")]
        formatter.write("".join(f"{line}\n" for line in examples))
        formatter.write("\n" if examples else "")
        super().format_help(ctx, formatter)

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        lines = (self.help or "").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("Example")).strip()
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text)


class LazyCommand(_ExamplesFirst, TyperCommand):
    """One command, its examples first."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        taken = {flag for param in self.params for flag in param.opts}
        args = with_meaning(without_equals(args, taken), taken & set(BARE))
        if any(param.name == AMOUNT and isinstance(param, TyperArgument) for param in self.params):
            wanting = {flag for param in self.params if _wants_value(param) for flag in param.opts}
            args = with_amount_last(args, wanting)
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise


NO_VALUE = "\0"
"""What nobody can type: an option that stands alone, where an empty value is a mistake."""

BARE = {"-c": "exact", "--cash": "exact", "--upi": NO_VALUE}
"""What an option stands for where no value follows it."""


def without_equals(args: list[str], flags: set[str]) -> list[str]:
    """The words with `-c=50` as `-c 50`, as many type it who know `--cash=50`."""
    told: list[str] = []
    for place, word in enumerate(args):
        if word == "--":
            return told + args[place:]
        is_short = word[:2] in flags and word[2:3] == "="
        told += [word[:2], word[3:]] if is_short else [word]
    return told


def with_meaning(args: list[str], flags: set[str]) -> list[str]:
    """The words with the value put in that a bare option leaves out; `-3` is a value."""
    told: list[str] = []
    for place, word in enumerate(args):
        told.append(word)
        if word == "--":
            return told + args[place + 1 :]
        following = args[place + 1] if place + 1 < len(args) else "-"
        if word in flags and following.startswith("-") and not following[1:2].isdecimal():
            told.append(BARE[word])
    return told


AMOUNT = "amount"
"""The argument that may be below nothing, and is the last of those that have one."""

_BELOW_NOTHING = re.compile(r"-\d[\d.,]*", re.ASCII)


def with_amount_last(args: list[str], wanting: set[str]) -> list[str]:
    """The words with an amount such as -1.50 at the end, where it is taken for no option."""
    if "--" in args:
        return args
    amounts = [
        place
        for place, word in enumerate(args)
        if _BELOW_NOTHING.fullmatch(word) and (not place or args[place - 1] not in wanting)
    ]
    if len(amounts) != 1:
        return args
    place = amounts[0]
    return [*args[:place], *args[place + 1 :], "--", args[place]]


def _wants_value(param: Parameter) -> bool:
    return isinstance(param, TyperOption) and not param.is_flag and not param.count


class LazyGroup(_ExamplesFirst, TyperGroup):
    """A group that knows its commands by a table, and lists them without importing any."""

    def __init__(
        self,
        *,
        table: Mapping[str, Row],
        nouns: Mapping[str, str],
        prefix: str = "",
        show_globals: bool = False,
        **attrs: Any,
    ) -> None:
        super().__init__(rich_markup_mode=None, context_settings=dict(HELP_NAMES), **attrs)
        self.table = table
        self.nouns = nouns
        self.prefix = prefix
        global_options.add_to(self.params, hidden=not show_globals)

    def list_commands(self, ctx: Context) -> list[str]:
        names = [name for name in self.table if name.startswith(self.prefix)]
        return list(dict.fromkeys(name[len(self.prefix) :].partition(" ")[0] for name in names))

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        full = self.prefix + cmd_name
        if full not in self.commands:
            if full in self.table:
                self.commands[full] = load(full, self.table[full])
            elif full in self.nouns and cmd_name in self.list_commands(ctx):
                self.commands[full] = self._group(full)
        return self.commands.get(full)

    def _group(self, noun: str) -> LazyGroup:
        return LazyGroup(
            name=noun,
            table=self.table,
            nouns=self.nouns,
            prefix=f"{noun} ",
            help=self.nouns[noun],
            epilog=global_options.EPILOG,
            no_args_is_help=True,
        )

    def line(self, name: str) -> tuple[str, str]:
        """Help and section of one name of this level."""
        full = self.prefix + name
        row = self.table.get(full)
        if row is not None:
            return row.help, row.section if not self.prefix else "Commands"
        return self.nouns[full], next(
            row.section for key, row in self.table.items() if key.startswith(full + " ")
        )

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        TyperCommand.format_options(self, ctx, formatter)  # type: ignore[arg-type]

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            help_line, section = self.line(name)
            sections.setdefault(section, []).append((name, help_line))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        if not ctx.resilient_parsing and not args[0].startswith("-"):
            name = args[0]
            if name not in self.list_commands(ctx):
                raise Invalid(
                    "usage.unknown_command",
                    name=name,
                    nearest=self.nearest(ctx, name),
                    command=ctx.command_path,
                )
        return super().resolve_command(ctx, args)

    def nearest(self, ctx: Context, name: str) -> list[str]:
        """What somebody who typed this name may have meant, as it has to be typed."""
        from difflib import get_close_matches

        here = get_close_matches(name.lower(), self.list_commands(ctx), n=3)
        elsewhere = [full for full in self.table if name.lower() in full.split()[1:]]
        return sorted(elsewhere)[:MOST_MEANT] or [self.prefix + match for match in here]

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        options = Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(name, help=self.line(name)[0]) for name in names] + options


def load(name: str, row: Row) -> Command:
    """Import the command's module and make its function a command with the global options."""
    function = getattr(importlib.import_module(row.module), row.attribute)
    info = CommandInfo(
        name=name.rpartition(" ")[2],
        cls=LazyCommand,
        callback=function,
        short_help=row.help,
        epilog=global_options.EPILOG,
        context_settings=dict(HELP_NAMES),
    )
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    for param in command.params:
        if isinstance(param, TyperOption) and not param.default:
            param.show_default = False
    global_options.add_to(command.params, hidden=True)
    return command
