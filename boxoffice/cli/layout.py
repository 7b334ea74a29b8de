"""`boxoffice layout`: files of halls, made, checked, written in another form and drawn."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import build_context, output, session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.domain.layout_files import LayoutFile


class To(StrEnum):
    """Forms that a hall can be written in."""

    SETUP = "setup"
    ASCII = "ascii"
    CSV = "csv"
    PRETIX = "pretix"


File = Annotated[str, typer.Argument(metavar="FILE", help="Any file of a hall, or - for stdin.")]
Key = Annotated[
    str, typer.Option("--key", metavar="KEY", help="Which layout of a set-up file with several.")
]
Out = Annotated[
    str, typer.Option("--output", "-o", metavar="OUT", help="Write here rather than to stdout.")
]


def new(
    rows: Annotated[str, typer.Option("--rows", metavar="A-K", help="Rows from the screen.")] = "",
    seats: Annotated[
        str, typer.Option("--seats", metavar="N", help="Seats of a row: 14, 14-1, 1-27 odd.")
    ] = "",
    aisle: Annotated[
        str, typer.Option("--aisle", metavar="4,10", help="After these seats is an aisle.")
    ] = "",
    cross: Annotated[
        str, typer.Option("--cross", metavar="D", help="Behind these rows is a cross aisle.")
    ] = "",
    wheelchair: Annotated[
        list[str], typer.Option("--wheelchair", metavar="A1-2", help="Places for wheelchairs.")
    ] = [],  # noqa: B006 - typer makes a new one each time
    companion: Annotated[
        list[str], typer.Option("--companion", metavar="A3", help="Seats of companions.")
    ] = [],  # noqa: B006
    couple: Annotated[
        list[str], typer.Option("--couple", metavar="K1-4", help="Sofas: two seats each.")
    ] = [],  # noqa: B006
    category: Annotated[
        list[str],
        typer.Option(
            "--category", metavar="KEY[=ROWS]", help="Of all seats, then of rows: premium=H-K."
        ),
    ] = [],  # noqa: B006
    unreserved: Annotated[
        int,
        typer.Option(
            "--unreserved", metavar="N", show_default=False, help="Free seating: N places."
        ),
    ] = 0,
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="Its key in set-ups.")] = "",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Its name.")] = "Hall",
    to: Annotated[To, typer.Option("--to", help="The form to write.")] = To.SETUP,
    out_file: Out = "",
) -> None:
    """A hall from a few words, written as part of a set-up file.

    Example: boxoffice layout new --rows A-K --seats 14 --aisle 4,10 --wheelchair A1-2
    Example: boxoffice layout new --rows A-H --seats 12 --category standard --category premium=G-H
    Example: boxoffice layout new --unreserved 80 --name "Open air"
    """
    from boxoffice.domain.layouts import SeatKind
    from boxoffice.services import layouts

    plain, by_rows = _categories(category)
    file = layouts.make(
        rows=rows, seats=seats, aisles=aisle, cross_aisles=cross, unreserved=unreserved,
        kinds={
            SeatKind.WHEELCHAIR: wheelchair, SeatKind.COMPANION: companion, SeatKind.COUPLE: couple,
        },
        category=plain, categories=by_rows, name=name,
    )  # fmt: skip
    _write(output(), file, to, key=key, name=name, out_file=out_file)


def check(
    file: File,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count like errors: exit code 11.")
    ] = False,
    setup: Annotated[
        str, typer.Option("--setup", metavar="SETUP", help="A set-up file that has the prices.")
    ] = "",
    key: Key = "",
) -> ExitCode | None:
    """What is wrong or odd about a hall; exit code 11 where its seats cannot be sold.

    Prices are looked up in --setup, or at the theatre named by --theatre.

    Example: boxoffice layout check hall.csv
    Example: boxoffice layout check plan.json --setup cinema.yaml --strict
    """
    from boxoffice.present.rows import layouts as rows
    from boxoffice.services import layouts

    name, read = _read(file, key=key)
    found = layouts.check_file(read, name=name, priced=_priced(setup))
    output().emit(
        rows.check_document(found),
        table=lambda: rows.findings(found),
        text=lambda: rows.check_text(found),
    )
    is_unfit = found.errors or (strict and found.warnings)
    return ExitCode.INVALID_FILE if is_unfit else None


def convert(
    file: File,
    to: Annotated[To, typer.Option("--to", help="The form to write.")],
    out_file: Out = "",
    key: Key = "",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Another name.")] = "",
) -> None:
    """The same hall in another form, with every seat where it was.

    Example: boxoffice layout convert plan.json --to csv -o hall.csv
    Example: boxoffice layout convert hall.csv --to pretix
    """
    _, read = _read(file, key=key)
    _write(output(), read, to, key=key, name=name, out_file=out_file)


def view(file: File, key: Key = "") -> None:
    """The hall of a file, drawn as `seats` draws it.

    Example: boxoffice layout view plan.json
    """
    from boxoffice.present.rows import layouts as rows
    from boxoffice.services import layouts

    name, read = _read(file, key=key)
    found = layouts.view_file(read, name=name)
    out = output()
    out.emit(
        found.document(),
        table=lambda: rows.seats(found),
        drawing=lambda: rows.hall(found, width=out.width, unicode=out.unicode),
    )
    found_wrong = layouts.check_file(read, name=name).errors
    if found_wrong:
        words = "One thing is" if found_wrong == 1 else f"{found_wrong} things are"
        out.talk(f"{words} wrong with it: `boxoffice layout check` lists what.")


def _categories(typed: list[str]) -> tuple[str, dict[str, str]]:
    """The category of all seats, and the rows of each other one."""
    plain = [each for each in typed if "=" not in each]
    by_rows = dict(each.split("=", 1) for each in typed if "=" in each)
    if len(plain) > 1:
        from boxoffice.errors import Invalid

        raise Invalid("layouts.two_categories", categories=plain)
    return (plain[0] if plain else "standard"), by_rows


def _read(file: str, *, key: str) -> tuple[str, LayoutFile]:
    from boxoffice.services import layouts

    name = "stdin" if file == "-" else file
    return name, layouts.read(layouts.content_of(file), name=name, key=key)


def _priced(setup: str) -> set[str] | None:
    """The categories that have a price, or None where nothing is known of prices."""
    from boxoffice.cli.global_options import typed
    from boxoffice.services import layouts

    if setup:
        return layouts.priced_in(layouts.content_of(setup), name=setup)
    if not typed().settings_typed.get("theatre"):
        return None
    with session() as (app, ctx, _):
        return layouts.priced_at(app, ctx, ctx.settings.theatre)


def _write(out: Output, file: LayoutFile, to: To, *, key: str, name: str, out_file: str) -> None:
    from boxoffice.domain.layout_files import Form
    from boxoffice.services import layouts

    content = layouts.write(file, Form(to), key=key, name=name)
    document = {"form": str(to), "seats": len(file.seats), "file": out_file or None}
    if not out_file:
        out.emit({**document, "content": content}) if out.format == "json" else out.write(content)
        return
    if layouts.exists(out_file):
        _refuse_unless(out.confirm(f"{out_file} is there already. Overwrite it?"), out_file)
    if not build_context().dry_run:
        layouts.save(out_file, content)
    out.talk(f"{len(file.seats)} seats written to {out_file}.")
    if out.format == "json":
        out.emit(document)


def _refuse_unless(agreed: bool, path: str) -> None:
    if not agreed:
        from boxoffice.errors import Refused

        raise Refused("layouts.kept", file=path)
