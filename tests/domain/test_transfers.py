"""Money that moved finds its way back, never more of it than came; and what pays for new seats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.refunds import Back, Paid, Taken
from boxoffice.domain.transfers import Move, Purse, left_of, moved_on, way_back

CASH = Purse((Taken("cash", "cash", 2400, 2400),))
amounts = st.lists(st.integers(0, 3000), min_size=1, max_size=5)


def card(minor: int, *came_from: tuple[str, int]) -> Purse:
    taken = (Taken("card", "card", minor, minor),) if minor else ()
    return Purse(taken, came_from)


def test_own_payments_come_before_those_that_the_money_came_from() -> None:
    purses = {"new": card(700, ("old", 2400)), "old": CASH}
    way = way_back(1000, purses, start="new")
    assert way.backs == (("new", (Back("card", 700),)), ("old", (Back("cash", 300),)))
    assert way.moves == (Move("new", "old", 300),)
    assert way.covered_minor == 1000


def test_a_chain_is_followed_to_its_beginning() -> None:
    purses = {"c": card(0, ("b", 1200)), "b": card(0, ("a", 2400)), "a": CASH}
    way = way_back(1200, purses, start="c")
    assert way.backs == (("a", (Back("cash", 1200),)),)
    assert way.moves == (Move("c", "b", 1200), Move("b", "a", 1200))


def test_no_more_goes_back_than_came_and_a_circle_ends() -> None:
    purses = {"b": card(0, ("a", 500)), "a": Purse(CASH.taken, (("b", 9999),))}
    assert way_back(9999, purses, start="b").covered_minor == 500
    assert way_back(0, purses, start="b").backs == ()
    assert way_back(100, {}, start="b").backs == ()


@pytest.mark.parametrize(
    ("owed", "prices", "moved"),
    [
        ((1200, 1200), (1550, 1550), (1200, 1200)),
        ((1550, 1550), (1200, 1200), (1200, 1200)),
        ((1000, 1000), (500, 1500), (1000, 1000)),
        ((500, 500), (900,), (500, 400)),
        ((1000,), (400, 400, 400), (1000,)),
        ((1000,), (0,), (0,)),
    ],
)
def test_an_old_seat_pays_for_its_own_new_one_first(
    owed: tuple[int, ...], prices: tuple[int, ...], moved: tuple[int, ...]
) -> None:
    assert moved_on(owed, prices) == moved


@given(owed=amounts, prices=amounts)
def test_what_moves_is_what_there_is_or_what_is_needed(owed: list[int], prices: list[int]) -> None:
    moved = moved_on(owed, prices)
    assert sum(moved) == min(sum(owed), sum(prices))
    assert all(0 <= part <= minor for part, minor in zip(moved, owed, strict=True))


def test_the_fee_moves_on_before_the_ticket_does() -> None:
    paid = Paid(1045, 50)
    assert left_of(paid, gone_minor=0, moved_minor=895) == Paid(200, 0)
    assert left_of(paid, gone_minor=100, moved_minor=0) == Paid(945, 50)
    assert left_of(paid, gone_minor=0, moved_minor=1095) == Paid(0, 0)
