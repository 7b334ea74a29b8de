"""JSON as a tree of texts that know their line: a number stays the text that was typed."""

from __future__ import annotations

import re
from json import JSONDecodeError, loads

from boxoffice.errors import InvalidFile
from boxoffice.services.setup.tree import Grower, Node

_TOKEN = re.compile(
    r'[ \t\r\n]*(?P<token>(?P<mark>[\[\]{},:])|(?P<text>"(?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+")'
    r"|(?P<word>[-+.\w]+)|(?P<odd>.)|\Z)",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def parse(text: str, *, name: str) -> Node:
    """The only value of a text, or InvalidFile with the line that is wrong."""
    return _Parser(text, name=name).parse()


class _Parser(Grower):
    """Reads tokens one after the other; `at` is where the one in hand begins."""

    def parse(self) -> Node:
        self.at = self._end = 0
        self._take()
        if not self._word:
            raise InvalidFile("setup.empty", file=self.name)
        root = self._value(0)
        if self._word:
            raise self._unexpected("the end of the file")
        return root

    def _take(self) -> None:
        match = _TOKEN.match(self.text, self._end)
        if match is None:
            raise self._unexpected("the end of the file")
        self.at, self._end = match.span("token")
        self._word, self._is_text = match["token"], match["text"] is not None
        self._is_mark = match["mark"] is not None
        if match["odd"]:
            wanted = "a closing quotation mark" if match["odd"] == '"' else "a value"
            raise self._unexpected(wanted)

    def _value(self, depth: int) -> Node:
        if self._word == "{":
            return self._mapping(depth)
        if self._word == "[":
            return self._list(depth)
        node = self.node(self._text() if self._is_text else self._plain(), self.at)
        self._take()
        return node

    def _mapping(self, depth: int) -> Node:
        node, opened = self._open({}, depth)
        while self._word != "}":
            if not self._is_text:
                raise self._unexpected("a key in quotation marks", opened=opened)
            key = self._text()
            self.claim(node, key, self.at)
            self._take()
            if self._word != ":":
                raise self._unexpected("`:`", opened=opened)
            self._take()
            node.value[key] = self._value(depth + 1)  # type: ignore[index, call-overload]
            self._comma("}", opened)
        self._take()
        return node

    def _list(self, depth: int) -> Node:
        node, opened = self._open([], depth)
        while self._word != "]":
            node.value.append(self._value(depth + 1))  # type: ignore[union-attr]
            self._comma("]", opened)
        self._take()
        return node

    def _open(self, value: list[Node] | dict[str, Node], depth: int) -> tuple[Node, int]:
        self.enter(depth, self.at)
        node = self.node(value, self.at)
        self._take()
        return node, node.line

    def _comma(self, end: str, opened: int) -> None:
        if self._word == ",":
            self._take()
            if self._word == end:
                raise self._unexpected("one more after the comma", opened=opened)
        elif self._word != end:
            raise self._unexpected(f"`,` or `{end}`", opened=opened)

    def _text(self) -> str:
        if "\\" not in self._word:
            return self._word[1:-1]
        try:
            return str(loads(self._word))
        except JSONDecodeError:
            raise self._unexpected("a text with escapes that JSON knows") from None

    def _plain(self) -> str | None:
        """A number, true, false or null; numbers are left to whoever knows what they are of."""
        if self._word == "null":
            return None
        if self._word in ("true", "false") or _NUMBER.fullmatch(self._word):
            return self._word
        if self._word.lstrip("-+") in ("NaN", "Infinity"):
            raise self.fault("setup.no_number", self.at, text=self._word)
        raise self._unexpected("a value" if self._is_mark or not self._word else "quotation marks")

    def _unexpected(self, wanted: str, *, opened: int | None = None) -> InvalidFile:
        at = min(self.at, max(len(self.text) - 1, 0))
        return self.fault(
            "setup.not_this_form", at,
            form="JSON", problem=f"expected {wanted}", opened_in_line=opened,
        )  # fmt: skip
