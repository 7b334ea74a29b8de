"""Things of the house added, edited and removed by hand: one at a time, or many in a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from boxoffice.errors import BoxofficeError, Conflict, Invalid, InvalidFile
from boxoffice.services import nouns, places, show_sales
from boxoffice.services.nouns import Noun, text_of
from boxoffice.services.results import Reason, Result, Value
from boxoffice.services.setup import typed, use
from boxoffice.services.setup.answers import RowResult, RowsResult, SetupResult
from boxoffice.storage.queries import setup as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.tables.programme import Show

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.setup.files import Document
    from boxoffice.services.setup.typed import Given, Thing
    from boxoffice.storage.session import ReadSession

OUTCOMES = {"add": "created", "edit": "changed", "remove": "removed", "same": "unchanged"}

_NAMED = {
    noun.name: noun
    for noun in (
        nouns.CITY, nouns.THEATRE, nouns.SCREEN, nouns.MOVIE, nouns.CATEGORY, nouns.TICKET_TYPE,
        nouns.SHOW,
    )
}  # fmt: skip
"""What a field names that is called like a kind of thing."""

T = TypeVar("T")
Place = Callable[["ReadSession", "Given"], "Thing"]


class ThingResult(Value):
    """What became of one thing: created, changed, unchanged, removed, or refused and why.

    `line` is that of a batch, 0 where it was typed; `show_id` is the number of a show.
    """

    line: int = 0
    key: str = ""
    show_id: int | None = None
    outcome: str
    reason: Reason | None = None


class ThingsResult(Result):
    """What became of each thing, in their order, and what to mind."""

    kind: str
    results: tuple[ThingResult, ...]
    warnings: tuple[Reason, ...] = ()

    @property
    def refused(self) -> tuple[ThingResult, ...]:
        """The things that were left as they are."""
        return tuple(each for each in self.results if each.outcome == "refused")


def add(app: App, ctx: Context, noun: Noun, given: Given) -> ThingsResult:
    """Add one thing; one that is there already, and says something else, is a Conflict."""
    sha256 = typed.sha256_of(noun.name, "add", [given])
    if done := _done_before(app, ctx, sha256):
        return _result(app, ctx, noun, done)
    document = _document(app, ctx, noun.add, given, sha256)
    planned = _typed(lambda: use.plan_document(app, ctx, document))
    there = [item.key for item in planned.items if (item.kind, item.verb) == (noun.kind, "edit")]
    if there:
        raise Conflict("programme.exists", kind=noun.name, key=there[0])
    return _result(app, ctx, noun, use.apply_rows(app, ctx, document))


def edit(app: App, ctx: Context, noun: Noun, given: Given) -> ThingsResult:
    """Change the fields that are given of one thing; all others stay as they are."""
    if not given.keys() - {noun.names}:
        raise Invalid("programme.nothing_named", kind=noun.name)
    sha256 = typed.sha256_of(noun.name, "edit", [given])
    if done := _done_before(app, ctx, sha256):
        return _result(app, ctx, noun, done)
    document = _document(app, ctx, noun.edit, given, sha256)
    _typed(lambda: use.plan_document(app, ctx, document))
    return _result(app, ctx, noun, use.apply_rows(app, ctx, document))


def refuse_unknown(app: App, ctx: Context, given: Given) -> None:
    """Refuse what names a thing that the house has not, before anybody is asked for the rest."""
    with app.db.read(ctx) as session:
        for name in _NAMED.keys() & given.keys():
            _NAMED[name].key_of(session, text_of(given, name))


def _done_before(app: App, ctx: Context, sha256: str, name: str = typed.TYPED) -> RowsResult | None:
    """The first answer to the same request under the same key; names may mean nothing any more."""
    request = use.RowsRequest(file=name, sha256=sha256)
    return use.answered_before(app, ctx, request, RowsResult)


def keys_of(app: App, ctx: Context, noun: Noun, names: Iterable[str]) -> list[str]:
    """The keys of the things that are meant, each once."""
    with app.db.read(ctx) as session:
        if noun.kind == "shows":
            names = [str(number) for number in show_sales.numbers_of(session, tuple(names))]
        return list(dict.fromkeys(noun.key_of(session, name) for name in names))


def remove(app: App, ctx: Context, noun: Noun, keys: Sequence[str]) -> ThingsResult:
    """Take things out of the house, all of them or none; what is still used stays."""
    removals = [use.Removal(*each) for each in _with_parts(app, ctx, noun, keys)]
    numbers = _numbers(app, ctx, noun, keys)
    done = use.apply_document(app, ctx, use.nothing(typed.TYPED), removals=removals)
    return _removed(noun, done, numbers)


def _removed(noun: Noun, done: SetupResult, numbers: Mapping[str, int]) -> ThingsResult:
    gone = [item.key for item in done.items if (item.kind, item.verb) == (noun.kind, "remove")]
    return ThingsResult(
        kind=noun.kind,
        results=tuple(
            ThingResult(key=key, show_id=numbers.get(key), outcome=OUTCOMES["remove"])
            for key in gone
        ),
        warnings=done.warnings, op_key=done.op_key, replayed=done.replayed, dry_run=done.dry_run,
    )  # fmt: skip


def removed_before(app: App, ctx: Context, noun: Noun) -> ThingsResult | None:
    """The first answer under this key, where things were removed: their names mean nothing now."""
    found = app.db.settled(ctx, scope=ctx.scope, op_key=ctx.op_key, step=1)
    if found is None or found.use_case != use.SetupRequest.__name__:
        return None
    done = SetupResult.model_validate_json(found.result)
    result = _removed(noun, done.model_copy(update={"replayed": True, "op_key": ctx.op_key}), {})
    return result if result.results else None


def _with_parts(
    app: App, ctx: Context, noun: Noun, keys: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What is to go: of theatres their screens too."""
    for key in keys:
        if noun.kind == "theatres":
            screens = places.view_theatre(app, ctx, key).screens
            yield from (("screens", screen.key) for screen in screens)
        yield noun.kind, key


def change_rows(
    app: App, ctx: Context, noun: Noun, verb: str, rows: Sequence[tuple[int, Given]], *, name: str
) -> ThingsResult:
    """Add or edit what rows say; one that cannot be is listed with its reason, the rest is done."""
    sha256 = typed.sha256_of(noun.name, verb, [given for _, given in rows])
    if done := _done_before(app, ctx, sha256, name):
        return _result(app, ctx, noun, done)
    place = noun.add if verb == "add" else noun.edit
    faults: list[InvalidFile] = []
    things: list[Thing] = []
    with app.db.read(ctx) as session:
        for line, given in rows:
            try:
                _require(noun, verb, given, name=name)
                thing = replace(place(session, given), line=line, column=1)
                typed.document([thing], name=name, sha256=sha256)
                things.append(thing)
            except BoxofficeError as error:
                faults.append(_fault(error.code, error.details, line=line, name=name))
    if verb == "add":
        existing = _existing(app, ctx, noun, typed.document(things, name=name, sha256=sha256))
        for line, key in existing.items():
            details = {"kind": noun.name, "key": key}
            faults.append(_fault("programme.exists", details, line=line, name=name))
        things = [thing for thing in things if thing.line not in existing]
    document = typed.document(things, name=name, sha256=sha256)
    return _result(app, ctx, noun, use.apply_rows(app, ctx, document, faults=faults))


def _existing(app: App, ctx: Context, noun: Noun, document: Document) -> dict[int, str]:
    """The keys of what an addition may not add, by line: it is there and says something else."""
    planned = use.apply_rows(app, replace(ctx, dry_run=True, op_key=""), document)
    return {row.line: row.key for row in planned.rows if _is(row, noun, "edit")}


def _is(row: RowResult, noun: Noun, verb: str) -> bool:
    return row.fault is None and (row.kind, row.verb) == (noun.kind, verb)


def _require(noun: Noun, verb: str, given: Given, *, name: str) -> None:
    needed = noun.needed if verb == "add" else (noun.names,)
    for each in needed:
        if each not in given:
            raise InvalidFile("programme.needs", file=name, field=each)


def _document(app: App, ctx: Context, place: Place, given: Given, sha256: str) -> Document:
    """What was typed of one thing as a document, once it is clear which thing is meant."""
    with app.db.read(ctx) as session:
        thing = place(session, given)
    return _typed(lambda: typed.document([thing], sha256=sha256))


def _typed(work: Callable[[], T]) -> T:
    """What is wrong with something typed is no file's fault."""
    try:
        return work()
    except InvalidFile as error:
        raise Invalid(error.code, **_of_one(error.details)) from None


def _result(app: App, ctx: Context, noun: Noun, done: RowsResult) -> ThingsResult:
    rows = [row for row in done.rows if row.fault is not None or row.kind == noun.kind]
    numbers = _numbers(app, ctx, noun, [row.key for row in rows])
    return ThingsResult(
        kind=noun.kind, results=tuple(_of_row(row, numbers) for row in rows),
        warnings=done.warnings, op_key=done.op_key, replayed=done.replayed, dry_run=done.dry_run,
    )  # fmt: skip


def _numbers(app: App, ctx: Context, noun: Noun, keys: Iterable[str]) -> dict[str, int]:
    """The numbers of shows, by their keys."""
    if noun.kind != "shows":
        return {}
    with app.db.read(ctx) as session:
        rows = rows_among(session, queries.FIND[Show], set(keys) - {""})
        return {row.key: row.id for row in rows}


def _of_row(row: RowResult, numbers: Mapping[str, int]) -> ThingResult:
    if row.fault is not None:
        return ThingResult(line=row.line, key=row.key, outcome="refused", reason=row.fault)
    return ThingResult(
        line=row.line, key=row.key, show_id=numbers.get(row.key), outcome=OUTCOMES[row.verb]
    )


def _fault(code: str, details: Mapping[str, Any], *, line: int, name: str) -> InvalidFile:
    return InvalidFile(code, **{"file": name, **_of_one(details), "line": line, "column": 1})


def _of_one(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details of a fault without the list in which its field would stand in a file."""
    told = {name: value for name, value in details.items() if name != "more"}
    if isinstance(told.get("field"), str):
        told["field"] = told["field"].rpartition("].")[2]
    return told
