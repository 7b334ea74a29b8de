"""A programme against the house: what would be added, edited and removed, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from boxoffice.domain.layouts import seat_key
from boxoffice.services.setup.house import RETIRED, Columns, House, Seats
from boxoffice.services.setup.scope import Programme

KINDS = (
    "cities", "categories", "ticket_types", "layouts", "theatres", "screens", "movies", "shows",
    "prices", "holidays", "taxes", "fees", "offers",
)  # fmt: skip
"""In the order in which one refers to the other; removed is the other way round."""

Thing = tuple[str, Any]
"""A kind, and a key as a programme and the house have it."""

Field = tuple[str, Any, Any]


class Verb(StrEnum):
    """What happens to a thing."""

    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it should be; `columns` is all that it will be, or was.

    `key` is how people spell it, `ref` how a programme and the house know it.
    """

    kind: str
    key: str
    verb: Verb
    ref: Any
    fields: tuple[Field, ...] = ()
    columns: Columns = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything that would change, in an order in which it can; `replaced` plans get new seats."""

    changes: tuple[Change, ...] = ()
    unchanged: Mapping[str, int] = field(default_factory=dict)
    replaced: Mapping[str, Seats] = field(default_factory=dict)

    def of(self, kind: str, *verbs: Verb) -> Iterator[Change]:
        """The changes of one kind."""
        return (
            each for each in self.changes if each.kind == kind and (not verbs or each.verb in verbs)
        )


def compare(
    programme: Programme,
    wanted: Mapping[str, Mapping[Any, Columns]],
    house: House,
    *,
    doomed: Sequence[Thing] = (),
) -> Plan:
    """What it takes to make the house what is wanted (see `wishes`), and to lose what is doomed."""
    replaced = {key: programme.layouts[key].seats for key in replaced_layouts(programme, house)}
    order = {kind: place for place, kind in enumerate(KINDS)}
    changes = [
        _removal(house, kind, ref)
        for kind, ref in sorted(doomed, key=lambda thing: -order[thing[0]])
    ]
    unchanged = {}
    for kind in KINDS:
        named = programme.of(kind)
        found = [
            change
            for ref, columns in wanted[kind].items()
            if (change := _change(kind, ref, columns, house, replaced)) is not None
        ]
        unchanged[kind] = len(named) - sum(1 for each in found if each.ref in named)
        changes += found
    return Plan(tuple(changes), unchanged, replaced)


def replaced_layouts(programme: Programme, house: House) -> frozenset[str]:
    """Plans that are there and have other seats in the programme."""
    return frozenset(
        key
        for key, hall in programme.layouts.items()
        if key in house.layouts and _drawn(hall.seats) != _drawn(house.seats[key])
    )


def retired(house: House, layout: str) -> str:
    """The key of a plan's old seats once it gets new ones."""
    return f"{layout}{RETIRED}{house.ids['layouts'][layout]}"


def layout_of(programme: Programme, house: House, screen: str) -> str:
    """The plan that a screen will have."""
    made = programme.screens.get(screen) or house.screens[screen]
    return str(made["layout"])


def relaid_screens(programme: Programme, house: House) -> list[str]:
    """Screens that are there and will have other seats than now."""
    replaced = replaced_layouts(programme, house)
    return [
        key
        for key, screen in house.screens.items()
        if (layout := layout_of(programme, house, key)) != screen["layout"] or layout in replaced
    ]


def slower_screens(programme: Programme, house: House) -> list[str]:
    """Screens that are there and will need a longer pause between two shows."""
    return [
        key
        for key, screen in programme.screens.items()
        if key in house.screens and screen["turnaround_ms"] > house.screens[key]["turnaround_ms"]
    ]


def retimed_movies(programme: Programme, house: House) -> dict[str, int]:
    """Films that are there and will run for another time, and for how many milliseconds."""
    return {
        key: int(movie["runtime_minutes"]) * 60_000
        for key, movie in programme.movies.items()
        if key in house.movies and movie["runtime_minutes"] != house.movies[key]["runtime_minutes"]
    }


def spelled(kind: str, ref: Any, columns: Columns) -> str:
    """The key of a thing as people type it: theatre/screen, theatre/rule, theatre/day."""
    if kind == "prices":
        return f"{ref[0]}/{columns['key']}"
    return ref if isinstance(ref, str) else "/".join(ref)


def _removal(house: House, kind: str, ref: Any) -> Change:
    columns = house.of(kind)[ref]
    return Change(kind, spelled(kind, ref, columns), Verb.REMOVE, ref, (), columns)


def _change(
    kind: str, ref: Any, columns: Columns, house: House, replaced: Mapping[str, Seats]
) -> Change | None:
    existing = house.of(kind).get(ref)
    key = spelled(kind, ref, columns)
    if kind == "shows" and existing is not None and existing["layout"] in replaced:
        existing = {**existing, "layout": retired(house, existing["layout"])}
    if existing is None:
        fields = tuple((name, None, value) for name, value in columns.items())
        return Change(kind, key, Verb.ADD, ref, fields, columns)
    fields = tuple(
        (name, existing[name], value) for name, value in columns.items() if existing[name] != value
    )
    if kind == "layouts" and ref in replaced:
        fields += _seats_changed(house.seats[ref], replaced[ref])
    return Change(kind, key, Verb.EDIT, ref, fields, columns) if fields else None


def _seats_changed(old: Seats, new: Seats) -> tuple[Field, ...]:
    """How many seats come, go, and are another category, kind or place."""
    before, after = ({seat_key(seat.label): seat for seat in seats} for seats in (old, new))
    counts = {
        "seats_added": len(after.keys() - before.keys()),
        "seats_removed": len(before.keys() - after.keys()),
        "seats_changed": sum(
            1
            for key in before.keys() & after.keys()
            if _drawn((before[key],)) != _drawn((after[key],))
        ),
    }
    return tuple((name, 0, count) for name, count in counts.items() if count) or (
        ("seat_order", "as it was", "another"),
    )


def _drawn(seats: Seats) -> list[tuple[Any, ...]]:
    """A plan without the numbers that its seats have in the database."""
    return [
        (seat.zone, seat.row, seat.number, seat.category, str(seat.kind), seat.x, seat.y, seat.guid)
        for seat in seats
    ]
