"""The house as a cashier reads it: free seats by number, every other state by its shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from boxoffice.domain.money import plain
from boxoffice.present.drawing import Drawing, Line
from boxoffice.present.labels import FREE_SEATING, spoken
from boxoffice.present.moments import day_and_time
from boxoffice.present.money import format_money
from boxoffice.present.seatgrid import Grid, GridRow, grids_of
from boxoffice.present.seatmarks import (
    ASCII,
    KIND_MARKS,
    KIND_NAMES,
    STATE_NAMES,
    category_styles,
    marks_for,
)
from boxoffice.present.seatrows import Block, Brush, block_of, part_heading, part_lines
from boxoffice.present.text import clean, fill
from boxoffice.services.results import House, SeatView

_NARROWEST = 20
_SIDES = {
    "left": "On the left, from the screen to the back",
    "right": "On the right, from the screen to the back",
}


def draw(
    house: House,
    *,
    width: int = 80,
    unicode: bool = True,
    marked: Collection[str] = (),
    locale: str = "en",
) -> Drawing:
    """The whole house: title, screen, zones, legend, prices and counts, nothing wider than `width`.

    `marked` seats (those just held or sold) stand in brackets with their numbers; without
    `unicode` every shape is an ASCII character.
    """
    brush = _brush(house, width=width, unicode=unicode, marked=marked)
    grids = grids_of(house.seats)
    blocks = [block_of(grid, brush) for grid in grids]
    lines: list[Line | str] = [*_title(house, brush), ""]
    if _is_unreserved(house.seats):
        lines += [FREE_SEATING, *_prices(house, (), brush, locale)]
    elif blocks:
        lines += [_screen(blocks[0], brush), ""]
        lines += _zones(blocks, brush)
        lines += ["", *_legend(house, brush), *_prices(house, grids, brush, locale)]
    lines += fill(_counts(house), width=brush.width, gap=brush.gap)
    return Drawing.of(lines)


def draw_row(
    house: House, labels: Collection[str], *, width: int = 80, unicode: bool = True
) -> Drawing:
    """Only the rows and parts in which the labelled seats are, those in brackets."""
    brush = _brush(house, width=width, unicode=unicode, marked=labels)
    if _is_unreserved(house.seats):
        return Drawing(())
    rows = {(seat.zone, seat.row) for seat in house.seats if seat.label in brush.marked}
    seats = [seat for seat in house.seats if (seat.zone, seat.row) in rows]
    blocks = [block_of(grid, brush) for grid in grids_of(seats)]
    return Drawing.of(_zones(blocks, brush, only_marked=True))


def draw_hall(
    seats: Sequence[SeatView], *, title: Sequence[str], width: int = 80, unicode: bool = True
) -> Drawing:
    """A hall in which nothing is sold yet: every seat by its number, categories with their rows."""
    brush = _brush_of(seats, width=width, unicode=unicode)
    grids = grids_of(seats)
    blocks = [block_of(grid, brush) for grid in grids]
    heading = fill([clean(each) for each in title], width=brush.width, gap=brush.gap)
    lines: list[Line | str] = [*(Line(text, ((0, len(text), "bold"),)) for text in heading), ""]
    if _is_unreserved(seats):
        return Drawing.of([*lines, f"{FREE_SEATING}: {len(seats)} places"])
    if blocks:
        lines += [_screen(blocks[0], brush), "", *_zones(blocks, brush), ""]
    counted = Counter(seat.kind for seat in seats)
    kinds = [
        f"7{KIND_MARKS[kind]} {name}: {counted[kind]}"
        for kind, name in KIND_NAMES.items()
        if counted[kind]
    ]
    lines += fill(kinds, width=brush.width)
    for category, style in brush.styles.items():
        number = sum(seat.category == category for seat in seats)
        words = f"{clean(category)}: {number}, {places_of(category, grids)}"
        text = brush.fit(words, brush.width)
        lines.append(Line(text, ((0, len(text), style),)))
    return Drawing.of([*lines, f"{len(seats)} seat{'' if len(seats) == 1 else 's'}"])


def _is_unreserved(seats: Sequence[SeatView]) -> bool:
    """Whether the house is free seating: its places are counted, for there is nothing to draw."""
    return bool(seats) and not any(seat.row for seat in seats)


def _brush(house: House, *, width: int, unicode: bool, marked: Collection[str]) -> Brush:
    return _brush_of(house.seats, width=width, unicode=unicode, marked=marked)


def _brush_of(
    seats: Sequence[SeatView], *, width: int, unicode: bool, marked: Collection[str] = ()
) -> Brush:
    return Brush(
        width=max(width, _NARROWEST),
        marks=marks_for(unicode=unicode),
        marked=frozenset(marked),
        styles=category_styles(seats),
    )


def _zones(
    blocks: Iterable[Block], brush: Brush, *, only_marked: bool = False
) -> Iterator[Line | str]:
    """Zone after zone, part after part, each under a heading where there is more than one."""
    is_first = True
    blocks = list(blocks)
    for block in blocks:
        for place, part in enumerate(block.parts):
            if only_marked and not _has_marked(block, part, brush):
                continue
            if not is_first:
                yield ""
            is_first = False
            heading = _heading(block, place, has_zones=len(blocks) > 1)
            if heading:
                text = brush.fit(heading, brush.width)
                yield Line(text, ((0, len(text), "bold"),))
            yield from part_lines(block, part, brush)


def _heading(block: Block, place: int, *, has_zones: bool) -> str:
    zone = clean(block.grid.zone) or ("Main" if has_zones and not block.grid.side else "")
    zone = " ".join(filter(None, (zone, _SIDES.get(block.grid.side, ""))))
    part = part_heading(block, place) if len(block.parts) > 1 else ""
    return ": ".join(words for words in (zone, part) if words)


def _has_marked(block: Block, part: range, brush: Brush) -> bool:
    return any(
        seat.label in brush.marked
        for row in block.grid.rows
        for column, seat in row.seats.items()
        if column in part
    )


def _title(house: House, brush: Brush) -> list[Line]:
    """Film, start, screen and number of the show, on a second line where they need one."""
    show = house.show
    items = [clean(show.movie), day_and_time(show.starts_at), clean(show.screen), f"show {show.id}"]
    lines = fill(items, width=brush.width, gap=brush.gap, ellipsis=brush.marks.ellipsis)
    return [Line(text, ((0, len(text), "bold"),)) for text in lines]


def _screen(block: Block, brush: Brush) -> Line:
    """The screen above the first row, as wide as the seats."""
    inner = max(block.inner_width, len("SCREEN"))
    name = " SCREEN " if inner >= len("SCREEN") + 4 else "SCREEN"
    text = " " * (block.name_width + 1) + name.center(inner, brush.marks.screen)
    return Line(text[: brush.width])


def _legend(house: House, brush: Brush) -> list[str]:
    """Every mark that is on this map with its meaning, nothing that is not."""
    states = {seat.state for seat in house.seats}
    kinds = {seat.kind for seat in house.seats}
    items = ["7 free"] if "available" in states else []
    items += [
        f"{brush.marks.shapes[state]} {name}"
        for state, name in STATE_NAMES.items()
        if state in states and state in brush.marks.shapes
    ]
    items += [f"7{KIND_MARKS[kind]} {name}" for kind, name in KIND_NAMES.items() if kind in kinds]
    if any(seat.label in brush.marked for seat in house.seats):
        items.append("[7] these seats")
    return fill(items, width=brush.width)


def _prices(house: House, grids: tuple[Grid, ...], brush: Brush, locale: str) -> Iterator[Line]:
    """Each category in its colour with its price and rows, so that it reads without the colour."""
    for category, style in brush.styles.items():
        seats = (seat for seat in house.seats if seat.category == category)
        prices = sorted({seat.price_minor for seat in seats if seat.price_minor is not None})
        words = [clean(category)]
        if prices:
            words.append("from " * (len(prices) > 1))
            words[-1] += _money(prices[0], house.show.currency, brush, locale)
        if len(brush.styles) > 1:
            words.append(places_of(category, grids))
        text = brush.fit(" ".join(words), brush.width)
        yield Line(text, ((0, len(text), style),))


def _money(minor: int, currency: str, brush: Brush, locale: str) -> str:
    """Money for this terminal: a currency's sign is no ASCII character, its code is."""
    if brush.marks is ASCII:
        return f"{clean(currency)} {plain(minor, currency=currency)}"
    return format_money(minor, currency=currency, locale=locale)


def places_of(category: str, grids: Sequence[Grid]) -> str:
    """Where the category is: its rows, then its seats in rows it shares: rows A-C, D3-10."""
    mixed = [
        seat.label
        for grid in grids
        for row in grid.rows
        if not _is_whole(row, category)
        for seat in _counting_up(row)
        if seat.category == category
    ]
    return ", ".join(filter(None, (_rows_of(category, grids), spoken(mixed))))


def _counting_up(row: GridRow) -> list[SeatView]:
    """The seats of a row, from the right where numbers grow to the left."""
    seats = [seat for _, seat in sorted(row.seats.items())]
    ends = (seats[0].number, seats[-1].number)
    falls = all(end.isdecimal() for end in ends) and int(ends[0]) > int(ends[1])
    return seats[::-1] if falls else seats


def _is_whole(row: GridRow, category: str) -> bool:
    return all(seat.category == category for seat in row.seats.values())


def _rows_of(category: str, grids: Iterable[Grid]) -> str:
    """The rows that are all of the category, neighbours as a stretch: rows A-C, F."""
    stretches: list[list[str]] = []
    for grid in grids:
        was_there = False
        for row in grid.rows:
            is_there = _is_whole(row, category)
            name = f"{clean(grid.zone)} {clean(row.name)}".strip()
            if is_there and was_there:
                stretches[-1][1:] = [clean(row.name)]
            elif is_there:
                stretches.append([name])
            was_there = is_there
    named = ", ".join("-".join(stretch) for stretch in stretches)
    return f"rows {named}" if named else ""


def _counts(house: House) -> list[str]:
    summary = house.summary.model_dump()
    counts = [f"{summary['available']} free of {len(house.seats)}"]
    if house.show.status == "cancelled":
        counts = ["cancelled: nothing is sold any more"]
    counts += [
        f"{summary[state]} {name}"
        for state, name in STATE_NAMES.items()
        if state != "available" and summary[state]
    ]
    return counts
