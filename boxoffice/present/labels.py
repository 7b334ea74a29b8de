"""Names as people say them: seats F7-8, F11, a hold by the end of its id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from boxoffice.present.text import clean

_FULL_ID = 36
_SPOKEN_ID = 6
_LABEL = re.compile(r"(.*?)(\d+)", re.DOTALL)


def spoken(labels: Iterable[object]) -> str:
    """The labels in their order, numbers that follow one another as one stretch."""
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
    return f"{len(labels)} seat{'' if len(labels) == 1 else 's'} {spoken(labels)}"


def short_id(identity: object) -> str:
    """The end of a long id, which the program takes for the whole; anything shorter as it is."""
    text = clean(identity)
    return text[-_SPOKEN_ID:] if len(text) == _FULL_ID else text


def _stretch(prefix: str, first: int, last: int) -> str:
    return f"{prefix}{first}" if first == last else f"{prefix}{first}-{last}"
