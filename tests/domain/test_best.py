"""Best seats: together, well placed, nobody left over."""

from typing import Any

import pytest

from boxoffice.domain.best import Pick, Wish, choose, halved_sofas, orphans
from boxoffice.domain.layouts import Plan, SeatKind
from boxoffice.domain.seats import compact_labels, parse_seats
from boxoffice.errors import BoxofficeError, Conflict, Invalid, NotFound
from tests.domain.factories import free_of, plan_of

WHEELCHAIR = SeatKind.WHEELCHAIR
COMPANION = SeatKind.COMPANION
PAIR = {WHEELCHAIR: 1, COMPANION: 1}


def picks(house: str, count: int, **wishes: Any) -> list[str]:
    plan = plan_of(house)
    return [compact_labels(pick.seats, plan) for pick in chosen(house, count, **wishes)]


def chosen(house: str, count: int, **wishes: Any) -> tuple[Pick, ...]:
    return choose(plan_of(house), free_of(house), Wish(count, **wishes))


def codes(pick: Pick) -> list[str]:
    return [reason.code for reason in pick.why]


def refused(house: str, count: int, **wishes: Any) -> BoxofficeError:
    with pytest.raises(BoxofficeError) as error:
        chosen(house, count, **wishes)
    return error.value


def test_the_best_row_lies_at_two_thirds_and_the_middle_comes_first() -> None:
    house = "\n".join(f"{row}: ooooooooo" for row in "ABCDEFG")
    assert picks(house, 3) == ["E4-6", "D4-6", "F4-6"]


def test_the_next_choices_share_no_seat_while_there_are_others() -> None:
    assert picks("A: ooooooo", 3) == ["A3-5", "A1-3", "A5-7"]
    assert picks("A: oooooo\nB: oooooo", 2)[0] == "B3-4"


def test_a_far_corner_of_the_best_row_loses_to_the_middle_of_the_next() -> None:
    house = """
        A: oooooooooooo
        B: oooooooooooo
        C: ooxxxxxxxxxx
        D: oooooooooooo
    """
    assert picks(house, 2)[0] == "B6-7"


def test_reasons_say_row_middle_and_singles() -> None:
    (first, *_) = chosen("A: oooooo\nB: oooooo\nC: oooooo\nD: oooooo", 2)
    assert [(reason.code, dict(reason.details)) for reason in first.why] == [
        ("best.together", {"count": 2, "row": "C"}),
        ("best.row_view", {"row": "C", "rank": 1, "rows": 4}),
        ("best.central", {"off": 0, "side": "middle"}),
        ("best.no_orphan", {}),
    ]


def test_no_single_seat_is_left_while_there_is_another_choice() -> None:
    assert picks("A: ooooo", 2)[0] == "A1-2"
    assert picks("A: xooox ooxxx", 2)[0] == "A6-7"
    assert picks("A: xooox xxxxx\nB: xxxxx xxoox", 2)[0] == "B8-9"


def test_a_single_seat_left_is_said() -> None:
    (first, *_) = chosen("A: ooo", 2)
    assert codes(first)[-1] == "best.leaves_single"
    assert dict(first.why[-1].details) == {"labels": ["A3"]}


def test_a_seat_that_was_alone_already_is_nobodys_fault() -> None:
    assert codes(chosen("A: oxoox", 2)[0])[-1] == "best.no_orphan"


def test_a_party_never_sits_across_an_aisle() -> None:
    assert picks("A: oo oo\nB: oooo oo", 3) == ["B2-4", "B1-3"]


def test_special_places_are_not_for_people_who_did_not_ask() -> None:
    error = refused("A: owcowc", 2)
    assert isinstance(error, Conflict)
    assert error.details["why"] == "scattered"
    assert picks("A: oowc oo", 2) == ["A1-2", "A5-6"]


@pytest.mark.parametrize(
    ("house", "count", "expected"),
    [
        ("A: oooo\nB: wcoo", 2, "B1-2"),
        ("A: oooo\nB: wcooo", 4, "B1-4"),
        ("A: oooo\nB: cwooo", 3, "B1-3"),
        ("A: oooooo\nB: ooxcwx", 4, "A4-5, B4-5"),
        ("A: oooooo\nB: wcoxxx", 6, "A1-3, B1-3"),
        ("A: oooooo\nB: wcoxxx", 5, "A1-2, B1-3"),
    ],
)
def test_a_wheelchair_and_companion_sit_side_by_side(house: str, count: int, expected: str) -> None:
    assert expected in picks(house, count, need=PAIR)[:1]


def test_a_companion_away_from_the_wheelchair_does_not_count() -> None:
    error = refused("A: wooc", 4, need=PAIR)
    assert (error.code, error.details["why"]) == ("seats.none_fit", "not_side_by_side")


def test_two_wheelchairs_may_sit_apart_each_with_a_companion() -> None:
    need = {WHEELCHAIR: 2, COMPANION: 2}
    assert picks("A: wcoocw", 6, need=need) == ["A1-6"]
    assert picks("A: wcoocw", 4, need=need) == ["A1-2, A5-6"]
    assert refused("A: wcoocw", 4, need=need, together=True).details["why"] == "not_together"


def test_one_left_over_is_seated_alone_only_at_last_and_it_is_said() -> None:
    house = "A: xxxox\nB: wcxxx"
    (first,) = chosen(house, 3, need=PAIR)
    assert compact_labels(first.seats, plan_of(house)) == "A4, B1-2"
    assert "best.sits_alone" in codes(first)


def test_no_accessible_place_is_a_refusal_of_its_own() -> None:
    error = refused("A: oooo\nB: wcoo", 3, need={WHEELCHAIR: 2, COMPANION: 1})
    assert error.details["why"] == "no_accessible"
    assert error.details["free_needed"] == {"wheelchair": 1, "companion": 1}


def test_a_sofa_is_whole_or_not_at_all() -> None:
    assert refused("A: ssss", 1).details["why"] == "only_sofas"
    assert refused("A: ssss", 3, together=True).details["why"] == "only_sofas"
    assert refused("A: ss", 3).details["why"] == "too_few"
    assert refused("A: ss o xx", 3).details["why"] == "scattered"
    assert picks("A: sso", 3) == ["A1-3"]
    assert picks("A: sSssx", 2) == ["A3-4"]
    assert picks("A: ssss", 2) == ["A1-2", "A3-4"]
    assert picks("A: oooo\nB: ssss", 2, need={SeatKind.COUPLE: 2}) == ["B1-2", "B3-4"]


def test_a_party_too_long_for_a_row_takes_the_fewest_blocks() -> None:
    house = "A: oooooo\nB: oooooo\nC: oooooo"
    (first, *_) = chosen(house, 9)
    blocks = first.why[0].details["blocks"]
    assert (codes(first)[0], len(blocks)) == ("best.split", 2)
    assert len(first.seats) == 9
    assert {seat.row for seat in first.seats} == {"B", "C"}


def test_blocks_lie_near_each_other() -> None:
    assert picks("A: ooooxxxxxxxxxooo\nB: ooooxxxxxxxxxxxx", 7)[0] == "A1-3, B1-4"
    assert picks("A: oooo\nB: xxxx\nC: xxxx\nD: oooo\nE: ooox", 7)[0] == "D1-4, E1-3"


def test_nobody_sits_alone() -> None:
    assert picks("A: ooooo\nB: ooooo", 6)[0] == "A1-3, B1-3"
    assert refused("A: oooo\nB: oxxx", 5).details["why"] == "scattered"


def test_blocks_in_rows_far_apart_are_no_party() -> None:
    error = refused("A: ooo\nB: xxx\nC: ooo", 6)
    assert error.details == {
        "why": "scattered",
        "count": 6,
        "category": "",
        "need": {},
        "free": 6,
        "free_needed": {},
        "longest": 3,
    }


def test_together_refuses_blocks() -> None:
    error = refused("A: ooooo\nB: ooooo", 6, together=True)
    assert (error.details["why"], error.details["longest"]) == ("not_together", 5)


def test_too_few_free_seats_is_a_refusal_of_its_own() -> None:
    error = refused("A: oxo", 3)
    assert (error.details["why"], error.details["free"]) == ("too_few", 2)


def test_a_category_narrows_the_choice_however_it_is_spelled() -> None:
    drawing = "A: oooo\nB: oooo\nC: oooo"
    plan = plan_of(drawing, categories={"A": "VIP"})
    found = choose(plan, free_of(drawing), Wish(2, category="vip"))
    assert compact_labels(found[0].seats, plan) == "A1-2"
    with pytest.raises(NotFound) as error:
        choose(plan, free_of(drawing), Wish(2, category="gold"))
    assert error.value.details == {"category": "gold", "known": ["VIP", "standard"]}


@pytest.mark.parametrize(
    ("count", "need", "code"),
    [
        (0, {}, "seats.bad_count"),
        (-1, {}, "seats.bad_count"),
        (2, {WHEELCHAIR: -1}, "seats.bad_count"),
        (1, PAIR, "seats.need_beyond_count"),
        (3, {SeatKind.COUPLE: 1}, "seats.odd_couple"),
    ],
)
def test_a_wish_that_makes_no_sense(count: int, need: dict[SeatKind, int], code: str) -> None:
    with pytest.raises(Invalid) as error:
        chosen("A: wcss", count, need=need)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("house", "typed", "left"),
    [
        ("A: ooooo", "A2-3", ["A1"]),
        ("A: ooooo", "A2-4", ["A1", "A5"]),
        ("A: ooooo", "A1-3", []),
        ("A: ooooo", "A1,3", ["A2"]),
        ("A: oxooo", "A3-5", []),
        ("A: wooo", "A3-4", ["A2"]),
        ("A: wooo", "A2-4", []),
        ("A: oo oo", "A3", ["A4"]),
    ],
)
def test_a_choice_by_hand_that_leaves_singles(house: str, typed: str, left: list[str]) -> None:
    plan = plan_of(house)
    seats = parse_seats([typed], plan)
    assert [seat.label for seat in orphans(plan, free_of(house), seats)] == left


def test_a_choice_by_hand_that_splits_a_sofa() -> None:
    plan = plan_of("A: ssss")
    assert [s.label for s in halved_sofas(plan, parse_seats(["A1-3"], plan))] == ["A3"]
    assert halved_sofas(plan, parse_seats(["A3-4"], plan)) == ()


def test_an_empty_house_of_nothing_is_refused() -> None:
    with pytest.raises(Conflict):
        choose(Plan(()), (), Wish(1))
