"""The seats a mistyped label probably meant."""

from __future__ import annotations

import re
from heapq import nsmallest

from boxoffice.domain.layouts import Plan, Seat, seat_key

_LABEL = re.compile(r"(.*?):?(\d+)\D*")


def nearest_labels(key: str, *, plan: Plan, most: int = 3) -> list[str]:
    """Up to three labels that exist: the same row, else the same number, else alike letters."""
    wanted = _LABEL.fullmatch(key)
    if wanted:
        row, number = wanted[1], int(wanted[2])
        same_row = [seat for seat in plan.seats if row in _row_keys(seat)]
        if same_row:
            closest = nsmallest(most, same_row, key=lambda seat: _number_distance(seat, number))
            return [seat.label for seat in closest]
        same_number = [seat for seat in plan.seats if _number(seat) == number]
        if same_number:
            closest = nsmallest(most, same_number, key=lambda seat: _row_distance(seat, row))
            return [seat.label for seat in closest]
    alike = nsmallest(most, plan.seats, key=lambda seat: edit_distance(seat_key(seat.label), key))
    return [seat.label for seat in alike]


def _row_keys(seat: Seat) -> tuple[str, ...]:
    row = "".join(seat.row.casefold().split())
    zone = "".join(seat.zone.casefold().split())
    return (f"{zone}:{row}", row) if zone else (row,)


def _number(seat: Seat) -> int | None:
    digits = re.match(r"\d+", seat.number)
    return int(digits[0]) if digits else None


def _number_distance(seat: Seat, number: int) -> tuple[int, int]:
    own = _number(seat)
    return (1, 0) if own is None else (0, abs(own - number))


def _row_distance(seat: Seat, row: str) -> tuple[int, int]:
    """Edits first, then steps in the alphabet, so that G is nearer to F than to A."""
    return min(
        (edit_distance(own, row), sum(abs(ord(a) - ord(b)) for a, b in zip(own, row, strict=False)))
        for own in _row_keys(seat)
    )


def edit_distance(one: str, other: str) -> int:
    """Letters to insert, drop or change to turn one word into the other (Levenshtein)."""
    line = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        corner, line[0] = line[0], row
        for column, right in enumerate(other, start=1):
            change = corner + (left != right)
            corner = line[column]
            line[column] = min(change, corner + 1, line[column - 1] + 1)
    return line[-1]
