"""Sellers sell a show while it is moved: no seat twice, nothing acknowledged lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable

import pytest

from tests.concurrency.crowds import all_at_once, command, finish, start
from tests.concurrency.houses import House, until, waiting_to_write
from tests.concurrency.ledger import damage, require_open, require_sound, sold
from tests.concurrency.movers import add_hall, move, stopping_app
from tests.forks import run_in_child

pytestmark = pytest.mark.slow

SCREEN = "SELECT screen_id FROM show WHERE id = 1"
ELSEWHERE = """
    SELECT line.seat FROM booking_line AS line JOIN booking ON booking.id = line.booking_id
    JOIN show ON show.id = booking.show_id JOIN seat ON seat.id = line.seat_id
    WHERE line.status = 'sold' AND seat.layout_id <> show.layout_id
"""
LIVE_TICKETS = """
    SELECT line.id FROM booking_line AS line LEFT JOIN ticket ON ticket.line_id = line.id
        AND ticket.status = 'issued'
    WHERE line.status = 'sold' GROUP BY line.id HAVING count(ticket.id) <> 1
"""
MOVE = ("show", "move", "1", "--screen", "2", "--apply", "--json")


def sell(label: str) -> tuple[str, ...]:
    return ("sell", "1", label, "-c", "exact", "--json")


def refs(house: House) -> set[object]:
    return {ref for ref, _ in sold(house)}


def require_moved(house: House, acknowledged: set[object]) -> None:
    assert house.rows(SCREEN) == [(2,)]
    assert house.rows(ELSEWHERE) == house.rows(LIVE_TICKETS) == []
    assert acknowledged <= refs(house)
    require_open(house)
    require_sound(house)


def test_a_crowd_sells_the_show_while_it_is_moved(new_house: Callable[..., House]) -> None:
    house = new_house()
    add_hall(house)
    before = {json.loads(command(house, *sell(label)).out)["booking"]["ref"]
              for label in ("F7-8", "H9-10", "B2")}  # fmt: skip
    wanted = ["A5", "B5", "C5", "D5", "C5", "E5", "F5", "G5", "H5", "B6", "C6"]
    lines = [sell(label) for label in wanted]
    lines.insert(5, MOVE)
    answers = all_at_once(house, lines)
    assert answers[5].code == 0, answers[5]
    acknowledged = {
        json.loads(answer.out)["booking"]["ref"]
        for place, answer in enumerate(answers)
        if place != 5 and answer.code == 0
    }
    codes = {answer.code for place, answer in enumerate(answers) if place != 5}
    assert codes <= {0, 5, 6}
    assert acknowledged
    require_moved(house, before | acknowledged)


def test_a_sale_that_comes_during_the_move_waits_for_it(new_house: Callable[..., House]) -> None:
    house = new_house()
    add_hall(house)
    first = json.loads(command(house, *sell("H9")).out)["booking"]["ref"]
    sellers: list[subprocess.Popen[str]] = []

    def sell_meanwhile() -> None:
        sellers.append(start(house, *sell("C3")))
        until(lambda: waiting_to_write(house) == 1, what="the sale at the door")

    with stopping_app(house, before="UPDATE show", then=sell_meanwhile) as app:
        moved = move(app, house)
    answer = finish(sellers[0])
    assert (moved.applied, answer.code) == (True, 0)
    second = json.loads(answer.out)["booking"]["ref"]
    require_moved(house, {first, second})


def test_without_locks_a_sale_during_the_move_ends_up_in_the_other_hall(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    add_hall(house)
    acknowledged: list[int] = []

    def sell_meanwhile() -> None:
        acknowledged.append(command(house, *sell("C3")).code)

    with stopping_app(house, before="UPDATE show", then=sell_meanwhile, guarded=False) as app:
        assert move(app, house).applied
    assert acknowledged == [0]
    assert house.rows(ELSEWHERE) == [("C3",)]
    assert command(house, "db", "verify").code != 0


@pytest.mark.parametrize(
    "before",
    [
        "UPDATE show", "DELETE FROM seat_claim", "INSERT INTO seat_claim", "UPDATE booking_line",
        "UPDATE ticket", "INSERT INTO ticket", "INSERT INTO audit_entry", "UPDATE operation",
    ],
)  # fmt: skip
def test_a_move_that_is_killed_has_not_happened_and_can_be_done_again(
    new_house: Callable[..., House], before: str
) -> None:
    house = new_house()
    add_hall(house)
    assert command(house, *sell("F7-8")).code == 0
    known = sold(house)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        with stopping_app(house, before=before, then=die) as app:
            move(app, house)

    assert run_in_child(work).signal == signal.SIGKILL
    require_open(house)
    assert (house.rows(SCREEN), sold(house), damage(house)) == ([(1,)], known, {})
    require_sound(house, known)
    assert command(house, *MOVE).code == 0
    require_moved(house, {ref for ref, _ in known})
