"""Halls in files of their own, and halls that stand in their screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from boxoffice.domain import layout_csv
from boxoffice.errors import InvalidFile
from boxoffice.services.setup.files import read
from boxoffice.services.setup.programme import Programme, resolve
from tests.clocks import FRIDAY_NOON_MS
from tests.domain.factories import plan_of

HOUSE = """\
categories: [{key: standard, name: Standard}, {key: premium, name: Premium}]
layouts:
  - {key: drawn, name: Drawn, category: standard, plan: "A: oo"}
LAYOUTS
cities:
  - key: lyon
    name: Lyon
    theatres:
      - key: rex
        name: Rex
        zone: Europe/Paris
        currency: EUR
        screens:
          - {key: "1", name: One, layout: LAYOUT}
"""


def programme(folder: Path, *, layout: str, layouts: str = "") -> Programme:
    text = HOUSE.replace("LAYOUTS\n", layouts).replace("LAYOUT}", layout + "}")
    document = read(text.encode(), name=str(folder / "cinema.yaml"))
    return resolve(document, now_ms=FRIDAY_NOON_MS)


def refused(folder: Path, *, layout: str, layouts: str = "") -> dict[str, object]:
    with pytest.raises(InvalidFile) as caught:
        programme(folder, layout=layout, layouts=layouts)
    error = caught.value
    return {"code": error.details.get("because", error.code), **error.details}


def test_a_file_is_found_beside_the_set_up(tmp_path: Path) -> None:
    plan = plan_of("A: ooo\nB: ss o", categories={"B": "premium"})
    (tmp_path / "hall.csv").write_text(layout_csv.write(plan), encoding="utf-8")
    made = programme(
        tmp_path, layout="hall", layouts="  - {key: hall, name: Hall, file: hall.csv}\n"
    )
    assert made.layouts["hall"].seats == plan.seats
    assert made.screens["rex/1"]["layout"] == "hall"


def test_categories_of_a_file_can_be_given_other_names(tmp_path: Path) -> None:
    (tmp_path / "hall.csv").write_text("row,number,category\nA,1,Gold\nB,1,standard\n")
    legend = "  - {key: hall, name: Hall, file: hall.csv, legend: {gold: premium}}\n"
    made = programme(tmp_path, layout="hall", layouts=legend)
    assert [seat.category for seat in made.layouts["hall"].seats] == ["premium", "standard"]
    plain = legend.replace(", legend: {gold: premium}", "")
    found = refused(tmp_path, layout="hall", layouts=plain)
    assert (found["code"], found["key"], found["line"]) == ("setup.unknown_reference", "gold", 4)
    (tmp_path / "hall.csv").write_text("row,number\nA,1\nB,1\n")
    one = plain.replace("file:", "category: premium, file:")
    made = programme(tmp_path, layout="hall", layouts=one)
    assert {seat.category for seat in made.layouts["hall"].seats} == {"premium"}


def test_what_is_wrong_with_the_file_is_told_with_its_own_line(tmp_path: Path) -> None:
    layouts = "  - {key: hall, name: Hall, file: hall.csv}\n"
    found = refused(tmp_path, layout="hall", layouts=layouts)
    assert (found["code"], found["line"]) == ("setup.no_file", 4)
    (tmp_path / "hall.csv").write_text("row,number\nA,1\nA,1\n")
    found = refused(tmp_path, layout="hall", layouts=layouts)
    assert (found["code"], found["line"]) == ("layouts.same_label", 3)
    assert found["file"] == str(tmp_path / "hall.csv")
    (tmp_path / "hall.csv").write_text(HOUSE)
    assert refused(tmp_path, layout="hall", layouts=layouts)["code"] == "layouts.unknown_sign"


def test_a_layout_may_stand_in_its_screen(tmp_path: Path) -> None:
    made = programme(tmp_path, layout="{unreserved: 80}")
    hall = made.layouts["rex-1"]
    assert (hall.name, len(hall.seats), made.screens["rex/1"]["layout"]) == ("One", 80, "rex-1")
    assert {(seat.row, seat.category) for seat in hall.seats} == {("", "standard")}
    made = programme(tmp_path, layout='{key: own, plan: "A: ooo", category: premium}')
    assert [seat.category for seat in made.layouts["own"].seats] == ["premium"] * 3


@pytest.mark.parametrize(
    ("layout", "code", "column"),
    [
        ("{unreserved: many}", "setup.count", 56),
        ("{unreserved: 0}", "layouts.bad_count", 56),
        ("{unreserved: 80, seats: 3}", "setup.bad_form", 67),
        ("{unreservd: 80}", "setup.unknown_key", 44),
        ("{unreserved: 80, category: gold}", "setup.unknown_reference", 70),
    ],
)
def test_what_is_wrong_with_it_is_told_where_it_stands(
    tmp_path: Path, layout: str, code: str, column: int
) -> None:
    found = refused(tmp_path, layout=layout)
    assert (found["code"], found["line"], found["column"]) == (code, 13, column)


def test_a_layout_written_once_for_two_screens_is_one(tmp_path: Path) -> None:
    two = '&hall {unreserved: 80}}\n          - {key: "2", name: Two, layout: *hall'
    made = programme(tmp_path, layout=two)
    assert sorted(made.layouts) == ["drawn", "rex-1"]
    assert {screen["layout"] for screen in made.screens.values()} == {"rex-1"}
