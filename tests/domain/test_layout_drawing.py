"""Halls drawn with letters as files of their own, and which halls letters cannot say."""

from dataclasses import replace

import pytest

from boxoffice.domain import layout_drawing
from boxoffice.domain.layout_read import read
from boxoffice.domain.layouts import Plan, SeatKind
from boxoffice.errors import Invalid, Refused
from tests.domain.factories import labels, plan_of


def test_headings_say_what_letters_mean() -> None:
    file = read(
        "# name: Small hall\n# category: Stalls\n# p: Premium\n# q: Premium/couple\n"
        "# numbers: right\n\nA:  oo w\n\nB: ppqq\n"
    )
    assert (file.name, file.categories) == (
        "Small hall", {"stalls": "Stalls", "premium": "Premium"},
    )  # fmt: skip
    assert labels(file.seats) == "A3 A2 A1 B4 B3 B2 B1"
    assert [seat.kind for seat in file.seats][-2:] == [SeatKind.COUPLE, SeatKind.COUPLE]
    assert [seat.x for seat in file.seats][:3] == [100, 200, 400]
    assert {seat.y for seat in file.seats} == {0, 200}
    assert file.lines == (7, 7, 7, 9, 9, 9, 9)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# category: x\nA: oo\nB oo\n", "unreadable_line", 3),
        ("A: oo\nB: oxo\n", "unknown_sign", 2),
        ("# p: x/throne\nA: p\n", "unknown_kind", 1),
        ("# numbers: up\nA: o\n", "numbering", 1),
        ("A: o\n" * 501, "too_large", 1),
        ("no rows here\n", "unknown_form", 1),
        ("# only: words\n", "empty", None),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert (caught.value.code, caught.value.details.get("line")) == (f"layouts.{code}", line)


def moved(plan: Plan, label: str, **changes: object) -> Plan:
    return Plan(tuple(replace(s, **changes) if s.label == label else s for s in plan.seats))  # type: ignore[arg-type]


HALL = plan_of("A: ooo oo\nB: ooooo")


@pytest.mark.parametrize(
    ("plan", "reason", "label"),
    [
        (moved(HALL, "A3", x=250), "between", "A3"),
        (moved(HALL, "B2", y=50), "between", "B2"),
        (moved(HALL, "B5", y=200), "turned", "B5"),
        (moved(HALL, "B4", number="14"), "numbers", "B14"),
        (moved(HALL, "B1", row="C"), "side_by_side", "B2"),
        (plan_of("A/B/C: oo"), "name", "A/B:C1"),
        (moved(HALL, "A5", x=60_000), "wide", "A5"),
        (Plan((replace(HALL.seats[0], row=""),)), "unreserved", "1"),
    ],
)
def test_what_letters_cannot_say_is_refused_with_the_seat(
    plan: Plan, reason: str, label: str
) -> None:
    with pytest.raises(Refused) as caught:
        layout_drawing.write(plan)
    assert caught.value.details == {"reason": reason, "label": label}


def test_most_categories_have_a_letter() -> None:
    rows = "\n".join(f"{chr(65 + n)}: oo" for n in range(26))
    names = {chr(65 + n): f"category-{n}" for n in range(26)}
    plan = plan_of(rows, categories=names)
    assert {seat.category for seat in read(layout_drawing.write(plan)).seats} == set(names.values())
