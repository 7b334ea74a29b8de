"""The halls of a set-up file: text into seats, each fault with the line it was drawn on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from boxoffice.domain import drawn_layouts, layout_new, placed_layouts
from boxoffice.domain.drawn_layouts import Placed, RowText
from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind, find_faults, printable, seat_key
from boxoffice.domain.placed_layouts import RowPlaces
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid
from boxoffice.services.setup.files import Document, Path
from boxoffice.services.setup.hall_files import from_file
from boxoffice.services.setup.models import LayoutRow, LayoutText

_MEASURE = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True)
class Hall:
    """A plan with its name, and where in the file each category it uses is named."""

    name: str
    seats: tuple[Seat, ...]
    categories: tuple[tuple[Path, str], ...]


def build_hall(document: Document, path: Path, layout: LayoutText) -> Hall:
    """The hall a layout draws or tells, fit for sale."""
    ways = {
        _drawn: layout.plan.strip(), _told: layout.rows, _in_place: layout.seats,
        _counted: layout.unreserved, from_file: layout.file,
    }  # fmt: skip
    chosen = [way for way, text in ways.items() if text]
    if len(chosen) != 1:
        raise document.fault("setup.plan_or_rows", path, key=layout.key)
    placed = chosen[0](document, path, layout)
    seats = tuple(each.seat for each in placed)
    named = [((*path, "category"), layout.category)] if layout.category else []
    named += [((*path, "legend", sign), _category(text)) for sign, text in layout.legend.items()]
    if layout.file or layout.unreserved:
        where = (*path, "file" if layout.file else "unreserved")
        named += [(where, category) for category in dict.fromkeys(s.category for s in seats)]
    for form, rows in _listed_rows(layout).items():
        named += [((*path, form, index, "category"), name) for index, name in enumerate(rows)]
    for each in placed:
        if not each.seat.category:
            raise document.fault(
                "setup.no_category", path, line=_line(document, path, layout, each.source),
                column=1, label=each.seat.label, key=layout.key,
            )  # fmt: skip
    _refuse_faults(document, path, layout, placed)
    return Hall(layout.name, seats, tuple((where, name) for where, name in named if name))


def _listed_rows(layout: LayoutText) -> dict[str, list[str]]:
    """The category of each row told, by the list that it stands in."""
    told = {"rows": [row.category for row in layout.rows]}
    return told | {"seats": [row.category for row in layout.seats]}


def _drawn(document: Document, path: Path, layout: LayoutText) -> tuple[Placed, ...]:
    if layout.numbers not in drawn_layouts.NUMBERINGS:
        raise document.fault(
            "setup.choice", (*path, "numbers"),
            text=layout.numbers, choices=list(drawn_layouts.NUMBERINGS),
        )  # fmt: skip
    legend: dict[str, tuple[str, SeatKind]] = {}
    for sign, text in layout.legend.items():
        kind = _kind(text)
        if len(sign) != 1 or sign in drawn_layouts.BLANKS or kind is None:
            raise document.fault("setup.legend", (*path, "legend", sign), sign=sign, text=text)
        legend[sign] = (_category(text) or layout.category, kind)
    try:
        return drawn_layouts.from_drawing(
            layout.plan, category=layout.category, legend=legend, numbering=layout.numbers
        )
    except Invalid as error:
        line = _line(document, path, layout, error.details.get("source", 0))
        raise document.bad_value((*path, "plan"), error, line=line) from None


def _told(document: Document, path: Path, layout: LayoutText) -> tuple[Placed, ...]:
    rows = [_row(document, (*path, "rows", index), row) for index, row in enumerate(layout.rows)]
    try:
        return drawn_layouts.from_rows(rows, category=layout.category)
    except Invalid as error:
        raise document.bad_value((*path, "rows", error.details.get("source", 0)), error) from None


def _in_place(document: Document, path: Path, layout: LayoutText) -> tuple[Placed, ...]:
    rows = [
        RowPlaces(
            row=row.row, seats=row.seats, category=row.category, zone=row.zone,
            y=document.parsed((*path, "seats", index, "depth"), _depth, row.depth),
        )
        for index, row in enumerate(layout.seats)
    ]  # fmt: skip
    try:
        return placed_layouts.from_places(rows, category=layout.category)
    except Invalid as error:
        index = error.details.get("source", 0)
        raise document.bad_value((*path, "seats", index), error) from None


def _counted(document: Document, path: Path, layout: LayoutText) -> tuple[Placed, ...]:
    def seats(text: str) -> tuple[Seat, ...]:
        typed = plain_form(text)
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 9):
            raise Invalid("setup.count", text=printable(text))
        category = layout.category or _usual_category(document)
        return layout_new.unreserved(int(typed), category=category)

    found = document.parsed((*path, "unreserved"), seats, layout.unreserved)
    return tuple(Placed(seat, 0) for seat in found)


def _usual_category(document: Document) -> str:
    """The category of places that do not say: the only one of the file, else `standard`."""
    keys = [category.key for category in document.text.categories]
    return keys[0] if len(keys) == 1 else "standard"


def _row(document: Document, path: Path, row: LayoutRow) -> RowText:
    return RowText(
        row=row.row,
        seats=row.seats,
        aisles_after=row.aisles_after,
        category=row.category,
        zone=row.zone,
        kinds={
            SeatKind.WHEELCHAIR: row.wheelchair,
            SeatKind.COMPANION: row.companion,
            SeatKind.COUPLE: row.couple,
        },
        offset=document.parsed((*path, "offset"), _hundredths, row.offset),
        gap=document.parsed((*path, "gap_before"), _hundredths, row.gap_before),
    )


def _hundredths(text: str) -> int:
    """Hundredths of a seat width, of 1.5."""
    match = _MEASURE.fullmatch(text.strip())
    if match is None:
        raise Invalid("setup.measure", text=text)
    return int(match[1]) * PITCH + int((match[2] or "").ljust(2, "0"))


def _depth(text: str) -> int:
    """The same on either side of where counting begins, of -1.5."""
    typed = text.strip()
    return -_hundredths(typed[1:]) if typed.startswith("-") else _hundredths(typed)


def _category(text: str) -> str:
    return text.partition("/")[0].strip()


def _kind(text: str) -> SeatKind | None:
    word = text.partition("/")[2].strip()
    return SeatKind(word) if word in set(SeatKind) else None if word else SeatKind.STANDARD


def _line(document: Document, path: Path, layout: LayoutText, source: int) -> int:
    if layout.plan.strip():
        return document.drawing_line((*path, "plan"), source)
    if layout.unreserved or layout.file:
        return document.line_of((*path, "file" if layout.file else "unreserved"))
    return document.line_of((*path, "seats" if layout.seats else "rows", source))


def _refuse_faults(
    document: Document, path: Path, layout: LayoutText, placed: Iterable[Placed]
) -> None:
    first: dict[str, int] = {}
    lines: dict[str, int] = {}
    for each in placed:
        label, line = each.seat.label, _line(document, path, layout, each.source)
        lines[label] = line
        try:
            key = seat_key(label)
        except Invalid as error:
            raise document.bad_value(path, error, line=line) from None
        if key in first:
            raise document.fault(
                "setup.seat_twice", path,
                line=line, column=1, label=label, key=layout.key, other_line=first[key],
            )  # fmt: skip
        first[key] = line
    for fault in find_faults(Plan(tuple(each.seat for each in placed))):
        line = lines.get(str(fault.details.get("label")), document.line_of(path))
        raise document.bad_value(path, Invalid(fault.code, **fault.details), line=line)
