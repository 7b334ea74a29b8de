"""Any file that describes a hall, recognised by what stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.domain import json_lines, layout_csv, layout_drawing, layout_grids, layout_pretix
from boxoffice.domain.json_lines import Json
from boxoffice.domain.layout_files import LayoutFile
from boxoffice.errors import Invalid

LONGEST_FIRST_LINE = 2_000
_LOOKED_INTO = 4
"""How deep an answer may be wrapped up."""


def read(text: str) -> LayoutFile:
    """The hall of a text in any of the forms, or Invalid("layouts.…") with the line."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Invalid("layouts.empty")
    if text.lstrip()[0] in "{[":
        return _of_json(json_lines.parse(text))
    first = text.lstrip()[:LONGEST_FIRST_LINE].partition("\n")[0].strip()
    if layout_csv.is_table(first):
        return layout_csv.read(text)
    if layout_drawing.is_drawing(first):
        return layout_drawing.read(text)
    before = text[: len(text) - len(text.lstrip())]
    raise Invalid("layouts.unknown_form", line=before.count("\n") + 1)


def _of_json(root: Json) -> LayoutFile:
    for value in _outermost_first(root):
        if value.get("zones") and value.get("categories"):
            return layout_pretix.read(value)
        if value.get("Areas"):
            return layout_grids.read_vista(value)
        if any(isinstance(row.value, dict) and row.get("Columns") for row in value.items()):
            return layout_grids.read_grid(value, tickets=_named(root, "tickets"))
    raise Invalid("layouts.unknown_form", line=root.line)


def _outermost_first(root: Json) -> Iterator[Json]:
    """Every value that is wrapped no deeper than an answer wraps its contents."""
    level = [root]
    for _ in range(_LOOKED_INTO):
        yield from level
        level = [
            inner
            for value in level
            for inner in (value.value.values() if isinstance(value.value, dict) else ())
        ]


def _named(root: Json, key: str) -> Json | None:
    return next((found for value in _outermost_first(root) if (found := value.get(key))), None)
