"""`boxoffice setup`: the house and its programme, out of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.present.tables import Table
    from boxoffice.services.setup.answers import SetupResult


def apply(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A YAML file, or - for stdin.")],
) -> None:
    """Create and change what the file describes; applied twice it changes nothing.

    `boxoffice help setup` explains the file and has a whole example.

    Example: boxoffice setup apply cinema.yaml
    Example: boxoffice setup apply cinema.yaml --dry-run
    """
    from boxoffice.services.setup.sources import read_sources
    from boxoffice.services.setup.use import apply_document

    document = read_sources([file])
    with session(writes=True) as (app, ctx, out):
        result = apply_document(app, ctx, document)
        out.emit(
            {**result.document(), "dry_run": ctx.dry_run},
            table=lambda: table_of(result, dry_run=ctx.dry_run),
        )
        if ctx.dry_run:
            out.talk("Nothing was written: this is what it would do.")


def table_of(result: SetupResult, *, dry_run: bool = False) -> Table:
    """What a set-up did, one kind of thing per row."""
    from boxoffice.present.tables import Column, Table

    numbers = ("created", "changed", "unchanged")
    return Table(
        name="changes",
        columns=(
            Column("kind", "What"),
            *(Column(name, name.capitalize(), is_number=True) for name in numbers),
        ),
        rows=tuple(
            (each.kind, each.created, each.changed, each.unchanged) for each in result.changes
        ),
        title=f"{result.file}{' (dry run)' if dry_run else ''}",
    )
