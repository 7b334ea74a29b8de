"""What an import did, in a few lines, and every row that did not come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean
from boxoffice.present.words import reason

if TYPE_CHECKING:
    from boxoffice.services.imports.answers import ImportResult
    from boxoffice.services.setup.answers import RowResult

MOST_COLUMNS_NAMED = 12

_WORDS = {
    "movies": ("film", "films"), "shows": ("show", "shows"), "theatres": ("theatre", "theatres"),
    "cities": ("city", "cities"),
}  # fmt: skip
_REFUSED = (
    Column("line", "Line", is_number=True),
    Column("column", "Column", is_number=True),
    Column("field", "What", is_flexible=True),
    Column("reason", "Why it was left out", is_wrapped=True),
    Column("code"),
)


def document(result: ImportResult) -> Mapping[str, object]:
    """The JSON shape; each refused row has its sentence too."""
    told = result.document()
    for row, view in zip(told["rows"], result.rows, strict=True):
        if view.fault is not None:
            row["message"] = why(view)
    return told


def why(row: RowResult) -> str:
    """Why a row was left out, without the place where it stands."""
    if row.fault is None:
        return ""
    words = reason(row.fault.code, {**row.fault.details, "line": 0})
    return words[:1].upper() + words[1:]


def refused(result: ImportResult) -> Table:
    """The rows that were left out, by line."""
    rows = tuple(
        (
            row.line or None, row.column or None, _what(row), why(row),
            row.fault.code if row.fault else "",
        )
        for row in result.refused
    )  # fmt: skip
    return Table("refused", _REFUSED, rows)


def summary(result: ImportResult) -> str:
    """How many rows there were and what they came to."""
    parts = [
        f"{change.created:,} {_noun(change.kind, change.created)} new, {change.changed:,} changed,"
        f" {change.unchanged:,} as they were"
        for change in result.changes
        if change.kind in _WORDS and (change.created or change.changed or change.unchanged)
    ]
    there = f"; {result.there:,} there already" if result.there else ""
    left = f"; {len(result.refused):,} left out" if result.refused else ""
    came = "; ".join(parts) or "nothing came in"
    rows = "1 row" if result.read == 1 else f"{result.read:,} rows"
    return f"{clean(result.file)}: {rows}; {came}{there}{left}.\n"


def unused(result: ImportResult) -> str:
    """The columns that nothing was read from."""
    named = [clean(header) for header in result.unused[:MOST_COLUMNS_NAMED]]
    more = len(result.unused) - len(named)
    return f"Columns not used: {', '.join(named)}{f' and {more} more' if more else ''}."


def _what(row: RowResult) -> str:
    if row.fault is None:
        return ""
    details = row.fault.details
    return str(details.get("header") or details.get("field") or "")


def _noun(kind: str, count: int) -> str:
    return _WORDS[kind][count != 1]
