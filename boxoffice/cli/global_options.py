"""The options that every command takes, before its name or after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from typer._click.core import Context, Parameter, ParameterSource
from typer._click.globals import get_current_context
from typer._types import TyperChoice
from typer.core import TyperOption

from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.config import Settings

EPILOG = "Options for every command: `boxoffice help config`."
FORMATS = ("rich", "plain", "csv", "json", "markdown")


@dataclass
class Typed:
    """What was typed on this command line; shared by the root and the command below it."""

    settings_typed: dict[str, Any] = field(default_factory=dict)
    config_file: str | None = None
    op_key: str = ""
    dry_run: bool = False
    op_key_at_work: str = ""
    may_have_written: bool = False
    is_kept: bool = False
    """Whether a write is under way of which the next command tells, should its answer get lost."""
    is_answered: bool = False
    """Whether the answer of the last write is out."""
    _settings: Settings | None = None

    def put(self, name: str, value: Any) -> None:
        if name == "config_file":
            self.config_file = value
        elif name == "op_key":
            self.op_key = _op_key(value)
        elif name == "dry_run":
            self.dry_run = True
        else:
            self.settings_typed[name] = value

    def settings(self) -> Settings:
        """All layers with the typed flags on top, read once."""
        if self._settings is None:
            from boxoffice.config import load

            self._settings = load(flags=self.settings_typed, config_file=self.config_file)
        return self._settings


class GlobalOption(NamedTuple):
    """One option; a switch stands for `value`, others take theirs from the command line."""

    flag: str
    sets: str
    help: str
    value: Any = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()


GLOBAL_OPTIONS = (
    GlobalOption("--db", "db", "Database file or postgresql:// address.", metavar="PATH"),
    GlobalOption("--json", "format", "Print one JSON document.", value="json"),
    GlobalOption("--format", "format", "How to print results.", choices=FORMATS),
    GlobalOption("--quiet", "quiet", "Say nothing but results and errors.", value=True),
    GlobalOption("--no-color", "color", "Use no colour.", value="never"),
    GlobalOption("--no-input", "no_input", "Never ask anything.", value=True),
    GlobalOption("--yes", "yes", "Answer yes to every yes-or-no question.", value=True),
    GlobalOption("--dry-run", "dry_run", "Check everything, change nothing.", value=True),
    GlobalOption("--op-key", "op_key", "Do it once, however often asked.", metavar="KEY"),
    GlobalOption("--theatre", "theatre", "The theatre to sell for.", metavar="NAME"),
    GlobalOption("--till", "till", "The name of this till.", metavar="NAME"),
    GlobalOption("--config", "config_file", "Use this configuration file.", metavar="FILE"),
)


def typed() -> Typed:
    """What was typed on the command line that is running."""
    found = get_current_context().find_object(Typed)
    if found is None:
        raise RuntimeError("no command is running")
    return found


def add_to(params: list[Parameter], *, hidden: bool) -> None:
    """Append every global option whose flag the command does not use for itself."""
    taken = {flag for param in params for flag in (*param.opts, *param.secondary_opts)}
    params.extend(_option(spec, hidden=hidden) for spec in GLOBAL_OPTIONS if spec.flag not in taken)


def _option(spec: GlobalOption, *, hidden: bool) -> TyperOption:
    def store(context: Context, param: Parameter, value: Any) -> None:
        typed_here = context.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        found = context.find_object(Typed)
        if typed_here and found is not None:
            found.put(spec.sets, value if spec.value is None else spec.value)

    return TyperOption(
        param_decls=["global_" + spec.flag[2:].replace("-", "_"), spec.flag],
        is_flag=spec.value is not None,
        default=False if spec.value is not None else None,
        type=TyperChoice(spec.choices) if spec.choices else None,
        metavar=spec.metavar,
        expose_value=False,
        callback=store,
        help=spec.help,
        hidden=hidden,
        autocompletion=_theatres if spec.flag == "--theatre" else None,
    )


def _theatres(_ctx: Context, _args: list[str], incomplete: str) -> list[tuple[str, str]]:
    """Theatres that TAB offers; looked up only when somebody asks."""
    from boxoffice.cli import candidates

    return candidates.theatres(incomplete)


def _op_key(value: str) -> str:
    """Keys travel through logs, files and shells: 8 to 64 plain signs."""
    fits = 8 <= len(value) <= 64 and value.isascii() and value.replace("-", "").isalnum()
    if not fits:
        raise Invalid("usage.op_key", value=value)
    return value
