"""Rows of a zone as lines: row letters on both sides, numbers and shapes between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from boxoffice.present.drawing import Line
from boxoffice.present.seatgrid import Grid, GridRow
from boxoffice.present.seatmarks import KIND_MARKS, MARKED_STYLE, STATE_STYLES, Marks
from boxoffice.present.seatpages import parts_of
from boxoffice.present.text import clean, fit, width_of
from boxoffice.services.results import SeatView

_LONGEST_NAME = 8
_NAME_STYLE = "bold"


@dataclass(frozen=True)
class Brush:
    """How to draw the seats of one house on one terminal."""

    width: int
    marks: Marks
    marked: Set[str]
    styles: Mapping[str, str]

    @property
    def gap(self) -> str:
        """What stands between the items of a line."""
        return f" {self.marks.dot} "

    def fit(self, value: object, width: int) -> str:
        """The value cut to the width with the ellipsis of this terminal."""
        return fit(value, width, ellipsis=self.marks.ellipsis)

    def face(self, seat: SeatView, digits: int) -> str:
        """The seat's number where it can be had or is marked, else the shape of its state."""
        shape = self.marks.shapes.get(seat.state)
        if shape is not None and seat.label not in self.marked:
            return shape
        return self.fit(seat.number, digits) or "?"

    def style(self, seat: SeatView) -> str:
        """The colour of the state, or of the category while the seat is free."""
        if seat.label in self.marked:
            return MARKED_STYLE
        return STATE_STYLES.get(seat.state) or self.styles.get(seat.category, "")


@dataclass(frozen=True)
class Block:
    """One zone laid out for a width: how wide names and columns are, and which parts it has."""

    grid: Grid
    name_width: int
    digits: int
    widths: tuple[int, ...]
    parts: tuple[range, ...]

    @property
    def inner_width(self) -> int:
        """Columns of the terminal between the row letters of the widest part."""
        return max(sum(self.widths[column] + 1 for column in part) - 1 for part in self.parts)


def block_of(grid: Grid, brush: Brush) -> Block:
    """The zone laid out so that no line is wider than the brush's terminal."""
    limit = max(1, min(_LONGEST_NAME, brush.width // 8))
    name_width = min(limit, max(width_of(clean(row.name)) for row in grid.rows))
    room = brush.width - 2 * name_width - 1
    seats = [(column, seat) for row in grid.rows for column, seat in row.seats.items()]
    longest = max(width_of(clean(seat.number)) for _, seat in seats)
    digits = max(1, min(longest, room - 2))
    used = grid.used()
    special = {column for column, seat in seats if seat.kind in KIND_MARKS}
    even = [digits + bool(special) if column in used else 1 for column in range(grid.columns)]
    if special and sum(even) + len(even) > room:
        even = [width - (column in used - special) for column, width in enumerate(even)]
    widths = tuple(even)
    parts = parts_of(grid, widths=[width + 1 for width in widths], room=room)
    return Block(grid, name_width, digits, widths, parts)


def part_heading(block: Block, place: int) -> str:
    """Which seats a part shows, as people count them: seats 1-20 of 40."""
    part = block.parts[place]
    everywhere = _numbers(block.grid, range(block.grid.columns))
    here = _numbers(block.grid, part)
    which = f"part {place + 1} of {len(block.parts)}"
    if not here or not everywhere:
        return which
    return f"seats {min(here)}-{max(here)} of {max(everywhere)} ({which})"


def part_lines(block: Block, part: range, brush: Brush) -> Iterator[Line]:
    """The rows that have seats in this part, cross aisles as blank lines."""
    drawn = False
    for row in block.grid.rows:
        if row.after_aisle and drawn:
            yield Line("")
            drawn = False
        if not row.seats.keys().isdisjoint(part):
            drawn = True
            yield _row_line(block, row, part, brush)


def _row_line(block: Block, row: GridRow, part: range, brush: Brush) -> Line:
    """One row of one part; a run of marked seats stands in brackets."""
    name = brush.fit(row.name, block.name_width)
    padding = " " * (block.name_width - width_of(name))
    pieces, spans = [padding, name], [(len(padding), len(padding) + len(name), _NAME_STYLE)]
    offset, was_marked = len(padding) + len(name), False
    for column in part:
        seat = row.seats.get(column)
        is_marked = seat is not None and seat.label in brush.marked
        pieces.append(" " if is_marked is was_marked else "[" if is_marked else "]")
        was_marked = is_marked
        offset += 1
        if seat is None:
            cell = " " * block.widths[column]
        else:
            cell = _cell(seat, block, column, brush)
            _extend(spans, offset, offset + len(cell), brush.style(seat))
        pieces.append(cell)
        offset += len(cell)
    pieces += ("]" if was_marked else " ", name)
    spans.append((offset + 1, offset + 1 + len(name), _NAME_STYLE))
    return Line("".join(pieces), tuple(spans))


def _cell(seat: SeatView, block: Block, column: int, brush: Brush) -> str:
    """The seat's face and the mark of its kind, as wide as its column."""
    face = brush.face(seat, block.digits)
    lead = " " * (block.digits - width_of(face))
    tail = " " * (block.widths[column] - block.digits)
    return f"{lead}{face}{KIND_MARKS.get(seat.kind, tail)}"


def _extend(spans: list[tuple[int, int, str]], start: int, end: int, style: str) -> None:
    """Add a stretch, or lengthen the last one where it has the same style and is next to it."""
    if not style:
        return
    before, until, last_style = spans[-1]
    if last_style == style and start - until == 1:
        spans[-1] = (before, end, style)
    else:
        spans.append((start, end, style))


def _numbers(grid: Grid, part: range) -> list[int]:
    return [
        int(seat.number)
        for row in grid.rows
        for column, seat in row.seats.items()
        if column in part and seat.number.isdecimal() and len(seat.number) < _LONGEST_NAME
    ]
