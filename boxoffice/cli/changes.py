"""How things of the house are added, edited and removed on the command line, all alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import output, session
from boxoffice.errors import Invalid, NotFound

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.house_changes import ThingsResult
    from boxoffice.services.nouns import Noun

Values = dict[str, "str | Sequence[str] | bool | None"]

FromFile = Annotated[
    str,
    typer.Option(
        "--from-file", metavar="FILE", help="Many at once: CSV, JSON lines or YAML; - is stdin."
    ),
]
Key = Annotated[
    str | None, typer.Option("--key", metavar="KEY", help="Its key; else made of its name.")
]
NewThing = Annotated[str, typer.Argument(metavar="[NAME]", help="Its name.")]
NewName = Annotated[str | None, typer.Option("--name", metavar="NAME", help="Its name.")]

QUESTIONS = {
    "name": "Its name?",
    "title": "Title of the film?",
    "runtime": "How long is it, in minutes?",
    "city": "In which city?",
    "zone": "In which time zone, as in Europe/Paris?",
    "currency": "In which currency, as in EUR?",
    "layout": "Which layout has its seats, as in hall-1?",
    "movie": "Which film?",
    "screen": "On which screen, as in rex/1?",
    "at": "When, as in '2026-11-28 20:15'?",
    "amount": "How much?",
    "percent": "How much more, as in 10%, or -10% for less?",
    "steps": "By how full how much more, as in 50=10%,80=25%?",
    "rate": "At which rate, as in 5.5%?",
}


def add(
    noun: Noun, values: Values, *, flags: dict[str, str], from_file: str, id_only: bool
) -> ExitCode:
    """Add what was typed, asking for what is missing, or what the rows of a file say."""
    return _change(noun, "add", values, flags=flags, from_file=from_file, id_only=id_only)


def edit(noun: Noun, values: Values, *, flag: str, from_file: str, id_only: bool) -> ExitCode:
    """Change what was typed of one thing, or what the rows of a file say."""
    flags = {noun.names: flag}
    return _change(noun, "edit", values, flags=flags, from_file=from_file, id_only=id_only)


def remove(noun: Noun, names: Sequence[str], *, by_name: bool = False) -> ExitCode:
    """Take things out of the house, once somebody said that it is meant."""
    from boxoffice.services import house_changes

    with session(writes=True) as (app, ctx, out):
        try:
            keys = house_changes.keys_of(app, ctx, noun, names)
        except NotFound:
            done = house_changes.removed_before(app, ctx, noun)
            if done is None:
                raise
            return emit(out, done, id_only=False)
        if not ctx.dry_run and not _is_meant(out, keys, by_name=by_name):
            out.warn("Nothing was removed.")
            return ExitCode.FAILURE
        return emit(out, house_changes.remove(app, ctx, noun, keys), id_only=False)


def emit(out: Output, result: ThingsResult, *, id_only: bool) -> ExitCode:
    """Print what became of each thing; partly done is an exit code of its own."""
    from boxoffice.present.rows import things
    from boxoffice.present.words import reason

    if id_only:
        kept = [each for each in result.results if each.outcome != "refused"]
        ids = (each.key if each.show_id is None else each.show_id for each in kept)
        out.write("".join(f"{each}\n" for each in ids))
        for each in result.refused:
            if each.reason is not None:
                out.warn(f"Line {each.line}: {reason(each.reason.code, each.reason.details)}")
    elif any(each.line for each in result.results) or not result.results:
        out.emit(things.document(result), table=lambda: things.table(result))
    else:
        out.emit(
            things.document(result),
            table=lambda: things.table(result),
            text=lambda: things.text(result),
        )
    for warning in result.warnings:
        out.warn(f"Mind: {reason(warning.code, warning.details)}")
    if result.is_plan:
        out.talk_of_dry_run()
    if not result.refused:
        return ExitCode.DONE
    all_refused = len(result.refused) == len(result.results)
    return ExitCode.INVALID_FILE if all_refused else ExitCode.PARTLY


def _change(
    noun: Noun, verb: str, values: Values, *, flags: dict[str, str], from_file: str, id_only: bool
) -> ExitCode:
    from boxoffice.services import batches, house_changes
    from boxoffice.services.setup.typed import given

    if from_file:
        if any(value for value in values.values()):
            raise Invalid("programme.name_and_file")
        name, rows = batches.read(from_file, noun)
        with session(writes=True) as (app, ctx, out):
            done = house_changes.change_rows(app, ctx, noun, verb, rows, name=name)
            return emit(out, done, id_only=id_only)
    if output().can_ask and not all(values.get(name) for name in flags):
        with session() as (app, ctx, _):
            house_changes.refuse_unknown(app, ctx, given(values))
    asked = _asked(values, flags)
    work = house_changes.add if verb == "add" else house_changes.edit
    with session(writes=True) as (app, ctx, out):
        return emit(out, work(app, ctx, noun, given(asked)), id_only=id_only)


def _asked(values: Values, flags: dict[str, str]) -> Values:
    """The values with those that cannot be missing; asked for, or named by their flags."""
    asked = dict(values)
    missing = [name for name in flags if not asked.get(name)]
    for place, name in enumerate(missing):
        left = " ".join(flags[each] for each in missing[place:])
        asked[name] = output().ask(QUESTIONS.get(name, f"Which {name}?"), flag=left)
    return asked


def _is_meant(out: Output, keys: Sequence[str], *, by_name: bool) -> bool:
    """What takes much with it goes only when its key is typed, everything else for a yes."""
    if not by_name or out.yes:
        return out.confirm(f"Remove {', '.join(keys)}?")
    for key in keys:
        question = f"Its screens, prices and holidays go too. Type {key} to remove it:"
        if out.ask(question, flag="--yes") != key:
            return False
    return True
