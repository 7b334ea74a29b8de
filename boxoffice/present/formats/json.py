"""One JSON document: the contract for scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from boxoffice.present.tables import Table, raw
from boxoffice.present.text import UNSAFE_CATEGORIES

_NOT_ASCII = re.compile(r"[^\x00-\x7e]")


def write(document: Mapping[str, Any]) -> str:
    """The document in its own order, readable letters as themselves, a newline at the end.

    What could act on a terminal is written as an escape, so the data stays exact and harmless.
    """
    text = json.dumps(with_null(document), ensure_ascii=False, indent=2)
    return _NOT_ASCII.sub(_escape, text) + "\n"


def with_null(value: Any) -> Any:
    """The same with what has no value as null: a text that is empty says nothing either."""
    if isinstance(value, Mapping):
        return {name: with_null(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_null(each) for each in value]
    return None if value == "" else value


def document_of(table: Table) -> dict[str, Any]:
    """A table as a list of objects under the table's name."""
    data = table.for_machines()
    names = [column.name for column in data.columns]
    rows = [dict(zip(names, map(raw, row), strict=True)) for row in data.rows]
    return {data.name: rows}


def _escape(match: re.Match[str]) -> str:
    import unicodedata

    character = match[0]
    if unicodedata.category(character) not in UNSAFE_CATEGORIES:
        return character
    return json.dumps(character)[1:-1]
