"""Comma-separated values: machine names as headings, numbers as numbers, no text a formula."""

from __future__ import annotations

import csv
import io

from boxoffice.present.tables import Cell, Table, raw
from boxoffice.present.text import clean

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")


def write(table: Table) -> str:
    """A heading line, then a line per row; a text that a spreadsheet would compute gets a quote."""
    data = table.for_machines()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in data.columns])
    writer.writerows([_field(cell) for cell in row] for row in data.rows)
    return out.getvalue()


def _field(cell: Cell) -> str | int:
    value = raw(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    text = clean(value)
    is_formula = value.lstrip(" ").startswith(_FORMULA_STARTS) or text.lstrip().startswith(
        _FORMULA_STARTS
    )
    return f"'{text}" if is_formula else text
