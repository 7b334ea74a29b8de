"""Halls drawn with letters, as a file of their own: `#` lines say what the letters mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from boxoffice.domain import drawn_layouts
from boxoffice.domain.drawn_layouts import BLANKS, NUMBERINGS, SIGNS, Placed
from boxoffice.domain.layout_files import Categories, Form, LayoutFile
from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind, printable
from boxoffice.domain.typed import excerpt
from boxoffice.errors import Invalid, Refused

_ROW_NAME = re.compile(r"[^\s:/#](?:[^:/#]*[^\s:/#])?")
_SPARE = "pqrtuvxyzabdefghijklmnPQRTUVXYZABDEFGHIJKLMN"
MOST_CHARACTERS = 500_000
"""A drawing of the most rows and seats has about half as many."""


@dataclass(frozen=True)
class Drawing:
    """A plan in letters: its lines, what each letter but the usual ones means, how it counts."""

    lines: tuple[str, ...]
    legend: Mapping[str, tuple[str, SeatKind]]
    category: str
    numbering: str


def is_drawing(line: str) -> bool:
    """Whether a first line begins a drawing."""
    return line.startswith("#") or ":" in line


def read(text: str) -> LayoutFile:
    """A drawing under its headings: `# name: Hall`, `# category: standard`, `# p: premium/couple`.

    What cannot be read is Invalid("layouts.…") with its line.
    """
    if len(text) > MOST_CHARACTERS:
        raise Invalid("layouts.too_large", most=drawn_layouts.MOST_ROWS, line=1)
    categories = Categories()
    settings = {"category": "standard", "numbers": "left", "name": ""}
    legend: dict[str, tuple[str, SeatKind]] = {}
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            lines.append(line)
            continue
        lines.append("")
        key, _, value = (part.strip() for part in line.strip()[1:].partition(":"))
        if key in settings:
            settings[key] = value
        elif len(key) == 1 and key not in BLANKS:
            legend[key] = _meaning(key, value, settings["category"], number, categories)
    if settings["numbers"] not in NUMBERINGS:
        raise Invalid("layouts.numbering", text=excerpt(settings["numbers"]), line=1)
    try:
        placed = drawn_layouts.from_drawing(
            "\n".join(_without_heading(lines)),
            category=categories.key_of(settings["category"] or "standard"),
            legend=legend,
            numbering=settings["numbers"],
        )
    except Invalid as error:
        details = {key: value for key, value in error.details.items() if key != "source"}
        skipped = len(lines) - len(_without_heading(lines))
        line_number = int(error.details.get("source", 0)) + skipped + 1
        raise Invalid(error.code, **details, line=line_number) from None
    return _file(placed, categories, settings["name"], len(lines) - len(_without_heading(lines)))


def _without_heading(lines: list[str]) -> list[str]:
    """The lines from the first row on."""
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    return lines[first:]


def _file(
    placed: tuple[Placed, ...], categories: Categories, name: str, skipped: int
) -> LayoutFile:
    if not placed:
        raise Invalid("layouts.empty")
    return LayoutFile(
        Form.ASCII,
        tuple(each.seat for each in placed),
        tuple(each.source + skipped + 1 for each in placed),
        categories.names,
        name=name,
    )


def _meaning(
    sign: str, text: str, default: str, line: int, categories: Categories
) -> tuple[str, SeatKind]:
    category, _, kind = text.partition("/")
    if kind.strip() and kind.strip() not in set(SeatKind):
        known = [str(each) for each in SeatKind]
        raise Invalid("layouts.unknown_kind", text=printable(kind.strip()), known=known, line=line)
    key = categories.key_of(category.strip() or default or "standard")
    return key, SeatKind(kind.strip() or SeatKind.STANDARD)


def write(plan: Plan, *, name: str = "") -> str:
    """The plan as a file that `read` reads back; Refused("layouts.not_drawable") says why not."""
    drawing = draw(plan)
    heading = [f"# name: {name}"] if name else []
    heading.append(f"# category: {drawing.category}")
    if drawing.numbering != "left":
        heading.append(f"# numbers: {drawing.numbering}")
    heading += [f"# {sign}: {meaning(*what)}" for sign, what in drawing.legend.items()]
    return "".join(f"{line}\n" for line in (*heading, *drawing.lines))


def meaning(category: str, kind: SeatKind) -> str:
    """What a letter stands for, as a legend says it."""
    return category if kind is SeatKind.STANDARD else f"{category}/{kind}"


def draw(plan: Plan) -> Drawing:
    """The plan in letters, or Refused("layouts.not_drawable") with the first seat that cannot be.

    Letters have whole columns and lines, one row a line, and numbers that count along it.
    """
    if plan.is_unreserved:
        raise _refusal("unreserved", plan.seats[0])
    left, front = min(seat.x for seat in plan.seats), min(seat.y for seat in plan.seats)
    rows: dict[int, list[Seat]] = {}
    for seat in plan.seats:
        if (seat.x - left) % PITCH or (seat.y - front) % PITCH:
            raise _refusal("between", seat)
        rows.setdefault((seat.y - front) // PITCH, []).append(seat)
    _check_rows(rows, plan)
    numbering = _numbering(rows)
    category = max(
        dict.fromkeys(seat.category for seat in plan.seats),
        key=lambda key: sum(seat.category == key for seat in plan.seats),
    )
    signs = _signs(plan, category)
    lines: list[str] = []
    width = max(len(_title(row[0])) for row in rows.values())
    for depth in range(max(rows) + 1):
        row = {(seat.x - left) // PITCH: seat for seat in rows.get(depth, ())}
        if row:
            title = _title(next(iter(row.values())))
            places = (row.get(x) for x in range(max(row) + 1))
            letters = "".join(signs[seat.category, seat.kind] if seat else " " for seat in places)
            lines.append(f"{title:<{width}}: {letters}")
        else:
            lines.append("")
    legend = {
        sign: (own, kind) for (own, kind), sign in signs.items() if SIGNS.get(sign) is not kind
        or own != category
    }  # fmt: skip
    return Drawing(tuple(lines), legend, category, numbering)


def _title(seat: Seat) -> str:
    return f"{seat.zone}/{seat.row}" if seat.zone else seat.row


def _check_rows(rows: Mapping[int, list[Seat]], plan: Plan) -> None:
    """Each line one row, each row one line, with a name that a drawing can carry."""
    for depth, row in rows.items():
        row.sort(key=lambda seat: seat.x)
        for seat in row:
            if (seat.zone, seat.row) != (row[0].zone, row[0].row):
                raise _refusal("side_by_side", seat)
        names = [row[0].row, *filter(None, [row[0].zone])]
        if not all(_ROW_NAME.fullmatch(name) for name in names):
            raise _refusal("name", row[0])
        if row[-1].x - row[0].x >= drawn_layouts.MOST_SEATS_IN_ROW * PITCH:
            raise _refusal("wide", row[-1])
        if depth >= drawn_layouts.MOST_ROWS:
            raise _refusal("deep", row[0])
    for (zone, name), row_seats in plan.rows.items():
        if len({seat.y for seat in row_seats}) > 1:
            turned = next(seat for seat in row_seats if seat.y != row_seats[0].y)
            raise _refusal("turned", turned)
        del zone, name


def _numbering(rows: Mapping[int, list[Seat]]) -> str:
    """How numbers count along the rows, or a refusal with the first seat that does not fit."""
    best, furthest = NUMBERINGS[0], -1
    for numbering in NUMBERINGS:
        fitting = 0
        for seat, expected in _numbered(rows, numbering):
            if seat.number != expected:
                break
            fitting += 1
        else:
            return numbering
        if fitting > furthest:
            best, furthest = numbering, fitting
    misfit = next(seat for seat, expected in _numbered(rows, best) if seat.number != expected)
    raise _refusal("numbers", misfit)


def _numbered(rows: Mapping[int, list[Seat]], numbering: str) -> Iterator[tuple[Seat, str]]:
    for row in rows.values():
        for place, seat in enumerate(row):
            yield seat, str(drawn_layouts.number_at(place, len(row), numbering))


def _signs(plan: Plan, category: str) -> dict[tuple[str, SeatKind], str]:
    """A letter for each category and kind: the usual ones for the category of most seats."""
    signs: dict[tuple[str, SeatKind], str] = {}
    usual = {kind: sign for sign, kind in SIGNS.items()}
    spare = [sign for sign in _SPARE if sign not in SIGNS]
    for seat in plan.seats:
        what = (seat.category, seat.kind)
        if what in signs:
            continue
        if seat.category == category:
            signs[what] = usual[seat.kind]
            continue
        wanted = [seat.category[:1].lower(), seat.category[:1].upper(), *spare]
        free = [sign for sign in wanted if sign in spare and sign not in signs.values()]
        if not free:
            raise _refusal("letters", seat)
        signs[what] = free[0]
    return signs


def _refusal(reason: str, seat: Seat) -> Refused:
    return Refused("layouts.not_drawable", reason=reason, label=printable(seat.label))
