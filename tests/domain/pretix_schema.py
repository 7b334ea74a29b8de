"""What pretix's public schema of seating plans asks for, told again as Python.

Nothing beside the keys named here is allowed anywhere (its `additionalProperties: false`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def problems_of(plan: Any) -> list[str]:
    """Where a plan breaks the schema; nothing where it keeps it."""
    return list(PLAN(plan, "plan"))


def a(*kinds: type, among: tuple[Any, ...] = ()) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        is_bool = isinstance(value, bool) and bool not in kinds
        if is_bool or not isinstance(value, kinds):
            yield f"{where} is {value!r}"
        elif among and value not in among:
            yield f"{where} is none of {among}"

    return check


def listed(each: Check) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for place, item in enumerate(value):
            yield from each(item, f"{where}[{place}]")

    return check


def thing(needed: Mapping[str, Check], **optional: Check) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        known = {**needed, **optional}
        yield from (f"{where}.{key} is missing" for key in needed if key not in value)
        for key, item in value.items():
            if key in known:
                yield from known[key](item, f"{where}.{key}")
            else:
                yield f"{where}.{key} is not allowed"

    return check


TEXT, WHOLE, NUMBER, NOTHING = a(str), a(int), a(int, float), type(None)
POSITION = thing({"x": NUMBER, "y": NUMBER})
SEAT = thing(
    {"seat_guid": TEXT, "seat_number": TEXT, "position": POSITION, "category": TEXT},
    uuid=TEXT, radius=WHOLE, start_direction=a(str, NOTHING),
)  # fmt: skip
ROW = thing(
    {"seats": listed(SEAT), "row_number": TEXT},
    row_label=a(str, NOTHING), seat_label=a(str, NOTHING), uuid=TEXT, position=POSITION,
    row_number_position=a(str, NOTHING, among=("start", "end", "both", None)),
)  # fmt: skip
AREA = thing(
    {},
    color=TEXT, border_color=TEXT, rotation=NUMBER, position=POSITION, uuid=TEXT,
    shape=a(str, among=("polygon", "rectangle", "ellipse", "circle", "text")),
    polygon=thing({"points": listed(POSITION)}),
    rectangle=thing({"width": WHOLE, "height": WHOLE}),
    ellipse=thing({"radius": POSITION}),
    circle=thing({"radius": WHOLE}),
    text=thing({"text": TEXT, "position": POSITION}, color=TEXT, size=WHOLE),
)  # fmt: skip
ZONE = thing(
    {"position": POSITION, "rows": listed(ROW)},
    name=TEXT, zone_id=TEXT, uuid=TEXT, areas=listed(AREA),
)  # fmt: skip
CATEGORY = thing({"name": TEXT}, color=TEXT)
PLAN = thing(
    {
        "name": TEXT,
        "zones": listed(ZONE),
        "categories": listed(CATEGORY),
        "size": thing({"width": WHOLE, "height": WHOLE}),
    }
)
