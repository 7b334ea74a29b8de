"""What a programme comes to in this house: positions, keys of rules, the plan of every show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.services.setup.halls import Hall
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.plan import (
    KINDS,
    Thing,
    layout_of,
    relaid_screens,
    replaced_layouts,
    retimed_movies,
    retired,
)
from boxoffice.services.setup.price_lines import own_key
from boxoffice.services.setup.scope import Programme

_LEFT_OUT = {"language": "", "subtitles": "", "format": "2D"}
"""What a new show has of which the file says nothing."""

Wishes = Mapping[str, Mapping[Any, Columns]]


def wishes(
    programme: Programme, house: House, *, now_ms: int, doomed: Collection[Thing] = ()
) -> Wishes:
    """The columns of everything named, and of shows that follow their screen or their film."""
    wanted = {kind: programme.of(kind) for kind in KINDS}
    wanted["layouts"] = {key: _layout(hall) for key, hall in programme.layouts.items()}
    wanted["ticket_types"] = _ticket_types(programme, house)
    wanted["prices"] = _prices(programme, house, doomed)
    wanted["shows"] = _shows(programme, house, now_ms, doomed)
    return wanted


def _layout(hall: Hall) -> Columns:
    unreserved = not any(seat.row for seat in hall.seats)
    return {"name": hall.name, "capacity": len(hall.seats), "unreserved": int(unreserved)}


def _ticket_types(programme: Programme, house: House) -> dict[str, Columns]:
    """Positions follow the file where it names every ticket type, else new ones come last."""
    wanted = programme.ticket_types
    known = {key: columns["position"] for key, columns in house.ticket_types.items()}
    if set(known) <= set(wanted):
        known = {}
    last = max(known.values(), default=-1)
    rows: dict[str, Columns] = {}
    for key, columns in wanted.items():
        if key not in known:
            last += 1
        rows[key] = {**columns, "position": known.get(key, last)}
    return rows


def _prices(
    programme: Programme, house: House, doomed: Collection[Thing]
) -> dict[tuple[str, ...], Columns]:
    """A rule is the same rule while it is for the same seats; its key says which."""
    gone = {ref for kind, ref in doomed if kind == "prices"}
    taken = {(ref[0], columns["key"]) for ref, columns in house.prices.items() if ref not in gone}
    rows: dict[tuple[str, ...], Columns] = {}
    for ref, columns in programme.prices.items():
        if ref in house.prices:
            rows[ref] = {"key": house.prices[ref]["key"], **columns}
            continue
        theatre = ref[0]
        name = key = columns.get("key") or own_key(ref)
        count = 1
        while (theatre, key) in taken:
            count += 1
            key = f"{name}.{count}"
        taken.add((theatre, key))
        rows[ref] = {**columns, "key": key}
    return rows


def _shows(
    programme: Programme, house: House, now_ms: int, doomed: Collection[Thing]
) -> dict[str, Columns]:
    replaced = replaced_layouts(programme, house)
    gone = {ref for kind, ref in doomed if kind == "shows"}
    rows = {
        key: _show(programme, house, key, columns, now_ms, replaced)
        for key, columns in programme.shows.items()
    }
    relaid = set(relaid_screens(programme, house))
    for key, existing in house.shows.items():
        if key not in rows and key not in gone and existing["screen"] in relaid:
            layout = layout_of(programme, house, existing["screen"])
            rows[key] = {**existing, "layout": layout}
            if _keeps_plan(existing, now_ms):
                rows[key]["layout"] = _as_it_is(house, existing, replaced)
    runtimes_ms = retimed_movies(programme, house)
    for key, existing in house.shows.items():
        runtime_ms = runtimes_ms.get(existing["movie"])
        if runtime_ms is None or key in programme.shows or key in gone:
            continue
        if not _keeps_plan(existing, now_ms):
            ends_at_ms = existing["starts_at_ms"] + runtime_ms
            rows[key] = {**rows.get(key, existing), "ends_at_ms": ends_at_ms}
    return rows


def _show(
    programme: Programme,
    house: House,
    key: str,
    columns: Columns,
    now_ms: int,
    replaced: Collection[str],
) -> Columns:
    """A status set by hand stays, and so do the plan and the end of a show that is over.

    One that is given another time or screen is a new evening: it has the plan and end of that.
    """
    existing = house.shows.get(key)
    row = {
        "movie": columns["movie"], "screen": columns["screen"],
        "layout": layout_of(programme, house, columns["screen"]),
        "starts_at_ms": columns["starts_at_ms"], "ends_at_ms": columns["ends_at_ms"],
        **{
            name: columns[name] if columns[name] is not None else (existing or _LEFT_OUT)[name]
            for name in _LEFT_OUT
        },
        "status": str(_status(columns, existing)),
    }  # fmt: skip
    if existing is None:
        return row
    if any(row[name] != existing[name] for name in ("screen", "starts_at_ms")):
        return row
    if _keeps_plan(existing, now_ms):
        row["layout"] = _as_it_is(house, existing, replaced)
    if existing["ends_at_ms"] <= now_ms:
        row["ends_at_ms"] = existing["ends_at_ms"]
    return row


def _status(columns: Columns, existing: Columns | None) -> str:
    """What the file says, else as it is; what was called off stays so."""
    before = existing["status"] if existing else ShowStatus.DRAFT
    if columns["draft"]:
        return ShowStatus.DRAFT
    if before == ShowStatus.CANCELLED:
        return ShowStatus.CANCELLED
    if columns["closed"] or (columns["closed"] is None and before == ShowStatus.CLOSED):
        return ShowStatus.CLOSED
    return ShowStatus.ON_SALE


def _keeps_plan(existing: Columns, now_ms: int) -> bool:
    """Whether nobody is to be seated any more."""
    return bool(existing["ends_at_ms"] <= now_ms or existing["status"] == ShowStatus.CANCELLED)


def _as_it_is(house: House, existing: Columns, replaced: Collection[str]) -> str:
    layout = str(existing["layout"])
    return retired(house, layout) if layout in replaced else layout
