"""Halls as people write them down: drawn with letters, or told row by row, into seats of a plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from boxoffice.domain.layouts import PITCH, Seat, SeatKind, fold, printable
from boxoffice.domain.typed import excerpt
from boxoffice.errors import Invalid

MOST_SEATS_IN_ROW = 500
MOST_ROWS = 500
MOST_SEATS = 20_000
"""More than this in one hall is a slip of the hand or a bomb."""

SIGNS: Mapping[str, SeatKind] = {
    "o": SeatKind.STANDARD,
    "w": SeatKind.WHEELCHAIR,
    "c": SeatKind.COMPANION,
    "s": SeatKind.COUPLE,
}
"""What a letter of a drawing stands for, unless the legend says otherwise."""

BLANKS = " ._"
NUMBERINGS = ("left", "right", "odd", "even")

_RANGE = re.compile(r"(\d{1,4})\s*-\s*(\d{1,4})(?:\s+(odd|even))?", re.ASCII)
_LETTERS = re.compile(r"([a-z])\s*-\s*([a-z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowText:
    """One row, or several alike (`A-F`), as told: numbers from left to right, aisles after some."""

    row: str
    seats: str
    aisles_after: str = ""
    category: str = ""
    zone: str = ""
    kinds: Mapping[SeatKind, str] = field(default_factory=dict)
    offset: int = 0
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A seat and which line of the drawing, or which of the rows told, it comes from."""

    seat: Seat
    source: int


def from_rows(rows: Sequence[RowText], *, category: str) -> tuple[Placed, ...]:
    """Seats of rows told from the screen to the back; a gap before a row pushes it further away.

    What cannot be read is Invalid("layouts.…") with the index of its row as `source`.
    """
    placed: list[Placed] = []
    depth = 0
    for source, told in enumerate(rows):
        with_source = _Sourced(source)
        numbers = with_source.numbers(told.seats)
        aisles = with_source.some_of(told.aisles_after, numbers, told.row)
        kinds = {
            number: kind
            for kind, text in told.kinds.items()
            for number in with_source.some_of(text, numbers, told.row)
        }
        depth += told.gap
        for row in with_source.names(told.row):
            placed += [
                Placed(
                    Seat(
                        id=len(placed) + place + 1,
                        row=row,
                        number=str(number),
                        category=told.category or category,
                        x=told.offset + (place + passed) * PITCH,
                        y=depth,
                        kind=kinds.get(number, SeatKind.STANDARD),
                        zone=told.zone,
                    ),
                    source,
                )
                for place, (number, passed) in enumerate(_with_aisles(numbers, aisles))
            ]
            depth += PITCH
            if len(placed) > MOST_SEATS:
                raise Invalid("layouts.too_large", most=MOST_SEATS, source=source)
    return tuple(placed)


def _with_aisles(numbers: Sequence[int], aisles: Collection[int]) -> Iterator[tuple[int, int]]:
    """Each number with how many aisles lie to the left of its seat."""
    passed = 0
    for number in numbers:
        yield number, passed
        passed += number in aisles


def from_drawing(
    drawing: str,
    *,
    category: str,
    legend: Mapping[str, tuple[str, SeatKind]] | None = None,
    numbering: str = "left",
) -> tuple[Placed, ...]:
    """Seats of lines such as `F: oooo oo`, the screen at the top, a blank line for a cross aisle.

    o seat, w wheelchair, c companion, s half a sofa, blank or dot an aisle; the legend gives
    other letters a category and a kind. `BALCONY/F: oo` is row F of a zone. What cannot be read
    is Invalid("layouts.…") with the number of its line (from 0) as `source`.
    """
    signs = {sign: (category, kind) for sign, kind in SIGNS.items()} | dict(legend or {})
    placed: list[Placed] = []
    lines = drawing.splitlines()
    if len(lines) > MOST_ROWS:
        raise Invalid("layouts.too_large", most=MOST_ROWS, source=0)
    for source, line in enumerate(lines):
        if not line.strip():
            continue
        name, colon, places = line.partition(":")
        zone, _, row = name.strip().rpartition("/")
        if not colon or not row.strip() or len(places) > MOST_SEATS_IN_ROW:
            raise Invalid("layouts.unreadable_line", text=excerpt(printable(line)), source=source)
        found = [(x, sign) for x, sign in enumerate(places[1:]) if sign not in BLANKS]
        if places[:1].strip():
            raise Invalid("layouts.unreadable_line", text=excerpt(printable(line)), source=source)
        for place, (x, sign) in enumerate(found):
            if sign not in signs:
                known = sorted(signs)
                raise Invalid("layouts.unknown_sign", sign=sign, known=known, source=source)
            own_category, kind = signs[sign]
            seat = Seat(
                id=len(placed) + 1,
                row=row.strip(),
                number=str(number_at(place, len(found), numbering)),
                category=own_category,
                x=x * PITCH,
                y=source * PITCH,
                kind=kind,
                zone=zone.strip(),
            )
            placed.append(Placed(seat, source))
    return tuple(placed)


def number_at(place: int, count: int, numbering: str) -> int:
    if numbering == "right":
        return count - place
    if numbering in ("odd", "even"):
        return 2 * place + (1 if numbering == "odd" else 2)
    return place + 1


def read_numbers(text: str) -> tuple[int, ...]:
    """Seat numbers in the order said: `1-14`, `14-1`, `1-27 odd`, `2,4,6`."""
    numbers: list[int] = []
    for part in fold(text).strip().split(","):
        numbers += _one_part(part.strip(), text)
        if len(numbers) > MOST_SEATS_IN_ROW:
            raise Invalid("layouts.too_many_seats", text=excerpt(text), most=MOST_SEATS_IN_ROW)
    return tuple(numbers)


def _one_part(part: str, text: str) -> list[int]:
    if part.isdecimal() and len(part) <= 4:
        return [int(part)]
    match = _RANGE.fullmatch(part)
    if match is None:
        raise Invalid("layouts.unreadable_numbers", text=excerpt(printable(text)))
    first, last = int(match[1]), int(match[2])
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if match[3] is None:
        return list(numbers)
    return [number for number in numbers if number % 2 == (match[3] == "odd")]


def read_row_names(text: str) -> tuple[str, ...]:
    """Names of rows alike: `F`, `A-F`, `1-9` or `A,B,D`."""
    names: list[str] = []
    for part in text.split(","):
        plain = fold(part).strip()
        if letters := _LETTERS.fullmatch(plain):
            first, last = ord(letters[1]), ord(letters[2])
            names += [chr(letter).upper() for letter in range(first, last + 1)]
        elif plain.count("-") == 1 and _RANGE.fullmatch(plain):
            names += [str(number) for number in read_numbers(plain)]
        else:
            names.append(part.strip())
        if len(names) > MOST_ROWS:
            raise Invalid("layouts.too_large", most=MOST_ROWS)
    if not names or not all(names):
        raise Invalid("layouts.unreadable_row", text=excerpt(printable(text)))
    return tuple(names)


class _Sourced:
    """Reads the texts of one row; its errors say which row that was."""

    def __init__(self, source: int) -> None:
        self.source = source

    def numbers(self, text: str) -> tuple[int, ...]:
        try:
            return read_numbers(text)
        except Invalid as error:
            raise self._at_source(error) from None

    def names(self, text: str) -> tuple[str, ...]:
        try:
            return read_row_names(text)
        except Invalid as error:
            raise self._at_source(error) from None

    def some_of(self, text: str, numbers: Sequence[int], row: str) -> frozenset[int]:
        """Numbers that the row has, given as text; none where the text is empty."""
        some = frozenset(self.numbers(text)) if text.strip() else frozenset()
        absent = sorted(some.difference(numbers))
        if absent:
            raise Invalid("layouts.no_such_number", row=row, numbers=absent, source=self.source)
        return some

    def _at_source(self, error: Invalid) -> Invalid:
        return Invalid(error.code, **{**error.details, "source": self.source})
