"""Halls: neighbours, aisles, sofas, and what makes two labels one seat."""

from itertools import islice, permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boxoffice.domain.layouts import Plan, Seat, along, find_faults, seat_key
from boxoffice.errors import Invalid
from tests.domain.factories import labels, plan_of


@pytest.mark.parametrize(
    "label",
    ["A1", "a1", "A1 ", " a 1", "Ａ１", "A１", "A\u200b1", "a\N{ARABIC-INDIC DIGIT ONE}"],
)
def test_spellings_of_one_seat_share_a_key(label: str) -> None:
    assert seat_key(label) == "a1"


@pytest.mark.parametrize("label", ["", "  ", "A1;", "A/1", "\x1b[2J", "A1\x00", "½", "A1'"])
def test_a_label_outside_the_whitelist_is_refused(label: str) -> None:
    with pytest.raises(Invalid) as error:
        seat_key(label)
    assert error.value.code == "seats.unreadable"


def test_an_error_quotes_no_control_characters_and_never_much() -> None:
    with pytest.raises(Invalid) as error:
        seat_key("\x1b]0;pwned\x07" + "A" * 500)
    assert error.value.details["text"].isprintable()
    assert len(error.value.details["text"]) == 61


def test_rows_run_from_the_screen_and_from_left_to_right() -> None:
    plan = plan_of("""
        A: ooo
        B: oo
    """)
    backwards = Plan(plan.seats[::-1])
    assert [labels(row) for row in backwards.rows.values()] == ["A1 A2 A3", "B1 B2"]


def test_an_aisle_parts_neighbours() -> None:
    plan = plan_of("A: oo ooo")
    assert [labels(run) for run in plan.runs] == ["A1 A2", "A3 A4 A5"]
    left, right = plan.beside[2]
    assert (left and left.label, right) == ("A1", None)


def test_a_row_drawn_upright_is_still_a_row() -> None:
    seats = tuple(Seat(n, "A", str(n), "side", x=0, y=n * 100) for n in (1, 2, 3, 5))
    assert [labels(run) for run in Plan(seats).runs] == ["A1 A2 A3", "A5"]


PLACES = st.tuples(st.integers(0, 20), st.integers(0, 20))


@given(st.lists(PLACES, min_size=2, max_size=7))
@example([(0, 0), (0, 0), (1, 0), (0, 0), (0, 1)])
def test_a_row_is_read_in_one_order_however_its_seats_are_listed(
    places: list[tuple[int, int]],
) -> None:
    row = [Seat(n, "A", str(n), "side", x=x, y=y) for n, (x, y) in enumerate(places, start=1)]
    read = {
        tuple((seat.x, seat.y) for seat in along(listed))
        for listed in islice(permutations(row), 120)
    }
    assert len(read) == 1


def test_sofas_are_pairs_of_couple_seats_side_by_side() -> None:
    plan = plan_of("A: ssosso s")
    assert {labels(pair) for pair in plan.sofas.values()} == {"A1 A2", "A4 A5"}


def test_a_sound_plan_has_no_faults() -> None:
    assert find_faults(plan_of("A: oo wc\nB: ssss")) == ()


def test_faults_are_named() -> None:
    plan = Plan(
        (
            Seat(1, "A", "1", "s", x=0, y=0),
            Seat(1, "ａ", "１", "s", x=100, y=0),
            Seat(3, "A", "2;", "s", x=200, y=0),
            Seat(4, "A", "3", "s", x=200, y=0),
        )
    )
    codes = [fault.code for fault in find_faults(plan)]
    assert codes == [
        "layouts.same_id",
        "layouts.same_label",
        "layouts.bad_label",
        "layouts.same_place",
    ]


@pytest.mark.parametrize("number", ["", " ", "\u200b", "\u00ad", "\ufe0f"])
def test_a_number_that_nobody_can_see_is_a_fault(number: str) -> None:
    plan = Plan((Seat(1, "A", "1", "s", x=0, y=0), Seat(2, "G", number, "s", x=0, y=100)))
    assert [fault.code for fault in find_faults(plan)] == ["layouts.bad_label"]


def test_an_empty_plan_and_half_a_sofa_are_faults() -> None:
    assert [fault.code for fault in find_faults(Plan(()))] == ["layouts.empty"]
    assert [fault.code for fault in find_faults(plan_of("A: sso s"))] == ["layouts.half_sofa"]
