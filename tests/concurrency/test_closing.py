"""Sellers sell a show while it is closed: whoever closes it knows of every sale there will be."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from boxoffice.services import sales
from boxoffice.services.app import App
from tests.concurrency.crowds import Answer, Command, command, finish, one_behind_the_other, start
from tests.concurrency.houses import House, until, waiting_to_write
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.concurrency.movers import stopping_app
from tests.concurrency.told import untrue
from tests.counter import sell_request

pytestmark = pytest.mark.slow

CLOSE = ("show", "close", "1", "--json")
STATUS = "SELECT status FROM show WHERE id = 1"


def sell(label: str) -> tuple[str, ...]:
    return ("sell", "1", label, "-c", "exact", "--json")


def seats_told(answer: Answer) -> int:
    """How many seats were sold, as whoever closed the show was told."""
    assert answer.code == 0, answer
    (closed,) = json.loads(answer.out)["shows"]
    assert (closed["outcome"], closed["status"]) == ("changed", "closed")
    return int(closed["sold"])


def sell_here(app: App, house: House) -> None:
    sales.sell(app, house.context("till-9"), sell_request("C3"))


def test_a_crowd_sells_the_show_while_it_is_closed(new_house: Callable[..., House]) -> None:
    house = new_house()
    early, late = ["A5", "B5", "C5", "C5", "E5"], ["D5", "G5", "A5"]
    waves = [[sell(label) for label in early], [CLOSE], [sell(label) for label in late]]
    answers = one_behind_the_other(house, waves)
    told = seats_told(answers.pop(len(early)))
    asked = [((label,), answer) for label, answer in zip(early + late, answers, strict=True)]
    assert {answer.code for answer in answers} == {0, 6}
    assert any('"shows.closed"' in answer.err for answer in answers)
    assert untrue(house, asked, is_closed=True) == {}
    assert (told, house.rows(STATUS)) == (len(sold(house)), [("closed",)])
    require_open(house)
    require_sound(house)


def test_who_closes_a_show_waits_for_the_sale_that_runs(new_house: Callable[..., House]) -> None:
    house = new_house()
    closing: list[Command] = []

    def close_meanwhile() -> None:
        closing.append(start(house, *CLOSE))
        until(lambda: waiting_to_write(house) == 1, what="the closing at the door")

    with stopping_app(house, before="INSERT INTO seat_claim", then=close_meanwhile) as app:
        sell_here(app, house)
    assert (seats_told(finish(closing[0])), len(sold(house))) == (1, 1)
    require_sound(house)


def test_without_locks_a_show_is_sold_that_was_closed(new_house: Callable[..., House]) -> None:
    house = new_house()
    closing: list[Answer] = []

    def close_meanwhile() -> None:
        closing.append(command(house, *CLOSE))

    before = "INSERT INTO seat_claim"
    with stopping_app(house, before=before, then=close_meanwhile, guarded=False) as app:
        sell_here(app, house)
    assert (seats_told(closing[0]), len(sold(house))) == (0, 1)
