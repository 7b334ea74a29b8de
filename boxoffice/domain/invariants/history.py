"""What a thing went through by the audit: legal steps, none missing, ending at its state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation
from boxoffice.domain.invariants.order import in_order
from boxoffice.domain.lifecycle import NEW, PRESENT, STEPS, Subject, allows

Entries = Sequence[Any]
Recorded = Callable[[Entries], Any]

KINDS = frozenset(Subject)

REMOVABLE = frozenset(
    subject for subject, steps in STEPS.items() if any(NEW in targets for targets in steps.values())
)
"""What may lawfully be gone: its history ends with the removal."""

UNKNOWN = object()
"""What the audit does not tell."""


def check(
    subject: Subject, thing: Any | None, entries: Entries, *, subject_id: str
) -> Iterator[Violation]:
    """One thing with every audit entry about it."""
    name = f"{subject} {subject_id}"
    path = in_order(entries)
    yield from _check_steps(subject, name, path)
    if subject in REMOVABLE and path:
        there = _check_there(name, path, is_there=thing is not None)
        yield from there
        if there or thing is None:
            return
    if thing is None:
        yield Violation(Invariant.AUDIT_STATE, name, "verify.audit_orphan")
        return
    if not path:
        yield Violation(
            Invariant.AUDIT_STATE, name, "verify.audit_missing", {"status": thing.status}
        )
        return
    if path[-1].to_state != thing.status:
        yield Violation(
            Invariant.AUDIT_STATE, name, "verify.audit_state",
            {"status": thing.status, "recorded": path[-1].to_state},
        )  # fmt: skip
    differing = {
        column: {"found": getattr(thing, column), "recorded": _shown(value)}
        for column, recorded in RECORDED.get(subject, {}).items()
        if (value := recorded(path)) is not UNKNOWN and not _agrees(getattr(thing, column), value)
    }
    if differing:
        yield Violation(
            Invariant.AUDIT_RECORD, name, "verify.audit_record",
            {"columns": sorted(differing), "differing": differing},
        )  # fmt: skip


def check_part(
    subject: Subject, entries: Entries, *, subject_id: str, is_there: bool
) -> list[Violation]:
    """A part of the house with every audit entry about it.

    It may be older than its audit: of both beginnings the one counts that leaves fewer faults.
    """
    name = f"{subject} {subject_id}"
    stories: list[list[Violation]] = []
    for start in (NEW, PRESENT):
        path = in_order(entries, start=start)
        steps = _check_steps(subject, name, path, start=start)
        stories.append([*steps, *_check_there(name, path, is_there=is_there)])
        if not stories[-1]:
            break
    return min(stories, key=len)


def _check_there(name: str, path: Entries, *, is_there: bool) -> list[Violation]:
    """What was removed last is not there, and everything else is."""
    was_removed = path[-1].to_state == NEW
    if is_there != was_removed:
        return []
    code = "verify.audit_removed" if is_there else "verify.audit_gone"
    return [Violation(Invariant.AUDIT_HOUSE, name, code)]


def check_alone(entry: Any) -> Iterator[Violation]:
    """An entry about what has no row of its own: the clock, or a kind nobody knows."""
    name = f"{entry.subject_kind} {entry.subject_id}"
    if entry.subject_kind == Subject.CLOCK:
        yield from _check_steps(Subject.CLOCK, name, [entry])
    elif entry.subject_kind not in KINDS:
        yield Violation(Invariant.AUDIT_STATE, name, "verify.audit_orphan")


def _check_steps(
    subject: Subject, name: str, path: Entries, *, start: str = NEW
) -> Iterator[Violation]:
    state = start
    for entry in path:
        details = {
            "source": entry.from_state, "target": entry.to_state, "state": state,
            "till": entry.till, "seq": entry.seq,
        }  # fmt: skip
        if entry.from_state != state:
            yield Violation(Invariant.AUDIT_STEPS, name, "verify.step_gap", details)
        if not allows(subject, source=entry.from_state, target=entry.to_state):
            yield Violation(Invariant.AUDIT_STEPS, name, "verify.step_illegal", details)
        state = entry.to_state


def _detail(entry: Any) -> Mapping[str, Any]:
    try:
        found = json.loads(entry.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _first(column: str) -> Recorded:
    return lambda path: getattr(path[0], column)


def _at_first(key: str, otherwise: Any = UNKNOWN) -> Recorded:
    return lambda path: _detail(path[0]).get(key, otherwise)


def _last(key: str, otherwise: Any = UNKNOWN) -> Recorded:
    """The newest value; of several tills any one's, since a clock set back hides the newest."""

    def latest(path: Entries) -> Any:
        values = {entry.till: detail[key] for entry in path if key in (detail := _detail(entry))}
        return frozenset(values.values()) or otherwise

    return latest


def _shown(recorded: Any) -> Any:
    return sorted(recorded) if isinstance(recorded, frozenset) else recorded


def _agrees(kept: Any, recorded: Any) -> bool:
    return kept in recorded if isinstance(recorded, frozenset) else bool(kept == recorded)


def _count(key: str) -> Recorded:
    def length(path: Entries) -> Any:
        found = _detail(path[0]).get(key, UNKNOWN)
        return len(found) if isinstance(found, list) else UNKNOWN

    return length


def _freed_last(path: Entries) -> Any:
    """How many seats were in a block when its last ones were given back."""
    return _count("seats")(path[-1:]) if path[-1].to_state == "released" else UNKNOWN


def _when(state: str) -> Recorded:
    """The moment it last came into a state from another; 0 if it never did."""
    return lambda path: next(
        (e.at_ms for e in reversed(path) if e.to_state == state != e.from_state), 0
    )


_MADE = {"actor": _first("actor"), "created_at_ms": _first("at_ms")}
_AT_TILL = {"till": _first("till"), "created_at_ms": _first("at_ms")}

RECORDED: Mapping[Subject, Mapping[str, Recorded]] = {
    Subject.HOLD: _MADE | {
        "till": _first("till"), "show_id": _at_first("show"), "seat_count": _count("seats"),
        "expires_at_ms": _last("until_ms"),
    },
    Subject.BLOCK: _MADE | {
        "show_id": _at_first("show"), "reason": _at_first("reason"),
        "seat_count": _freed_last, "released_at_ms": _when("released"),
    },
    Subject.BOOKING: _MADE | {
        "till": _first("till"), "show_id": _at_first("show"),
        "total_minor": _last("total_minor"), "expires_at_ms": _last("until_ms"),
        "late_reason": _at_first("late_reason", ""), "confirmed_at_ms": _when("confirmed"),
        "extended": _last("extended", 0),
    },
    Subject.LINE: {"seat_id": _last("seat"), "refunded_minor": _last("refunded_minor", 0)},
    Subject.PAYMENT: _AT_TILL | {
        "booking_id": _at_first("booking"), "amount_minor": _at_first("amount_minor"),
        "method": _at_first("method"), "captured_at_ms": _when("captured"),
    },
    Subject.REFUND: _AT_TILL | {
        "till": lambda path: _detail(path[-1]).get("till", path[0].till),
        "payment_id": _at_first("payment"), "amount_minor": _at_first("amount_minor"),
        "rounding_minor": _at_first("rounding_minor", 0),
    },
    Subject.UNMATCHED: {
        "created_at_ms": _first("at_ms"), "kind": _at_first("kind"),
        "payment_id": _at_first("payment"), "amount_minor": _at_first("amount_minor"),
        "resolved_at_ms": _when("resolved"),
    },
    Subject.VOUCHER: _AT_TILL | {
        "actor": _first("actor"), "balance_minor": _last("balance_minor"),
        "currency": _at_first("currency"),
        "expires_at_ms": _at_first("until_ms"),
    },
    Subject.TRANSFER: _AT_TILL | {
        "from_booking_id": _at_first("from_booking"), "to_booking_id": _at_first("to_booking"),
        "amount_minor": _at_first("amount_minor"),
    },
    Subject.TICKET: {
        "line_id": _at_first("line"), "created_at_ms": _first("at_ms"),
        "admitted_at_ms": _when("admitted"),
    },
}  # fmt: skip
"""What of a row the audit wrote down when it was made or changed, and so can be held against it."""
