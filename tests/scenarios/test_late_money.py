"""A page is paid after its booking has lapsed: seats once more, or the money goes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.evening import Evening
from tests.scenarios.pages import Online, seats, state


@pytest.fixture
def online(evening: Evening, tmp_path: Path) -> Online:
    return Online(evening, tmp_path / "gateway", {"late_money": "reseat"})


def test_late_money_finds_its_own_seats_where_they_are_free(
    evening: Evening, online: Online
) -> None:
    ref, page = online.begin("F7-8")
    evening.wait(minutes=40)
    assert online.pays(page) == ["captured_late"]
    found = evening.view(ref)
    assert seats(found) == ["F7", "F8"]
    assert state(found) == ("confirmed", [("captured", 2400)], [])


def test_late_money_gets_seats_as_good_where_its_own_are_sold(
    evening: Evening, online: Online
) -> None:
    ref, page = online.begin("F7-8")
    evening.wait(minutes=40)
    other = evening.sell("F8", till="till-2")
    assert online.pays(page) == ["reseated"]
    found = evening.view(ref)
    assert state(found) == ("confirmed", [("captured", 2400)], [])
    assert {line.category for line in found.booking.lines} == {"standard"}
    assert len(set(seats(found)) - {"F8"}) == len(found.tickets) == 2
    assert (seats(evening.view(other.booking.ref)), evening.seats_left()) == (["F8"], 77)


def test_late_money_without_seats_as_good_goes_back(evening: Evening, online: Online) -> None:
    ref, page = online.begin("F7-8")
    evening.wait(minutes=15)
    for row in "ABCDEF":
        evening.sell(f"{row}1-10", till="till-2")
    assert online.pays(page) == ["unseated"]
    assert state(evening.view(ref)) == ("paid_unseated", [("captured", 2400)], [("queued", 2400)])
    assert online.waiting() == [("paid_unseated", ref)]
    assert (online.send_refunds(), online.send_refunds()) == ((1, 1), (0, 0))
    assert state(evening.view(ref)) == ("refunded", [("refunded", 2400)], [("done", 2400)])
    assert (online.given_back_minor(page), online.waiting()) == (2400, [])


def test_late_money_goes_back_where_the_house_wants_that(evening: Evening, tmp_path: Path) -> None:
    online = Online(evening, tmp_path / "gateway", {"late_money": "refund"})
    ref, page = online.begin("F7-8")
    evening.wait(minutes=40)
    assert online.pays(page) == ["unseated"]
    assert evening.seats_left() == 80
    assert online.send_refunds() == (1, 1)
    assert state(evening.view(ref)) == ("refunded", [("refunded", 2400)], [("done", 2400)])
    assert online.given_back_minor(page) == 2400


def test_money_that_is_told_late_but_was_paid_over_the_counter_goes_back(
    evening: Evening, online: Online
) -> None:
    ref, page = online.begin("F7")
    evening.pay(ref, till="till-2")
    assert online.pays(page) == ["paid_twice"]
    twice = [("captured", 1200), ("captured", 1200)]
    assert state(evening.view(ref)) == ("confirmed", twice, [("queued", 1200)])
    assert online.send_refunds() == (1, 1)
    assert online.given_back_minor(page) == 1200
