"""The one way to change the house: a document planned outside the gate, applied in one write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxoffice.errors import InvalidFile
from boxoffice.services.setup import apply as engine
from boxoffice.services.setup.answers import Changes, PlanResult, RowsResult, SetupResult
from boxoffice.services.setup.programme import resolve

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.setup.files import Document


@dataclass(frozen=True, slots=True)
class Prune:
    """Business days, as typed, whose shows go unless the document names them; both included."""

    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing to take away: the name of its list in a file, and its key.

    Screens are theatre/screen, prices theatre/rule, holidays theatre/day.
    """

    kind: str
    key: str


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
    done = apply_document(
        app, replace(ctx, dry_run=True, op_key=""), document,
        prune=prune, strict=strict, removals=removals,
    )  # fmt: skip
    return PlanResult(
        file=done.file, changes=done.changes, items=done.items, warnings=done.warnings
    )


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
    done = engine.apply(app, ctx, resolve(document, now_ms=ctx.clock.wall_ms()))
    return SetupResult(
        file=done.file,
        changes=tuple(Changes(**each.model_dump()) for each in done.changes),
        op_key=done.op_key, replayed=done.replayed, dry_run=done.dry_run,
    )  # fmt: skip


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
    done = apply_document(app, ctx, document, strict=strict, removals=removals)
    return RowsResult(**done.model_dump())
