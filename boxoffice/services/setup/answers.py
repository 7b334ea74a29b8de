"""What planning and applying a set-up is answered with."""

from __future__ import annotations

from typing import Any

from boxoffice.domain import times
from boxoffice.domain.price_rules import RuleKind
from boxoffice.services.results import Reason, Result, Value
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.plan import KINDS, Change, Field, Plan, Verb
from boxoffice.services.setup.price_lines import NOTHING
from boxoffice.services.setup.scope import Programme

_TOLD_WHOLE = ("prices", "taxes", "fees")
_OF_NEW_PRICES = ("kind", "percent_bp", "steps", "floor_minor", "cap_minor", "priority", "label")


class Changes(Value):
    """What happens to one kind of thing."""

    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class FieldView(Value):
    """One field of a thing that is edited, as it was and as it will be."""

    name: str
    old: Any
    new: Any


class Item(Value):
    """One thing that is added, edited or removed; fields are told of edits and of what is charged.

    `kind` is the name of its list in a file, `verb` is add, edit or remove.
    """

    kind: str
    key: str
    verb: str
    label: str = ""
    currency: str = ""
    fields: tuple[FieldView, ...] = ()


class PlanResult(Value):
    """What a set-up would do, thing by thing, and what to mind."""

    file: str
    changes: tuple[Changes, ...]
    items: tuple[Item, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether anything would change."""
        return bool(self.items)


class SetupResult(Result):
    """What a set-up did, kind by kind and thing by thing, and what to mind."""

    file: str
    changes: tuple[Changes, ...]
    items: tuple[Item, ...] = ()
    warnings: tuple[Reason, ...] = ()


class RowResult(Value):
    """What became of one thing of an import or a batch, by the line it stands in.

    `verb` is add, edit, remove or same; where it was refused it is refused, and `fault` says why.
    """

    line: int
    column: int = 0
    kind: str = ""
    key: str = ""
    verb: str = ""
    fault: Reason | None = None


class RowsResult(SetupResult):
    """What an import or a batch did with each of its rows, in their order."""

    rows: tuple[RowResult, ...] = ()

    @property
    def refused(self) -> tuple[RowResult, ...]:
        """The rows that were left out."""
        return tuple(row for row in self.rows if row.fault is not None)


def counts(plan: Plan, programme: Programme) -> tuple[Changes, ...]:
    """How many of each kind come, change, stay and go; seats are those of new plans."""
    found = []
    for kind in KINDS:
        verbs = [each.verb for each in plan.of(kind)]
        found.append(
            Changes(
                kind=kind, created=verbs.count(Verb.ADD), changed=verbs.count(Verb.EDIT),
                removed=verbs.count(Verb.REMOVE), unchanged=plan.unchanged.get(kind, 0),
            )
        )  # fmt: skip
        if kind == "layouts":
            drawn = [*(each.ref for each in plan.of(kind, Verb.ADD)), *plan.replaced]
            seats = sum(len(programme.layouts[key].seats) for key in drawn)
            found.append(Changes(kind="seats", created=seats))
    return tuple(found)


def items(plan: Plan, house: House, programme: Programme) -> tuple[Item, ...]:
    """Every change as people and programs read it: times with offset, money with its currency."""
    return tuple(_item(change, house, programme) for change in plan.changes)


def _item(change: Change, house: House, programme: Programme) -> Item:
    tells = change.verb is Verb.EDIT or change.kind in _TOLD_WHOLE
    theatre = change.ref[0] if change.kind in _TOLD_WHOLE else ""
    if change.kind == "theatres" and change.verb is Verb.EDIT:
        theatre = change.ref
    currency = str(change.columns["currency"]) if change.kind == "offers" else ""
    if theatre:
        currency = _known(house, programme, "theatres", theatre)["currency"]
    return Item(
        kind=change.kind, key=change.key, verb=str(change.verb),
        label=_label(change, house, programme), currency=currency,
        fields=tuple(
            _field(change, house, programme, *each)
            for each in change.fields
            if _tells(change, each)
        )
        if tells
        else (),
    )  # fmt: skip


def _tells(change: Change, each: Field) -> bool:
    """Whether a field says anything that the key does not: of a new price what it amounts to."""
    name, old, new = each
    if name == "key" or change.verb is Verb.EDIT:
        return name != "key"
    if change.kind != "prices":
        return name in ("rate_bp", "amount_minor")
    if name == "amount_minor":
        return change.columns["kind"] in (RuleKind.BASE, RuleKind.SURCHARGE)
    value = old if new is None else new
    return name in _OF_NEW_PRICES and value != NOTHING[name]


def _field(
    change: Change, house: House, programme: Programme, name: str, old: Any, new: Any
) -> FieldView:
    if change.kind != "shows" or not name.endswith("_at_ms"):
        return FieldView(name=name, old=old, new=new)
    screens = [house.shows[change.ref]["screen"], change.columns["screen"]]
    was, will = (
        _local(house, programme, screen, moment)
        for screen, moment in zip(screens, (old, new), strict=True)
    )
    return FieldView(name=name.removesuffix("_ms"), old=was, new=will)


def _label(change: Change, house: House, programme: Programme) -> str:
    columns = change.columns
    if change.kind != "shows":
        return str(columns.get("name") or columns.get("title") or "")
    movie = _known(house, programme, "movies", columns["movie"])["title"]
    return f"{movie}, {_local(house, programme, columns['screen'], columns['starts_at_ms'])}"


def _local(house: House, programme: Programme, screen: str, ms: int) -> str:
    theatre = _known(house, programme, "screens", screen)["theatre"]
    zone = _known(house, programme, "theatres", theatre)["zone"]
    return times.local(ms, zone=zone).isoformat(timespec="minutes")


def _known(house: House, programme: Programme, kind: str, key: str) -> Columns:
    made = programme.of(kind)
    found: Columns = made[key] if key in made else house.of(kind)[key]
    return found
