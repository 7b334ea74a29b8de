"""The order of audit entries between tills, and what is wrong with a history."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from boxoffice.domain.invariants import history
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


def test_tills_that_wrote_in_one_millisecond_are_put_in_order_by_what_led_to_what() -> None:
    made = entry("", "active", till="till-2", seq=9)
    extended = entry("active", "active", till="till-3", seq=4)
    released = entry("active", "released", till="till-1", seq=1)
    assert history.in_order([released, extended, made]) == [made, extended, released]


def test_a_clock_that_stepped_back_between_tills_does_no_harm() -> None:
    made = entry("", "active", at_ms=9)
    released = entry("active", "released", till="till-2", at_ms=8)
    assert history.in_order([released, made]) == [made, released]


def test_a_clock_that_was_set_back_between_extensions_does_no_harm() -> None:
    made = entry("", "active", seq=1, at_ms=9, detail='{"until_ms": 20}')
    shifted = entry("active", "active", seq=2, at_ms=9, detail='{"until_ms": 9}')
    again = entry("active", "active", seq=3, at_ms=3, detail='{"until_ms": 9}')
    sold = entry("active", "converted", till="till-2", seq=1, at_ms=2, detail="{}")
    path = [made, shifted, again, sold]
    assert history.in_order([sold, again, shifted, made]) == path
    assert codes(hold(status="converted", created_at_ms=9, expires_at_ms=9), *path) == []
    changed = hold(status="converted", created_at_ms=9, expires_at_ms=8)
    assert "verify.audit_record" in codes(changed, *path)


def test_one_till_keeps_its_own_order() -> None:
    first, second = entry("active", "released", seq=1), entry("", "active", seq=2)
    assert history.in_order([second, first]) == [first, second]


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
