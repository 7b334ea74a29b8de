"""A sheet: rows of named cells that know where they stand, whatever form they came in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.setup.files import MOST_BYTES
from boxoffice.services.setup.tree import Node

MOST_ROWS = 50_000

ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "latin-1", "iso-8859-15", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp437", "cp850", "mac-roman", "shift-jis", "gb18030", "big5", "euc-kr",
)  # fmt: skip
"""What `--encoding` may say; a form that says its own (a byte order mark) wins."""

JSON_LINES = (".jsonl", ".ndjson")

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LOOKS_YAML = re.compile(r"(?:---|%YAML|-\s|- *$|[^\s,;|\t#][^,;|\t]*:(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Row:
    """One row by header, and where it begins; a cell that is empty or null is not there."""

    line: int
    cells: Mapping[str, Node]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a file, its headers in order, and the rows that could not even be read.

    `places` says in which column a header stands, where all rows have it in the same.
    """

    name: str
    sha256: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[InvalidFile, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)

    def fault(self, code: str, node: Node, /, **details: object) -> InvalidFile:
        """What is wrong with a cell, and where it stands."""
        return InvalidFile(
            code, **{"file": self.name, "line": node.line, "column": node.column, **details}
        )


class Marks(Protocol):
    """Which headers make a row in nested data, and which only say more about one."""

    def rank(self, header: str) -> int:
        """How good a header is for what a row cannot lack: 1 is best, 0 is not at all."""

    def is_part(self, header: str) -> bool:
        """Whether what stands under a header belongs to the row, however nested it is."""


def read(content: bytes, *, name: str, marks: Marks, encoding: str = "") -> Sheet:
    """The rows of a CSV, JSON or YAML file.

    The form is what the name ends in, else what the text looks like.
    """
    from boxoffice.services.imports import delimited, nested
    from boxoffice.services.setup import json_tree, yaml_tree

    name = printable(name, most=200)
    if len(content) > MOST_BYTES:
        raise InvalidFile("imports.too_large_file", file=name, most_mib=MOST_BYTES // 1024**2)
    text = decoded(content, name=name, encoding=encoding)
    if not text.strip():
        raise InvalidFile("imports.empty", file=name)
    sha256 = hashlib.sha256(content).hexdigest()
    form = form_of(text, name=name)
    if form == "csv":
        return delimited.read(text, name=name, sha256=sha256)
    text = lines_as_list(text, name=name)
    tree = (json_tree if form == "json" else yaml_tree).parse(text, name=name)
    return nested.read(tree, name=name, sha256=sha256, marks=marks)


def form_of(text: str, *, name: str) -> str:
    """csv, json or yaml."""
    ending = PurePath(name).suffix.lower()
    by_ending = {
        ".json": "json", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv",
        **dict.fromkeys(JSON_LINES, "json"),
    }  # fmt: skip
    if ending in by_ending:
        return by_ending[ending]
    start = text.lstrip()
    if start[0] in "[{":
        return "json"
    lines = (line for line in start.splitlines() if line.strip() and not line.startswith("#"))
    return "yaml" if _LOOKS_YAML.match(next(lines, "")) else "csv"


def lines_as_list(text: str, *, name: str) -> str:
    """JSON lines as one JSON list, every line where it was; anything else as it is."""
    lines = text.split("\n")
    said = [place for place, line in enumerate(lines) if line.strip()]
    is_named = PurePath(name).suffix.lower() in JSON_LINES
    if not said or (len(said) < 2 and not is_named):
        return text
    for line in () if is_named else (lines[place].strip() for place in said):
        if not (line.startswith("{") and line.endswith("}")):
            return text
    for place in said[:-1]:
        lines[place] += ","
    lines[said[0]] = "[" + lines[said[0]]
    lines[said[-1]] += "]"
    return "\n".join(lines)


def decoded(content: bytes, *, name: str, encoding: str = "") -> str:
    """The text of a file, or InvalidFile naming the first byte that is none in its encoding."""
    if encoding and encoding.lower().replace("_", "-") not in ENCODINGS:
        raise Invalid("imports.encoding", encoding=printable(encoding), choices=list(ENCODINGS))
    if content.startswith(_WORKBOOKS):
        raise InvalidFile("imports.workbook", file=name)
    marked = next((codec for mark, codec in _MARKS if content.startswith(mark)), "")
    codec = marked or encoding or "utf-8"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        raise InvalidFile(
            "imports.not_text", file=name, line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"), byte=f"0x{content[error.start]:02X}",
            encoding=codec.removesuffix("-sig"),
        ) from None  # fmt: skip
    return text.removeprefix("\ufeff")
