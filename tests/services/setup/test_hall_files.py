"""Halls in files of their own, and halls that stand in their screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.context import Context
from boxoffice.domain import layout_csv
from boxoffice.domain.layouts import Plan
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import InvalidFile
from boxoffice.services.app import App
from boxoffice.services.sales import SellRequest, sell
from boxoffice.services.seating import plan_of as plan_of_layout
from boxoffice.services.setup import use
from boxoffice.services.setup.files import read
from boxoffice.services.setup.programme import Programme, resolve
from boxoffice.services.shows import get_show, list_shows
from boxoffice.storage.tables.layouts import SeatRow
from tests.clocks import FRIDAY_NOON_MS
from tests.domain.factories import plan_of
from tests.services.setup.test_apply import rows
from tests.services.setup.texts import SMALL

CASH = (Tender(PaymentMethod.CASH, "100"),)

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


def test_a_hall_from_a_file_is_sold_and_keeps_the_other_systems_ids(
    app: App, ctx: Context, tmp_path: Path
) -> None:
    plan = plan_of("A: ooo")
    named = Plan(tuple(replace(seat, guid=f"g-{seat.number}") for seat in plan.seats))
    (tmp_path / "hall.csv").write_text(layout_csv.write(named), encoding="utf-8")
    text = SMALL.replace(
        SMALL[SMALL.index("    category: standard\n") : SMALL.index("cities:")],
        "    file: hall.csv\n  - {key: garden, name: Garden, unreserved: 5}\n",
    ).replace(
        "turnaround: 20m}",
        'turnaround: 20m}\n          - {key: "2", name: Two, layout: {unreserved: 5}}',
    ).replace("screen: rex/1, at: 2026", "screen: rex/2, at: 2026")  # fmt: skip
    document = read(text.encode(), name=str(tmp_path / "cinema.yaml"))
    use.apply_document(app, ctx, document)
    again = use.apply_document(app, ctx, document)
    assert {(each.created, each.changed) for each in again.changes} == {(0, 0)}
    with app.db.read(ctx) as session:
        shows = {show.screen: show for show in list_shows(app, ctx, days=60).shows}
        halls = {
            name: plan_of_layout(session, get_show(session, str(show.id)).layout_id)
            for name, show in shows.items()
        }
    assert rows(app, ctx, SeatRow, "guid")[:3] == [("g-1",), ("g-2",), ("g-3",)]
    assert halls["Two"].is_unreserved
    sold = sell(app, ctx, SellRequest(show=str(shows["Two"].id), count=2, tenders=CASH))
    assert [line.seat for line in sold.booking.lines] == ["1", "2"]
