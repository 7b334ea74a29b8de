"""What planning and applying a set-up is answered with."""

from __future__ import annotations

from typing import Any

from boxoffice.services.results import Reason, Result, Value


class Changes(Value):
    """What happens to one kind of thing."""

    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class FieldView(Value):
    """One field of a thing that is edited, as it was and as it will be."""

    name: str
    old: Any
    new: Any


class Item(Value):
    """One thing that is added, edited or removed; fields are told only of edits.

    `kind` is the name of its list in a file, `verb` is add, edit or remove.
    """

    kind: str
    key: str
    verb: str
    label: str = ""
    currency: str = ""
    fields: tuple[FieldView, ...] = ()


class PlanResult(Value):
    """What a set-up would do, thing by thing, and what to mind."""

    file: str
    changes: tuple[Changes, ...]
    items: tuple[Item, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether anything would change."""
        return bool(self.items)


class SetupResult(Result):
    """What a set-up did, kind by kind and thing by thing, and what to mind."""

    file: str
    changes: tuple[Changes, ...]
    items: tuple[Item, ...] = ()
    warnings: tuple[Reason, ...] = ()


class RowResult(Value):
    """What became of one thing of an import or a batch, by the line it stands in.

    `verb` is add, edit, remove or same; where it was refused it is refused, and `fault` says why.
    """

    line: int
    column: int = 0
    kind: str = ""
    key: str = ""
    verb: str = ""
    fault: Reason | None = None


class RowsResult(SetupResult):
    """What an import or a batch did with each of its rows, in their order."""

    rows: tuple[RowResult, ...] = ()

    @property
    def refused(self) -> tuple[RowResult, ...]:
        """The rows that were left out."""
        return tuple(row for row in self.rows if row.fault is not None)
