"""A wall clock that is an hour ahead or a year behind: nothing is lost, nothing given away."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.badinput.forked import run_forked
from tests.badinput.places import Done, Place, require_one_sentence

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


def wrong_by(step: timedelta) -> Callable[[], None]:
    """Set the wall clock of this process; the time since the machine started goes on."""

    def set_clock() -> None:
        import time_machine

        time_machine.travel(datetime.now(UTC) + step, tick=True).start()

    return set_clock


def at(place: Place, step: timedelta, *args: str) -> Done:
    return run_forked(place, *args, prepare=wrong_by(step))


def test_the_clock_of_a_child_is_wrong_but_its_boot_clock_right(file_place: Place) -> None:
    boot = time.clock_gettime(time.CLOCK_BOOTTIME)
    seen = at(file_place, HOUR, "--version")
    assert seen.code == 0
    assert time.clock_gettime(time.CLOCK_BOOTTIME) - boot < 60


@pytest.mark.parametrize(("step", "way"), [(HOUR, "60 min ahead"), (-YEAR, "min behind")])
def test_nothing_is_lost_until_somebody_has_looked(
    file_place: Place, step: timedelta, way: str
) -> None:
    held = file_place.run("--json", "hold", "1", "E5", "--for", "30m")
    assert held.code == 0
    sold = at(file_place, step, "sell", "1", "A5", "-c", "exact")
    assert sold.code == 0
    assert way in sold.err
    assert "boxoffice doctor --accept-clock" in sold.err
    refused = at(file_place, step, "--json", "--till", "till-2", "sell", "1", "E5", "-c", "exact")
    assert (refused.code, refused.error["code"]) == (6, "seats.taken")
    still = at(file_place, step, "--json", "holds")
    assert [hold["seats"] for hold in still.document["holds"]] == [["E5"]]
    swept = at(file_place, step, "--json", "sweep")
    assert (swept.code, swept.out) == (13, "")
    require_one_sentence(swept.error["message"])
    assert at(file_place, step, "doctor").code == 13


@pytest.mark.parametrize(("step", "code"), [(HOUR, 0), (-YEAR, 6)])
def test_accepting_the_clock_mends_it(file_place: Place, step: timedelta, code: int) -> None:
    """By an hour ahead the hold has run out; a clock set back keeps it for as long as was meant."""
    assert file_place.run("hold", "1", "E5", "--for", "30m").code == 0
    assert at(file_place, step, "sweep").code == 13
    assert at(file_place, step, "doctor", "--accept-clock").code == 0
    assert at(file_place, step, "doctor").code == 0
    assert at(file_place, step, "sweep").code == 0
    other = at(file_place, step, "--till", "till-2", "sell", "1", "E5", "-c", "exact")
    assert (other.code, "jumped" in other.err) == (code, False)
    mine = at(file_place, step, "sell", "1", "A5", "-c", "exact")
    assert (mine.code, "jumped" in mine.err) == (0, False)
    assert at(file_place, step, "db", "verify").code == 0


@pytest.mark.parametrize("step", [HOUR, -YEAR])
def test_a_server_goes_by_its_own_clock(server_place: Place, step: timedelta) -> None:
    asked = datetime.now(UTC)
    assert server_place.run("hold", "1", "E5", "--for", "30m").code == 0
    sold = at(server_place, step, "--json", "sell", "1", "A5", "-c", "exact")
    assert (sold.code, sold.err) == (0, "")
    sold_at = datetime.fromisoformat(sold.document["booking"]["created_at"])
    assert abs(sold_at - asked) < timedelta(minutes=5)
    accepted = at(server_place, step, "doctor", "--accept-clock")
    assert (accepted.code, "keeps the time" in accepted.err) == (0, True)
    refused = at(server_place, step, "--json", "--till", "till-2", "sell", "1", "E5", "-c", "exact")
    assert (refused.code, refused.error["code"]) == (6, "seats.taken")


def test_a_clock_that_was_wrong_and_is_right_again_says_nothing(file_place: Place) -> None:
    assert at(file_place, -YEAR, "sell", "1", "A5", "-c", "exact").code == 0
    right = file_place.run("sell", "1", "A7", "-c", "exact")
    assert (right.code, "jumped" in right.err) == (0, False)
    assert file_place.run("db", "verify").code == 0
