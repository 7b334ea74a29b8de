"""`boxoffice setup plan|apply`: the house and its programme, out of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.results import Reason
    from boxoffice.services.setup.use import Prune

MOST_SHOWN = 40
"""Changes that `apply` tells one by one; `plan` tells all."""

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE", help="YAML, TOML or JSON; a folder of them; - is stdin."),
]
Pruned = Annotated[
    str, typer.Option("--prune", metavar="shows", help="Remove shows that the file leaves out.")
]
First = Annotated[
    str, typer.Option("--from", metavar="DAY", help="First day to prune: today, 2026-11-28.")
]
Last = Annotated[str, typer.Option("--to", metavar="DAY", help="Last day to prune.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse what is otherwise warned of.")]
Detailed = Annotated[
    bool, typer.Option("--detailed-exitcode", help="Exit 12 where something would change.")
]


def plan(
    files: Files,
    prune: Pruned = "",
    first: First = "",
    last: Last = "",
    strict: Strict = False,
    detailed_exitcode: Detailed = False,
) -> ExitCode:
    """Say what `setup apply` would do, line by line; nothing is written.

    Example: boxoffice setup plan week.yaml
    Example: boxoffice setup plan week.yaml --prune shows --from monday --to sunday
    Example: boxoffice setup plan house/ --detailed-exitcode
    """
    from boxoffice.present import setup_diff
    from boxoffice.services.setup.sources import read_sources
    from boxoffice.services.setup.use import plan_document

    document = read_sources(files)
    window = _window(prune, first, last)
    with session() as (app, ctx, out):
        told = plan_document(app, ctx, document, prune=window, strict=strict)
        out.emit(
            {**told.document(), "pending": told.is_pending},
            table=lambda: setup_diff.table(told),
            drawing=lambda: setup_diff.diff(told),
        )
        _warn(out, told.warnings)
    return _code(detailed_exitcode, pending=told.is_pending)


def apply(
    files: Files,
    prune: Pruned = "",
    first: First = "",
    last: Last = "",
    strict: Strict = False,
    detailed_exitcode: Detailed = False,
) -> ExitCode:
    """Create and change what the file describes; applied twice it changes nothing.

    What the file leaves out stays. `boxoffice help setup` explains it and has a whole example.

    Example: boxoffice setup apply cinema.yaml
    Example: boxoffice setup apply cinema.yaml --dry-run
    Example: boxoffice setup apply week.yaml --prune shows --from monday --to sunday
    """
    from boxoffice.present import setup_diff
    from boxoffice.services.setup.sources import read_sources
    from boxoffice.services.setup.use import apply_document

    document = read_sources(files)
    window = _window(prune, first, last)
    with session(writes=True) as (app, ctx, out):
        result = apply_document(app, ctx, document, prune=window, strict=strict)
        out.emit(
            {**result.document(), "dry_run": ctx.dry_run},
            table=lambda: setup_diff.table(result),
            drawing=lambda: setup_diff.diff(result, most=MOST_SHOWN),
        )
        _warn(out, result.warnings)
        if ctx.dry_run:
            out.talk_of_dry_run()
    return _code(detailed_exitcode and ctx.dry_run, pending=bool(result.items))


def _window(prune: str, first: str, last: str) -> Prune | None:
    from boxoffice.services.setup.use import Prune

    if not prune:
        if first or last:
            raise Invalid("setup.days_without_prune")
        return None
    if prune != "shows":
        raise Invalid("setup.prune_what", text=prune)
    if not first or not last:
        raise Invalid("setup.prune_when")
    return Prune(first, last)


def _warn(out: Output, warnings: tuple[Reason, ...]) -> None:
    from boxoffice.present.words import reason

    for each in warnings:
        out.warn(reason(each.code, each.details))


def _code(detailed: bool, *, pending: bool) -> ExitCode:
    return ExitCode.CHANGES_PENDING if detailed and pending else ExitCode.DONE
