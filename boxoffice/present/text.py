"""User text made safe to show: nothing in a title can steer a terminal or leave its line."""

from __future__ import annotations

import unicodedata
from typing import Any

REPLACEMENT = "\ufffd"
UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

ASCII_SIGNS = str.maketrans({"·": "-", "×": "x", "…": "~"})
"""The signs this program writes itself, for a terminal that has only ASCII."""

_SPACES = "\t\n\r\v\f\x85\u2028\u2029"
_MOST_MARKS = 4
_MOST_STACKED_MARKS = 2
_FIRST_STACKING_CLASS = 200


def clean(value: object) -> str:
    """The value as one line of harmless text; what could act on a terminal becomes U+FFFD.

    Marks piled on one letter are capped: two that stack above or below, four in all, which leaves
    every real script whole (Hindi puts three marks on one letter).
    """
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = stacked = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            stacked += unicodedata.combining(character) >= _FIRST_STACKING_CLASS
            if marks > _MOST_MARKS or stacked > _MOST_STACKED_MARKS:
                continue
        else:
            marks = stacked = 0
        kept.append(_harmless(character, category))
    return "".join(kept)


def clean_deep(value: Any) -> Any:
    """The value with every text inside its lists and mappings cleaned, everything else as it is."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): clean_deep(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean_deep(inner) for inner in value]
    return value


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(value: object, width: int, *, ellipsis: str = "…") -> str:
    """The value cleaned and cut to at most `width` columns, ending in an ellipsis where cut."""
    text = clean(value)
    if width_of(text) <= width:
        return text
    if width <= width_of(ellipsis):
        return ellipsis if width == width_of(ellipsis) else ""
    from rich.cells import set_cell_size

    return set_cell_size(text, width - width_of(ellipsis)).rstrip() + ellipsis


def fill(items: list[str], *, width: int, gap: str = "  ", ellipsis: str = "…") -> list[str]:
    """The items side by side on as few lines as they need, none wider than `width`."""
    lines: list[str] = []
    for item in (fit(item, width, ellipsis=ellipsis) for item in items):
        joined = f"{lines[-1]}{gap}{item}" if lines else item
        if lines and width_of(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines


def _harmless(character: str, category: str) -> str:
    if character in _SPACES:
        return " "
    return REPLACEMENT if category in UNSAFE_CATEGORIES else character
