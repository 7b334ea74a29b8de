"""What is wrong with a history, and what only looks like it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from boxoffice.domain.invariants import history
from boxoffice.domain.invariants.order import in_order
from boxoffice.domain.lifecycle import Subject


def entry(source: str, target: str, **more: Any) -> SimpleNamespace:
    values = {
        "till": "till-1", "seq": 1, "at_ms": 5, "actor": "ann", "detail": "{}",
        "subject_kind": "hold", "subject_id": "h1",
    }  # fmt: skip
    return SimpleNamespace(**values | {"from_state": source, "to_state": target} | more)


def hold(**more: Any) -> SimpleNamespace:
    values = {
        "status": "released", "actor": "ann", "till": "till-1", "created_at_ms": 5, "show_id": 1,
        "seat_count": 2, "expires_at_ms": 9,
    }  # fmt: skip
    return SimpleNamespace(**values | more)


def codes(thing: Any, *entries: SimpleNamespace) -> list[str]:
    return [found.code for found in history.check(Subject.HOLD, thing, entries, subject_id="h1")]


def test_a_clock_that_was_set_back_between_extensions_does_no_harm() -> None:
    made = entry("", "active", seq=1, at_ms=9, detail='{"until_ms": 20}')
    shifted = entry("active", "active", seq=2, at_ms=9, detail='{"until_ms": 9}')
    again = entry("active", "active", seq=3, at_ms=3, detail='{"until_ms": 9}')
    sold = entry("active", "converted", till="till-2", seq=1, at_ms=2, detail="{}")
    path = [made, shifted, again, sold]
    assert in_order([sold, again, shifted, made]) == path
    assert codes(hold(status="converted", created_at_ms=9, expires_at_ms=9), *path) == []
    changed = hold(status="converted", created_at_ms=9, expires_at_ms=8)
    assert "verify.audit_record" in codes(changed, *path)


@pytest.mark.parametrize(
    ("thing", "entries", "wanted"),
    [
        (hold(), [entry("", "active"), entry("active", "released", seq=2)], []),
        (hold(), [], ["verify.audit_missing"]),
        (None, [entry("", "active")], ["verify.audit_orphan"]),
        (hold(), [entry("", "active")], ["verify.audit_state"]),
        (
            hold(status="active"),
            [entry("", "active"), entry("released", "active", seq=2)],
            ["verify.step_gap", "verify.step_illegal"],
        ),
        (
            hold(status="active", actor="bob"),
            [entry("", "active")],
            ["verify.audit_record"],
        ),
        (
            hold(status="active"),
            [entry("", "active", detail='{"seats": [1, 2, 3]}')],
            ["verify.audit_record"],
        ),
        (hold(status="active"), [entry("", "active", detail="not JSON")], []),
    ],
)
def test_what_is_wrong_with_a_history(thing: Any, entries: list[Any], wanted: list[str]) -> None:
    assert codes(thing, *entries) == wanted


def test_only_the_clock_may_have_no_row() -> None:
    accepted = entry("", "accepted", subject_kind="clock", subject_id="KEY")
    unknown = entry("", "active", subject_kind="ghost", subject_id="1")
    assert list(history.check_alone(accepted)) == []
    assert [found.code for found in history.check_alone(unknown)] == ["verify.audit_orphan"]


def part(*entries: SimpleNamespace, is_there: bool) -> list[str]:
    found = history.check_part(Subject.CITY, entries, subject_id="brest", is_there=is_there)
    return [each.code for each in found]


ADDED, EDITED, REMOVED = ("", "present"), ("present", "present"), ("present", "")


@pytest.mark.parametrize(
    ("steps", "is_there", "wanted"),
    [
        ([ADDED], True, []),
        ([EDITED], True, []),
        ([REMOVED], False, []),
        ([REMOVED, ADDED, EDITED], True, []),
        ([ADDED, EDITED, REMOVED], False, []),
        ([ADDED, REMOVED, ADDED, REMOVED], False, []),
        ([ADDED], False, ["verify.audit_gone"]),
        ([EDITED, EDITED], False, ["verify.audit_gone"]),
        ([ADDED, REMOVED], True, ["verify.audit_removed"]),
        ([REMOVED], True, ["verify.audit_removed"]),
        ([ADDED, ADDED], True, ["verify.step_gap"]),
        ([ADDED, REMOVED, REMOVED], False, ["verify.step_gap"]),
        ([ADDED, REMOVED, EDITED], True, ["verify.step_gap"]),
        ([ADDED, ("present", "closed"), ("closed", "present")], True, ["verify.step_illegal"] * 2),
        ([("", "")], False, ["verify.step_illegal"]),
    ],
)
def test_a_part_is_there_or_not_as_its_history_ends(
    steps: list[tuple[str, str]], is_there: bool, wanted: list[str]
) -> None:
    entries = [entry(*step, seq=number) for number, step in enumerate(steps, 1)]
    assert part(*entries, is_there=is_there) == wanted


def test_a_part_older_than_its_audit_was_taken_away_at_one_till_and_added_at_another() -> None:
    removed, added = entry("present", "", at_ms=4), entry("", "present", till="till-2", at_ms=5)
    assert part(removed, added, is_there=True) == []
    assert part(added, removed, is_there=False) == []


@pytest.mark.parametrize(
    ("target", "is_there", "wanted"),
    [
        ("", False, []),
        ("", True, ["verify.audit_removed"]),
        ("closed", False, ["verify.audit_gone"]),
        ("on_sale", True, []),
    ],
)
def test_a_show_may_be_gone_once_it_was_removed(
    target: str, is_there: bool, wanted: list[str]
) -> None:
    entries = [entry("", "on_sale"), entry("on_sale", target, seq=2)]
    thing = SimpleNamespace(status="on_sale") if is_there else None
    found = history.check(Subject.SHOW, thing, entries, subject_id="7")
    assert [each.code for each in found] == wanted
