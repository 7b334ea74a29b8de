"""What is odd about a hall: found, with the line, and not more often than helps."""

from dataclasses import replace

import pytest

from boxoffice.domain.layout_check import MOST_OF_A_KIND, Level, check
from boxoffice.domain.layout_files import Form, LayoutFile
from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Fault, Plan
from tests.domain.factories import plan_of


def file_of(plan: Plan, **more: object) -> LayoutFile:
    lines = tuple(range(1, len(plan.seats) + 1))
    names = {seat.category: seat.category for seat in plan.seats}
    return LayoutFile(Form.CSV, plan.seats, lines, names, **more)  # type: ignore[arg-type]


def found(plan: Plan, **more: object) -> list[tuple[str, str, int]]:
    findings = check(file_of(plan), **more)  # type: ignore[arg-type]
    return [
        (str(each.level), each.fault.code.removeprefix("layouts."), each.line) for each in findings
    ]


def moved(plan: Plan, label: str, **changes: object) -> Plan:
    return Plan(tuple(replace(s, **changes) if s.label == label else s for s in plan.seats))  # type: ignore[arg-type]


HALL = plan_of("A: ooooo ooooo\nB: ooooo ssooo")


def test_an_ordinary_hall_is_clean() -> None:
    assert found(HALL) == []
    assert found(HALL, priced={"standard"}) == []
    assert found(Plan(unreserved(500, category="standard"))) == []


def test_what_makes_it_unfit_is_an_error() -> None:
    assert found(moved(HALL, "A2", number="1")) == [("error", "same_label", 2)]
    assert found(moved(HALL, "A2", x=0)) == [("error", "same_place", 2)]
    assert found(moved(HALL, "A2", x=40))[0] == ("error", "overlap", 2)
    assert found(moved(HALL, "B6", kind="standard"))[0] == ("error", "half_sofa", 17)
    twice = moved(moved(HALL, "A1", guid="x"), "B3", guid="x")
    assert found(twice) == [("error", "same_guid", 13)]


def test_odd_spacing_is_between_neighbour_and_aisle() -> None:
    assert found(moved(HALL, "A5", x=435)) == [("warning", "spacing", 5)]
    wheelchair = moved(HALL, "A5", x=435, kind="wheelchair")
    assert found(wheelchair) == []


@pytest.mark.parametrize(
    ("drawing", "codes"),
    [
        ("A: " + "o" * 16, []),
        ("A: " + "o" * 17, ["long_run"]),
        ("A: " + "o" * 14 + "\nB: " + "o" * 14, []),
    ],
)
def test_long_runs_are_told(drawing: str, codes: list[str]) -> None:
    assert [code for _, code, _ in found(plan_of(drawing))] == codes


def test_a_neighbour_row_can_close_a_way_out() -> None:
    plan = plan_of("A: " + "o" * 27)
    rows = ["A"] * 9 + ["B"] * 9 + ["C"] * 9
    named = Plan(tuple(replace(s, row=r) for s, r in zip(plan.seats, rows, strict=True)))
    findings = check(file_of(named))
    assert [(each.fault.code, each.fault.details["most"]) for each in findings] == [
        ("layouts.long_run", 8), ("layouts.no_aisle", 0), ("layouts.long_run", 8),
    ]  # fmt: skip


def test_a_category_needs_a_price() -> None:
    plan = plan_of("A: oo\nB: oo", categories={"B": "premium"})
    assert found(plan, priced={"standard"}) == [("warning", "unpriced", 0)]
    assert found(plan, priced={""}) == []
    assert found(plan, priced=None) == []
    assert len(found(plan, priced=set())) == 2


def test_broken_seats_and_notes_are_passed_on() -> None:
    note = Fault("layouts.taken_once", {"labels": ["A1"]})
    findings = check(file_of(HALL, broken=("A2",), notes=(note,)))
    assert [each.fault.code for each in findings] == ["layouts.broken", "layouts.taken_once"]
    assert {each.level for each in findings} == {Level.WARNING}


def test_what_repeats_is_counted_rather_than_told() -> None:
    plan = Plan(tuple(replace(seat, number="1") for seat in plan_of("A: " + "o" * 90).seats))
    codes = [each.fault.code for each in check(file_of(plan))]
    assert codes.count("layouts.same_label") == MOST_OF_A_KIND
    assert "layouts.and_more" in codes
