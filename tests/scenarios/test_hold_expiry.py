"""A hold ends by the clock: not a moment early, not a moment late, with cron or without."""

from __future__ import annotations

import pytest

from boxoffice.errors import Conflict
from tests.scenarios.evening import Evening

GONE = ("holds.expired", "holds.not_active")
"""Before a sweep tidied it and after."""


def test_it_keeps_until_the_last_millisecond_and_no_longer(evening: Evening) -> None:
    held = evening.hold("F7-8", till="till-1")
    evening.wait(minutes=5, ms=-1)
    with pytest.raises(Conflict):
        evening.sell("F8", till="till-2")
    evening.wait(ms=1)
    assert evening.seats_left() == 80
    assert evening.sell("F8", till="till-2").booking.status == "confirmed"
    with pytest.raises(Conflict) as caught:
        evening.sell(till="till-1", hold=held.hold.id)
    assert caught.value.code in GONE
    assert evening.sell("F7", till="till-3").booking.status == "confirmed"


def test_extended_in_time_it_goes_on_too_late_it_does_not(evening: Evening) -> None:
    held = evening.hold("F7", till="till-1")
    evening.wait(minutes=4)
    evening.extend(held, till="till-1")
    evening.wait(minutes=4)
    with pytest.raises(Conflict):
        evening.hold("F7", till="till-2")
    evening.wait(minutes=1)
    with pytest.raises(Conflict) as caught:
        evening.extend(held, till="till-1")
    assert caught.value.code in GONE
    assert evening.hold("F7", till="till-2").hold.seats == ("F7",)


def test_its_own_till_may_ask_again_like_everybody_else(evening: Evening) -> None:
    first = evening.hold("F7", till="till-1")
    evening.wait(minutes=5)
    again = evening.hold("F7", till="till-1")
    assert again.hold.id != first.hold.id
    assert evening.sell(till="till-1", hold=again.hold.id).booking.status == "confirmed"


def test_what_was_taken_over_stays_with_its_new_owner(evening: Evening) -> None:
    old = evening.hold("F7-8", till="till-1")
    evening.wait(minutes=5)
    new = evening.hold("F7", till="till-2")
    with pytest.raises(Conflict):
        evening.extend(old, till="till-1")
    assert evening.seats_left() == 79
    sold = evening.sell(till="till-2", hold=new.hold.id)
    assert [line.seat for line in sold.booking.lines] == ["F7"]
