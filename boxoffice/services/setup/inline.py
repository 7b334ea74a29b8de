"""Layouts that stand in the screen they belong to, brought where all layouts are."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.services.setup.tree import Node


def hoist(tree: Node) -> None:
    """`layout: {unreserved: 80}` of a screen becomes a layout with the key theatre-screen.

    Every value keeps its line, so that faults of it are told where it stands.
    """
    hoisted: dict[int, str] = {}
    for theatre, screen in _screens(tree):
        layout = _part(screen, "layout")
        if layout is None or not isinstance(layout.value, dict):
            continue
        if id(layout) not in hoisted:
            key = f"{_text(theatre, 'key')}-{_text(screen, 'key')}"
            _give(layout, "key", key)
            _give(layout, "name", _text(screen, "name") or key)
            hoisted[id(layout)] = _text(layout, "key") or key
            _layouts(tree).append(layout)
        named = Node(hoisted[id(layout)], layout.line, layout.column, file=layout.file)
        if isinstance(screen.value, dict):
            screen.value["layout"] = named


def _screens(tree: Node) -> Iterator[tuple[Node, Node]]:
    for city in _items(tree, "cities"):
        for theatre in _items(city, "theatres"):
            for screen in _items(theatre, "screens"):
                yield theatre, screen


def _layouts(tree: Node) -> list[Node]:
    """The list of layouts, made where there is none; what is no list fails as what it is."""
    listed = _part(tree, "layouts")
    if isinstance(tree.value, dict) and (listed is None or listed.value is None):
        listed = tree.value["layouts"] = Node([], tree.line, tree.column, file=tree.file)
    return listed.value if listed is not None and isinstance(listed.value, list) else []


def _give(node: Node, key: str, text: str) -> None:
    if isinstance(node.value, dict) and key not in node.value:
        node.value[key] = Node(text, node.line, node.column, file=node.file)
        node.keys[key] = (node.line, node.column)


def _items(node: Node, key: str) -> list[Node]:
    found = _part(node, key)
    return list(found.value) if found is not None and isinstance(found.value, list) else []


def _part(node: Node, key: str) -> Node | None:
    return node.value.get(key) if isinstance(node.value, dict) else None


def _text(node: Node, key: str) -> str:
    found = _part(node, key)
    return found.value if found is not None and isinstance(found.value, str) else ""
