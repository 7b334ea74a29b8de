"""A Markdown table whose cells cannot break out of it."""

from __future__ import annotations

import re

from boxoffice.present.tables import Table, spelled_rows
from boxoffice.present.text import clean

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")


def write(table: Table, *, locale: str) -> str:
    """The title as a heading, then the table."""
    shown = table.for_people()
    lines = [f"## {_cell(clean(shown.title))}", ""] if shown.title else []
    lines.append(_line([_cell(column.heading) for column in shown.columns]))
    lines.append(_line(["---:" if column.is_number else "---" for column in shown.columns]))
    lines += [_line([_cell(cell) for cell in row]) for row in spelled_rows(shown, locale=locale)]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
