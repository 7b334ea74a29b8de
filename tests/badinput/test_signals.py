"""Ctrl-C and SIGTERM at any moment of a sale: sold or not sold, and the till is told which."""

from __future__ import annotations

import random
import signal
import subprocess
import threading

import pytest

from tests.badinput.places import COMMAND, PATIENCE_SECONDS, Done, Place

SALES, AT_ONCE = 30, 3
LONGEST_SECONDS = 0.9
SEATS = [f"{row}{number}" for row in "BCDE" for number in range(1, 11)]
CODES = {0, 130, 143, -signal.SIGTERM, -signal.SIGINT}


def interrupted(place: Place, *, till: str, seat: str, number: int, after: float) -> Done:
    """Sell, and signal the process after so long, if it still runs."""
    process = subprocess.Popen(
        [COMMAND, "--till", till, "sell", "1", seat, "-c", "exact"],
        env=place.environment(), cwd=place.home, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    bell = threading.Timer(after, process.send_signal, [number])
    bell.start()
    try:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        bell.cancel()
    return Done(process.returncode, out.decode(), err.decode())


@pytest.mark.slow
def test_a_sale_is_whole_or_nothing_whenever_it_is_interrupted(file_place: Place) -> None:
    dice = random.Random(20)
    sales = [
        {
            "till": f"till-{index}", "seat": SEATS[index],
            "after": dice.uniform(0.05, LONGEST_SECONDS),
            "number": dice.choice([signal.SIGINT, signal.SIGTERM]),
        }
        for index in range(SALES)
    ]  # fmt: skip
    ended: dict[str, Done] = {}

    def work(part: int) -> None:
        for sale in sales[part::AT_ONCE]:
            ended[sale["seat"]] = interrupted(file_place, **sale)

    crew = [threading.Thread(target=work, args=(part,)) for part in range(AT_ONCE)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    assert len(ended) == SALES
    _compare(file_place, sales, ended)
    assert file_place.run("db", "verify").code == 0


def _compare(place: Place, sales: list[dict[str, object]], ended: dict[str, Done]) -> None:
    sold = {
        label
        for (label,) in place.rows(
            "SELECT DISTINCT seat.row || seat.number FROM seat_claim"
            " JOIN seat ON seat.id = seat_claim.seat_id WHERE state = 'sold'"
        )
    }
    for sale in sales:
        done = ended[str(sale["seat"])]
        assert done.code in CODES, (sale, done)
        assert "Traceback" not in done.err, (sale, done)
        if done.code == 0:
            assert sale["seat"] in sold
        if "says whether it went through" in done.err:
            told = place.run("--till", str(sale["till"]), "show", "list").err
            expected = "went through: " if sale["seat"] in sold else ("did not go through", "")
            assert told == "" or any(word in told for word in _words(expected)), (sale, told)
            assert bool(told) or sale["seat"] not in sold, (sale, done)


def _words(expected: object) -> tuple[str, ...]:
    return expected if isinstance(expected, tuple) else (str(expected),)
