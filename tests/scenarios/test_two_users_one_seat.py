"""Two people want the same seat: one has it, the other is told so and whose it is."""

from __future__ import annotations

import pytest

from boxoffice.errors import Conflict
from tests.scenarios.evening import Evening


def test_pressing_enter_together_one_has_it(evening: Evening) -> None:
    ended = evening.at_once(
        *(lambda here, n=n: here.sell("F7", till=f"till-{n}").booking.ref for n in range(1, 5))
    )
    winners = [each.value for each in ended if each.value]
    assert len(winners) == 1
    for loser in [each for each in ended if not each.value]:
        assert loser.code == "seats.taken"
        assert loser.details["seats"] == [
            {"label": "F7", "state": "sold", "until": "", "ref": winners[0]}
        ]
    assert evening.seats_left() == 79


def test_overlapping_wishes_are_granted_whole_or_not_at_all(evening: Evening) -> None:
    ended = evening.at_once(
        lambda here: here.hold("F6-7", till="till-1").hold.seats,
        lambda here: here.sell("F7-8", till="till-2").booking.status,
    )
    assert sorted(each.code for each in ended) == ["", "seats.taken"]
    loser = next(each for each in ended if each.code)
    assert [seat["label"] for seat in loser.details["seats"]] == ["F7"]
    assert evening.seats_left() == 78


def test_the_second_is_told_who_has_it_and_until_when(evening: Evening) -> None:
    evening.hold("F7", till="till-1")
    evening.book("F8", till="till-1")
    sold = evening.sell("F9", till="till-1")
    with pytest.raises(Conflict) as caught:
        evening.sell("F7-10", till="till-2")
    told = {seat["label"]: seat for seat in caught.value.details["seats"]}
    assert {label: seat["state"] for label, seat in told.items()} == {
        "F7": "held", "F8": "pending", "F9": "sold",
    }  # fmt: skip
    assert told["F7"]["until"] == "2026-10-23T14:05:00+02:00"
    assert told["F8"]["until"] == "2026-10-23T14:15:00+02:00"
    assert told["F9"]["ref"] == sold.booking.ref
    assert evening.sell("F10", till="till-2").booking.status == "confirmed"
