"""Free seating: numbered places that the program gives out, lowest first."""

import pytest

from boxoffice.domain.best import Wish, choose
from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Plan, SeatKind, find_faults
from boxoffice.domain.seats import parse_seats
from boxoffice.errors import Conflict, Invalid
from tests.domain.factories import labels, plan_of

HALL = Plan(unreserved(12, category="standard"))


def test_places_are_numbers_without_a_row() -> None:
    assert labels(HALL.seats) == "1 2 3 4 5 6 7 8 9 10 11 12"
    assert find_faults(HALL) == ()
    assert HALL.is_unreserved
    assert not plan_of("A: oo").is_unreserved
    assert not Plan(()).is_unreserved


def test_the_lowest_free_numbers_come_next() -> None:
    free = {seat.id for seat in HALL.seats} - {1, 3}
    (pick,) = choose(HALL, free, Wish(9))
    assert labels(pick.seats) == "2 4 5 6 7 8 9 10 11"
    assert [reason.code for reason in pick.why] == ["best.unreserved"]


def test_what_is_not_there_is_refused() -> None:
    free = {seat.id for seat in HALL.seats}
    with pytest.raises(Conflict) as caught:
        choose(HALL, free, Wish(13))
    assert (caught.value.code, caught.value.details["why"]) == ("seats.none_fit", "too_few")
    with pytest.raises(Conflict) as caught:
        choose(HALL, free, Wish(1, need={SeatKind.WHEELCHAIR: 1}))
    assert caught.value.details["why"] == "no_accessible"


def test_places_are_named_by_number() -> None:
    assert labels(parse_seats(("7", "9-11"), HALL)) == "7 9 10 11"


@pytest.mark.parametrize("count", [0, -1, 20_001])
def test_a_house_has_some_places(count: int) -> None:
    with pytest.raises(Invalid) as caught:
        unreserved(count, category="standard")
    assert caught.value.code == "layouts.bad_count"
