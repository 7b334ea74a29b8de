"""Halls drawn with letters and told row by row."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.drawn_layouts import (
    RowText,
    from_drawing,
    from_rows,
    read_numbers,
    read_row_names,
)
from boxoffice.domain.layouts import Plan, Seat, SeatKind, find_faults
from boxoffice.errors import Invalid


def seats_of(placed: Any) -> tuple[Seat, ...]:
    return tuple(each.seat for each in placed)


def told(*rows: RowText) -> tuple[Seat, ...]:
    return seats_of(from_rows(rows, category="standard"))


def drawn(drawing: str, **options: Any) -> tuple[Seat, ...]:
    return seats_of(from_drawing(drawing, category="standard", **options))


def labels(seats: tuple[Seat, ...]) -> list[str]:
    return [seat.label for seat in seats]


def test_a_told_row_has_its_aisle_as_a_gap_of_one_seat() -> None:
    seats = told(RowText(row="A", seats="1-4", aisles_after="2"))
    assert [(seat.label, seat.x, seat.y) for seat in seats] == [
        ("A1", 0, 0), ("A2", 100, 0), ("A3", 300, 0), ("A4", 400, 0),
    ]  # fmt: skip
    assert [len(run) for run in Plan(seats).runs] == [2, 2]


def test_rows_alike_are_told_once_and_a_gap_pushes_the_next_one_back() -> None:
    seats = told(
        RowText(row="A-C", seats="1", zone=""), RowText(row="A", seats="1", zone="BALCONY", gap=150)
    )
    assert [(seat.label, seat.y) for seat in seats] == [
        ("A1", 0), ("B1", 100), ("C1", 200), ("BALCONY:A1", 450),
    ]  # fmt: skip


def test_kinds_category_and_offset_of_a_row() -> None:
    row = RowText(
        row="F", seats="1-4", category="sofa", offset=50,
        kinds={SeatKind.WHEELCHAIR: "1", SeatKind.COUPLE: "3-4"},
    )  # fmt: skip
    assert [(seat.kind, seat.category, seat.x) for seat in told(row)] == [
        (SeatKind.WHEELCHAIR, "sofa", 50),
        (SeatKind.STANDARD, "sofa", 150),
        (SeatKind.COUPLE, "sofa", 250),
        (SeatKind.COUPLE, "sofa", 350),
    ]


def test_a_drawing_shows_where_everybody_sits() -> None:
    seats = drawn("A:  oo oo\nB: wcs so\n\nBALCONY/C: pp", legend={"p": ("vip", SeatKind.STANDARD)})
    assert labels(seats) == [
        "A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5", "BALCONY:C1", "BALCONY:C2",
    ]  # fmt: skip
    assert [(seat.x, seat.y) for seat in seats[:4]] == [(100, 0), (200, 0), (400, 0), (500, 0)]
    assert [seat.kind for seat in seats[4:7]] == [
        SeatKind.WHEELCHAIR, SeatKind.COMPANION, SeatKind.COUPLE,
    ]  # fmt: skip
    assert (seats[-1].category, seats[-1].y) == ("vip", 300)


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        ("left", ["A1", "A2", "A3"]),
        ("right", ["A3", "A2", "A1"]),
        ("odd", ["A1", "A3", "A5"]),
        ("even", ["A2", "A4", "A6"]),
    ],
)
def test_seats_of_a_drawing_count_as_the_house_does(numbering: str, expected: list[str]) -> None:
    assert labels(drawn("A: ooo", numbering=numbering)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-4", (1, 2, 3, 4)),
        ("4-1", (4, 3, 2, 1)),
        ("1-7 odd", (1, 3, 5, 7)),
        ("1-7 even", (2, 4, 6)),
        ("2, 4,6-7", (2, 4, 6, 7)),
        ("１–３", (1, 2, 3)),
    ],
)
def test_numbers_as_people_write_them(text: str, expected: tuple[int, ...]) -> None:
    assert read_numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("F", ("F",)), ("A-C", ("A", "B", "C")), ("9-11", ("9", "10", "11")), ("A,Z", ("A", "Z"))],
)
def test_names_of_rows(text: str, expected: tuple[str, ...]) -> None:
    assert read_row_names(text) == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (RowText(row="A", seats="x"), "layouts.unreadable_numbers"),
        (RowText(row="A", seats=""), "layouts.unreadable_numbers"),
        (RowText(row="A", seats="1-9999"), "layouts.too_many_seats"),
        (RowText(row="1-9999", seats="1"), "layouts.too_many_seats"),
        (RowText(row="", seats="1"), "layouts.unreadable_row"),
        (RowText(row="A", seats="1-4", aisles_after="9"), "layouts.no_such_number"),
        (RowText(row="A", seats="1-4", kinds={SeatKind.COUPLE: "4-5"}), "layouts.no_such_number"),
        (RowText(row="1-400", seats="1-400"), "layouts.too_large"),
    ],
)
def test_a_row_that_cannot_be_says_which_it_was(row: RowText, code: str) -> None:
    with pytest.raises(Invalid) as raised:
        told(RowText(row="OK", seats="1"), row)
    assert (raised.value.code, raised.value.details["source"]) == (code, 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ooo", "layouts.unreadable_line"),
        (": ooo", "layouts.unreadable_line"),
        ("A:ooo", "layouts.unreadable_line"),
        ("A: o?o", "layouts.unknown_sign"),
    ],
)
def test_a_line_that_cannot_be_says_which_it_was(line: str, code: str) -> None:
    with pytest.raises(Invalid) as raised:
        drawn(f"A: oo\n{line}")
    assert (raised.value.code, raised.value.details["source"]) == (code, 1)


@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=10),
    aisle=st.integers(1, 30),
)
def test_rows_told_never_share_a_place(lengths: list[int], aisle: int) -> None:
    rows = [
        RowText(
            row=chr(65 + index),
            seats=f"1-{length}",
            aisles_after=str(aisle) if aisle <= length else "",
        )
        for index, length in enumerate(lengths)
    ]
    seats = told(*rows)
    assert len(seats) == sum(lengths)
    assert find_faults(Plan(seats)) == ()


@given(st.text(max_size=60))
def test_whatever_is_drawn_is_a_hall_or_invalid(drawing: str) -> None:
    with suppress(Invalid):
        assert find_faults(Plan(drawn(drawing))) is not None


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_told_is_a_row_or_invalid(row: str, seats: str) -> None:
    with suppress(Invalid):
        assert told(RowText(row=row, seats=seats))
