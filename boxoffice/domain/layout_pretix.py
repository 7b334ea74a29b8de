"""Seating plans as pretix keeps them: zones of rows of seats in pixels, categories by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from typing import Any, NamedTuple

from boxoffice.domain.json_lines import Json
from boxoffice.domain.layout_files import Categories, Form, Found, LayoutFile
from boxoffice.domain.layout_measure import by_name, straightened, to_seats, usual_step
from boxoffice.domain.layouts import AISLE_GAP, PITCH, Fault, Plan, Seat, SeatKind
from boxoffice.errors import Invalid

PIXELS = 25
"""What pretix's own editor leaves between two seats."""

_COLOURS = ("#4a7fb5", "#c0654a", "#5b9a68", "#8a6bb1", "#b59a3c", "#5f6b76")
_MARGIN = 2 * PIXELS
_SCREEN = 4 * PIXELS
_NEAR = 0.1
RADIUS = 10
"""How large pretix draws a seat that does not say; with 25 pixels each that leaves a fifth free."""


class _Seat(NamedTuple):
    """A seat with what of it is pretix's own; a radius of 0 is none told."""

    seat: Found
    uuid: str
    radius: float


def read(plan: Json) -> LayoutFile:
    """A pretix seating plan; its zones are named only where it has several.

    A category may carry a kind, as in `premium/wheelchair`: pretix has no other place for it.
    """
    categories = Categories()
    for each in _list(plan, "categories"):
        categories.key_of(_split(each.text("name"))[0])
    zones = _list(plan, "zones")
    read = [
        each
        for zone in zones
        for each in _seats(
            zone, categories, zone_name=zone.text("name", default="") if len(zones) > 1 else ""
        )
    ]
    found, renamed = _told_apart([(each.seat, each.uuid) for each in read])
    radii = {each.radius for each in read}
    found = straightened(found)
    seats = tuple(
        replace(seat, guid="") if seat.guid == seat.label else seat
        for seat in to_seats(found, unit=_unit(found, radii))
    )
    shared = [seat for seat, is_new in zip(seats, renamed, strict=True) if is_new]
    twice = [seat.label for seat in sorted(shared, key=by_name)]
    return LayoutFile(
        Form.PRETIX,
        seats,
        tuple(seat.line for seat in found),
        categories.names,
        name=plan.text("name", default=""),
        notes=(Fault("layouts.guids_twice", {"labels": twice}),) if twice else (),
    )


def _told_apart(read: list[tuple[Found, str]]) -> tuple[list[Found], list[bool]]:
    """The seats, those that share a `seat_guid` known by their `uuid`, and which those are."""
    guids = Counter(seat.guid for seat, _ in read)
    uuids = Counter(uuid for _, uuid in read)
    renamed = []
    for seat, uuid in read:
        is_shared = guids[seat.guid] > 1 and uuid != "" and uuids[uuid] == 1
        renamed.append(is_shared)
        if is_shared:
            seat.guid = uuid
    return [seat for seat, _ in read], renamed


def _seats(zone: Json, categories: Categories, *, zone_name: str) -> Iterator[_Seat]:
    left, top = _position(zone)
    for row in _list(zone, "rows"):
        row_left, row_top = _position(row)
        name = row.text("row_number")
        for seat in _list(row, "seats"):
            x, y = _position(seat, needed=True)
            category, kind = _split(seat.text("category"))
            if not category:
                raise Invalid("layouts.no_category", line=seat.line_of("category"))
            found = Found(
                row=name, number=seat.text("seat_number"), category=categories.key_of(category),
                x=left + row_left + x, y=top + row_top + y, line=seat.line, kind=kind,
                zone=zone_name, guid=seat.text("seat_guid"),
            )  # fmt: skip
            yield _Seat(
                found, uuid=seat.text("uuid", default=""), radius=seat.number("radius", default=0)
            )


def _list(parent: Json, key: str) -> list[Json]:
    parent.member(key, list)
    found = parent.get(key)
    return found.items() if found else []


def _position(thing: Json, *, needed: bool = False) -> tuple[float, float]:
    position = thing.get("position")
    if position is None or position.value is None:
        if needed:
            raise Invalid("layouts.json_member", key="position", line=thing.line)
        return 0.0, 0.0
    return position.number("x"), position.number("y")


def _split(name: str) -> tuple[str, SeatKind]:
    category, slash, kind = name.rpartition("/")
    if slash and kind in set(SeatKind):
        return category, SeatKind(kind)
    return name, SeatKind.STANDARD


def _unit(found: list[Found], radii: set[float]) -> float:
    """Pixels of one seat width: 25 where the plan keeps to that, else what is usual in it.

    Where seats say how large they are and stand clearly further apart, each is alone on purpose.
    """
    step = usual_step(found)
    told = radii.pop() * PIXELS / RADIUS if len(radii) == 1 else 0.0
    usual = told if told > 0 else float(PIXELS)
    is_near = abs(step / usual - 1) <= _NEAR
    is_far = told > 0 and step * PITCH > usual * AISLE_GAP
    return usual if step == 0 or is_near or is_far else step


def write(plan: Plan, *, name: str) -> dict[str, Any]:
    """The plan as pretix's strict schema wants it: nothing of ours beside what that knows.

    Seats without an id of another system go by their label.
    """
    used = list(dict.fromkeys((seat.category, seat.kind) for seat in plan.seats))
    names = {pair: _name(*pair) for pair in used}
    shift_x = _MARGIN - _pixels(min(seat.x for seat in plan.seats))
    shift_y = _MARGIN + _SCREEN - _pixels(min(seat.y for seat in plan.seats))
    zones: dict[str, dict[str, list[Seat]]] = {}
    for seat in plan.seats:
        zones.setdefault(seat.zone, {}).setdefault(seat.row, []).append(seat)
    width = _pixels(max(seat.x for seat in plan.seats)) + shift_x + _MARGIN
    height = _pixels(max(seat.y for seat in plan.seats)) + shift_y + _MARGIN
    written = [
        {
            "name": name if list(zones) == [""] else zone,
            "position": {"x": shift_x, "y": shift_y},
            "rows": [_row(row, seats, names) for row, seats in rows.items()],
            "areas": [_screen(width)] if place == 0 else [],
        }
        for place, (zone, rows) in enumerate(zones.items())
    ]
    if list(zones) != [""] and len(zones) == 1:
        written.append({"name": "", "position": {"x": 0, "y": 0}, "rows": [], "areas": []})
    return {
        "name": name,
        "categories": [
            {"name": names[pair], "color": colour}
            for pair, colour in zip(used, cycle(_COLOURS), strict=False)
        ],
        "zones": written,
        "size": {"width": round(width), "height": round(height)},
    }


def _name(category: str, kind: SeatKind) -> str:
    return category if kind is SeatKind.STANDARD else f"{category}/{kind}"


def _row(row: str, seats: list[Seat], names: Mapping[tuple[str, SeatKind], str]) -> dict[str, Any]:
    return {
        "row_number": row,
        "row_number_position": "both",
        "position": {"x": 0, "y": 0},
        "seats": [
            {
                "seat_guid": seat.guid or seat.label,
                "seat_number": seat.number,
                "position": {"x": _pixels(seat.x), "y": _pixels(seat.y)},
                "category": names[seat.category, seat.kind],
                "radius": RADIUS,
            }
            for seat in seats
        ],
    }


def _screen(width: float) -> dict[str, Any]:
    """A bar at the top that says where the screen is."""
    wide = max(round(width) - 2 * _MARGIN, PIXELS)
    return {
        "shape": "rectangle",
        "color": "#dddddd",
        "border_color": "#888888",
        "rotation": 0,
        "position": {"x": _MARGIN, "y": _MARGIN // 2},
        "rectangle": {"width": wide, "height": PIXELS},
        "text": {
            "text": "SCREEN", "color": "#333333", "position": {"x": wide / 2, "y": PIXELS / 2},
        },
    }  # fmt: skip


def _pixels(position: int) -> float:
    return position * PIXELS / PITCH
