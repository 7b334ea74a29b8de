"""Halls told seat by seat, each where it stands: whatever a plan has is written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from boxoffice.domain.drawn_layouts import MOST_SEATS, Placed, read_numbers
from boxoffice.domain.layouts import PITCH, Seat, SeatKind, printable
from boxoffice.domain.typed import excerpt
from boxoffice.errors import Invalid

_MEASURE = r"\d{1,6}(?:\.\d{1,2})?"
_SEATS = re.compile(
    rf"(?:'(?P<exact>[^']*)'|(?P<numbers>[^@']+?)) *@ *"
    rf"(?P<x>-?{_MEASURE})(?P<deeper>[-+]{_MEASURE})?"
    r"(?: +(?P<kind>[a-z]+))?(?: +=(?P<guid>.+))? *",
    re.ASCII | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(r"[^\s@',-]+")
_COUNTED = re.compile(r"0|[1-9]\d{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Seats of one row and category: `1-7@0.5` is seven from 0.5 on, `8@9+0.2 wheelchair` one.

    What stands after @ is x and how much deeper than the row's own y, in seat widths; `=…` at the
    end is what another system calls the seat; a number that is none is quoted: '3-4'@2.
    """

    row: str
    seats: tuple[str, ...]
    y: int = 0
    category: str = ""
    zone: str = ""


def from_places(rows: Sequence[RowPlaces], *, category: str) -> tuple[Placed, ...]:
    """The seats of such rows; what cannot be read is Invalid with its row's index as `source`."""
    placed: list[Placed] = []
    for source, row in enumerate(rows):
        try:
            for text in row.seats:
                placed += [
                    Placed(seat, source)
                    for seat in _seats(text, row, category=category, last_id=len(placed))
                ]
                if len(placed) > MOST_SEATS:
                    raise Invalid("layouts.too_large", most=MOST_SEATS)
        except Invalid as error:
            raise Invalid(error.code, **{**error.details, "source": source}) from None
    return tuple(placed)


def _seats(text: str, row: RowPlaces, *, category: str, last_id: int) -> Iterator[Seat]:
    match = _SEATS.fullmatch(text.lstrip(" "))
    if match is None:
        raise Invalid("layouts.unreadable_place", text=excerpt(printable(text)))
    kind = match["kind"] or SeatKind.STANDARD
    if kind not in set(SeatKind):
        known = [str(each) for each in SeatKind]
        raise Invalid("layouts.unknown_kind", text=printable(kind), known=known)
    x, y = hundredths(match["x"]), row.y + hundredths(match["deeper"] or "0")
    numbers = [match["exact"]] if match["numbers"] is None else _numbers(match["numbers"])
    for place, number in enumerate(numbers):
        yield Seat(
            id=last_id + place + 1, row=row.row, number=number,
            category=row.category or category, x=x + place * PITCH, y=y,
            kind=SeatKind(kind), zone=row.zone, guid=match["guid"] or "",
        )  # fmt: skip


def _numbers(text: str) -> list[str]:
    """Several where it is a range, else the one number as it stands."""
    if _PLAIN_NUMBER.fullmatch(text):
        return [text]
    return [str(number) for number in read_numbers(text)]


def hundredths(text: str) -> int:
    """Hundredths of a seat width, of -1.5."""
    whole, _, part = text.lstrip("+-").partition(".")
    size = int(whole) * PITCH + int(part.ljust(2, "0"))
    return -size if text.startswith("-") else size


def spelled(measure: int) -> str:
    """Seat widths as text, of hundredths: 1.5."""
    whole, part = divmod(abs(measure), PITCH)
    text = f"{whole}.{part:02}".rstrip("0").rstrip(".")
    return f"-{text}" if measure < 0 else text


def to_places(seats: Sequence[Seat]) -> tuple[RowPlaces, ...]:
    """Rows that `from_places` makes the very same seats of, in the same order."""
    rows = []
    for (zone, row, category), group in groupby(
        seats, key=lambda seat: (seat.zone, seat.row, seat.category)
    ):
        members = list(group)
        y = members[0].y
        texts = tuple(_run_text(run, y=y) for run in _runs(members))
        rows.append(RowPlaces(row=row, seats=texts, y=y, category=category, zone=zone))
    return tuple(rows)


def _runs(seats: Sequence[Seat]) -> Iterator[list[Seat]]:
    """Stretches that count up or down by one or two, seat beside seat."""
    run: list[Seat] = []
    for seat in seats:
        if run and not _continues(run, seat):
            yield run
            run = []
        run.append(seat)
    yield run


def _continues(run: Sequence[Seat], seat: Seat) -> bool:
    last = run[-1]
    alike = (last.y, last.kind, last.guid, seat.guid) == (seat.y, seat.kind, "", "")
    if not alike or seat.x - last.x != PITCH:
        return False
    if not (_COUNTED.fullmatch(last.number) and _COUNTED.fullmatch(seat.number)):
        return False
    step = int(seat.number) - int(last.number)
    if len(run) > 1:
        return step == int(last.number) - int(run[-2].number)
    return abs(step) in (1, 2)


def _run_text(run: Sequence[Seat], *, y: int) -> str:
    first, last = run[0], run[-1]
    if len(run) > 1:
        number = f"{first.number}-{last.number}"
        if abs(int(run[1].number) - int(first.number)) > 1:
            number += " odd" if int(first.number) % 2 else " even"
    else:
        is_plain = _PLAIN_NUMBER.fullmatch(first.number)
        number = first.number if is_plain else f"'{first.number}'"
    deeper = first.y - y
    depth = "" if not deeper else spelled(deeper) if deeper < 0 else f"+{spelled(deeper)}"
    kind = "" if first.kind is SeatKind.STANDARD else f" {first.kind}"
    guid = f" ={first.guid}" if first.guid else ""
    return f"{number}@{spelled(first.x)}{depth}{kind}{guid}"
