"""Halls as ticketing systems answer them: a Vista `SeatLayoutData`, and a grid of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from boxoffice.domain.json_lines import Json
from boxoffice.domain.layout_files import Categories, Form, Found, LayoutFile
from boxoffice.domain.layout_measure import to_seats
from boxoffice.domain.layouts import Fault, SeatKind, printable
from boxoffice.errors import Invalid

SOFA_HALVES = (1, 3)
SOFA_MIDDLE = 2
"""Vista's `SeatStyle`: the left end, the middle and the right end of a sofa."""

_SPECIAL = {"wheelchair": SeatKind.WHEELCHAIR, "companion": SeatKind.COMPANION}
_FREE = {"0", "empty", "available", "free"}
_TAKEN = {"1", "sold", "reserved", "taken", "booked"}
_FURTHEST_INDEX = 2_000


def read_vista(data: Json) -> LayoutFile:
    """A Vista answer: areas share one grid, index 0 is the back row and the right end.

    The kind of sofa end at each index says so. A status is of one showing: it moves no seat.
    """
    categories, statuses = Categories(), _Statuses()
    found: list[Found] = []
    for area in _required(data, "Areas"):
        name = area.text("Description", default="") or area.text("AreaCategoryCode", default="")
        category = categories.key_of(
            name or "standard", identity=area.text("AreaCategoryCode", default=name)
        )
        for row in _required(area, "Rows"):
            row_name = row.text("PhysicalName", default="")
            for each in _required(row, "Seats"):
                seat = _vista_seat(each, row=row_name, category=category)
                found.append(seat)
                statuses.take(seat, each.text("Status", default="0"))
    if not found:
        raise Invalid("layouts.empty", line=data.line)
    last_row, last_column = max(seat.y for seat in found), max(seat.x for seat in found)
    mirrored = [replace(seat, x=last_column - seat.x, y=last_row - seat.y) for seat in found]
    return _file(Form.VISTA, mirrored, categories, statuses)


def _vista_seat(seat: Json, *, row: str, category: str) -> Found:
    place = seat.get("Position")
    if place is None:
        raise Invalid("layouts.json_member", key="Position", line=seat.line)
    column, depth = _index(place, "ColumnIndex"), _index(place, "RowIndex")
    area = place.text("AreaNumber", default="0")
    group = seat.get("SeatsInGroup")
    in_group = len(group.items()) if group else 0
    style = seat.member("SeatStyle", (int, str), default=0)
    is_half = style in SOFA_HALVES and in_group in (0, 2)
    return Found(
        row=row, number=seat.text("Id"), category=category, x=column, y=depth, line=seat.line,
        kind=SeatKind.COUPLE if is_half else _kind(str(style), seat.text("Status", default="")),
        guid=f"{area}-{depth}-{column}",
    )  # fmt: skip


def read_grid(rows: Json, *, tickets: Json | None = None) -> LayoutFile:
    """Rows of columns from the screen to the back and from left to right, gaps as empty lists.

    Aisles are the gaps: the column index of such an answer may run against the drawing. A
    category goes by the first of the tickets sold for its area.
    """
    categories, statuses, names = Categories(), _Statuses(), _ticket_names(tickets)
    found: list[Found] = []
    for depth, row in enumerate(rows.items()):
        name = row.text("Name", default="")
        for column, seat in enumerate(_required(row, "Columns")):
            if not isinstance(seat.value, dict) or not seat.value:
                continue
            code = seat.text("AreaCategoryCode", default="").lstrip("0")
            status = seat.text("Status", default="Empty")
            style = seat.text("SeatStyle", default="Normal")
            made = Found(
                row=name, number=seat.text("Id"),
                category=categories.key_of(
                    names.get(code) or (f"area-{code}" if code else "standard"), identity=code
                ),
                x=column, y=depth, line=seat.line, kind=_kind(style, status), guid=_guid(seat),
            )  # fmt: skip
            found.append(made)
            statuses.take(made, status)
    if not found:
        raise Invalid("layouts.empty", line=rows.line)
    return _file(Form.GRID, found, categories, statuses)


def _ticket_names(tickets: Json | None) -> dict[str, str]:
    """The name of the first ticket for each area code."""
    names: dict[str, str] = {}
    for each in tickets.items() if tickets else []:
        for ticket in each.value.values() if isinstance(each.value, dict) else ():
            code = ticket.text("AreaCategoryCode", default="").lstrip("0")
            if name := ticket.text("Ticket", default=""):
                names.setdefault(code, name)
    return names


def _guid(seat: Json) -> str:
    place = seat.get("Position")
    if place is None or not isinstance(place.value, dict):
        return ""
    keys = ("AreaNumber", "RowIndex", "ColumnIndex")
    return "-".join(place.text(key, default="0") for key in keys)


def _kind(style: str, status: str) -> SeatKind:
    words = f"{style} {status}".casefold()
    for word, kind in _SPECIAL.items():
        if word in words:
            return kind
    return SeatKind.COUPLE if "sofa" in words and "middle" not in words else SeatKind.STANDARD


def _index(place: Json, key: str) -> int:
    number = place.number(key)
    if number != int(number) or not 0 <= number <= _FURTHEST_INDEX:
        raise Invalid("layouts.json_member", key=key, line=place.line_of(key))
    return int(number)


def _required(parent: Json, key: str) -> list[Json]:
    parent.member(key, list)
    found = parent.get(key)
    return found.items() if found else []


class _Statuses:
    """What an answer says of its seats at one showing: broken ones stay broken."""

    def __init__(self) -> None:
        self.broken: list[Found] = []
        self.taken: list[Found] = []
        self.unknown: dict[str, list[Found]] = {}

    def take(self, seat: Found, status: str) -> None:
        word = status.casefold()
        if word == "broken":
            self.broken.append(seat)
        elif word in _TAKEN:
            self.taken.append(seat)
        elif word not in _FREE and word not in _SPECIAL:
            self.unknown.setdefault(status, []).append(seat)

    def notes(self) -> Iterator[Fault]:
        if self.taken:
            yield Fault("layouts.taken_once", {"labels": _labels(self.taken)})
        for status, seats in self.unknown.items():
            details = {"status": printable(status, most=40), "labels": _labels(seats)}
            yield Fault("layouts.unknown_status", details)


def _labels(found: Iterable[Found]) -> list[str]:
    return [seat.label for seat in to_seats(list(found), unit=1)]


def _file(
    form: Form, found: list[Found], categories: Categories, statuses: _Statuses
) -> LayoutFile:
    seats = to_seats(found, unit=1)
    return LayoutFile(
        form, seats, tuple(seat.line for seat in found), categories.names,
        broken=tuple(_labels(statuses.broken)) if statuses.broken else (),
        notes=tuple(statuses.notes()),
    )  # fmt: skip
