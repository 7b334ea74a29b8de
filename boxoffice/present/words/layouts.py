"""Sentences for what is wrong with a hall's plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "layouts.empty": "The plan has no seats: give it at least one row.",
    "layouts.same_id": "Seat {label} has the id {id} of another seat: give each its own.",
    "layouts.bad_label": "'{label}' cannot be a seat: use letters, digits and dashes.",
    "layouts.same_label": "{label} and {other} read alike: give one another row or number.",
    "layouts.same_place": "{label} stands where {other} stands: move one of them.",
    "layouts.half_sofa": "{label} is half a sofa: put its other half beside it.",
}
