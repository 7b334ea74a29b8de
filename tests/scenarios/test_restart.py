"""Power goes in the middle of a booking: what was said is true, what was not said can be asked."""

from __future__ import annotations

import signal

import pytest

from boxoffice.errors import Conflict
from boxoffice.services import holds
from tests.counter import hold_request
from tests.scenarios.evening import Evening, die
from tests.traces import statements_of

KEY = "KEY1"
LAST_WORDS = ("COMMIT", "UPDATE operation")
"""SQLite is asked to commit; of PostgreSQL the statement before is the last that is seen."""


def test_between_hold_and_sale_the_hold_stands_until_its_end(evening: Evening) -> None:
    def hold_and_die(here: Evening) -> None:
        here.hold("F7", till="till-1", key=KEY)
        die()

    (ended,) = evening.at_once(hold_and_die)
    assert ended.signal == signal.SIGKILL
    with pytest.raises(Conflict):
        evening.sell("F7", till="till-2")
    held = evening.ask(holds.place_hold, hold_request("F7"), till="till-1", key=KEY)
    assert held.replayed is True
    sold = evening.sell(till="till-1", hold=held.hold.id)
    assert sold.booking.status == "confirmed"


def test_and_if_nobody_comes_back_it_ends_by_itself(evening: Evening) -> None:
    def hold_and_die(here: Evening) -> None:
        here.hold("F7", till="till-1")
        die()

    evening.at_once(hold_and_die)
    evening.wait(minutes=5)
    assert evening.sell("F7", till="till-2").booking.status == "confirmed"


def test_before_the_commit_nothing_has_happened(evening: Evening) -> None:
    def die_at_the_commit(here: Evening) -> None:
        here.sweep()

        def notice(sql: str) -> None:
            if sql.startswith(LAST_WORDS[here.app.settings.is_postgres]):
                die()

        with statements_of(here.app, read_only=False, on_statement=notice):
            here.sell("F7-8", till="till-1", key=KEY)

    (ended,) = evening.at_once(die_at_the_commit)
    assert ended.signal == signal.SIGKILL
    assert evening.sold_at("till-1") == []
    assert evening.seats_left() == 80
    sold = evening.sell("F7-8", till="till-1", key=KEY)
    assert (sold.replayed, sold.booking.status) == (False, "confirmed")


def test_after_the_commit_the_answer_can_be_asked_for(evening: Evening) -> None:
    def die_with_the_answer(here: Evening) -> None:
        here.sell("F7-8", till="till-1", key=KEY)
        die()

    (ended,) = evening.at_once(die_with_the_answer)
    assert ended.signal == signal.SIGKILL
    (stored,) = evening.sold_at("till-1")
    again = evening.sell("F7-8", till="till-1", key=KEY)
    assert (again.replayed, again.booking) == (True, stored.booking)
    assert evening.seats_left() == 78


@pytest.mark.parametrize("last_word", ["INSERT INTO seat_claim", "INSERT INTO payment"])
def test_in_the_middle_of_the_write_nothing_is_half_done(evening: Evening, last_word: str) -> None:
    def die_there(here: Evening) -> None:
        def notice(sql: str) -> None:
            if sql.startswith(last_word):
                die()

        with statements_of(here.app, read_only=False, on_statement=notice):
            here.sell("F7-8", till="till-1")

    (ended,) = evening.at_once(die_there)
    assert ended.signal == signal.SIGKILL
    assert evening.sell("F8", till="till-2").booking.status == "confirmed"
    assert evening.seats_left() == 79
