"""What a set-up file says before anybody knows what it means: texts that know their line."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile

DEEPEST = 20
MOST_VALUES = 500_000
"""Values after aliases are followed; ten thousand shows have less than a hundred thousand."""

UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff"
    "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(slots=True)
class Node:
    """A text, a list, a mapping or nothing, and where it stands (from 1; 0 is typed, not read).

    Where several files are one document, `file` says of its parts which one they are of.
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_literal: bool = False
    size: int = 1
    height: int = 0
    file: str = ""

    def plain(self) -> Any:
        """The bare data."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text: str, *, name: str, form: str = "yaml") -> Node:
    """The tree of a text in YAML, TOML or JSON, or InvalidFile with the line that is wrong."""
    _refuse_control_characters(text, name=name)
    if form == "json":
        from boxoffice.services.setup import json_tree

        return json_tree.parse(text, name=name)
    if form == "toml":
        from boxoffice.services.setup import toml_tree

        return toml_tree.parse(text, name=name)
    from boxoffice.services.setup import yaml_tree

    return yaml_tree.parse(text, name=name)


def _refuse_control_characters(text: str, *, name: str) -> None:
    """Nothing unprintable is in a file that somebody wrote."""
    if bad := UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        code_point = f"U+{ord(bad[0]):04X}"
        raise InvalidFile("setup.control_character", file=name, line=line, character=code_point)


class Grower:
    """What parsers share: where an offset is, no key twice, never too deep, never too much."""

    def __init__(self, text: str, *, name: str) -> None:
        self.text = text
        self.name = name
        self._count = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    def node(self, value: str | list[Node] | dict[str, Node] | None, at: int) -> Node:
        """A node at an offset, counted."""
        line, column = self.place(at)
        self._count += 1
        if self._count > MOST_VALUES:
            raise InvalidFile("setup.too_large", file=self.name, line=line, most=MOST_VALUES)
        return Node(value, line=line, column=column)

    def enter(self, depth: int, at: int) -> None:
        """Refuse what is nested too deep."""
        if depth >= DEEPEST:
            raise self.fault("setup.too_deep", at, most=DEEPEST)

    def claim(self, mapping: Node, key: str, at: int) -> None:
        """Note where a key of a mapping stands, which it must not have yet."""
        if key in mapping.keys:
            raise self.fault(
                "setup.key_twice", at, key=printable(key), other_line=mapping.keys[key][0]
            )
        mapping.keys[key] = self.place(at)

    def fault(self, code: str, at: int, **details: Any) -> InvalidFile:
        """What is wrong at an offset."""
        line, column = self.place(at)
        return InvalidFile(code, file=self.name, line=line, column=column, **details)
