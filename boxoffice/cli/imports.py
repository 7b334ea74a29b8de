"""`boxoffice show|movie|theatre import` and `show copy`: a programme out of files of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxoffice.cli.session import output, session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.imports.answers import ImportResult
    from boxoffice.services.imports.options import Options

File = Annotated[
    str, typer.Argument(metavar="FILE", help="CSV, JSON or YAML, or - for what is piped in.")
]
Map = Annotated[
    list[str],
    typer.Option("--map", metavar="FIELD=COLUMN", help="Which column is what: title=Titel,…"),
]
Set = Annotated[
    list[str],
    typer.Option("--set", metavar="FIELD=VALUE", help="What an empty cell means: language=French."),
]
Runtime = Annotated[
    str, typer.Option("--runtime", metavar="MINUTES", help="Of films whose row has none.")
]
Dates = Annotated[
    str, typer.Option("--dates", metavar="dmy|mdy", help="What 03/04/2026 is, where none tells.")
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="How the file was saved, if not UTF-8.")
]
Template = Annotated[
    bool, typer.Option("--template", help="Print a sheet to begin with, and do nothing else.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="All rows or none: exit 11 where one cannot be used.")
]
Screens = Annotated[
    list[str],
    typer.Option(
        "--screen", metavar="SCREEN", help="Where all of it plays: rex/1, or several to fill."
    ),
]
Zone = Annotated[
    str, typer.Option("--zone", metavar="NAME", help="Time zone of theatres without one.")
]
Currency = Annotated[
    str, typer.Option("--currency", metavar="CODE", help="Currency of theatres without one.")
]
Draft = Annotated[bool, typer.Option("--draft", help="New shows are not on sale yet.")]
Week = Annotated[str, typer.Option("--week", metavar="DAY", help="A day of the week to copy.")]
To = Annotated[str, typer.Option("--to", metavar="DAY", help="A day of the week it is for.")]


def import_movies(
    file: File = "",
    map_: Map = [],  # noqa: B006
    set_: Set = [],  # noqa: B006
    runtime: Runtime = "",
    dates: Dates = "",
    encoding: Encoding = "",
    strict: Strict = False,
    template: Template = False,
) -> int | None:
    """Films out of a spreadsheet or an export; again it changes what changed, and adds nothing.

    Columns are known by their headers in several languages (`boxoffice help import`).

    Example: boxoffice movie import films.csv --runtime 120
    Example: boxoffice movie import films.json --map title=Titel --dry-run
    """
    options = _options(map_, set_, dates=dates, encoding=encoding, strict=strict, runtime=runtime)
    return _import("movies", file, options, template=template)


def import_theatres(
    file: File = "",
    map_: Map = [],  # noqa: B006
    set_: Set = [],  # noqa: B006
    zone: Zone = "",
    currency: Currency = "",
    encoding: Encoding = "",
    strict: Strict = False,
    template: Template = False,
) -> int | None:
    """Theatres out of a spreadsheet or an export, with cities that are not there yet.

    Example: boxoffice theatre import cinemas.csv --zone Europe/Paris --currency EUR
    """
    options = _options(map_, set_, encoding=encoding, strict=strict, zone=zone, currency=currency)
    return _import("theatres", file, options, template=template)


def import_shows(
    file: File = "",
    screen: Screens = [],  # noqa: B006
    map_: Map = [],  # noqa: B006
    set_: Set = [],  # noqa: B006
    runtime: Runtime = "",
    dates: Dates = "",
    draft: Draft = False,
    encoding: Encoding = "",
    strict: Strict = False,
    template: Template = False,
) -> int | None:
    """Showings out of a spreadsheet or an export, with films that are not there yet.

    With several screens a show goes to the first that is free then.

    Example: boxoffice show import week.csv --screen rex/1
    Example: boxoffice show import week.yaml --screen rex/1,rex/2 --dry-run
    """
    options = _options(map_, set_, dates=dates, encoding=encoding, strict=strict, runtime=runtime)
    more = {"screens": tuple(screen), "draft": draft}
    return _import("shows", file, options.model_copy(update=more), template=template)


def copy_shows(week: Week, to: To, draft: Draft = False) -> int | None:
    """A week's shows once more in another week, Monday to Sunday, at the same local times.

    What is there already stays; what has no room is listed.

    Example: boxoffice show copy --week today --to 2026-12-04
    """
    from boxoffice.services.imports import weeks

    with session(writes=True) as (app, ctx, out):
        result = weeks.copy_week(app, ctx, week=week, to=to, draft=draft)
        return _emit(out, result, dry_run=ctx.dry_run)


def _import(what: str, file: str, options: Options, *, template: bool) -> int | None:
    """Bring a file in, or print a sheet to begin with."""
    from boxoffice.errors import Invalid
    from boxoffice.services.imports import templates, use

    if template:
        output().write(templates.template(what))
        return None
    if not file:
        raise Invalid("imports.no_file")
    content = _content(file)
    with session(writes=True) as (app, ctx, out):
        work = use.IMPORTS[what]
        result = work(app, ctx, content, name="stdin" if file == "-" else file, options=options)
        if result.unused:
            from boxoffice.present.imported import unused

            out.talk(unused(result))
        return _emit(out, result, dry_run=ctx.dry_run)


def _emit(out: Output, result: ImportResult, *, dry_run: bool) -> int | None:
    """The summary and the rows left out; as CSV or Markdown those rows alone."""
    from boxoffice.cli.exit_codes import ExitCode
    from boxoffice.present import imported

    def text() -> str:
        summary = imported.summary(result)
        return summary + ("\n" + out.drawn(imported.refused(result)) if result.refused else "")

    out.emit(imported.document(result), table=lambda: imported.refused(result), text=text)
    if dry_run:
        out.talk_of_dry_run()
    if not result.refused:
        return None
    came = result.there or any(row.fault is None for row in result.rows)
    return ExitCode.PARTLY if came else ExitCode.INVALID_FILE


def _options(
    map_: list[str],
    set_: list[str],
    *,
    dates: str = "",
    encoding: str = "",
    strict: bool = False,
    **defaults: str,
) -> Options:
    from boxoffice.errors import Invalid
    from boxoffice.services.imports.columns import parse_map
    from boxoffice.services.imports.options import Options

    words = [each.encode(errors="replace").decode() for each in map_]
    values = [each.encode(errors="replace").decode() for each in set_]
    if dates not in ("", "dmy", "mdy"):
        raise Invalid("imports.dates", text=dates)
    typed: dict[str, Any] = {
        name: value.encode(errors="replace").decode() for name, value in defaults.items() if value
    }
    return Options(
        mapped=parse_map(words),
        defaults=parse_map(values) | typed,
        dates=dates,
        encoding=encoding,
        strict=strict,
    )


def _content(file: str) -> bytes:
    """The bytes of the file or of stdin, one more than allowed at most."""
    from boxoffice.services.setup.files import MOST_BYTES
    from boxoffice.services.setup.sources import read_file

    if file != "-":
        return read_file(file)
    import sys

    return sys.stdin.buffer.read(MOST_BYTES + 1)
