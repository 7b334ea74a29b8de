"""Answers of ticketing systems: Vista's areas and a grid of columns."""

import json
from typing import Any

import pytest

from boxoffice.domain.layout_files import Form
from boxoffice.domain.layout_read import read
from boxoffice.domain.layouts import SeatKind
from boxoffice.errors import Invalid
from tests.domain.factories import labels


def vista_seat(number: int, column: int, row: int, **more: Any) -> dict[str, Any]:
    place = {"AreaNumber": 1, "ColumnIndex": column, "RowIndex": row}
    group = more.pop("group", 0)
    return {
        "Id": str(number), "Position": place, "SeatStyle": 0, "Status": 0,
        "SeatsInGroup": [place] * group or None, **more,
    }  # fmt: skip


def vista(*areas: tuple[str, str, dict[str, list[dict[str, Any]]]]) -> str:
    written = [
        {
            "AreaCategoryCode": code,
            "Description": name,
            "Rows": [{"PhysicalName": None, "Seats": []}]
            + [{"PhysicalName": row, "Seats": seats} for row, seats in rows.items()],
        }
        for code, name, rows in areas
    ]
    return json.dumps({"ResponseCode": 0, "SeatLayoutData": {"Areas": written}}, indent=1)


def test_areas_share_one_grid_and_row_0_is_the_back() -> None:
    file = read(
        vista(
            ("1", "VIP", {"B": [vista_seat(1, 0, 0), vista_seat(2, 1, 0)]}),
            ("2", "Standard", {"A": [vista_seat(1, 0, 1), vista_seat(2, 2, 1, Status=1)]}),
            ("1", "VIP", {"C": [vista_seat(1, 0, 2)]}),
        )
    )
    assert file.form is Form.VISTA
    assert file.categories == {"vip": "VIP", "standard": "Standard"}
    assert [(seat.label, seat.x, seat.y) for seat in file.seats] == [
        ("B1", 200, 200), ("B2", 100, 200), ("A1", 200, 100), ("A2", 0, 100), ("C1", 200, 0),
    ]  # fmt: skip
    assert [(note.code, note.details) for note in file.notes] == [
        ("layouts.taken_once", {"labels": ["A2"]})
    ]
    assert file.seats[1].guid == "1-0-1"


def test_halves_of_a_sofa_are_a_pair_and_three_in_a_row_are_none() -> None:
    seats = [
        *(vista_seat(1, 0, 0, SeatStyle=3, group=2), vista_seat(2, 1, 0, SeatStyle=1, group=2)),
        *(vista_seat(3, 2, 0, SeatStyle=3, group=2), vista_seat(4, 3, 0, SeatStyle=1, group=2)),
        *(vista_seat(n, n, 0, SeatStyle=style, group=3) for n, style in ((5, 3), (6, 2), (7, 1))),
    ]
    plan = read(vista(("1", "Couple", {"L": seats}))).plan
    pairs = {frozenset((one.label, two.label)) for one, two in plan.sofas.values()}
    assert pairs == {frozenset(("L1", "L2")), frozenset(("L3", "L4"))}


def test_a_status_that_nobody_knows_is_noted() -> None:
    file = read(vista(("1", "VIP", {"A": [vista_seat(1, 0, 0, Status=7)]})))
    assert [(note.code, note.details["status"]) for note in file.notes] == [
        ("layouts.unknown_status", "7")
    ]


def grid(*rows: tuple[str, str], **statuses: str) -> str:
    """Rows such as ("A", "12 34"): a blank is a gap; statuses by label."""
    written = []
    for name, seats in rows:
        columns: list[Any] = [
            []
            if sign == " "
            else {
                "Id": sign, "Status": statuses.get(name + sign, "Empty"), "SeatStyle": "Normal",
                "AreaCategoryCode": "0000000015",
            }
            for sign in seats
        ]  # fmt: skip
        written.append({"Name": name, "Columns": columns})
    ticket = {"15": {"Ticket": "Gold", "AreaCategoryCode": "0000000015"}}
    return json.dumps({"status": 200, "result": {"seats": written, "tickets": [ticket]}})


def test_a_grid_keeps_its_gaps_and_names_what_is_broken() -> None:
    file = read(grid(("B", "21 3"), ("", "    "), ("A", "123 "), B2="Broken", A1="Reserved"))
    assert (file.form, labels(file.seats)) == (Form.GRID, "B2 B1 B3 A1 A2 A3")
    assert [(seat.x, seat.y) for seat in file.seats][:4] == [(0, 0), (100, 0), (300, 0), (0, 200)]
    assert [labels(run) for run in file.plan.runs] == ["B2 B1", "B3", "A1 A2 A3"]
    assert (file.broken, file.categories) == (("B2",), {"gold": "Gold"})


def test_words_for_wheelchairs_make_a_kind() -> None:
    file = read(grid(("A", "12"), A1="Wheelchair", A2="Companion"))
    assert [seat.kind for seat in file.seats] == [SeatKind.WHEELCHAIR, SeatKind.COMPANION]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"SeatLayoutData": {"Areas": [\n{"Description": "x"}]}}', 2),
        ('{"Areas": [{"Rows": [\n{"PhysicalName": "A", "Seats": [\n{"Id": "1"}]}]}]}', 3),
        ('[{"Name": "A", "Columns": [\n{"Status": "Empty"}]}]', 2),
        ('{"Areas": []}', 1),
        ('{"this": "is",\n "no": "hall"}', 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.details["line"] == line


def test_an_index_is_a_small_whole_number() -> None:
    for index in ("-1", "1.5", "1e9", "x"):
        with pytest.raises(Invalid) as caught:
            read(vista(("1", "VIP", {"A": [vista_seat(1, index, 0)]})))  # type: ignore[arg-type]
        assert caught.value.details["key"] == "ColumnIndex"
