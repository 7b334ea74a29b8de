"""The house reads in black and white, at any width, with every seat in its place."""

from collections.abc import Callable

import pytest

from boxoffice.present.seatmap import draw, draw_row
from boxoffice.present.text import width_of
from boxoffice.services.results import House
from tests.present.factories import house, row_of, seat, with_states

Golden = Callable[[str, str], None]


def small_house() -> House:
    """Every state, every kind, an aisle each way, two categories."""
    front = row_of("A", 8, aisles=(3,))
    front[0] = front[0].model_copy(update={"kind": "wheelchair"})
    front[1] = front[1].model_copy(update={"kind": "companion"})
    middle = row_of("B", 8, aisles=(3,))
    back = row_of("C", 8, aisles=(3,), category="premium", price_minor=1500, y=350)
    sofas = row_of("D", 8, aisles=(3,), category="premium", kind="couple", price_minor=1500, y=450)
    return house(
        with_states(
            [*front, *middle, *back, *sofas],
            sold=["B1", "B2", "D3", "D4"],
            held=["B5"],
            held_by_me=["B6", "B7"],
            pending=["C1", "C2"],
            blocked=["C8", "A1"],
        )
    )


def wide_house() -> House:
    rows = [seat for name in "ABC" for seat in row_of(name, 40, aisles=(11, 31))]
    balcony = row_of("A", 6, zone="BALCONY", y=2000)
    return house(with_states([*rows, *balcony], sold=["A1", "A12", "B40", "BALCONY:A2"]))


def test_a_small_house(golden: Golden) -> None:
    golden("small_house.txt", draw(small_house(), marked=["C5", "C6"]).plain)


def test_a_small_house_without_unicode(golden: Golden) -> None:
    text = draw(small_house(), marked=["C5", "C6"], unicode=False).plain
    assert text.isascii()
    golden("small_house_ascii.txt", text)


def test_a_hall_wider_than_the_terminal_comes_in_parts(golden: Golden) -> None:
    golden("wide_house.txt", draw(wide_house()).plain)


def test_a_narrow_terminal(golden: Golden) -> None:
    text = draw(wide_house(), width=40).plain
    assert max(map(width_of, text.splitlines())) <= 40
    golden("wide_house_40_columns.txt", text)


def test_the_rows_of_a_sale(golden: Golden) -> None:
    golden("rows_of_a_sale.txt", draw_row(wide_house(), ["B12", "B13", "BALCONY:A4"]).plain)


def test_three_digit_numbers() -> None:
    seats = [seat("A", 100 + place, x=place * 100) for place in range(1, 13)]
    drawn = draw_row(house(seats), ["A101", "A103", "A104"]).plain
    assert drawn == "A[101]102[103 104]105 106 107 108 109 110 111 112 A\n"


def test_each_state_has_a_shape_of_its_own_in_both_sets() -> None:
    states = ["sold", "held", "held_by_me", "pending", "blocked", "available"]
    seats = [seat("A", place, state=state) for place, state in enumerate(states, start=1)]
    for unicode in (True, False):
        drawn = draw(house(seats), unicode=unicode).plain
        (row,) = (line for line in drawn.splitlines() if line.startswith("A "))
        assert len(set(row.split()[1:-1])) == 6


def test_a_film_cannot_steer_the_screen_or_be_read_as_markup() -> None:
    movie = "Romeo [/b] [sold out]\x1b]0;owned\x07\u202e \x9b2J\nnext" + "e" + "\u0301" * 50
    drawing = draw(house(row_of("A", 3), movie=movie))
    first = drawing.plain.splitlines()[0]
    assert first == (
        "Romeo [/b] [sold out]\ufffd]0;owned\ufffd\ufffd \ufffd2J nexte\u0301\u0301"
        " · Sat 21 Nov 20:15 · Screen 1"
    )
    assert drawing.rich().plain == drawing.plain.rstrip("\n")


def test_long_and_wide_titles_never_pass_the_edge() -> None:
    drawn = draw(house(row_of("A", 3), movie="七人の侍" * 40, screen="S" * 200), width=40).plain
    assert max(map(width_of, drawn.splitlines())) <= 40


def test_a_sofa_is_never_cut_in_two() -> None:
    seats = row_of("A", 41, kind="couple")[1:]
    drawn = draw(house(seats), width=50).plain
    rows = [line.split()[1:-1] for line in drawn.splitlines() if line.startswith("A ")]
    assert [len(row) % 2 for row in rows] == [0] * len(rows)
    assert [number for row in rows for number in row] == [f"{place}=" for place in range(2, 42)]


def test_seats_closer_than_their_width_keep_a_cell_each() -> None:
    seats = [seat("A", place, x=place * 60) for place in range(1, 11)]
    assert draw_row(house(seats), ["A1"]).plain == "A[ 1] 2  3  4  5  6  7  8  9 10 A\n"


def test_an_aisle_shows_however_close_the_seats_are() -> None:
    left = [seat("A", place, x=place * 60) for place in range(1, 10)]
    right = [seat("A", place, x=160 + place * 60) for place in range(10, 19)]
    drawn = draw_row(house([*left, *right]), ["A9"]).plain
    assert drawn == ("A  1  2  3  4  5  6  7  8[ 9]  10 11 12 13 14 15 16 17 18 A\n")


def test_a_shorter_curved_row_stays_in_the_middle() -> None:
    straight = row_of("A", 5)
    curved = [seat("B", place, x=180 + place * 60) for place in range(1, 4)]
    drawn = draw_row(house([*straight, *curved]), ["A1", "B1"]).plain
    assert drawn == "A[1]2 3 4 5 A\nB  [1]2 3   B\n"


@pytest.mark.parametrize("width", [1, 20, 33, 80, 200])
def test_no_width_is_too_small_to_draw(width: int) -> None:
    drawn = draw(wide_house(), width=width).plain
    assert max(map(width_of, drawn.splitlines())) <= max(width, 20)


def test_a_house_without_seats_still_says_so() -> None:
    assert draw(house([])).plain == (
        "Dune · Sat 21 Nov 20:15 · Screen 1 · show 42\n\n0 free of 0\n"
    )


def test_colour_only_repeats_what_the_text_says() -> None:
    drawing = draw(small_house(), marked=["C5"])
    styles = {span.style for span in drawing.rich().spans}
    assert {"bold reverse", "cyan", "magenta", "dim"} <= styles
    assert draw(small_house(), marked=[]).plain != drawing.plain


def test_a_row_with_marked_kinds_has_one_width_where_it_fits() -> None:
    seats = row_of("A", 6)
    seats[0] = seats[0].model_copy(update={"kind": "wheelchair"})
    assert draw_row(house(seats), ["A6"]).plain == "A 1w 2  3  4  5 [6 ]A\n"


def test_a_row_narrows_all_but_its_marked_kinds_before_it_comes_in_parts() -> None:
    seats = row_of("A", 8)
    seats[0] = seats[0].model_copy(update={"kind": "wheelchair"})
    assert draw_row(house(seats), ["A8"], width=20).plain == "A 1w 2 3 4 5 6 7[8]A\n"


def test_a_category_that_shares_its_rows_is_named_by_its_seats() -> None:
    rows = [seat for name in "AB" for seat in row_of(name, 8)]
    mixed = [
        seat.model_copy(update={"category": "premium"})
        if seat.label in ("A3", "A4", "B3")
        else seat
        for seat in rows
    ]
    drawn = draw(house(mixed)).plain
    assert "premium €12.50 A3-4, B3\n" in drawn
    assert "standard €12.50 A1-2, A5-8, B1-2, B4-8\n" in drawn
