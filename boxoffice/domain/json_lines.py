"""JSON as a tree of values that know their line; whatever is wrong is told with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any, cast

from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid

DEEPEST = 30
MOST_VALUES = 400_000
"""The most seats a hall can have, with twenty values each."""
FURTHEST = 1e9

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_LONGEST_NUMBER = 40
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Json:
    """A value and the line it begins in; members of objects and lists are such values again."""

    value: Any
    line: int

    def get(self, key: str) -> Json | None:
        """The member of an object, or None where there is none or this is no object."""
        return cast("Json | None", self.value.get(key)) if isinstance(self.value, dict) else None

    def items(self) -> list[Json]:
        """The values of a list; none of anything else."""
        return self.value if isinstance(self.value, list) else []

    def member(self, key: str, kind: type | tuple[type, ...], *, default: Any = ...) -> Any:
        """The plain value of a member of that kind, else Invalid("layouts.json_member")."""
        found = self.get(key)
        if found is None or (found.value is None and default is not ...):
            if default is ...:
                raise Invalid("layouts.json_member", key=key, line=self.line)
            return default
        is_bool = isinstance(found.value, bool) and kind is not bool
        if is_bool or not isinstance(found.value, kind):
            raise Invalid("layouts.json_member", key=key, line=found.line)
        return found.value

    def number(self, key: str, *, default: Any = ...) -> float:
        """A member as a number of a sensible size, also where it is written as a text: "11"."""
        value = self.member(key, (int, float, str), default=default)
        try:
            number = float(value) if len(str(value)) <= _LONGEST_NUMBER else float("nan")
        except ValueError:
            number = float("nan")
        if not abs(number) <= FURTHEST:
            raise Invalid("layouts.json_member", key=key, line=self.line_of(key))
        return number

    def text(self, key: str, *, default: Any = ...) -> str:
        """A member as text; a whole number counts as its digits."""
        value = self.member(key, (str, int), default=default)
        return str(value).strip()

    def line_of(self, key: str) -> int:
        """The line of a member, or of this value where it has none."""
        found = self.get(key)
        return found.line if found else self.line


def parse(text: str) -> Json:
    """The one value of a text, or Invalid("layouts.not_json") with the line that is wrong."""
    reader = _Reader(text)
    value = reader.value(0)
    if reader.peek():
        raise reader.error("more than one value")
    return value


class _Reader:
    """Reads from left to right, counting lines as it passes them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.count = 0

    def value(self, depth: int) -> Json:
        sign = self.peek()
        self.count += 1
        if depth > DEEPEST or self.count > MOST_VALUES:
            raise self.error("nested too deep" if depth > DEEPEST else "too many values")
        line = self.line
        if sign == "{":
            return Json(dict(self._members(depth)), line)
        if sign == "[":
            return Json(list(self._elements(depth)), line)
        if sign == '"':
            return Json(self._string(), line)
        return Json(self._plain(), line)

    def peek(self) -> str:
        """The next sign that is no blank, or "" at the end."""
        end = cast("re.Match[str]", _BLANK.match(self.text, self.at)).end()
        self.line += self.text.count("\n", self.at, end)
        self.at = end
        return self.text[end : end + 1]

    def error(self, problem: str) -> Invalid:
        return Invalid("layouts.not_json", problem=problem, line=self.line)

    def _members(self, depth: int) -> Iterator[tuple[str, Json]]:
        seen: set[str] = set()
        for _ in self._parts("}"):
            if self.peek() != '"':
                raise self.error("a key in quotation marks is missing")
            key = self._string()
            if key in seen:
                raise self.error(f"the key {printable(key, most=40)!r} stands here twice")
            seen.add(key)
            self._take(":")
            yield key, self.value(depth + 1)

    def _elements(self, depth: int) -> Iterator[Json]:
        for _ in self._parts("]"):
            yield self.value(depth + 1)

    def _parts(self, end: str) -> Iterator[None]:
        """Once for each part up to the closing sign, with commas between."""
        self.at += 1
        if self.peek() == end:
            self.at += 1
            return
        while True:
            yield
            if self.peek() == end:
                self.at += 1
                return
            self._take(",")

    def _take(self, sign: str) -> None:
        found = self.peek()
        if found != sign:
            raise self.error(f"a '{sign}' is missing" if found else "it ends too early")
        self.at += 1

    def _string(self) -> str:
        try:
            value: str
            value, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError:
            raise self.error("a text has no end, or a sign that JSON forbids") from None
        return value.encode("utf-8", "replace").decode("utf-8")

    def _plain(self) -> Any:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        match = _NUMBER.match(self.text, self.at)
        if match is None or match.end() - self.at > _LONGEST_NUMBER:
            raise self.error("it ends too early" if not self.peek() else "this is no value")
        self.at = match.end()
        return float(match[0]) if match[1] or match[2] else int(match[0])
