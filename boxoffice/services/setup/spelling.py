"""A set-up as text in YAML, TOML or JSON: the same house is always the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from boxoffice.services.setup.tree import UNPRINTABLE

WIDEST = 160

HEADING = "# Written by `boxoffice setup export`; `boxoffice setup apply` reads it.\n"

_PLAIN = re.compile(r"[^\W_](?:[\w ./+@%()&'=-]|:(?=[^\s,\[\]{}]))*(?<![\s:])", re.DOTALL)
_OTHERWISE = re.compile(
    r"[-+]?[.\d][\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+|\d+(?::\d\d)+(?:\.\d*)?"
    r"|true|false|yes|no|on|off|y|n|null|nan|inf",
    re.IGNORECASE,
)


class Number(str):
    """Digits that stand without quotation marks where the form allows it."""

    __slots__ = ()


def spell(house: Mapping[str, Any], *, form: str) -> str:
    """The text of a house in yaml, toml or json."""
    if form == "json":
        from json import dumps

        return _escaped(dumps(house, indent=2, ensure_ascii=False)) + "\n"
    if form == "toml":
        import tomli_w

        return HEADING + "\n" + _escaped(tomli_w.dumps(house, multiline_strings=True))
    return HEADING + "".join(_yaml(house))


def _escaped(text: str) -> str:
    """Signs that no file should have, as escapes; they only ever stand in quoted texts."""
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _yaml(house: Mapping[str, Any]) -> Iterator[str]:
    for kind, things in house.items():
        yield f"\n{kind}:\n"
        for thing in things:
            yield from _item(thing, "  ")


def _item(thing: Mapping[str, Any], indent: str) -> Iterator[str]:
    """One line where all of it fits there, else a line for each of its values."""
    line = _flow(thing)
    if line and len(indent) + len(line) + 2 <= WIDEST:
        yield f"{indent}- {line}\n"
        return
    start = f"{indent}- "
    for key, value in thing.items():
        yield from _value(f"{start}{key}:", value, f"{indent}  ")
        start = f"{indent}  "


def _value(start: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value and _is_block(value):
        yield f"{start} |\n"
        for line in value.splitlines():
            yield f"{indent}  {line}\n" if line else "\n"
        return
    flow = _flow(value)
    is_short = len(start) + len(flow) < WIDEST
    if flow and (is_short or not isinstance(value, list)):
        yield f"{start} {flow}\n"
        return
    yield f"{start}\n"
    for each in value:
        if isinstance(each, dict):
            yield from _item(each, f"{indent}  ")
        else:
            yield f"{indent}  - {_flow(each)}\n"


def _is_block(text: str) -> bool:
    """Whether a text can stand line by line as it is."""
    lines = text.split("\n")
    printable = all(line.isprintable() for line in lines)
    return (
        printable
        and text.endswith("\n")
        and bool(lines[0])
        and lines[0][0] != " "
        and (not text.endswith("\n\n"))
    )


def _flow(value: Any) -> str:
    """A value in one line; nothing where it holds what needs lines of its own."""
    if isinstance(value, Number):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        if any(isinstance(each, Sequence) and _has_parts(each) for each in value.values()):
            return ""
        parts = (f"{quoted(key)}: {_flow(each)}" for key, each in value.items())
        return f"{{{', '.join(parts)}}}"
    if _has_parts(value):
        return ""
    return f"[{', '.join(map(_flow, value))}]"


def _has_parts(value: Sequence[Any]) -> bool:
    if isinstance(value, str):
        return "\n" in value
    return any(isinstance(each, dict) for each in value)


def quoted(text: str) -> str:
    """A text that nobody, however they read YAML, takes for something else."""
    if _PLAIN.fullmatch(text) and not _OTHERWISE.fullmatch(text) and not UNPRINTABLE.search(text):
        return text
    from json import dumps

    return (
        _escaped(dumps(text, ensure_ascii=False))
        .replace("\x85", "\\u0085")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("\ufeff", "\\ufeff")
    )
