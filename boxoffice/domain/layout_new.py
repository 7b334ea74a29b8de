"""Halls made from a few words: rows, seats, aisles, and who sits where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from boxoffice.domain import layout_drawing
from boxoffice.domain.drawn_layouts import (
    MOST_SEATS,
    MOST_SEATS_IN_ROW,
    RowText,
    from_rows,
    read_numbers,
    read_row_names,
)
from boxoffice.domain.layout_files import Categories, Form, LayoutFile
from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind, printable
from boxoffice.domain.placed_layouts import spelled, to_places
from boxoffice.domain.seats import parse_seats
from boxoffice.errors import Invalid, Refused

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _-]*", re.ASCII)
_YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A hall as told: rows such as A-K, seats such as 14 or 1-27 odd, aisles after seats or rows.

    `kinds` names seats that are no standard ones, `categories` the rows of each but the first.
    """

    rows: str
    seats: str
    aisles: str = ""
    cross_aisles: str = ""
    kinds: Mapping[SeatKind, Sequence[str]] = field(default_factory=dict)
    category: str = "standard"
    categories: Mapping[str, str] = field(default_factory=dict)


def make(wish: Wish, *, name: str) -> LayoutFile:
    """The hall of a wish, or Invalid with what of it cannot be."""
    names = read_row_names(wish.rows)
    if any("-" in name for name in names):
        raise Invalid("layouts.unreadable_row", text=printable(wish.rows))
    crossed = _among(wish.cross_aisles, names)
    by_row = {
        row: category for category, rows in wish.categories.items() for row in _among(rows, names)
    }
    told = [
        RowText(
            row=row,
            seats=_numbers(wish.seats),
            aisles_after=wish.aisles,
            category=by_row.get(row, ""),
            gap=PITCH if place and names[place - 1] in crossed else 0,
        )
        for place, row in enumerate(names)
    ]
    try:
        placed = from_rows(told, category=wish.category)
    except Invalid as error:
        details = {key: value for key, value in error.details.items() if key != "source"}
        raise Invalid(error.code, **details) from None
    plan = Plan(tuple(each.seat for each in placed))
    kinds = {
        seat.id: kind
        for kind, words in wish.kinds.items()
        if words
        for seat in parse_seats(words, plan)
    }
    seats = tuple(replace(seat, kind=kinds.get(seat.id, seat.kind)) for seat in plan.seats)
    known = Categories((wish.category, *wish.categories))
    return LayoutFile(Form.SETUP, seats, (0,) * len(seats), known.names, name=name)


def unreserved(count: int, *, category: str) -> tuple[Seat, ...]:
    """Numbered places of free seating: no rows, the lowest number first."""
    if not 1 <= count <= MOST_SEATS:
        raise Invalid("layouts.bad_count", count=count, most=MOST_SEATS)
    return tuple(
        Seat(id=place, row="", number=str(place), category=category, x=place * PITCH, y=0)
        for place in range(1, count + 1)
    )


def _among(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Rows that the hall has, given as text; none where the text is empty."""
    some = read_row_names(text) if text.strip() else ()
    for name in some:
        if name not in names:
            raise Invalid("layouts.no_such_row", row=name)
    return some


def _numbers(text: str) -> str:
    """A bare number is how many seats: 14 is 1-14."""
    if text.strip().isdecimal():
        count = int(text) if len(text.strip()) <= 4 else MOST_SEATS_IN_ROW + 1
        if not 1 <= count <= MOST_SEATS_IN_ROW:
            raise Invalid("layouts.too_many_seats", text=text[:40], most=MOST_SEATS_IN_ROW)
        return f"1-{count}"
    read_numbers(text)
    return text


def write_setup(file: LayoutFile, *, key: str, name: str) -> str:
    """The hall as part of a set-up file in YAML: drawn, or seat by seat where that cannot be."""
    lines = ["categories:"]
    used = {seat.category for seat in file.seats}
    lines += [
        f"  - {{key: {quoted(category)}, name: {quoted(title)}}}"
        for category, title in file.categories.items()
        if category in used
    ]
    lines += ["", "layouts:", f"  - key: {quoted(key)}", f"    name: {quoted(name)}"]
    if file.plan.is_unreserved:
        lines += [
            f"    category: {quoted(file.seats[0].category)}",
            f"    unreserved: {len(file.seats)}",
        ]
        return "".join(f"{line}\n" for line in lines)
    try:
        lines += _drawn(layout_drawing.draw(file.plan))
    except Refused:
        lines += _in_place(file.seats)
    return "".join(f"{line}\n" for line in lines)


def _drawn(drawing: layout_drawing.Drawing) -> Iterator[str]:
    yield f"    category: {quoted(drawing.category)}"
    if drawing.legend:
        meanings = (
            f"{quoted(sign)}: {quoted(layout_drawing.meaning(*what))}"
            for sign, what in drawing.legend.items()
        )
        yield f"    legend: {{{', '.join(meanings)}}}"
    if drawing.numbering != "left":
        yield f"    numbers: {drawing.numbering}"
    yield "    plan: |"
    for line in drawing.lines:
        yield f"      {line}".rstrip()


def _in_place(seats: Sequence[Seat]) -> Iterator[str]:
    """Seat by seat, for what letters cannot draw."""
    yield "    seats:"
    for row in to_places(seats):
        yield f"      - row: {quoted(row.row)}"
        if row.zone:
            yield f"        zone: {quoted(row.zone)}"
        yield f"        category: {quoted(row.category)}"
        yield f"        depth: {spelled(row.y)}"
        yield f"        seats: [{', '.join(json.dumps(text) for text in row.seats)}]"


def quoted(text: str) -> str:
    """A text as YAML reads it back."""
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _YAML_WORDS
    return text if is_plain and text == text.strip() else json.dumps(text, ensure_ascii=False)
