"""Seats as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.layouts import Plan, Seat
from boxoffice.domain.nearest import edit_distance
from boxoffice.domain.seats import MOST_SEATS, compact_labels, parse_seats
from boxoffice.errors import Invalid, NotFound
from tests.domain.factories import labels, plan_of

HALL = plan_of("""
    E: oooooo oooooo
    F: oooooo oooooo
    G: oooooo oooooo
    12: ooooo ooooo
    BALCONY/F: oooooooo
    BALCONY/12: oooooooo
    BALCONY/AA: oooooooo
""")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("F7", "F7"),
        ("Ｆ７", "F7"),
        ("F7-10", "F7 F8 F9 F10"),
        ("F10-7", "F10 F9 F8 F7"),
        ("F7-F10", "F7 F8 F9 F10"),
        ("F7–9", "F7 F8 F9"),
        ("F7 - 9", "F7 F8 F9"),
        ("F7,9", "F7 F9"),
        ("F7, 9", "F7 F9"),
        ("f7 f8", "F7 F8"),
        ("F7,8,10-12", "F7 F8 F10 F11 F12"),
        ("F7,G3,4", "F7 G3 G4"),
        ("F:7", "F7"),
        ("12:7", "12:7"),
        ("12:7-9", "12:7 12:8 12:9"),
        ("12:7,9", "12:7 12:9"),
        ("12:7-12:9", "12:7 12:8 12:9"),
        ("balcony:f7", "BALCONY:F7"),
        ("BALCONY:F7,8", "BALCONY:F7 BALCONY:F8"),
        ("BALCONY:12:7-8", "BALCONY:12:7 BALCONY:12:8"),
        ("AA3", "BALCONY:AA3"),
    ],
)
def test_words_become_seats(typed: str, meant: str) -> None:
    assert labels(parse_seats(typed.split(" "), HALL)) == meant
    assert labels(parse_seats([typed], HALL)) == meant


@pytest.mark.parametrize(
    ("typed", "label", "nearest"),
    [
        ("F99", "F99", ["F12", "F11", "F10"]),
        ("F7,99", "F99", ["F12", "F11", "F10"]),
        ("F7-99", "F99", ["F12", "F11", "F10"]),
        ("H11", "H11", ["G11", "F11", "E11"]),
        ("12:99", "12:99", ["12:10", "12:9", "12:8"]),
        ("BALCONY:F9", "BALCONY:F9", ["BALCONY:F8", "BALCONY:F7", "BALCONY:F6"]),
        ("BALCONI:AA3", "BALCONI:AA3", ["BALCONY:AA3", "BALCONY:F3", "BALCONY:12:3"]),
        ("F", "F", ["F1", "F2", "F3"]),
    ],
)
def test_an_unknown_label_names_the_nearest(typed: str, label: str, nearest: list[str]) -> None:
    with pytest.raises(NotFound) as error:
        parse_seats([typed], HALL)
    assert error.value.code == "seats.unknown"
    assert error.value.details == {"label": label, "nearest": nearest}


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        ([], "seats.unreadable", "empty"),
        ([""], "seats.unreadable", "empty"),
        (["F7", " "], "seats.unreadable", "empty"),
        (["F7,,8"], "seats.unreadable", "empty"),
        (["F7,"], "seats.unreadable", "empty"),
        (["F7-"], "seats.unreadable", "range"),
        (["-7"], "seats.unreadable", "range"),
        (["F7-G9"], "seats.unreadable", "across_rows"),
        (["F7;8"], "seats.unreadable", "characters"),
        (["F7\x1b[2J"], "seats.unreadable", "characters"),
        (["F" * 201], "seats.unreadable", "long"),
        (["F7", "f7"], "seats.twice", None),
        (["F7-9,8"], "seats.twice", None),
        (["F7"] * (MOST_SEATS + 1), "seats.too_many", None),
    ],
)
def test_junk_is_refused(words: list[str], code: str, reason: str | None) -> None:
    with pytest.raises(Invalid) as error:
        parse_seats(words, HALL)
    assert (error.value.code, error.value.details.get("reason")) == (code, reason)


def test_the_same_seat_twice_is_named_once() -> None:
    with pytest.raises(Invalid) as error:
        parse_seats(["F7-9", "f8", "Ｆ８"], HALL)
    assert error.value.details == {"labels": ["F8"]}


def test_a_range_cannot_exceed_the_cap() -> None:
    seats = tuple(Seat(n, "A", str(n), "s", x=n * 100, y=0) for n in range(1, 600))
    with pytest.raises(Invalid) as error:
        parse_seats(["A1-599"], Plan(seats))
    assert error.value.code == "seats.too_many"


def test_a_label_in_two_zones_asks_which() -> None:
    plan = plan_of("STALLS/F: oo\nBALCONY/F: oo\nBALCONY/G: oo")
    with pytest.raises(Invalid) as error:
        parse_seats(["F1"], plan)
    assert error.value.code == "seats.ambiguous"
    assert error.value.details == {"label": "F1", "candidates": ["STALLS:F1", "BALCONY:F1"]}
    assert labels(parse_seats(["BALCONY:G1,F1"], plan)) == "BALCONY:G1 BALCONY:F1"


def test_a_range_in_an_odd_row_takes_the_seats_as_drawn() -> None:
    odd = plan_of("F: oooooo", step=2)
    assert labels(parse_seats(["F7-11"], odd)) == "F7 F9 F11"
    with pytest.raises(NotFound) as error:
        parse_seats(["F7-10"], odd)
    assert error.value.details == {"label": "F10", "nearest": ["F9", "F11", "F7"]}


@pytest.mark.parametrize("row", ["F", "G"])
def test_a_number_that_nobody_can_see_is_in_no_range_and_in_nobodys_way(row: str) -> None:
    hall = (*plan_of("F: oooo").seats, Seat(99, row, "\u200b", "s", x=900, y=900))
    assert labels(parse_seats(["F2-4"], Plan(hall))) == "F2 F3 F4"


def test_a_range_follows_reversed_numbers() -> None:
    mirrored = plan_of("F: oooooo", reverse=True)
    assert labels(mirrored.rows["", "F"]) == "F6 F5 F4 F3 F2 F1"
    assert labels(parse_seats(["F2-4"], mirrored)) == "F2 F3 F4"
    assert compact_labels(parse_seats(["F2-4"], mirrored), mirrored) == "F2-4"


def test_names_with_spaces_and_dashes_are_understood() -> None:
    plan = plan_of("Ground floor/A: ooo\nFront-Left/A: ooo\nGround floor/Box 1: ooo")
    assert labels(parse_seats(["Ground Floor:A1-2"], plan)) == "Ground floor:A1 Ground floor:A2"
    assert labels(parse_seats(["front-left:a2-3"], plan)) == "Front-Left:A2 Front-Left:A3"
    assert labels(parse_seats(["ground floor:box 1:2"], plan)) == "Ground floor:Box 1:2"


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("F7-10 G3", "F7-10, G3"),
        ("F10 F9 F7", "F7, F9-10"),
        ("F5-8", "F5-6, F7-8"),
        ("12:7-9", "12:7-9"),
        ("BALCONY:F7,8 F7", "BALCONY:F7-8, F7"),
    ],
)
def test_the_echo_reads_like_speech(typed: str, echo: str) -> None:
    assert compact_labels(parse_seats(typed.split(), HALL), HALL) == echo


def test_the_echo_of_odd_numbers_is_no_range() -> None:
    odd = plan_of("F: oooo", step=2)
    assert compact_labels(odd.seats, odd) == "F1, F3, F5, F7"


@given(st.sets(st.sampled_from(HALL.seats), min_size=1))
def test_the_echo_reads_back_as_the_same_seats(seats: set[Seat]) -> None:
    words = compact_labels(seats, HALL).split()
    assert set(parse_seats(words, HALL)) == seats


@given(st.lists(st.text(alphabet="FG17,-: Ｆ\x00é½", max_size=12), max_size=4))
def test_anything_typed_is_read_or_refused(words: list[str]) -> None:
    try:
        seats = parse_seats(words, HALL)
    except (Invalid, NotFound):
        return
    assert len({seat.id for seat in seats}) == len(seats) > 0


def test_edit_distance_counts_letters() -> None:
    assert edit_distance("f7", "f7") == 0
    assert edit_distance("f7", "g17") == 2
    assert edit_distance("", "abc") == 3
