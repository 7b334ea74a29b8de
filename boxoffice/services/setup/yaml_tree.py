"""YAML as a tree of texts that know their line: nothing is guessed, run or expanded without end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.tree import Node

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def parse(text: str, *, name: str) -> Node:
    """The only document of a text, or InvalidFile with the line that is wrong."""
    builder = _Builder(name)
    for event in _events(text, name):
        builder.take(event)
    if builder.root is None or builder.root.value is None:
        raise InvalidFile("setup.empty", file=name)
    return builder.root


def _events(text: str, name: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.end_mark.line + 1
            yield event
    except InvalidFile:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        opened = error.context_mark.line + 1 if error.context_mark else None
        problem = printable(str(error.problem or error.context or ""), most=120)
        raise InvalidFile(
            "setup.not_this_form", file=name, **place,
            form="YAML", problem=problem, opened_in_line=opened,
        ) from None  # fmt: skip
    except Exception as error:  # noqa: BLE001 - odd bytes make the parser fail in many ways
        raise InvalidFile(
            "setup.not_this_form", file=name, line=line, form="YAML", problem=type(error).__name__
        ) from None


class _Builder:
    """Grows the tree from the parser's events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self._open: list[tuple[Node, str | None, str | None]] = []
        self._key: Node | None = None
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._refuse_tag(event)
            self._add(self._scalar(event), event.anchor)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._refuse_tag(event)
            value: Any = {} if kind == "MappingStartEvent" else []
            self._enter(self._node(value, event), event.anchor)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._leave()
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "DocumentStartEvent" and self.root is not None:
            raise self._error("setup.several_documents", event)

    def _scalar(self, event: Any) -> Node:
        is_plain = event.style in (None, "")
        node = self._node(event.value, event)
        if is_plain and event.value in _NULLS:
            node.value = None
        node.is_literal = event.style == "|"
        return node

    def _enter(self, node: Node, anchor: str | None) -> None:
        if self._wants_key():
            raise InvalidFile(
                "setup.key_not_text", file=self.name, line=node.line, column=node.column
            )
        if len(self._open) >= trees.DEEPEST:
            raise InvalidFile("setup.too_deep", file=self.name, line=node.line, most=trees.DEEPEST)
        self._open.append((node, anchor, self._take_key(node)))

    def _take_key(self, node: Node) -> str | None:
        """The key under which a value about to be read belongs to its mapping."""
        if self._key is None:
            return None
        key, self._key = str(self._key.value or ""), None
        return key

    def _wants_key(self) -> bool:
        """Whether what comes next is a key of the mapping that is open."""
        is_mapping = bool(self._open) and isinstance(self._open[-1][0].value, dict)
        return is_mapping and self._key is None

    def _leave(self) -> None:
        node, anchor, key = self._open.pop()
        if anchor:
            self._anchors[anchor] = node
        self._attach(node, key)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if self._wants_key():
            self._begin_key(node)
        else:
            self._attach(node, self._take_key(node))

    def _begin_key(self, node: Node) -> None:
        mapping = self._open[-1][0]
        key = str(node.value or "")
        if key in mapping.keys:
            raise InvalidFile(
                "setup.key_twice", file=self.name, line=node.line, column=node.column,
                key=printable(key), other_line=mapping.keys[key][0],
            )  # fmt: skip
        mapping.keys[key] = (node.line, node.column)
        self._key = node

    def _attach(self, node: Node, key: str | None) -> None:
        self._count += node.size if node.height == 0 else 1
        if self._count > trees.MOST_VALUES:
            raise InvalidFile(
                "setup.too_large", file=self.name, line=node.line, most=trees.MOST_VALUES
            )
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        if isinstance(parent.value, dict):
            parent.value[str(key)] = node
        elif isinstance(parent.value, list):
            parent.value.append(node)
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)

    def _alias(self, event: Any) -> None:
        """The value an alias names stands here again, and counts again."""
        target = self._anchors.get(event.anchor)
        if target is None:
            raise self._error("setup.unknown_alias", event, alias=printable(event.anchor))
        if self._wants_key():
            raise self._error("setup.key_not_text", event)
        if len(self._open) + target.height >= trees.DEEPEST:
            raise self._error("setup.too_deep", event, most=trees.DEEPEST)
        self._count += target.size
        self._attach(target, self._take_key(target))

    def _node(self, value: Any, event: Any) -> Node:
        mark = event.start_mark
        return Node(value, line=mark.line + 1, column=mark.column + 1)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and str(event.tag) != "!":
            raise self._error("setup.tag", event, tag=printable(str(event.tag)))

    def _error(self, code: str, event: Any, **details: Any) -> InvalidFile:
        mark = event.start_mark
        return InvalidFile(
            code, file=self.name, line=mark.line + 1, column=mark.column + 1, **details
        )
