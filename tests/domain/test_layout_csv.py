"""Halls as tables: any spreadsheet's dialect in, every mistake with its line."""

from itertools import pairwise

import pytest

from boxoffice.domain import layout_csv
from boxoffice.domain.layout_read import read
from boxoffice.domain.layouts import Plan, SeatKind
from boxoffice.errors import Invalid
from tests.domain.factories import labels, plan_of


def test_a_spreadsheets_own_dialect() -> None:
    file = read(
        "\ufeffRow;Number;Category;X;Y;Kind\n"
        "A;1.0;Premium Seats;0,5;0;\n\n"
        "A;2,0;Premium Seats;1,5;0;wheelchair\n"
        "4.0;1;standard;3;1;standard\n"
    )
    assert labels(file.seats) == "A1 A2 4:1"
    assert file.categories == {"premium-seats": "Premium Seats", "standard": "Standard"}
    assert [(seat.x, seat.y) for seat in file.seats] == [(0, 0), (100, 0), (250, 100)]
    assert file.seats[1].kind is SeatKind.WHEELCHAIR
    assert file.lines == (2, 4, 5)


def test_without_places_seats_stand_side_by_side() -> None:
    file = read("row\tseat\nB\t2\nB\t1\nA\t7\n")
    assert [(seat.label, seat.x, seat.y) for seat in file.seats] == [
        ("B2", 0, 0), ("B1", 100, 0), ("A7", 0, 100),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", [0.55, 1, 7.25, 25, 100, 640])
def test_any_unit_becomes_seat_widths(unit: float) -> None:
    places = [0, 1, 2, 3, 5, 6, 7, 8]
    lines = "".join(f"A,{n},{x * unit},0\n" for n, x in enumerate(places, 1))
    file = read(f"row,number,x,y\n{lines}")
    assert [seat.x for seat in file.seats] == [100 * place for place in places]
    assert [len(run) for run in file.plan.runs] == [4, 4]


def test_a_width_says_the_unit_where_every_seat_stands_alone() -> None:
    plan = plan_of("A: o o o o")
    again = read(layout_csv.write(plan)).plan
    assert [two.x - one.x for one, two in pairwise(again.seats)] == [200] * 3


def test_no_spreadsheet_computes_what_is_written() -> None:
    plan = Plan(plan_of("A: oo", zone="=1+1", category="@x").seats)
    text = layout_csv.write(plan)
    assert text.splitlines()[1] == "'=1+1,A,1,'@x,0,0,standard,,100"
    assert read(text).seats[0].zone == "=1+1"


HEAD = "row,number,x,y\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("row,number,x\nA,1,0\n", "no_column", 1),
        ("row,number,row\nA,1,B\n", "column_twice", 1),
        (HEAD + "A,1,0,0\nA,,0,0\n", "no_label", 3),
        (HEAD + "A,1,0,0\nA,2,,\n", "half_placed", 3),
        (HEAD + "A,1,zero,0\n", "not_a_number", 2),
        (HEAD + "A,1,1e99,0\n", "not_a_number", 2),
        (HEAD + "A,1,0,0,0\n", "too_many_fields", 2),
        (HEAD + 'A,1,0,0\n"A"b,1,0,0\n', "not_csv", 3),
        (HEAD + "A,1,0,0\nA,2,1,0\nA,3,999999999,0\n", "too_far", 4),
        (HEAD + f"{'A' * 61},1,0,0\n", "bad_name", 2),
        ("row,number,kind\nA,1,throne\n", "unknown_kind", 2),
        ("row,number,x,y,width\nA,1,0,0,5\nA,2,0,0,6\n", "widths", 2),
        ("row,number\n" + "A,1\n" * 20_001, "too_large", 20_002),
        ("row,number\n", "empty", None),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert (caught.value.code, caught.value.details.get("line")) == (f"layouts.{code}", line)
