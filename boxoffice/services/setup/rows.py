"""The rows that a plan comes to, all numbered, so that the write has nothing left to find out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import SQLModel

from boxoffice.domain.layouts import seat_key
from boxoffice.services.setup.house import Columns, House, Seats
from boxoffice.services.setup.plan import KINDS, Change, Plan, Verb, retired
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.offers import OfferRow
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import FeeRow, Holiday, PriceRuleRow, TaxRateRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

TABLES: Mapping[str, type[SQLModel]] = {
    "cities": City, "categories": SeatCategory, "ticket_types": TicketType, "layouts": Layout,
    "theatres": Theatre, "screens": Screen, "movies": Movie, "shows": Show,
    "prices": PriceRuleRow, "holidays": Holiday, "taxes": TaxRateRow, "fees": FeeRow,
    "offers": OfferRow,
}  # fmt: skip

_REFERENCES = {
    "city": "cities", "theatre": "theatres", "layout": "layouts", "movie": "movies",
    "screen": "screens", "show": "shows",
}  # fmt: skip

Ids = dict[str, dict[Any, int]]


@dataclass(frozen=True)
class Rows:
    """What to write: new rows and changed ones by table, and the numbers of everything by key.

    `retired` are plans under the keys they now get, `relaid` which plan got which in its place.
    """

    new: dict[type[SQLModel], list[Columns]] = field(default_factory=dict)
    changed: dict[type[SQLModel], list[Columns]] = field(default_factory=dict)
    retired: list[Columns] = field(default_factory=list)
    relaid: dict[int, int] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)


def of_plan(plan: Plan, house: House, seats: Mapping[str, Seats]) -> Rows:
    """The rows of a plan; `seats` are those of the plans that it names."""
    rows = Rows(ids={kind: dict(numbers) for kind, numbers in house.ids.items()})
    drawn: list[tuple[int, Seats]] = []
    for kind in KINDS:
        number = house.last.get(kind, 0)
        for change in plan.of(kind, Verb.ADD, Verb.EDIT):
            replaces = kind == "layouts" and change.ref in plan.replaced
            if replaces:
                _retire(rows, house, change.ref)
            if change.verb is Verb.ADD or replaces:
                number += 1
                if kind != "holidays":
                    rows.ids[kind][change.ref] = number
                rows.new.setdefault(TABLES[kind], []).append(_row(change, rows.ids))
            else:
                existing = house.of(kind)[change.ref]
                row = _row(change, rows.ids, existing=existing)
                rows.changed.setdefault(TABLES[kind], []).append(row)
            if kind == "layouts" and (change.verb is Verb.ADD or replaces):
                drawn.append((number, seats[change.ref]))
            if replaces:
                rows.relaid[house.ids["layouts"][change.ref]] = number
    for change in plan.of("layouts", Verb.REMOVE):
        _retire(rows, house, change.ref)
    rows.new[SeatRow] = _seat_rows(drawn, house.last.get("seats", 0))
    return rows


def _retire(rows: Rows, house: House, layout: str) -> None:
    """Keep the old seats of a plan under another key, for what was sold on them."""
    number = house.ids["layouts"][layout]
    key = retired(house, layout)
    rows.ids["layouts"][key] = number
    rows.retired.append({"id": number, **house.layouts[layout], "key": key})


def _row(change: Change, ids: Ids, *, existing: Columns | None = None) -> Columns:
    """A row as it will be, with what an edit leaves as it is."""
    columns = {**(existing or {}), **change.columns}
    if change.kind == "holidays":
        theatre, day = change.ref
        return {"theatre_id": ids["theatres"][theatre], "day": day, **columns}
    row: Columns = {"id": ids[change.kind][change.ref]}
    if change.kind in ("prices", "taxes", "fees"):
        row["theatre_id"] = ids["theatres"][change.ref[0]]
    if change.kind == "taxes":
        _, row["product"], row["name"] = change.ref
    elif change.kind == "fees":
        row["key"] = change.ref[1]
    else:
        row["key"] = change.ref
    for name, value in columns.items():
        if name in _REFERENCES:
            row[f"{name}_id"] = ids[_REFERENCES[name]][value] if value else 0
        elif name == "shows":
            row[name] = ",".join(str(ids["shows"][key]) for key in value.split(",") if key)
        else:
            row[name] = value
    return row


def _seat_rows(drawn: list[tuple[int, Seats]], last: int) -> list[Columns]:
    return [
        {
            "id": number, "layout_id": layout_id, "seat_key": seat_key(seat.label),
            "zone": seat.zone, "row": seat.row, "number": seat.number,
            "category": seat.category, "kind": str(seat.kind), "x": seat.x, "y": seat.y,
            "guid": seat.guid,
        }
        for number, (layout_id, seat) in enumerate(
            ((layout_id, seat) for layout_id, seats in drawn for seat in seats), start=last + 1
        )
    ]  # fmt: skip
