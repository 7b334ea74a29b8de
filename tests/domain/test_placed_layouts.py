"""Halls told seat by seat: what is written is read back, whatever the plan."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.drawn_layouts import RowText, from_rows
from boxoffice.domain.layouts import Seat, SeatKind
from boxoffice.domain.placed_layouts import RowPlaces, from_places, to_places
from boxoffice.errors import Invalid


def seats(*texts: str, **row: object) -> list[tuple[str, int, int, str]]:
    placed = from_places([RowPlaces(row="A", seats=texts, **row)], category="standard")  # type: ignore[arg-type]
    return [(s.seat.number, s.seat.x, s.seat.y, str(s.seat.kind)) for s in placed]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1@0", [("1", 0, 0, "standard")]),
        ("2-3@0.5", [("2", 50, 0, "standard"), ("3", 150, 0, "standard")]),
        ("2-1@-1", [("2", -100, 0, "standard"), ("1", 0, 0, "standard")]),
        ("1-3 odd@1+0.25 couple", [("1", 100, 25, "couple"), ("3", 200, 25, "couple")]),
        ("4-2 even @ 1-2", [("4", 100, -200, "standard"), ("2", 200, -200, "standard")]),
        ("12A@3 wheelchair =id 7", [("12A", 300, 0, "wheelchair")]),
        ("'3-4'@2", [("3-4", 200, 0, "standard")]),
    ],
)
def test_a_place_is_read(text: str, found: list[tuple[str, int, int, str]]) -> None:
    assert seats(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "layouts.unreadable_place"), ("1@", "layouts.unreadable_place"),
        ("@1", "layouts.unreadable_place"), ("1@1.234", "layouts.unreadable_place"),
        ("1@1e9", "layouts.unreadable_place"), ("1@2 3", "layouts.unreadable_place"),
        ("1@2 sofa", "layouts.unknown_kind"), ("1-x@2", "layouts.unreadable_numbers"),
        ("1-9999@0", "layouts.too_many_seats"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_told_with_its_row(text: str, code: str) -> None:
    good = RowPlaces(row="A", seats=("1@0",))
    with pytest.raises(Invalid) as raised:
        from_places([good, RowPlaces(row="B", seats=("1@0", text))], category="standard")
    assert (raised.value.code, raised.value.details["source"]) == (code, 1)


def test_more_seats_than_a_hall_has_are_refused() -> None:
    rows = [RowPlaces(row=f"R{n}", seats=("1-500@0",), y=n * 100) for n in range(41)]
    with pytest.raises(Invalid) as raised:
        from_places(rows, category="standard")
    assert raised.value.code == "layouts.too_large"


def test_rows_that_are_staggered_stay_short() -> None:
    told = [
        RowText(row="A", seats="1-14", aisles_after="7", offset=50),
        RowText(row="B", seats="1-27 odd", kinds={SeatKind.WHEELCHAIR: "1,3"}, gap=125),
    ]
    plan = [each.seat for each in from_rows(told, category="standard")]
    assert to_places(plan) == (
        RowPlaces(row="A", seats=("1-7@0.5", "8-14@8.5"), category="standard"),
        RowPlaces(
            row="B", seats=("1-3 odd@0 wheelchair", "5-27 odd@2"), y=225, category="standard"
        ),
    )


names = st.sampled_from(["A", "B", "12", "A-F", "Balkon links", "Ä", "1-9", "'"])
numbers = st.integers(0, 30).map(str) | st.sampled_from(["1a", "01", "3-4", "7 b", "10000", "1,2"])
measures = st.integers(-3, 40).map(lambda n: n * 100) | st.integers(-99_999, 9_999_999)
places = st.builds(
    Seat,
    id=st.just(0), row=names, number=numbers, category=st.sampled_from(["standard", "sofa"]),
    x=measures, y=st.sampled_from([0, 100, 250]) | measures, kind=st.sampled_from(SeatKind),
    zone=st.sampled_from(["", "", "BALCONY"]), guid=st.sampled_from(["", "", "", "x-1", " a =b "]),
)  # fmt: skip
runs = st.builds(
    lambda seat, first, step, count: [
        Seat(0, seat.row, str(max(first + n * step, 0)), seat.category, seat.x + n * 100, seat.y)
        for n in range(count)
    ],
    places, st.integers(0, 20), st.sampled_from([1, -1, 2, -2, 0, 3]), st.integers(1, 9),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.lists(places.map(lambda seat: [seat]) | runs, max_size=12))
def test_any_plan_comes_back_as_it_was(plans: list[list[Seat]]) -> None:
    plan = [
        Seat(id=n, row=s.row, number=s.number, category=s.category, x=s.x, y=s.y, kind=s.kind,
             zone=s.zone, guid=s.guid)
        for n, s in enumerate([seat for part in plans for seat in part], start=1)
    ]  # fmt: skip
    placed = from_places(to_places(plan), category="unused")
    assert [each.seat for each in placed] == plan
