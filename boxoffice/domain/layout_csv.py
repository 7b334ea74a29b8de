"""Halls as tables: a line per seat with row, number, category, x, y, kind, zone and id."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from boxoffice.domain.drawn_layouts import MOST_SEATS
from boxoffice.domain.layout_files import Categories, Form, Found, LayoutFile
from boxoffice.domain.layout_measure import straightened, to_seats, usual_step
from boxoffice.domain.layouts import PITCH, Plan, SeatKind, printable
from boxoffice.errors import Invalid

COLUMNS = ("zone", "row", "number", "category", "x", "y", "kind", "id", "width")
"""What is written; `width` is how wide a seat is in the unit of x and y."""

_OTHER_NAMES = {"seat": "number", "seat_number": "number", "guid": "id", "seat_guid": "id"}
_DELIMITERS = ",;\t"
_WHOLE = re.compile(r"(-?\d+)[.,]0+", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,12}([.,]\d{1,20})?([eE]-?\d{1,2})?", re.ASCII)
_FORMULA_STARTS = "=+-@\t\r"
_FURTHEST = 1e9
_MOST_LINES = 10 * MOST_SEATS
_SEAT_WIDTHS = (0.67, 1.5)


def is_table(line: str) -> bool:
    """Whether a first line is the heading of such a table."""
    return {"row", "number"} <= set(_heading(line.split(_delimiter(line))))


def read(text: str) -> LayoutFile:
    """Seats line by line; without x and y they stand beside each other in the order given.

    x and y may be of any unit. What cannot be read is Invalid("layouts.…") with its line.
    """
    categories = Categories()
    records = _records(text)
    has_places: set[bool] = set()
    widths: set[float] = set()
    found: list[Found] = []
    ends: dict[tuple[str, str], int] = {}
    depths: dict[tuple[str, str], int] = {}
    for line, record in records:
        seat = _seat(record, line, categories)
        if not seat.row or not seat.number:
            raise Invalid("layouts.no_label", line=line)
        placed = bool(record.get("x") or record.get("y"))
        has_places.add(placed)
        if len(has_places) > 1:
            raise Invalid("layouts.half_placed", line=line)
        if width := record.get("width"):
            widths.add(_number(width, "width", line))
        row = (seat.zone, seat.row)
        if not placed:
            seat.x = ends[row] = ends.get(row, -1) + 1
            seat.y = depths.setdefault(row, len(depths))
        found.append(seat)
        if len(found) > MOST_SEATS:
            raise Invalid("layouts.too_large", most=MOST_SEATS, line=line)
    if len(widths) > 1 or any(width <= 0 for width in widths):
        raise Invalid("layouts.widths", line=found[0].line)
    if not widths:
        found = straightened(found)
    seats = to_seats(found, unit=widths.pop() if widths else _unit(found))
    return LayoutFile(Form.CSV, seats, tuple(seat.line for seat in found), categories.names)


def write(plan: Plan) -> str:
    """A heading line, then a line per seat: everything that `read` brings back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for seat in plan.seats:
        texts = (seat.zone, seat.row, seat.number, seat.category)
        places = (seat.x, seat.y, str(seat.kind))
        writer.writerow([*map(_guarded, texts), *places, _guarded(seat.guid), PITCH])
    return out.getvalue()


def _records(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line that has a seat, with its number from 1, as a mapping by column."""
    delimiter = _delimiter(text.lstrip().partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    heading: Sequence[str] = ()
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = printable(str(error))
            raise Invalid("layouts.not_csv", problem=problem, line=reader.line_num) from None
        if reader.line_num > _MOST_LINES:
            raise Invalid("layouts.too_large", most=MOST_SEATS, line=reader.line_num)
        if not any(field.strip() for field in fields):
            continue
        if not heading:
            heading = _heading(fields)
            _check_heading(heading, reader.line_num)
            continue
        if len(fields) > len(heading):
            raise Invalid("layouts.too_many_fields", line=reader.line_num)
        values = (_unguarded(field.strip()) for field in fields)
        yield reader.line_num, dict(zip(heading, values, strict=False))


def _heading(fields: Sequence[str]) -> list[str]:
    names = [name.strip().strip('"').strip().casefold() for name in fields]
    return [_OTHER_NAMES.get(name, name) for name in names]


def _check_heading(heading: Sequence[str], line: int) -> None:
    for name in ("row", "number"):
        if name not in heading:
            raise Invalid("layouts.no_column", column=name, known=list(COLUMNS), line=line)
    twice = [name for name in COLUMNS if heading.count(name) > 1]
    if twice:
        raise Invalid("layouts.column_twice", column=twice[0], line=line)
    if ("x" in heading) != ("y" in heading):
        missing = "y" if "x" in heading else "x"
        raise Invalid("layouts.no_column", column=missing, known=list(COLUMNS), line=line)


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _seat(record: Mapping[str, str], line: int, categories: Categories) -> Found:
    kind = record.get("kind", "").casefold() or str(SeatKind.STANDARD)
    if kind not in set(SeatKind):
        known = [str(each) for each in SeatKind]
        raise Invalid("layouts.unknown_kind", text=printable(kind), known=known, line=line)
    return Found(
        row=_whole(record.get("row", "")),
        number=_whole(record.get("number", "")),
        category=categories.key_of(record.get("category", "") or "standard"),
        x=_number(record.get("x", "") or "0", "x", line),
        y=_number(record.get("y", "") or "0", "y", line),
        line=line,
        kind=SeatKind(kind),
        zone=record.get("zone", ""),
        guid=record.get("id", ""),
    )


def _number(text: str, column: str, line: int) -> float:
    match = _DECIMAL.fullmatch(text)
    number = float(text.replace(",", ".")) if match else float("nan")
    if not abs(number) <= _FURTHEST:
        raise Invalid("layouts.not_a_number", column=column, text=printable(text), line=line)
    return number


def _whole(text: str) -> str:
    """A number as a spreadsheet leaves it: 4.0 is 4."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def _unit(found: Sequence[Found]) -> float:
    """Seat widths or hundredths of them where that is plain, else what is usual in the file."""
    step = usual_step(found)
    for unit in (1, PITCH):
        if _SEAT_WIDTHS[0] * unit <= step <= _SEAT_WIDTHS[1] * unit:
            return float(unit)
    return step or 1.0


def _guarded(text: str) -> str:
    """A text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(("'", *_FORMULA_STARTS)) else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("'", *_FORMULA_STARTS) else text
