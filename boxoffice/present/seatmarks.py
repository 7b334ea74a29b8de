"""What a seat looks like: a number while it is free, a shape of its own in every other state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from boxoffice.services.results import SeatView

STATE_NAMES: Mapping[str, str] = {
    "available": "free",
    "held": "held",
    "held_by_me": "held by you",
    "pending": "to be paid",
    "sold": "sold",
    "blocked": "blocked",
}
"""Every state in the order in which legend and counts name it."""

KIND_NAMES: Mapping[str, str] = {
    "wheelchair": "wheelchair",
    "companion": "companion",
    "couple": "sofa for two",
}
KIND_MARKS: Mapping[str, str] = {"wheelchair": "w", "companion": "+", "couple": "="}
"""Stands behind the number or the shape, so that it shows in every state."""

STATE_STYLES: Mapping[str, str] = {
    "held": "yellow",
    "held_by_me": "bold green",
    "pending": "yellow",
    "sold": "dim",
    "blocked": "dim",
}
MARKED_STYLE = "bold reverse"
_CATEGORY_STYLES = ("cyan", "magenta", "blue", "bright_yellow", "green", "red")


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of one terminal: shapes by state, and what the screen is drawn with."""

    shapes: Mapping[str, str]
    screen: str
    dot: str
    ellipsis: str


UNICODE = Marks(
    {"held": "▒", "held_by_me": "◆", "pending": "○", "sold": "■", "blocked": "✕"}, "▔", "·", "…"
)
ASCII = Marks(
    {"held": "%", "held_by_me": "@", "pending": "o", "sold": "#", "blocked": "x"}, "-", "-", "~"
)


def marks_for(*, unicode: bool) -> Marks:
    """The marks a terminal can show."""
    return UNICODE if unicode else ASCII


def category_styles(seats: Iterable[SeatView]) -> dict[str, str]:
    """A colour for each category in the order of the house; colour only helps."""
    categories = dict.fromkeys(seat.category for seat in seats)
    return {
        category: _CATEGORY_STYLES[place % len(_CATEGORY_STYLES)]
        for place, category in enumerate(categories)
    }
