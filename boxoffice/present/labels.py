"""Names as people say them: seats F7-8, F11, a hold by the end of its id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from boxoffice.present.text import clean

_FULL_ID = 36
_SPOKEN_ID = 6
_LABEL = re.compile(r"(.*?)(\d+)", re.DOTALL)


FREE_SEATING = "FREE SEATING"


def is_unreserved(label: object) -> bool:
    """Whether a label is a mere number: a place of free seating, since other seats have a row."""
    return str(label).isdecimal()


def spoken(labels: Iterable[object]) -> str:
    """The labels in their order, numbers that follow one another as one stretch.

    Places of free seating say that they are: FREE SEATING 17-18.
    """
    labels = list(labels)
    free = f"{FREE_SEATING} " if labels and all(map(is_unreserved, labels)) else ""
    return free + _stretches(labels)


def _stretches(labels: Iterable[object]) -> str:
    stretches: list[tuple[str, int, int] | str] = []
    for label in map(clean, labels):
        match = _LABEL.fullmatch(label)
        if match is None or match[2] != str(int(match[2])):
            stretches.append(label)
            continue
        prefix, number = match[1], int(match[2])
        last = stretches[-1] if stretches else ""
        if isinstance(last, tuple) and last[0] == prefix and last[2] + 1 == number:
            stretches[-1] = (prefix, last[1], number)
        else:
            stretches.append((prefix, number, number))
    return ", ".join(each if isinstance(each, str) else _stretch(*each) for each in stretches)


def counted_seats(labels: Sequence[object]) -> str:
    """What was understood: 1 seat F7, or 2 seats F7-8."""
    return f"{len(labels)} seat{'' if len(labels) == 1 else 's'} {_stretches(labels)}"


def short_id(identity: object) -> str:
    """The end of a long id, which the program takes for the whole; anything shorter as it is."""
    text = clean(identity)
    return text[-_SPOKEN_ID:] if len(text) == _FULL_ID else text


def _stretch(prefix: str, first: int, last: int) -> str:
    return f"{prefix}{first}" if first == last else f"{prefix}{first}-{last}"
