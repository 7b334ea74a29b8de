"""However many want a seat at the same moment and however they spell it, one gets it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from boxoffice.cli import boundary
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.services import app as app_module
from tests.concurrency.conftest import BOTH_PRODUCTS
from tests.concurrency.crowds import (
    Barrier,
    all_at_once,
    ended,
    environment,
    errors_of,
    fork,
    forked_at_once,
)
from tests.concurrency.houses import House
from tests.concurrency.ledger import damage, require_open, require_sound, sold
from tests.concurrency.unguarded import unguarded_app
from tests.programme import make_plan

ONE_SPELLING = ("F7",)
THREE_SPELLINGS = ("F7", "f7", "\uff26\uff17")
MANY = 40
FEW = 8

Line = tuple[str, ...]
Record = Callable[[str, object], None]


def sales_of(words: Sequence[str], number: int) -> list[Line]:
    """Command lines of as many tills, each for one of the words in turn."""
    return [
        ("sell", "1", words[index % len(words)], "-c", "exact", "--id-only", "--till", f"t{index}")
        for index in range(number)
    ]


def in_process(house: House, line: Line) -> int:
    """A command line in this forked process, through the same front end."""
    os.environ.update(environment(house))
    return boundary.run(["--db", house.db, *line])


def without_protection(house: House, lines: Sequence[Line]) -> Counter[int]:
    """The same command lines with nothing that protects a seat; they meet before they insert."""
    house.drop_the_key()
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        app = unguarded_app(house, barrier)
        app_module._backend = lambda _settings: app.db.backend
        return in_process(house, line)

    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    return Counter(ended(pid) for pid in pids)


def one_winner(number: int) -> Counter[int]:
    return Counter({int(ExitCode.DONE): 1, int(ExitCode.CONFLICT): number - 1})


def require_control(house: House, lines: Sequence[Line], record: Record) -> None:
    """Without protection the same crowd sells the seat several times, or nothing is shown."""
    codes = without_protection(house, lines)
    found = damage(house)
    record(
        "without protection", f"exit codes {dict(codes)}, {found}, sold {len(sold(house))} times"
    )
    assert codes[0] > 1
    assert found["sold twice"] == 1
    assert len(sold(house)) > 1


def race_forked(
    new_house: Callable[..., House], words: Sequence[str], number: int, record: Record
) -> House:
    """Forked tills want one seat; then the same crowd without protection."""
    lines = sales_of(words, number)
    house = new_house()
    codes = forked_at_once(house, [lambda line=line: in_process(house, line) for line in lines])
    assert Counter(codes) == one_winner(number)
    assert damage(house) == {}
    assert [seat for _ref, seat in sold(house)] == ["F7"]
    require_control(new_house(), lines, record)
    return house


def test_a_few_tills_have_one_winner_and_without_protection_several(
    new_house: Callable[..., House], record_property: Record
) -> None:
    race_forked(new_house, THREE_SPELLINGS, FEW, record_property)


@pytest.mark.slow
def test_forty_tills_have_one_winner_and_without_protection_several(
    new_house: Callable[..., House], record_property: Record
) -> None:
    require_sound(race_forked(new_house, ONE_SPELLING, MANY, record_property))


@pytest.mark.slow
@pytest.mark.parametrize("new_house", BOTH_PRODUCTS, indirect=True)
def test_forty_commands_have_one_winner_and_without_protection_several(
    new_house: Callable[..., House], record_property: Record
) -> None:
    lines = sales_of(THREE_SPELLINGS, MANY)
    house = new_house()
    answers = all_at_once(house, lines, installed=True)
    assert Counter(answer.code for answer in answers) == one_winner(MANY)
    winner = next(answer.out.strip() for answer in answers if answer.code == ExitCode.DONE)
    assert sold(house) == {(winner, "F7")}
    losers = [answer for answer in answers if answer.code == ExitCode.CONFLICT]
    assert all(answer.out == "" and winner in answer.err for answer in losers)
    require_sound(house)
    require_open(house)
    require_control(new_house(), lines, record_property)


@pytest.mark.slow
@pytest.mark.parametrize("new_house", BOTH_PRODUCTS, indirect=True)
def test_fifty_different_seats_at_once_are_all_sold(new_house: Callable[..., House]) -> None:
    house = new_house(make_plan(wheelchair=False))
    seats = [f"{row}{number}" for row in "ABCDE" for number in range(1, 11)]
    answers = all_at_once(house, sales_of(seats, len(seats)))
    assert Counter(answer.code for answer in answers) == Counter({0: 50})
    wanted = [(answer.out.strip(), seat) for answer, seat in zip(answers, seats, strict=True)]
    assert sold(house) == set(wanted)
    require_sound(house)
