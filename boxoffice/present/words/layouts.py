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
    "layouts.too_large": "The hall has more than {most} rows or seats: is that so?",
    "layouts.too_many_seats": "{text!r} makes more than {most} seats in one row: is that so?",
    "layouts.unreadable_line": (
        "'{text}' is not a row: type its name, a colon and the seats, as in 'F: oooo oo'."
    ),
    "layouts.unreadable_row": "{text!r} is not a row: type a name, as in F, A-F or A,B.",
    "layouts.unreadable_place": (
        "{text!r} is no place: type number@x, as in 1-7@0.5 or 8@9+0.2 wheelchair, in seat widths."
    ),
    "layouts.unreadable_numbers": (
        "{text!r} are not seat numbers: type them as in 1-14, 14-1, 1-27 odd or 2,4,6."
    ),
    "layouts.unknown_kind": "'{text}' is no kind of seat: type one of {known}.",
    "layouts.unknown_sign": (
        "'{sign}' is not a seat: use {known}, a blank for an aisle, or put it into the legend."
    ),
    "layouts.no_such_number": "Row {row} has no seat {numbers}: check its numbers.",
    "layouts.half_sofa": "{label} is half a sofa: put its other half beside it.",
}
