"""Sellers sell a show while it is moved: no seat twice, nothing acknowledged lost."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from tests.concurrency.crowds import Answer, Command, command, finish, one_behind_the_other, start
from tests.concurrency.houses import House, until, waiting_to_write
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.concurrency.movers import PER_ROW, ROWS, add_hall, move, stopping_app
from tests.concurrency.told import Asked, Moved, untrue
from tests.forks import run_in_child
from tests.programme import make_plan

pytestmark = pytest.mark.slow

SOLD_BEFORE = {"F7-8": ("F7", "F8"), "H9-10": ("H9", "H10"), "B2": ("B2",)}
SCREEN = "SELECT screen_id FROM show WHERE id = 1"
SECOND_HALL = [seat.label for seat in make_plan(rows=ROWS, per_row=PER_ROW).seats]
MOVE = ("show", "move", "1", "--screen", "2", "--apply", "--json")


def sell(label: str) -> tuple[str, ...]:
    return ("sell", "1", label, "-c", "exact", "--json")


def require_moved(house: House, asked: Sequence[Asked], moved: Moved) -> None:
    """Everybody was told the truth, and the program's own check finds nothing either."""
    assert house.rows(SCREEN) == [(2,)]
    assert untrue(house, asked, moved, labels=SECOND_HALL) == {}
    require_open(house)
    require_sound(house)


def test_a_crowd_sells_the_show_while_it_is_moved(
    new_house: Callable[..., House], record_property: Callable[[str, object], None]
) -> None:
    house = new_house()
    add_hall(house)
    asked = [(seats, command(house, *sell(word))) for word, seats in SOLD_BEFORE.items()]
    assert [answer.code for _, answer in asked] == [0] * len(SOLD_BEFORE)
    early, late = ["A5", "B5", "C5", "C5", "E5", "F5"], ["D5", "G5", "H5", "B6", "C6", "A5"]
    waves = [[sell(label) for label in early], [MOVE], [sell(label) for label in late]]
    answers = one_behind_the_other(house, waves)
    move_answer = answers.pop(len(early))
    assert move_answer.code == 0, move_answer
    moved = Moved.of(json.loads(move_answer.out))
    asked += [((label,), answer) for label, answer in zip(early + late, answers, strict=True)]
    codes = Counter(answer.code for answer in answers)
    came_along = len(moved.parties) - len(SOLD_BEFORE)
    record_property("crowd", f"exit codes {dict(codes)}, {came_along} of them came along")
    if not house.is_postgres:
        assert codes[5] >= 2, "who stands behind the move at the gate finds G5 and H5 gone"
    asked.append((("H6",), command(house, *sell("H6"))))
    assert asked[-1][1].code == 5
    codes[5] += 1
    assert (set(codes), came_along > 0) == ({0, 5, 6}, True)
    require_moved(house, asked, moved)


def test_a_sale_that_comes_during_the_move_waits_for_it(new_house: Callable[..., House]) -> None:
    house = new_house()
    add_hall(house)
    first = command(house, *sell("H9"))
    sellers: list[Command] = []

    def sell_meanwhile() -> None:
        sellers.append(start(house, *sell("C3")))
        until(lambda: waiting_to_write(house) == 1, what="the sale at the door")

    with stopping_app(house, before="UPDATE show", then=sell_meanwhile) as app:
        moved = move(app, house)
    second = finish(sellers[0])
    assert (moved.applied, first.code, second.code) == (True, 0, 0)
    require_moved(house, [(("H9",), first), (("C3",), second)], Moved.of(moved.document()))


def test_without_locks_a_sale_during_the_move_ends_up_in_the_other_hall(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    add_hall(house)
    answers: list[Answer] = []

    def sell_meanwhile() -> None:
        answers.append(command(house, *sell("C3")))

    with stopping_app(house, before="UPDATE show", then=sell_meanwhile, guarded=False) as app:
        moved = move(app, house)
    (answer,) = answers
    assert (moved.applied, answer.code) == (True, 0)
    ref = json.loads(answer.out)["booking"]["ref"]
    asked = [(("C3",), answer)]
    assert untrue(house, asked, Moved.of(moved.document()), labels=SECOND_HALL) == {
        "seats": [("told", ref, "Screen 2", "C3"), ("there", ref, "Screen 1", "C3")],
        "screens": [ref],
    }
    assert command(house, "db", "verify").code == 1


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
    asked = [(("F7", "F8"), command(house, *sell("F7-8")))]
    known = sold(house)
    assert len(known) == 2

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        with stopping_app(house, before=before, then=die) as app:
            move(app, house)

    assert run_in_child(work).signal == signal.SIGKILL
    require_open(house)
    assert (house.rows(SCREEN), untrue(house, asked)) == ([(1,)], {})
    require_sound(house, known)
    again = command(house, *MOVE)
    assert again.code == 0, again
    require_moved(house, asked, Moved.of(json.loads(again.out)))
