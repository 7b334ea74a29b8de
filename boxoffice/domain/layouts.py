"""A hall as its plan describes it: seats with a place, rows, and who sits beside whom."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from math import atan2, cos, fsum, sin
from typing import Any, Protocol, TypeVar

from boxoffice.errors import Invalid

PITCH = 100
"""One seat width: positions x and y are integers in hundredths of it."""

AISLE_GAP = 150
"""Two neighbours of one row further apart than this (centre to centre) have an aisle between."""

DASHES = "\N{MINUS SIGN}\N{HYPHEN BULLET}"
COMMAS = "\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}"


class SeatKind(StrEnum):
    """What a place is made for."""

    STANDARD = "standard"
    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    COUPLE = "couple"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place of a plan; x grows to the right, y away from the screen, in 1/100 seat width.

    `guid` is what another system calls it; a seat of free seating has a number and no row.
    """

    id: int
    row: str
    number: str
    category: str
    x: int
    y: int
    kind: SeatKind = SeatKind.STANDARD
    zone: str = ""
    guid: str = ""

    @property
    def label(self) -> str:
        """As people say it: F7, 12:7 for a numbered row, BALCONY:F7 in a zone."""
        place = f"{self.row}:{self.number}" if self.row[-1:].isdigit() else self.row + self.number
        return f"{self.zone}:{place}" if self.zone else place


@dataclass(frozen=True)
class Plan:
    """All seats of one layout, in the order they were given."""

    seats: tuple[Seat, ...]

    @cached_property
    def is_unreserved(self) -> bool:
        """Whether its places are only counted: free seating."""
        return bool(self.seats) and not any(seat.row for seat in self.seats)

    @cached_property
    def by_id(self) -> Mapping[int, Seat]:
        return {seat.id: seat for seat in self.seats}

    @cached_property
    def by_key(self) -> Mapping[str, Seat]:
        """Seats by the key of their label, which is what makes two spellings one seat."""
        return {seat_key(seat.label): seat for seat in self.seats}

    @cached_property
    def by_loose_key(self) -> Mapping[str, Sequence[Seat]]:
        """Seats by keys that leave out the zone or put a colon after a lettered row."""
        loose: dict[str, list[Seat]] = {}
        for seat in self.seats:
            colon = f"{seat.row}:{seat.number}"
            bare = colon if seat.row[-1:].isdigit() else seat.row + seat.number
            names = {bare, colon, f"{seat.zone}:{colon}" if seat.zone else colon}
            for name in names:
                loose.setdefault(seat_key(name), []).append(seat)
        return loose

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], tuple[Seat, ...]]:
        """Seats by (zone, row), the row nearest the screen first, each from left to right.

        A row that is drawn upright rather than across runs from the screen to the back.
        """
        rows: dict[tuple[str, str], list[Seat]] = {}
        for seat in self.seats:
            rows.setdefault((seat.zone, seat.row), []).append(seat)
        ordered = {name: along(row) for name, row in rows.items()}
        return dict(sorted(ordered.items(), key=lambda item: min(seat.y for seat in item[1])))

    @cached_property
    def spaced_names(self) -> tuple[str, ...]:
        """Names of zones and rows that contain a space, folded, the longest first."""
        names = {" ".join(fold(name).split()) for row in self.rows for name in row}
        spaced = [name for name in names if " " in name]
        return tuple(sorted(spaced, key=lambda name: (-len(name), name)))

    @cached_property
    def runs(self) -> tuple[tuple[Seat, ...], ...]:
        """Unbroken stretches of seats between aisles, front to back and left to right."""
        return tuple(run for row in self.rows.values() for run in split_at_aisles(row))

    @cached_property
    def beside(self) -> Mapping[int, tuple[Seat | None, Seat | None]]:
        """The neighbours of each seat by its id: None where the row ends or an aisle begins."""
        return {
            seat.id: (
                run[place - 1] if place else None,
                run[place + 1] if place + 1 < len(run) else None,
            )
            for run in self.runs
            for place, seat in enumerate(run)
        }

    @cached_property
    def sofas(self) -> Mapping[int, tuple[Seat, Seat]]:
        """Both halves of each sofa by either half's id: couple seats side by side, in pairs."""
        pairs: dict[int, tuple[Seat, Seat]] = {}
        for run in self.runs:
            for kind, group in groupby(run, key=lambda seat: seat.kind):
                if kind is SeatKind.COUPLE:
                    couples = list(group)
                    for left, right in zip(couples[::2], couples[1::2], strict=False):
                        pairs[left.id] = pairs[right.id] = (left, right)
        return pairs


class Located(Protocol):
    """Whatever stands somewhere."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


P = TypeVar("P", bound=Located)


def is_upright(row: Sequence[Located]) -> bool:
    """Whether a row is drawn from the screen to the back rather than across."""
    across = max(seat.x for seat in row) - min(seat.x for seat in row)
    deep = max(seat.y for seat in row) - min(seat.y for seat in row)
    return deep > across


def along(row: Sequence[P]) -> tuple[P, ...]:
    """One row in order along the direction in which it is drawn, from left to right.

    Clearly across or upright it is that axis; a row turned further is read along its own, so
    that curved rows keep their order as well.
    """
    across = max(seat.x for seat in row) - min(seat.x for seat in row)
    deep = max(seat.y for seat in row) - min(seat.y for seat in row)
    if deep * 4 <= across:
        return tuple(sorted(row, key=lambda seat: (seat.x, seat.y)))
    if across * 4 <= deep:
        return tuple(sorted(row, key=lambda seat: (seat.y, seat.x)))
    right, back = _axis(row)
    return tuple(sorted(row, key=lambda seat: (seat.x * right + seat.y * back, seat.x, seat.y)))


def _axis(row: Sequence[Located]) -> tuple[float, float]:
    """The direction in which seats vary most, to the right, or to the back where it is steep.

    It is the same to the last bit in whatever order the seats come.
    """
    middle_x = fsum(seat.x for seat in row) / len(row)
    middle_y = fsum(seat.y for seat in row) / len(row)
    xx = fsum((seat.x - middle_x) ** 2 for seat in row)
    yy = fsum((seat.y - middle_y) ** 2 for seat in row)
    xy = fsum((seat.x - middle_x) * (seat.y - middle_y) for seat in row)
    angle = atan2(2 * xy, xx - yy) / 2
    right, back = cos(angle), sin(angle)
    forwards = right > 0 if abs(right) >= abs(back) else back > 0
    return (right, back) if forwards else (-right, -back)


def split_at_aisles(row: Iterable[Seat]) -> tuple[tuple[Seat, ...], ...]:
    """Cut one row, already in order, wherever two neighbours are further apart than an aisle."""
    runs: list[list[Seat]] = []
    for seat in row:
        if runs and _near(runs[-1][-1], seat):
            runs[-1].append(seat)
        else:
            runs.append([seat])
    return tuple(tuple(run) for run in runs)


def _near(one: Seat, other: Seat) -> bool:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 <= AISLE_GAP**2


def fold(text: str) -> str:
    """Bring spellings of one thing together: width, case, digits of any script, dashes, commas.

    Invisible characters go, white space stays.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_folded, text))


def _folded(letter: str) -> str:
    if letter.isascii():
        return letter
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd" or letter in DASHES:
        return "-"
    if letter in COMMAS:
        return ","
    if category == "Cf" or "\N{VARIATION SELECTOR-1}" <= letter <= "\N{VARIATION SELECTOR-16}":
        return ""
    return letter


def seat_key(label: str) -> str:
    """What two spellings of one seat have in common: `F7`, ` f7` and full-width `Ｆ７` are `f7`.

    Letters, digits, colon and dash only; anything else is Invalid("seats.unreadable").
    """
    if label.isascii() and label.replace(":", "").replace("-", "").isalnum():
        return label.lower()
    key = bare_key(label)
    if not key or not all(sign in ":-" or _is_word(sign) for sign in key):
        raise Invalid("seats.unreadable", text=printable(label), reason="characters")
    return key


def bare_key(text: str) -> str:
    """The same, of whatever there is: "" where nothing can be seen of it."""
    return "".join(fold(text).split())


def _is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def printable(text: str, *, most: int = 60) -> str:
    """What was typed, fit to be quoted in an error: no control characters, never long."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown if len(shown) <= most else shown[:most] + "…"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a plan: a code and its details."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


def find_faults(plan: Plan) -> tuple[Fault, ...]:
    """Everything that would make a plan unfit for sale, in the order of its seats."""
    if not plan.seats:
        return (Fault("layouts.empty"),)
    faults: list[Fault] = []
    ids: set[int] = set()
    guids: dict[str, Seat] = {}
    names: dict[str, Seat] = {}
    places: dict[tuple[int, int], Seat] = {}
    for seat in plan.seats:
        if seat.id in ids:
            faults.append(Fault("layouts.same_id", {"id": seat.id, "label": seat.label}))
        ids.add(seat.id)
        if seat.guid and (first := guids.setdefault(seat.guid, seat)) is not seat:
            details = {"label": seat.label, "other": first.label, "guid": printable(seat.guid)}
            faults.append(Fault("layouts.same_guid", details))
        try:
            key = seat_key(seat.label)
        except Invalid:
            key = ""
        if not key or not bare_key(seat.number) or ":" in seat.row + seat.number:
            faults.append(Fault("layouts.bad_label", {"label": printable(seat.label)}))
        elif (first := names.setdefault(key, seat)) is not seat:
            details = {"label": seat.label, "other": first.label}
            faults.append(Fault("layouts.same_label", details))
        if (first := places.setdefault((seat.x, seat.y), seat)) is not seat:
            details = {"label": printable(seat.label), "other": printable(first.label)}
            faults.append(Fault("layouts.same_place", details))
    faults.extend(
        Fault("layouts.half_sofa", {"label": seat.label})
        for seat in plan.seats
        if seat.kind is SeatKind.COUPLE and seat.id not in plan.sofas
    )
    return tuple(faults)
