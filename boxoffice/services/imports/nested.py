"""Rows out of nested data: the innermost thing that can be a row inherits from what it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.imports.sheets import MOST_ROWS, Marks, Row, Sheet
from boxoffice.services.setup.tree import Node

_NAMES = ("name", "title", "label", "value")


def read(tree: Node, *, name: str, sha256: str, marks: Marks) -> Sheet:
    """One row for each innermost mapping with a header that makes a row.

    A week of films with dates with times is a row for each time, with the film and the date.
    """
    walker = _Walker(marks)
    if not walker.leads(tree):
        raise InvalidFile(
            "imports.no_rows", file=name, line=tree.line, column=tree.column,
            headers=_first_keys(tree),
        )  # fmt: skip
    rows: list[Row] = []
    headers: dict[str, None] = {}
    for row in walker.rows(tree, {}):
        rows.append(row)
        headers.update(dict.fromkeys(row.cells))
        if len(rows) > MOST_ROWS:
            raise InvalidFile("imports.too_many_rows", file=name, line=row.line, most=MOST_ROWS)
    return Sheet(name, sha256, tuple(headers), tuple(rows))


class _Walker:
    """Knows for each node whether rows are below it, and by how good a header."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._known: dict[int, int] = {}

    def leads(self, node: Node) -> int:
        """The rank of the best header that makes a row at this node or below it; 0 for none."""
        if id(node) not in self._known:
            self._known[id(node)] = self._leads(node)
        return self._known[id(node)]

    def _leads(self, node: Node) -> int:
        ranks: list[int] = []
        if isinstance(node.value, list):
            ranks = [self.leads(item) for item in node.value]
        elif isinstance(node.value, dict):
            own = self._own(node.value)
            ranks = [own, *(self.leads(inner) for _, inner in self._inward(node.value, own))]
        return min((rank for rank in ranks if rank), default=0)

    def _own(self, mapping: Mapping[str, Node]) -> int:
        """The best rank among a mapping's own texts and lists of texts."""
        ranks = [
            self.marks.rank(key)
            for key, inner in mapping.items()
            if not _is_nested(inner) or (inner.value and _is_list_of_texts(inner))
        ]
        return min((rank for rank in ranks if rank), default=0)

    def _inward(self, mapping: Mapping[str, Node], own: int) -> list[tuple[str, Node]]:
        """Where to look for rows below: not in lists that only say more about this one."""
        return [
            (key, inner)
            for key, inner in mapping.items()
            if _is_nested(inner)
            and not self.marks.is_part(key)
            and (rank := self.leads(inner))
            and (not own or rank <= own)
        ]

    def rows(self, node: Node, inherited: Mapping[str, Node]) -> Iterator[Row]:
        """Every row at this node or below it."""
        if isinstance(node.value, dict):
            yield from self._rows_of(node, node.value, inherited)
        for item in node.value if isinstance(node.value, list) else ():
            if _is_nested(item) or item.value is None:
                yield from self.rows(item, inherited)
            else:
                yield Row(item.line, {**inherited, "value": item}, item.column)

    def _rows_of(
        self, node: Node, mapping: Mapping[str, Node], inherited: Mapping[str, Node]
    ) -> Iterator[Row]:
        """The rows inside a mapping, else the mapping itself; one with an empty list has none."""
        own = self._own(mapping)
        inward = self._inward(mapping, own)
        cells = dict(inherited)
        several: list[tuple[str, Node]] = []
        for key, inner in mapping.items():
            header = _header(key)
            if any(key == found for found, _ in inward):
                continue
            if self.marks.rank(key) and isinstance(inner.value, list) and _is_list_of_texts(inner):
                several += [(header, item) for item in inner.value]
            else:
                cells.update(_cells(header, inner))
        for _, inner in inward:
            yield from self.rows(inner, cells)
        for header, item in several:
            yield Row(item.line, {**cells, header: item}, item.column)
        is_empty = not own and any(inner.value == [] for inner in mapping.values())
        if not inward and not several and not is_empty:
            yield Row(node.line, cells, node.column)


@lru_cache(maxsize=4_096)
def _header(key: str) -> str:
    return printable(" ".join(key.split()), most=80)


def _cells(header: str, node: Node) -> dict[str, Node]:
    """The cells that a value without rows in it stands for."""
    if isinstance(node.value, list):
        texts = [text for item in node.value if (text := _said(item, header))]
        if not texts:
            return {}
        return {header: Node(",".join(texts), node.line, node.column)}
    if isinstance(node.value, dict):
        inside: dict[str, Node] = {}
        for key, inner in node.value.items():
            if not _is_nested(inner) and inner.value is not None:
                inside[f"{header} {printable(key, most=80)}"] = inner
        named = _said(node, header)
        return inside | ({header: Node(named, node.line, node.column)} if named else {})
    return {} if node.value is None else {header: node}


def _said(node: Node, header: str) -> str:
    """What an item of a list says: its text, or of a mapping the value that names it."""
    if isinstance(node.value, str):
        return node.value
    if not isinstance(node.value, dict):
        return ""
    for name in (header.removesuffix("s"), header, *_NAMES):
        inner = node.value.get(name)
        if inner is not None and isinstance(inner.value, str):
            return inner.value
    return ""


def _is_nested(node: Node) -> bool:
    return isinstance(node.value, list | dict)


def _is_list_of_texts(node: Node) -> bool:
    return isinstance(node.value, list) and all(isinstance(item.value, str) for item in node.value)


def _first_keys(tree: Node) -> list[str]:
    node = tree
    while isinstance(node.value, list) and node.value:
        node = node.value[0]
    return [printable(key) for key in list(node.value)[:8]] if isinstance(node.value, dict) else []
