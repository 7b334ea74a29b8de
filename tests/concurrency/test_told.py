"""The check of what was told finds each thing that is not so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

import pytest

from tests.concurrency.crowds import Answer, command
from tests.concurrency.houses import House
from tests.concurrency.movers import add_hall
from tests.concurrency.told import Asked, Moved, untrue
from tests.services.histories import past_the_program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("new_house", ["persist"], indirect=True),
]

CHANGES = (
    ("UPDATE booking_line SET seat = 'C9' WHERE seat = 'F7'", {"sales", "tickets"}),
    ("UPDATE booking_line SET status = 'voided' WHERE seat = 'F7'", {"sales"}),
    ("UPDATE booking SET status = 'voided'", {"sales", "money"}),
    ("UPDATE booking SET ref = 'XXXXX'", {"sales", "seats", "tickets", "money"}),
    ("DELETE FROM seat_claim WHERE seat_id = 57", {"seats"}),
    ("UPDATE seat_claim SET seat_id = 2001 WHERE seat_id = 57", {"seats"}),
    ("UPDATE show SET screen_id = 2 WHERE id = 1", {"seats"}),
    ("UPDATE ticket SET status = 'void'", {"tickets"}),
    ("UPDATE ticket SET code = 'forged' WHERE id = (SELECT min(id) FROM ticket)", {"tickets"}),
    ("DELETE FROM payment", {"money"}),
    ("UPDATE payment SET amount_minor = amount_minor + 1", {"money"}),
    ("DELETE FROM operation WHERE use_case = 'SellRequest'", {"answers"}),
)  # fmt: skip


class Evening(NamedTuple):
    """A house with a sale of two seats, and two that were refused."""

    house: House
    sale: Asked
    taken: Asked
    unknown: Asked


@pytest.fixture
def evening(house: House) -> Evening:
    add_hall(house)

    def ask(word: str, *seats: str) -> Asked:
        return seats, command(house, "sell", "1", word, "-c", "exact", "--json")

    found = Evening(house, ask("F7-8", "F7", "F8"), ask("F8", "F8"), ask("K1", "K1"))
    assert [answer.code for _, answer in found[1:]] == [0, 6, 5]
    assert untrue(house, found[1:]) == {}
    return found


def test_whatever_is_there_that_was_not_told_is_found(evening: Evening) -> None:
    house = evening.house
    for sql, named in CHANGES:
        before = house.home / "before.db"
        before.write_bytes((house.home / "boxoffice.db").read_bytes())
        past_the_program(house.db, [sql])
        found = set(untrue(house, evening[1:]))
        (house.home / "boxoffice.db").write_bytes(before.read_bytes())
        assert found - {"refusals"} == named, sql
    assert untrue(house, evening[1:]) == {}


def test_whatever_was_told_that_is_not_there_is_found(evening: Evening) -> None:
    house, (seats, answer), taken, unknown = evening
    asked = [taken, unknown]
    assert set(untrue(house, asked)) == {"sales", "seats", "tickets", "money", "answers"}
    twice = untrue(house, [(seats, answer), (seats, answer)])
    assert set(twice) == {"sales", "seats", "tickets", "money", "answers"}
    assert set(untrue(house, [(("F7", "F9"), answer), *asked])) == {"sales", "seats", "asked"}
    document = json.loads(answer.out)
    party = {"ref": document["booking"]["ref"], "seats": [], "tickets": document["tickets"]}
    moved = Moved([party], was="Screen 2")
    assert set(untrue(house, evening[1:], moved)) == {"screens"}
    stranger = Moved([{**party, "ref": "XXXXX", "tickets": []}], was="Screen 2")
    assert set(untrue(house, evening[1:], stranger)) == {"parties"}


LIES = (
    (5, "", ""),
    (9, "", ""),
    (6, '"F8"', '"F9"'),
    (6, '"ref": "', '"ref": "X'),
    (6, "seats.taken", "shows.closed"),
    (6, "seats.taken", "seats.unknown"),
    (6, "seats.taken", "storage.busy"),
)


def test_a_refusal_with_a_wrong_code_or_reason_is_found(evening: Evening) -> None:
    house, sale, (seats, answer), _ = evening
    for code, old, new in LIES:
        lie = replace(answer, code=code, err=answer.err.replace(old, new))
        assert lie != answer
        assert set(untrue(house, [sale, (seats, lie)])) == {"refusals"}, lie


def test_who_was_refused_a_seat_that_there_is_or_was_told_something_as_well_is_found(
    evening: Evening,
) -> None:
    house, sale, (seats, taken), (wanted, unknown) = evening
    assert set(untrue(house, [sale, (wanted, unknown)], labels=["K1"])) == {"refusals"}
    talks = Answer(taken.code, "sold", taken.err)
    assert set(untrue(house, [sale, (seats, talks)])) == {"refusals"}
