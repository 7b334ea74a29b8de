"""A planned or applied set-up as people read a diff: what comes, what changes, what goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boxoffice.domain.money import plain
from boxoffice.domain.price_texts import percent_text, steps_text
from boxoffice.present.drawing import Drawing, Line
from boxoffice.present.setup_words import KINDS
from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean

if TYPE_CHECKING:
    from boxoffice.services.setup.answers import FieldView, Item, PlanResult, SetupResult

    Told = PlanResult | SetupResult

SIGNS = {"add": "+", "edit": "~", "remove": "-"}
STYLES = {"add": "green", "edit": "yellow", "remove": "red"}
COUNTED = (("created", "added"), ("changed", "changed"), ("removed", "removed"))

_NAMES = {
    "amount_minor": "amount", "rating_tenths": "rating", "runtime_minutes": "runtime",
    "turnaround_ms": "turnaround", "starts_at": "at", "ends_at": "ends", "capacity": "seats",
    "seats_added": "new seats", "seats_removed": "seats gone", "seats_changed": "seats changed",
    "release_date": "release", "percent_bp": "percent", "rate_bp": "rate", "floor_minor": "floor",
    "cap_minor": "cap", "cash_rounding_minor": "cash rounding", "refund_policy": "refund policy",
    "label": "name", "day_type": "day", "limit_total": "limit",
    "limit_customer": "limit per customer", "min_minor": "min amount",
    "sold_from": "sold from", "sold_to": "sold to", "show_from": "dates from",
    "show_to": "dates to",
}  # fmt: skip
_TIMES = ("starts_at", "ends_at")
_MONEY = ("amount_minor", "floor_minor", "cap_minor", "cash_rounding_minor", "min_minor")
_MINUTE_MS = 60_000


def diff(told: Told, *, most: int | None = None) -> Drawing:
    """Every change on a line, fields below it; `most` of them, then how many more there are."""
    return Drawing.of(_lines(told, most))


def _lines(told: Told, most: int | None) -> Iterator[Line]:
    shown = told.items if most is None else told.items[:most]
    kinds = [KINDS.get(item.kind, item.kind) for item in shown]
    wide = max(map(len, kinds), default=0)
    longest = max((len(item.key) for item in shown if len(item.key) <= 40), default=0)
    for item, kind in zip(shown, kinds, strict=True):
        head = f"{SIGNS[item.verb]} {kind:{wide}}  {clean(item.key):{longest}}"
        label = clean(_label(item))
        if item.verb == "add" and item.fields:
            label = _amount(item)
        text = f"{head}  {label}".rstrip()
        yield Line(text, ((0, len(text), STYLES[item.verb]),))
        if item.verb == "edit":
            for field in _telling(item.fields):
                yield Line(f"    {_field(item, field)}")
    if len(shown) < len(told.items):
        yield Line(f"  and {len(told.items) - len(shown)} more")
    yield Line(totals(told))


def _amount(item: Item) -> str:
    """What something new costs, adds or takes: of a rule that is no amount, its percentages."""
    told = next((each for each in item.fields if each.name != "kind"), item.fields[0])
    return _value(item, told, told.new)


def totals(told: Told) -> str:
    """How much comes, changes, goes and stays."""
    things = [each for each in told.changes if each.kind != "seats"]
    parts = [
        f"{count} {word}"
        for name, word in COUNTED
        if (count := sum(getattr(each, name) for each in things))
    ]
    same = sum(each.unchanged for each in things)
    if not parts:
        return f"{clean(told.file)}: nothing to change, {same} as they are."
    return f"{clean(told.file)}: {', '.join(parts)}, {same} as they are."


def _label(item: Item) -> str:
    """What a thing is called; of a show its time too, unless another part of the lines says it."""
    film, comma, at = item.label.rpartition(", ")
    if item.kind != "shows" or not comma:
        return item.label
    is_said = item.key.endswith(f"@{at}") or any(each.name == "starts_at" for each in item.fields)
    return film if is_said else item.label


def _telling(fields: Sequence[FieldView]) -> list[FieldView]:
    """The fields without the end of a show that runs as long as before, at another time."""
    shifts = {
        each.name: datetime.fromisoformat(each.new) - datetime.fromisoformat(each.old)
        for each in fields
        if each.name in _TIMES
    }
    is_as_long = len(shifts) == len(_TIMES) and len(set(shifts.values())) == 1
    return [each for each in fields if not (is_as_long and each.name == "ends_at")]


def _span(old: str, new: str) -> str:
    """Two times with their day once, and with their offsets only where these differ."""
    if old[16:] != new[16:]:
        return f"{old} -> {new}"
    same_day = old[:10] == new[:10]
    return f"{old[:10]} {old[11:16]} -> {'' if same_day else f'{new[:10]} '}{new[11:16]}"


def _field(item: Item, field: FieldView) -> str:
    name = _NAMES.get(field.name, field.name)
    if field.name in _TIMES:
        return f"{name}: {_span(field.old, field.new)}"
    if field.name.startswith("seats_"):
        return f"{name}: {field.new}"
    return f"{name}: {_value(item, field, field.old)} -> {_value(item, field, field.new)}"


def _value(item: Item, field: FieldView, value: Any) -> str:
    if value is None or value == "":
        return "(nothing)"
    if field.name in ("percent_bp", "rate_bp"):
        return percent_text(value)
    if field.name == "steps":
        return steps_text(value)
    if field.name in ("floor_minor", "cap_minor") and value < 0:
        return "(nothing)"
    if field.name in _MONEY:
        return f"{plain(value, currency=item.currency)} {item.currency}"
    if field.name == "rating_tenths":
        return f"{value // 10}.{value % 10}"
    if field.name == "runtime_minutes":
        return f"{value} minutes"
    if field.name == "turnaround_ms":
        return f"{value // _MINUTE_MS} minutes"
    return clean(str(value))


COLUMNS = (
    Column("verb", "What"), Column("kind", "Of"), Column("key", "Key", is_flexible=True),
    Column("label", "Name", is_flexible=True), Column("field", "Field"),
    Column("old", "Old", is_flexible=True), Column("new", "New", is_flexible=True),
)  # fmt: skip


def table(told: Told) -> Table:
    """One row for each thing that comes or goes, and for each field that changes."""
    return Table(name="changes", columns=COLUMNS, rows=tuple(_rows(told.items)), title=told.file)


def _rows(items: Iterable[Item]) -> Iterator[tuple[str, ...]]:
    for item in items:
        head = (item.verb, item.kind, item.key, item.label)
        if not item.fields:
            yield (*head, "", "", "")
        for field in item.fields:
            old, new = ("" if value is None else str(value) for value in (field.old, field.new))
            yield (*head, field.name, old, new)
