"""Free seating under a crowd: places by their number and by how many, none of them twice."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Plan
from tests.concurrency.crowds import all_at_once, command
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_sound, sold

PLACES = 20


@pytest.mark.slow
def test_places_go_by_number_and_by_how_many_until_all_are_gone(
    new_house: Callable[..., House],
) -> None:
    house = new_house(Plan(unreserved(PLACES, category="standard")))
    by_number = [("sell", "1", number, "-c", "exact", "--json") for number in ("1-3", "4", "8")]
    by_count = [("sell", "1", "-n", "2", "-c", "exact", "--json")] * 6
    answers = all_at_once(house, [*by_number, *by_count])
    assert [answer.code for answer in answers[len(by_number) :]] == [0] * len(by_count)
    assert {answer.code for answer in answers[: len(by_number)]} <= {0, 6}
    parties = [json.loads(answer.out)["booking"]["lines"] for answer in answers if not answer.code]
    seats = [line["seat"] for party in parties for line in party]
    assert len(set(seats)) == len(seats)
    left = PLACES - len(seats)
    assert command(house, "sell", "1", "-n", str(left + 1), "-c", "exact").code == 6
    assert command(house, "sell", "1", "-n", str(left), "-c", "exact").code == 0
    assert {seat for _, seat in sold(house)} == {str(n) for n in range(1, PLACES + 1)}
    require_sound(house)
