"""The one way to change the house: a document planned outside the gate, applied in one write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from boxoffice.errors import BoxofficeError, Busy, InvalidFile, Refused
from boxoffice.services.requests import Request
from boxoffice.services.results import Reason, Result
from boxoffice.services.setup import answers, apply, drafts, files, guards, rows
from boxoffice.services.setup import plan as plans
from boxoffice.services.setup.answers import PlanResult, RowResult, RowsResult, SetupResult
from boxoffice.services.setup.drafts import Draft, Order, read_house
from boxoffice.services.setup.plan import Verb
from boxoffice.services.setup.prune import Prune, Removal
from boxoffice.services.setup.tree import Node
from boxoffice.storage.statements import insert_one
from boxoffice.storage.tables.layouts import SeatRow

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.setup.files import Document
    from boxoffice.storage.session import WriteSession

__all__ = [
    "Prune", "Removal", "answered_before", "apply_document", "apply_rows", "nothing",
    "plan_document", "read_house",
]  # fmt: skip

R = TypeVar("R", bound=SetupResult)
T = TypeVar("T")


class _NotYet(Exception):
    """Nothing was done under this operation key so far."""


MOST_ATTEMPTS = 25
"""So often a plan is made anew because somebody else changed the house meanwhile."""


class SetupRequest(Request):
    """A set-up as asked for: the bytes of the file are its identity."""

    answer: ClassVar[type[Result]] = SetupResult
    file: str
    sha256: str
    prune: tuple[str, ...] = ()
    removals: tuple[tuple[str, str], ...] = ()
    strict: bool = False


class RowsRequest(SetupRequest):
    """The same for rows, of which the faulty ones are left out."""

    answer: ClassVar[type[Result]] = RowsResult


def nothing(name: str = "") -> Document:
    """A document that asks for nothing, for removals alone."""
    return files.of_tree(Node({}, 0, 0), name=name, sha256="")


def plan_document(
    app: App,
    ctx: Context,
    document: Document,
    *,
    prune: Prune | None = None,
    strict: bool = False,
    removals: Sequence[Removal] = (),
) -> PlanResult:
    """What a document would do; nothing is written, and what would be refused is refused."""
    order = Order(document, prune, tuple(removals), strict)

    def plan() -> PlanResult:
        draft = drafts.make(app, ctx, order)
        _require_fit(draft, strict=strict)
        return PlanResult(**_told(draft))

    return _until_not_overtaken(plan)


def apply_document(
    app: App,
    ctx: Context,
    document: Document,
    *,
    prune: Prune | None = None,
    strict: bool = False,
    removals: Sequence[Removal] = (),
) -> SetupResult:
    """Make the database say what a document says, in one write; applied twice nothing changes.

    What the document leaves out stays, save for the shows to be pruned and what is to be removed.
    """
    order = Order(document, prune, tuple(removals), strict)
    request = SetupRequest.model_validate(order.words)
    if (earlier := answered_before(app, ctx, request, SetupResult)) is not None:
        return earlier
    _compile(app)

    def plan_and_write() -> SetupResult:
        draft = drafts.make(app, ctx, order)
        _require_fit(draft, strict=strict)
        result = SetupResult(**_told(draft))
        return app.db.write(ctx, request, partial(_write, prepared=draft.prepared, result=result))

    return _until_not_overtaken(plan_and_write)


def apply_rows(
    app: App,
    ctx: Context,
    document: Document,
    *,
    faults: Sequence[InvalidFile] = (),
    strict: bool = False,
    removals: Sequence[Removal] = (),
) -> RowsResult:
    """Apply what is right of an import or a batch and list what is not, row by row.

    `faults` are those that whoever made the document has found already.
    """
    order = Order(document, None, tuple(removals), strict)
    request = RowsRequest.model_validate(order.words)
    if (earlier := answered_before(app, ctx, request, RowsResult)) is not None:
        return earlier
    _compile(app)

    def plan_and_write() -> RowsResult:
        found: list[InvalidFile] = []
        draft = drafts.make_fitting(app, ctx, order, found)
        _require_fit(draft, strict=strict)
        result = RowsResult(**_told(draft), rows=_rows(draft, [*faults, *found]))
        return app.db.write(ctx, request, partial(_write, prepared=draft.prepared, result=result))

    return _until_not_overtaken(plan_and_write)


def _until_not_overtaken(work: Callable[[], T]) -> T:
    """Plan anew whenever somebody else changed the house meanwhile."""
    for _ in range(MOST_ATTEMPTS):
        with suppress(apply.Overtaken):
            return work()
    raise Busy("setup.overtaken", times=MOST_ATTEMPTS)


def answered_before(app: App, ctx: Context, request: SetupRequest, answer: type[R]) -> R | None:
    """The first answer to the same request under the same key: what is done needs no new plan."""
    if not ctx.op_key:
        return None

    def not_yet(_session: WriteSession, _request: SetupRequest) -> R:
        raise _NotYet

    try:
        return app.db.write(ctx, request, not_yet)
    except _NotYet:
        return None


def _write(
    session: WriteSession, request: SetupRequest, *, prepared: apply.Prepared, result: R
) -> R:
    apply.write(session, prepared)
    return result


def _compile(app: App) -> None:
    """Have the statements for many rows ready before the gate."""
    for table in (*rows.TABLES.values(), SeatRow):
        insert_one(table.__table__, app.db.backend.dialect.name)  # type: ignore[attr-defined]


def _require_fit(draft: Draft, *, strict: bool) -> None:
    if draft.problems:
        raise guards.refusal(draft.problems)
    if strict and draft.warnings:
        told = [each.model_dump(mode="json") for each in draft.warnings[: guards.MOST_NAMED]]
        raise Refused("setup.strict", warnings=told, count=len(draft.warnings))


def _told(draft: Draft) -> dict[str, Any]:
    plan, house = draft.prepared.plan, draft.prepared.house
    return {
        "file": draft.programme.file,
        "changes": answers.counts(plan, draft.programme),
        "items": answers.items(plan, house, draft.programme),
        "warnings": draft.warnings,
    }


def _rows(draft: Draft, faults: Sequence[BoxofficeError]) -> tuple[RowResult, ...]:
    """One result for each thing that has a line, in the order of the lines."""
    verbs = {(each.kind, each.ref): each for each in draft.prepared.plan.changes}
    found = []
    for (kind, ref), place in draft.programme.places.items():
        if ref not in draft.programme.of(kind):
            continue
        change = verbs.get((kind, ref))
        there = draft.prepared.house.of(kind).get(ref, {})
        spelled = change.key if change else plans.spelled(kind, ref, there)
        found.append(
            RowResult(
                line=place["line"], column=place["column"], kind=kind, key=spelled,
                verb=str(change.verb) if change else "same",
            )
        )  # fmt: skip
    for fault in faults:
        details = {name: value for name, value in fault.details.items() if name != "more"}
        found.append(
            RowResult(
                line=details.get("line") or 0, column=details.get("column") or 0,
                kind=str(details.get("kind", "")), verb="refused",
                fault=Reason(code=fault.code, details=details),
            )
        )  # fmt: skip
    for change in draft.prepared.plan.changes:
        if change.verb is Verb.REMOVE:
            found.append(RowResult(line=0, kind=change.kind, key=change.key, verb="remove"))
    return tuple(sorted(found, key=lambda row: (row.line, row.column)))
