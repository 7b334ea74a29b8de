"""Batches: rows of CSV, JSON, JSON lines or YAML, with the fields of one kind of thing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from difflib import get_close_matches

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.imports import sheets
from boxoffice.services.nouns import Noun
from boxoffice.services.setup.files import MOST_BYTES
from boxoffice.services.setup.sources import read_file
from boxoffice.services.setup.tree import Node
from boxoffice.services.setup.typed import Given

STDIN = "stdin"
LISTED = ("at",)
"""Fields of which a cell may have several, with commas between."""


def read(path: str, noun: Noun) -> tuple[str, list[tuple[int, Given]]]:
    """The name of a batch and its rows with their lines; `-` is what is piped in."""
    content = sys.stdin.buffer.read(MOST_BYTES + 1) if path == "-" else read_file(path)
    name = STDIN if path == "-" else path
    return name, rows_of(content, noun, name=name)


def rows_of(content: bytes, noun: Noun, *, name: str) -> list[tuple[int, Given]]:
    """The rows with their lines; where several stand in one line, the first is 1, the next 2."""
    if len(content) > MOST_BYTES:
        raise InvalidFile("imports.too_large_file", file=name, most_mib=MOST_BYTES // 1024**2)
    text = sheets.decoded(content, name=name)
    if not text.strip():
        raise InvalidFile("imports.empty", file=name)
    read = _table_rows if sheets.form_of(text, name=name) == "csv" else _tree_rows
    rows: list[tuple[int, Given]] = [
        (line, _fields(cells, line, noun, name=name)) for line, cells in read(text, name)
    ]
    if len({line for line, _ in rows}) < len(rows):
        return [
            (place, {name: _moved(node, place) for name, node in given.items()})
            for place, (_, given) in enumerate(rows, 1)
        ]
    return rows


def _table_rows(text: str, name: str) -> list[tuple[int, Mapping[str, Node]]]:
    from boxoffice.services.imports import delimited

    sheet = delimited.read(text, name=name, sha256="")
    for fault in sheet.faults:
        raise fault
    return [(row.line, row.cells) for row in sheet.rows]


def _tree_rows(text: str, name: str) -> list[tuple[int, Mapping[str, Node]]]:
    """The mappings of a list; the list may stand under its plural name, as lists are printed."""
    from boxoffice.services.setup import json_tree, yaml_tree

    is_json = sheets.form_of(text, name=name) == "json"
    text = sheets.lines_as_list(text, name=name)
    node = (json_tree if is_json else yaml_tree).parse(text, name=name)
    if isinstance(node.value, dict) and len(node.value) == 1:
        inner = next(iter(node.value.values()))
        node = inner if isinstance(inner.value, list) else node
    items = node.value if isinstance(node.value, list) else [node]
    rows: list[tuple[int, Mapping[str, Node]]] = []
    for item in items:
        if not isinstance(item.value, dict):
            raise InvalidFile("programme.row_form", file=name, line=item.line, column=item.column)
        rows.append((item.line, item.value))
    return rows


def _fields(cells: Mapping[str, Node], line: int, noun: Noun, *, name: str) -> dict[str, Node]:
    """What a row says by our names of the fields; an empty cell says nothing."""
    said = {}
    for header, node in cells.items():
        found = _known(header, noun, name=name, line=line)
        if node.value is not None:
            said[found] = _several(node) if found in LISTED else node
    return said


def _known(header: str, noun: Noun, *, name: str, line: int) -> str:
    plain = header.strip().lower().replace(" ", "_").replace("-", "_")
    found = noun.aliases.get(plain, plain)
    if found not in noun.fields:
        nearest = get_close_matches(found, noun.fields, n=1, cutoff=0.5)
        raise InvalidFile(
            "programme.column", file=name, line=line, column_name=printable(header),
            nearest=nearest[0] if nearest else None, known=list(noun.fields),
        )  # fmt: skip
    return found


def _several(node: Node) -> Node:
    if not isinstance(node.value, str):
        return node
    parts = [part.strip() for part in node.value.split(",") if part.strip()]
    return Node([Node(part, node.line, node.column) for part in parts], node.line, node.column)


def _moved(node: Node, line: int) -> Node:
    """The same as if it stood in another line."""
    value = node.value
    if isinstance(value, list):
        value = [_moved(each, line) for each in value]
    return Node(value, line, node.column, keys=node.keys)
