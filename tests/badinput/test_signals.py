"""Ctrl-C and SIGTERM at any moment of a sale: sold or not sold, and the till is told which."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest

import boxoffice
from tests.badinput.places import COMMAND, PATIENCE_SECONDS, Done, Place
from tests.waiting import until_waiting

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
def test_a_sale_is_whole_or_nothing_whenever_it_is_interrupted(place: Place) -> None:
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
            ended[sale["seat"]] = interrupted(place, **sale)

    crew = [threading.Thread(target=work, args=(part,)) for part in range(AT_ONCE)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    assert len(ended) == SALES
    _compare(place, sales, ended)
    assert place.run("db", "verify").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_sale_that_is_stopped_in_the_midst_of_its_write_changes_nothing(
    server_place: Place, number: signal.Signals
) -> None:
    before, line = server_place.dump(), [COMMAND, "sell", "1", "E5", "-c", "exact"]
    with psycopg.connect(server_place.db) as holder:
        holder.execute("SELECT 1 FROM show FOR UPDATE")
        process = subprocess.Popen(
            line, env=server_place.environment(), cwd=server_place.home, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        until_waiting(server_place.db, 1)
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    killed = number == signal.SIGKILL
    assert (process.returncode, out) == (-number if killed else 128 + number, "")
    assert "Traceback" not in err
    assert "did not go through" in server_place.run("show", "list").err
    assert server_place.dump() == before
    assert server_place.run("sell", "1", "E5", "-c", "exact").code == 0


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
        assert "Traceback" not in done.err or _is_not_loaded(done), (sale, done)
        if done.code == 0:
            assert sale["seat"] in sold
        if "says whether it went through" in done.err:
            told = place.run("--till", str(sale["till"]), "show", "list").err
            expected = "went through: " if sale["seat"] in sold else ("did not go through", "")
            assert told == "" or any(word in told for word in _words(expected)), (sale, told)
            assert bool(told) or sale["seat"] not in sold, (sale, done)


def _is_not_loaded(done: Done) -> bool:
    """Ctrl-C met Python itself, before it came to the first line of the program."""
    return done.code == -signal.SIGINT and str(Path(boxoffice.__file__).parent) not in done.err


def _words(expected: object) -> tuple[str, ...]:
    return expected if isinstance(expected, tuple) else (str(expected),)
