"""TOML as a tree of texts that know their line; the standard library's parser has the last word."""

from __future__ import annotations

import re
import tomllib

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.setup.tree import Grower, Node

LONGEST_WORD = 100

_BLANK = re.compile(r"[ \t]*")
_VOID = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LINE_TEXT = re.compile(r"\"(?:[^\"\\\n]++|\\[^\n])*+\"|'[^'\n]*+'")
_LINES_TEXT = re.compile(
    r"""\"{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}|'{3}(?:[^']++|'{1,2}(?!'))*+'{3,5}""", re.S
)
_WORD = re.compile(r"\d{4}-\d\d-\d\d[ Tt]\d\d:\d\d[^\s,\]}#]*|[^\s,\[\]{}#=\"']+")
_ESCAPE = re.compile(r"\\(?:[ \t]*\n\s*|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.S)
_SIGNS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def parse(text: str, *, name: str) -> Node:
    """The tables of a text, or InvalidFile with the line that is wrong."""
    parser = _Parser(text.replace("\r\n", "\n"), name=name)
    root = parser.parse()
    parser.refuse_faults()
    if not root.value:
        raise InvalidFile("setup.empty", file=name)
    return root


class _Parser(Grower):
    """Reads what is well formed; caps on depth and size come before anything else."""

    def parse(self) -> Node:
        self.at = 0
        root = table = self.node({}, 0)
        depth = 0
        while True:
            self._skip(_VOID)
            if self.at >= len(self.text):
                return root
            if self.text.startswith("[", self.at):
                table, depth = self._header(root)
            else:
                self._pair(table, depth)
            if (match := _LINE_END.match(self.text, self.at)) is None:
                raise self._unexpected("the end of the line")
            self.at = match.end()

    def refuse_faults(self) -> None:
        """What the standard library's parser has against it."""
        try:
            tomllib.loads(self.text, parse_float=str)
        except ValueError as error:
            problem = str(error)
            match = _PLACE.search(problem)
            line, column = self.place(max(len(self.text) - 1, 0))
            if match and match[1]:
                line, column = int(match[1]), int(match[2])
            raise InvalidFile(
                "setup.not_this_form", file=self.name, line=line, column=column,
                form="TOML", problem=printable(_PLACE.sub("", problem), most=120),
            ) from None  # fmt: skip

    def _header(self, root: Node) -> tuple[Node, int]:
        start = self.at
        is_list = self.text.startswith("[[", self.at)
        self.at += 2 if is_list else 1
        self._skip(_BLANK)
        keys = self._key()
        self.enter(len(keys), start)
        end = "]]" if is_list else "]"
        self._skip(_BLANK)
        if not self.text.startswith(end, self.at):
            raise self._unexpected(f"`{end}`")
        self.at += len(end)
        parent = self._walk(root, keys[:-1])
        last, at = keys[-1]
        if not is_list:
            return self._inner(parent, last, at), 2 * len(keys)
        rows = self._child(parent, last)
        if rows is None:
            rows = self.node([], start)
            parent.keys[last] = self.place(at)
            self._set(parent, last, rows)
        if not isinstance(rows.value, list):
            raise self.fault("setup.key_twice", at, key=printable(last), other_line=rows.line)
        rows.value.append(self.node({}, start))
        return rows.value[-1], 2 * len(keys)

    def _pair(self, table: Node, depth: int) -> None:
        start = self.at
        keys = self._key()
        self.enter(depth + len(keys) - 1, start)
        self._skip(_BLANK)
        if not self.text.startswith("=", self.at):
            raise self._unexpected("`=`")
        self.at += 1
        self._skip(_BLANK)
        parent = self._walk(table, keys[:-1])
        last, at = keys[-1]
        self.claim(parent, last, at)
        self._set(parent, last, self._value(depth + len(keys)))

    def _key(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its offset."""
        keys: list[tuple[str, int]] = []
        while True:
            if match := _BARE_KEY.match(self.text, self.at):
                keys.append((match[0], self.at))
            elif match := _LINE_TEXT.match(self.text, self.at):
                keys.append((self._text(match[0], 1), self.at))
            else:
                raise self._unexpected("a key")
            self.enter(len(keys) - 1, self.at)
            self.at = match.end()
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1
            self._skip(_BLANK)

    def _walk(self, node: Node, keys: list[tuple[str, int]]) -> Node:
        for key, at in keys:
            node = self._inner(node, key, at)
        return node

    def _inner(self, node: Node, key: str, at: int) -> Node:
        """The table under a key, made if it is not there; of several the last."""
        child = self._child(node, key)
        if child is None:
            child = self.node({}, at)
            node.keys[key] = self.place(at)
            self._set(node, key, child)
        if isinstance(child.value, list) and child.value:
            child = child.value[-1]
        if not isinstance(child.value, dict):
            raise self.fault("setup.key_twice", at, key=printable(key), other_line=child.line)
        return child

    def _child(self, node: Node, key: str) -> Node | None:
        return node.value.get(key) if isinstance(node.value, dict) else None

    def _set(self, node: Node, key: str, child: Node) -> None:
        if isinstance(node.value, dict):
            node.value[key] = child

    def _value(self, depth: int) -> Node:
        start = self.at
        if self.text.startswith(('"""', "'''"), start):
            return self._lines()
        if match := _LINE_TEXT.match(self.text, start):
            self.at = match.end()
            return self.node(self._text(match[0], 1), start)
        if self.text.startswith("[", start):
            return self._array(depth)
        if self.text.startswith("{", start):
            return self._inline(depth)
        return self._word()

    def _lines(self) -> Node:
        start = self.at
        match = _LINES_TEXT.match(self.text, start)
        if match is None:
            raise self._unexpected("the end of the text")
        self.at = match.end()
        node = self.node(self._text(match[0], 3), start)
        node.is_literal = self.text.startswith("\n", start + 3)
        return node

    def _array(self, depth: int) -> Node:
        self.enter(depth, self.at)
        node = self.node([], self.at)
        self.at += 1
        while True:
            self._skip(_VOID)
            if self.text.startswith("]", self.at):
                self.at += 1
                return node
            if isinstance(node.value, list):
                node.value.append(self._value(depth + 1))
            self._skip(_VOID)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise self._unexpected("`,` or `]`", opened=node.line)

    def _inline(self, depth: int) -> Node:
        self.enter(depth, self.at)
        node = self.node({}, self.at)
        self.at += 1
        self._skip(_BLANK)
        while not self.text.startswith("}", self.at):
            self._pair(node, depth + 1)
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
                self._skip(_BLANK)
            elif not self.text.startswith("}", self.at):
                raise self._unexpected("`,` or `}` in the same line", opened=node.line)
        self.at += 1
        return node

    def _word(self) -> Node:
        """A number, a date, true or false, as typed; a number without its underscores."""
        match = _WORD.match(self.text, self.at)
        if match is None or len(match[0]) > LONGEST_WORD:
            raise self._unexpected("a value")
        word = match[0].strip()
        if word.lstrip("+-") in ("nan", "inf"):
            raise self.fault("setup.no_number", self.at, text=word)
        node = self.node(word.replace("_", ""), self.at)
        self.at = match.end()
        return node

    def _text(self, quoted: str, marks: int) -> str:
        text = quoted[marks:-marks]
        if marks == 3:
            text = text.removeprefix("\n")
        if quoted[0] == "'":
            return text
        return _ESCAPE.sub(self._escaped, text)

    def _escaped(self, match: re.Match[str]) -> str:
        if code := match[1] or match[2]:
            number = int(code, 16)
            return chr(number) if number < 0x110000 else "\ufffd"
        return _SIGNS.get(match[3], "") if match[3] else ""

    def _skip(self, void: re.Pattern[str]) -> None:
        match = void.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _unexpected(self, wanted: str, *, opened: int | None = None) -> InvalidFile:
        at = min(self.at, max(len(self.text) - 1, 0))
        return self.fault(
            "setup.not_this_form", at,
            form="TOML", problem=f"expected {wanted}", opened_in_line=opened,
        )  # fmt: skip
