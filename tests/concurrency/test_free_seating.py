"""Free seating under a crowd: places by their number and by how many, none of them twice."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Plan
from tests.concurrency.crowds import Answer, all_at_once, command
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_sound, sold
from tests.concurrency.told import untrue

PLACES = 20


def seats_of(answer: Answer) -> tuple[str, ...]:
    return tuple(line["seat"] for line in json.loads(answer.out)["booking"]["lines"])


@pytest.mark.slow
def test_places_go_by_number_and_by_how_many_until_all_are_gone(
    new_house: Callable[..., House],
) -> None:
    house = new_house(Plan(unreserved(PLACES, category="standard")))
    by_number = {"1-3": ("1", "2", "3"), "4": ("4",), "8": ("8",)}
    lines = [*((number,) for number in by_number), *[("-n", "2")] * 6]
    answers = all_at_once(house, [("sell", "1", *line, "-c", "exact", "--json") for line in lines])
    first, others = answers[: len(by_number)], answers[len(by_number) :]
    assert [answer.code for answer in others] == [0] * len(others)
    picked = [seats_of(answer) for answer in others]
    assert {len(seats) for seats in picked} == {2}
    asked = list(zip([*by_number.values(), *picked], answers, strict=True))
    assert untrue(house, asked) == {}
    left = PLACES - len(sold(house))
    assert left == PLACES - 12 - sum(len(seats) for seats, answer in asked[:3] if not answer.code)
    assert {answer.code for answer in first} <= {0, 6}
    assert command(house, "sell", "1", "-n", str(left + 1), "-c", "exact").code == 6
    assert command(house, "sell", "1", "-n", str(left), "-c", "exact").code == 0
    assert {seat for _, seat in sold(house)} == {str(n) for n in range(1, PLACES + 1)}
    require_sound(house)
