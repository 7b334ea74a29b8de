"""Halls from a few words."""

import pytest

from boxoffice.domain.layout_new import Wish, make, quoted
from boxoffice.domain.layouts import SeatKind
from boxoffice.errors import BoxofficeError
from tests.domain.factories import labels


def test_rows_aisles_kinds_and_categories() -> None:
    wish = Wish(
        rows="A-C", seats="6", aisles="2,4", cross_aisles="A", categories={"premium": "C"},
        kinds={SeatKind.WHEELCHAIR: ["A1-2"], SeatKind.COUPLE: ["C1-2", "C5-6"]},
    )  # fmt: skip
    file = make(wish, name="Hall")
    assert [labels(run) for run in file.plan.runs][:3] == ["A1 A2", "A3 A4", "A5 A6"]
    assert [row[0].y for row in file.plan.rows.values()] == [0, 200, 300]
    wheelchairs = [seat.label for seat in file.seats if seat.kind is SeatKind.WHEELCHAIR]
    assert (wheelchairs, len(file.plan.sofas)) == (["A1", "A2"], 4)
    assert {seat.category for seat in file.plan.rows["", "C"]} == {"premium"}
    assert file.categories == {"standard": "Standard", "premium": "Premium"}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(rows="A-C", seats="0"), "layouts.too_many_seats"),
        (Wish(rows="A-C", seats="501"), "layouts.too_many_seats"),
        (Wish(rows="A-C", seats="many"), "layouts.unreadable_numbers"),
        (Wish(rows="", seats="5"), "layouts.unreadable_row"),
        (Wish(rows="A-ZZ", seats="5"), "layouts.unreadable_row"),
        (Wish(rows="A", seats="5", aisles="9"), "layouts.no_such_number"),
        (Wish(rows="A", seats="5", cross_aisles="B"), "layouts.no_such_row"),
        (Wish(rows="A", seats="5", kinds={SeatKind.COUPLE: ["B1"]}), "seats.unknown"),
        (Wish(rows="1-500", seats="500"), "layouts.too_large"),
    ],
)
def test_what_cannot_be_is_refused(wish: Wish, code: str) -> None:
    with pytest.raises(BoxofficeError) as caught:
        make(wish, name="Hall")
    assert caught.value.code == code
    assert "source" not in caught.value.details


@pytest.mark.parametrize(
    ("text", "yaml"),
    [("Hall", "Hall"), ("yes", '"yes"'), ("12", '"12"'), ("a: b", '"a: b"'), ("é", '"é"')],
)
def test_texts_stay_texts_in_yaml(text: str, yaml: str) -> None:
    assert quoted(text) == yaml
