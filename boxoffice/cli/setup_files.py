"""`boxoffice setup export|schema|new`: files of the house written, described and begun."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.session import build_context, output, session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.setup.export import Exported
    from boxoffice.services.setup.new import Answers


class As(StrEnum):
    """Forms of a set-up file."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"


def export(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|DIR|-]", help="Where to; a folder gets a file per kind.")
    ] = "-",
    form: Annotated[
        As | None, typer.Option("--as", help="The form; else what FILE ends in, else YAML.")
    ] = None,
    first_day: Annotated[
        str, typer.Option("--from", metavar="DAY", help="Shows from this day on.")
    ] = "",
    last_day: Annotated[
        str, typer.Option("--to", metavar="DAY", help="Shows up to this day.")
    ] = "",
    only: Annotated[
        str, typer.Option("--only", metavar="KINDS", help="Only these: movies,shows, say.")
    ] = "",
) -> None:
    """Write the house as a set-up file, with everything that is in it.

    Example: boxoffice setup export house.yaml
    Example: boxoffice setup export --only shows --from today --to sunday --as toml
    Example: boxoffice setup export house/

    Applied to an empty database it makes the same house, and its export is the same bytes.
    """
    from boxoffice.services.setup import export as exports
    from boxoffice.services.setup.written import form_for, texts_of

    chosen = form_for(file, form=str(form or ""))
    wanted = exports.Wanted(exports.read_kinds(only), first_day, last_day)
    with session() as (app, ctx, out):
        found = exports.export_house(app, ctx, wanted)
        _tell_of(found, out)
        texts = texts_of(found.house, file, form=chosen)
        if file == "-":
            out.emit(found.house, text=lambda: texts["-"])
            return
        _write(texts, found, out, dry_run=ctx.dry_run)


def _tell_of(found: Exported, out: Output) -> None:
    """What of the house is not in the file."""
    if not found.house:
        out.talk("There is nothing in the house yet: `boxoffice setup new` begins one.")
    if found.cancelled_shows:
        out.talk(f"Left out: {_shows(found.cancelled_shows)} that were called off.")


def _shows(count: int) -> str:
    return "1 show" if count == 1 else f"{count} shows"


def _write(texts: dict[str, str], found: Exported, out: Output, *, dry_run: bool) -> None:
    from boxoffice.errors import Refused
    from boxoffice.services.setup.files import MOST_BYTES
    from boxoffice.services.setup.written import is_same, write_all

    changed = [path for path, text in texts.items() if not is_same(path, text)]
    there = [path for path in changed if os.path.lexists(path)]
    if there and not dry_run:
        named = there[0] if len(there) == 1 else f"{there[0]} and {len(there) - 1} more"
        if not out.confirm(f"{named} will be overwritten. Go on?"):
            raise Refused("setup.kept", file=named)
    if not dry_run:
        write_all({path: texts[path] for path in changed})
    files = [{"file": path, "changed": path in changed} for path in texts]
    document = {"files": files, "things": found.counts(), "dry_run": dry_run}
    lines = [f"{each['file']}: {'written' if each['changed'] else 'as it was'}" for each in files]
    out.emit(document, text=lambda: "".join(f"{line}\n" for line in lines))
    if sum(len(text.encode()) for text in texts.values()) > MOST_BYTES:
        out.warn("That is more than can be read again at once: leave old shows out with --from.")
    if dry_run:
        out.talk_of_dry_run()


def schema() -> None:
    """The JSON Schema of a set-up file, for editors.

    `boxoffice help setup` says how an editor comes to know of it.

    Example: boxoffice setup schema > setup.schema.json
    """
    import json

    from boxoffice.services.setup.schema import schema as made

    document = made()
    output().emit(document, text=lambda: json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def new(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="The file.")] = "cinema.yaml",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The cinema's name.")] = "",
    city: Annotated[str, typer.Option("--city", metavar="CITY", help="Where it stands.")] = "",
    currency: Annotated[
        str, typer.Option("--currency", metavar="EUR", help="What it takes money in.")
    ] = "",
    rows: Annotated[
        str, typer.Option("--rows", metavar="N", help="How many rows; or their names, A-H.")
    ] = "",
    seats: Annotated[
        str, typer.Option("--seats", metavar="N", help="Seats in each row; or 14-1, 1-27 odd.")
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", metavar="ZONE", help="Its time zone, as in Europe/Paris.")
    ] = "",
) -> None:
    """Begin a set-up file: five questions, and your own hall.

    Example: boxoffice setup new
    Example: boxoffice setup new rex.yaml --name Rex --city Lyon --currency EUR --rows 8 --seats 12

    Off a terminal nothing is asked: what no flag says is taken for granted, and told.
    """
    from boxoffice.cli.setup_questions import answers_of, offer_to_apply
    from boxoffice.domain.times import get_zone
    from boxoffice.services.setup.new import guessed_zone, new_file
    from boxoffice.services.setup.written import require_yaml

    out, ctx = output(), build_context()
    require_yaml(file)
    _ask_to_overwrite(file, out, dry_run=ctx.dry_run)
    given = {"name": name, "city": city, "currency": currency, "rows": rows, "seats": seats}
    answers = answers_of(given, out)
    place = get_zone(zone).key if zone else guessed_zone(os.environ, locale=out.locale)
    named = "cinema.yaml" if file == "-" else file
    text = new_file(answers, zone=place, file=named, is_guess=not zone)
    if file == "-":
        out.write(text)
        return
    if not ctx.dry_run:
        from boxoffice.services.setup.written import write_all

        write_all({file: text})
    _show(answers, out, file=file, zone=place, dry_run=ctx.dry_run)
    if not ctx.dry_run:
        offer_to_apply(file, out)


def _ask_to_overwrite(file: str, out: Output, *, dry_run: bool) -> None:
    if file == "-" or dry_run or not os.path.lexists(file):
        return
    if not out.confirm(f"{file} is there already. Overwrite it?"):
        from boxoffice.errors import Refused

        raise Refused("setup.kept", file=file)


def _show(answers: Answers, out: Output, *, file: str, zone: str, dry_run: bool) -> None:
    from boxoffice.present.seatmap import draw_hall
    from boxoffice.services import layouts
    from boxoffice.services.setup.new import hall_of

    hall = hall_of(answers.rows, answers.seats, name=answers.name)
    found = layouts.view_file(hall, name=answers.name)
    title = (answers.name, answers.city, "Hall 1")
    document = {
        "file": file, **vars(answers), "zone": zone, "capacity": len(hall.seats),
        "dry_run": dry_run,
    }  # fmt: skip
    out.emit(
        document,
        drawing=lambda: draw_hall(found.seats, title=title, width=out.width, unicode=out.unicode),
    )
    if dry_run:
        out.talk_of_dry_run()
    else:
        out.talk(f"Written: {file}. Its time zone is {zone}: correct it there if need be.")
