"""A set-up document of single things: typed on the command line, or standing in rows of a batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from boxoffice.services.setup import files
from boxoffice.services.setup.files import Document
from boxoffice.services.setup.tree import Node

Given = Mapping[str, Node]
"""What somebody said of a thing, by the name of its field."""

TYPED = "typed"

_NESTED = ("screens", "prices", "taxes", "fees")


@dataclass(frozen=True)
class Thing:
    """One thing of a document: the list it belongs in, where it hangs, and what is said of it.

    `key` is empty where the set-up makes one (a new show's, a price's).
    """

    kind: str
    key: str
    fields: Given
    city: str = ""
    theatre: str = ""
    line: int = 0
    column: int = 0

    def node(self) -> Node:
        """The thing as it would stand in a file."""
        key = {"key": _text(self.key, self)} if self.key and self.kind != "prices" else {}
        return _mapping({**key, **self.fields}, self.line, self.column)


@dataclass
class _Places:
    """Cities and theatres of a document, each once, with what is said of them or hangs on them."""

    cities: dict[str, dict[str, Node]] = field(default_factory=dict)
    theatres: dict[tuple[str, str], dict[str, Node]] = field(default_factory=dict)
    lists: dict[tuple[str, str, str], list[Node]] = field(default_factory=dict)

    def add(self, thing: Thing) -> None:
        if thing.kind == "cities":
            self._said(self.cities.setdefault(thing.key, {}), thing)
            return
        self.cities.setdefault(thing.city, {"key": _text(thing.city, thing)})
        if thing.kind == "theatres":
            self._said(self.theatres.setdefault((thing.city, thing.key), {}), thing)
            return
        place = (thing.city, thing.theatre)
        self.theatres.setdefault(place, {"key": _text(thing.theatre, thing)})
        self.lists.setdefault((*place, thing.kind), []).append(thing.node())

    def _said(self, fields: dict[str, Node], thing: Thing) -> None:
        fields.update({"key": _text(thing.key, thing), **thing.fields})

    def node(self) -> Node:
        """The list of cities with all that is in them."""
        for (city, theatre, kind), nodes in self.lists.items():
            self.theatres[city, theatre][kind] = _list(nodes)
        inside: dict[str, list[Node]] = {}
        for (city, _), fields in self.theatres.items():
            inside.setdefault(city, []).append(_at_key(fields))
        for city, nodes in inside.items():
            self.cities[city]["theatres"] = _list(nodes)
        return _list([_at_key(fields) for fields in self.cities.values()])


def given(values: Mapping[str, str | Sequence[str] | bool | None]) -> dict[str, Node]:
    """What was typed by the name of its field; what is None was not."""
    return {name: _value(value) for name, value in values.items() if value is not None}


def document(things: Sequence[Thing], *, sha256: str, name: str = TYPED) -> Document:
    """The set-up that says these things."""
    places = _Places()
    lists: dict[str, list[Node]] = {}
    for thing in things:
        if thing.kind in ("cities", "theatres", *_NESTED):
            places.add(thing)
        else:
            lists.setdefault(thing.kind, []).append(thing.node())
    fields = {kind: _list(nodes) for kind, nodes in lists.items()}
    if places.cities:
        fields["cities"] = places.node()
    tree = _mapping(fields, *((things[0].line, things[0].column) if things else (0, 0)))
    return files.of_tree(tree, name=name, sha256=sha256)


def sha256_of(noun: str, verb: str, rows: Iterable[Given]) -> str:
    """What makes it the same request when it is asked again: the words as they were typed."""
    said = [noun, verb, [{name: node.plain() for name, node in row.items()} for row in rows]]
    text = json.dumps(said, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _value(value: str | Sequence[str] | bool) -> Node:
    if isinstance(value, bool):
        return Node("true" if value else "false", 0, 0)
    if isinstance(value, str):
        return Node(value, 0, 0)
    return _list([Node(each, 0, 0) for each in value])


def _text(text: str, thing: Thing) -> Node:
    return Node(text, thing.line, thing.column)


def _list(nodes: Sequence[Node]) -> Node:
    return Node(list(nodes), *((nodes[0].line, nodes[0].column) if nodes else (0, 0)))


def _at_key(fields: Mapping[str, Node]) -> Node:
    return _mapping(fields, fields["key"].line, fields["key"].column)


def _mapping(fields: Mapping[str, Node], line: int, column: int) -> Node:
    places = {name: (node.line, node.column) for name, node in fields.items()}
    return Node(dict(fields), line, column, keys=places)
