"""pretix seating plans: nested positions, identifiers for categories, turned halls."""

import json
from typing import Any

import pytest

from boxoffice.domain import layout_pretix
from boxoffice.domain.layout_read import read
from boxoffice.domain.layouts import SeatKind
from boxoffice.errors import Invalid
from tests.domain.factories import labels, plan_of
from tests.domain.pretix_schema import problems_of

UUID = "8b91a7bf-674b-48bc-a83b-6cffc6b99548"


def seat(number: int, x: float, y: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "seat_number": str(number), "seat_guid": f"g{number}", "category": "Stalls",
        "position": {"x": x, "y": y}, **more,
    }  # fmt: skip


def plan(*rows: tuple[str, list[dict[str, Any]]], zones: int = 1, **more: Any) -> str:
    written = [
        {"row_number": row, "position": {"x": 10, "y": 40 * depth}, "seats": seats}
        for depth, (row, seats) in enumerate(rows)
    ]
    zone = {"name": "Floor", "position": {"x": 5, "y": 5}, "rows": written}
    empty = [{"name": f"Z{n}", "position": {"x": 0, "y": 0}, "rows": []} for n in range(1, zones)]
    categories = [{"name": "Stalls"}, {"name": UUID}]
    whole = {"name": "Hall", "categories": categories, "zones": [zone, *empty], **more}
    return json.dumps(whole, indent=1)


def test_positions_nest_and_pixels_become_seat_widths() -> None:
    file = read(plan(("A", [seat(1, 0), seat(2, 25), seat(3, 80)]), ("B", [seat(4, 2.5, 1)])))
    assert [(each.label, each.x, each.y) for each in file.seats] == [
        ("A1", 0, 0), ("A2", 100, 0), ("A3", 320, 0), ("B4", 10, 164),
    ]  # fmt: skip
    assert [each.guid for each in file.seats] == ["g1", "g2", "g3", "g4"]
    assert (file.name, file.categories["stalls"]) == ("Hall", "Stalls")


def test_zones_are_named_only_where_there_are_several() -> None:
    assert labels(read(plan(("A", [seat(1, 0)]))).seats) == "A1"
    assert labels(read(plan(("A", [seat(1, 0)]), zones=2)).seats) == "Floor:A1"


def test_an_identifier_is_no_name_for_a_category() -> None:
    file = read(plan(("A", [seat(1, 0, category=UUID), seat(2, 25, category="Stalls/couple")])))
    assert [each.category for each in file.seats] == ["category-2", "stalls"]
    assert file.categories == {"stalls": "Stalls", "category-2": "Category 2"}
    assert file.seats[1].kind is SeatKind.COUPLE


def test_seats_that_share_a_guid_go_by_their_uuid() -> None:
    row = [seat(1, 0, seat_guid="x", uuid="u1"), seat(2, 25, seat_guid="x", uuid="u2")]
    file = read(plan(("A", row)))
    assert [each.guid for each in file.seats] == ["u1", "u2"]
    assert [(note.code, note.details) for note in file.notes] == [
        ("layouts.guids_twice", {"labels": ["A1", "A2"]})
    ]


@pytest.mark.parametrize("spacing", [3, 22, 25, 31, 50, 400])
def test_the_usual_distance_is_one_seat(spacing: float) -> None:
    file = read(plan(("A", [seat(n, n * spacing) for n in range(6)])))
    assert [len(run) for run in file.plan.runs] == [6]


def test_seats_that_say_how_small_they_are_may_stand_alone() -> None:
    file = read(plan(("A", [seat(n, n * 50, radius=10) for n in range(6)])))
    assert [len(run) for run in file.plan.runs] == [1] * 6


def test_rows_that_stand_upright_beside_others_stay_upright() -> None:
    across = [seat(n, 25 * n, 200) for n in range(8)]
    upright = [seat(n, -60, 25 * n) for n in range(5, -1, -1)]
    file = read(plan(("A", across), ("L", upright)))
    assert labels(file.plan.rows["", "L"]) == "L0 L1 L2 L3 L4 L5"
    assert [len(run) for run in file.plan.runs] == [6, 8]


def test_a_hall_on_its_side_is_turned_with_its_first_row_to_the_screen() -> None:
    rows = [
        (name, [seat(n, x, 25 * n) for n in range(4)])
        for name, x in (("C", 0), ("B", 40), ("A", 80))
    ]
    file = read(plan(*rows))
    assert [row for _, row in file.plan.rows] == ["A", "B", "C"]
    assert len({each.y for each in file.plan.rows["", "A"]}) == 1


def test_what_is_written_keeps_the_public_schema() -> None:
    hall = plan_of("BALCONY/A: oo w\nB: ss c", categories={"B": "premium"})
    written = layout_pretix.write(hall, name="Hall")
    assert problems_of(written) == []
    assert [category["name"] for category in written["categories"]] == [
        "standard", "standard/wheelchair", "premium/couple", "premium/companion",
    ]  # fmt: skip
    assert problems_of({**written, "extra": 1}) == ["plan.extra is not allowed"]
    del written["zones"][0]["rows"][0]["seats"][0]["seat_guid"]
    assert problems_of(written) == ["plan.zones[0].rows[0].seats[0].seat_guid is missing"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"position": {"x": "left", "y": 0}}, "x"),
        ({"seat_number": None}, "seat_number"),
        ({"category": 4.5}, "category"),
        ({"seat_guid": []}, "seat_guid"),
    ],
)
def test_a_mistake_is_told_with_its_line(change: dict[str, Any], key: str) -> None:
    text = plan(("A", [seat(1, 0), seat(2, 25, **change)]))
    with pytest.raises(Invalid) as caught:
        read(text)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if f'"{key}":' in line]
    assert (caught.value.code, caught.value.details) == (
        "layouts.json_member", {"key": key, "line": lines[-1]},
    )  # fmt: skip


def test_a_seat_without_a_place_is_told_with_its_line() -> None:
    text = plan(("A", [seat(1, 0, position=None)]))
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.details["key"] == "position"
    assert "{" in text.splitlines()[caught.value.details["line"] - 1]
