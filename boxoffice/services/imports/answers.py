"""How an import is applied, and what it is answered with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from boxoffice.errors import InvalidFile
from boxoffice.services.imports.batch import listing
from boxoffice.services.setup import files, use
from boxoffice.services.setup.answers import RowResult, RowsResult
from boxoffice.services.setup.tree import Node

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App

MOST_TOLD = 50
"""So many faults are in the error of a strict import; without `strict` each is listed."""


class ImportResult(RowsResult):
    """What an import did: how many rows it read, each that was refused, columns it did not use.

    `there` counts the shows of a copied week that the other week had already.
    """

    read: int = 0
    there: int = 0
    unused: tuple[str, ...] = ()


def apply_entries(
    app: App,
    ctx: Context,
    lists: Mapping[str, Sequence[Node]],
    faults: Sequence[InvalidFile],
    *,
    name: str,
    sha256: str,
    strict: bool = False,
) -> RowsResult:
    """Apply entries of a set-up; with `strict` nothing comes in where a row is at fault."""
    ordered = sorted(faults, key=lambda fault: (fault.details["line"], fault.details["column"]))
    tree = Node({kind: listing(nodes) for kind, nodes in lists.items() if nodes}, 0, 0)
    document = files.of_tree(tree, name=name, sha256=sha256)
    request = use.RowsRequest(file=name, sha256=sha256, strict=strict)
    if strict and use.answered_before(app, ctx, request, RowsResult) is None:
        dry = replace(ctx, dry_run=True, op_key="")
        refused = use.apply_rows(app, dry, document, faults=ordered, strict=True).refused
        if refused:
            raise _refused_whole(refused, name=name)
    return use.apply_rows(app, ctx, document, faults=ordered, strict=strict)


def digest(*parts: str) -> str:
    """What makes one import another request than the next: the file and how it was asked for."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _refused_whole(refused: Sequence[RowResult], *, name: str) -> InvalidFile:
    """Why nothing of a strict import came in: every fault, as far as there is room."""
    faults = [row.fault for row in refused if row.fault is not None]
    return InvalidFile(
        "imports.strict",
        file=name,
        line=refused[0].line,
        column=refused[0].column,
        count=len(faults),
        first=faults[0].model_dump(mode="json"),
        refused=[fault.model_dump(mode="json") for fault in faults[:MOST_TOLD]],
    )
