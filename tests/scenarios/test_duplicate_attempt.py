"""The same thing asked twice happens once: by its key, or typed again by hand."""

from __future__ import annotations

import pytest

from boxoffice.errors import Conflict
from tests.scenarios.evening import Evening

KEY = "KEY1"


def test_the_same_key_from_two_processes_is_one_sale(evening: Evening) -> None:
    def sell(here: Evening) -> list[object]:
        sold = here.sell("F7-8", till="till-1", key=KEY)
        return [sold.booking.ref, sold.replayed]

    ended = evening.at_once(sell, sell, sell)
    assert [each.code for each in ended] == ["", "", ""]
    assert len({each.value[0] for each in ended}) == 1
    assert sorted(each.value[1] for each in ended) == [False, True, True]
    assert evening.seats_left() == 78
    assert len(evening.sold_at("till-1")) == 1


def test_the_same_key_from_another_till_answers_the_first(evening: Evening) -> None:
    first = evening.sell("F7", till="till-1", key=KEY)
    again = evening.sell("F7", till="till-2", key=KEY)
    assert (again.replayed, again.booking) == (True, first.booking)
    assert evening.sold_at("till-2") == []


def test_a_key_for_something_else_is_refused(evening: Evening) -> None:
    evening.sell("F7", till="till-1", key=KEY)
    with pytest.raises(Conflict) as caught:
        evening.sell("F8", till="till-1", key=KEY)
    assert caught.value.code == "operations.other_request"
    assert evening.seats_left() == 79


def test_typed_again_by_hand_it_names_the_booking_that_has_them(evening: Evening) -> None:
    first = evening.sell("F7-8", till="till-1")
    with pytest.raises(Conflict) as caught:
        evening.sell("F7-8", till="till-1")
    assert {seat["ref"] for seat in caught.value.details["seats"]} == {first.booking.ref}


def test_a_booking_is_paid_once(evening: Evening) -> None:
    ref = evening.book("F7", till="till-1").booking.ref
    ended = evening.at_once(
        *(lambda here, n=n: here.pay(ref, till=f"till-{n}").booking.status for n in (1, 2))
    )
    assert sorted(each.code for each in ended) == ["", "bookings.not_pending"]
    assert [payment.amount_minor for payment in evening.view(ref).payments] == [1200]
