"""Seat labels as people say them: F7-8, F11."""

from __future__ import annotations

import re
from collections.abc import Iterable

from boxoffice.present.text import clean

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


def _stretch(prefix: str, first: int, last: int) -> str:
    return f"{prefix}{first}" if first == last else f"{prefix}{first}-{last}"
