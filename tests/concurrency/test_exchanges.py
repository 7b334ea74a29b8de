"""However many exchange at the same moment, every seat has one owner and no money is lost."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.services import exchanges, sales
from boxoffice.services.app import open_app
from boxoffice.services.exchanges import ExchangeRequest
from tests.concurrency.crowds import Barrier, ended, errors_of, fork, forked_at_once
from tests.concurrency.houses import House
from tests.concurrency.ledger import damage, require_open, require_sound
from tests.concurrency.test_one_seat import (
    Line,
    Record,
    in_process,
    one_winner,
    without_protection,
)
from tests.concurrency.test_refunds import _DyingPostgres, _DyingSqlite, opened
from tests.counter import CASH, sell_request
from tests.forks import run_in_child
from tests.programme import make_plan

pytestmark = pytest.mark.slow

MANY = 40
FEW = 8
WANTED = "C5"
WRITES = (
    "UPDATE booking SET",
    "UPDATE booking_line",
    "DELETE FROM seat_claim",
    "INSERT INTO seat_claim",
    "UPDATE ticket",
    "INSERT INTO booking ",
    "INSERT INTO transfer",
    "INSERT INTO payment",
    "INSERT INTO refund",
    "INSERT INTO ticket",
    "INSERT INTO audit_entry",
)
"""What an exchange that takes money, or gives some back, does one after the other."""


def sold(house: House, seats: Sequence[str]) -> list[str]:
    """A booking for each of the words, made by a process of its own."""

    def work() -> list[str]:
        with open_app(house.settings) as app:
            ctx = house.context("office")
            return [
                sales.sell(app, ctx, sell_request(word, tenders=(CASH,))).booking.ref
                for word in seats
            ]

    found = run_in_child(work)
    assert found.code == ""
    return list(found.value)


def others(number: int) -> list[str]:
    """Labels of as many seats of the wanted one's category, and not that one."""
    labels = [seat.label for seat in make_plan(wheelchair=False).seats]
    standard = [label for label in labels if label[0] in "ABDEF"]
    return standard[:number]


def lines_into(refs: Sequence[str]) -> list[Line]:
    return [
        ("exchange", ref, "--to", WANTED, "--id-only", "--till", f"t{index}")
        for index, ref in enumerate(refs)
    ]


def race(house: House, number: int) -> None:
    lines = lines_into(sold(house, others(number)))
    works = [lambda line=line: in_process(house, line) for line in lines]
    assert Counter(forked_at_once(house, works)) == one_winner(number)
    assert damage(house) == {}
    assert house.rows("SELECT count(*) FROM booking WHERE status = 'exchanged'") == [(1,)]
    assert house.rows("SELECT count(*) FROM seat_claim") == [(number,)]
    assert house.rows("SELECT count(*), sum(amount_minor) FROM transfer") == [(1, 1200)]


def require_control(house: House, number: int, record: Record) -> None:
    """Without protection several get the seat, or nothing is shown."""
    codes = without_protection(house, lines_into(sold(house, others(number))))
    record("without protection", f"exit codes {dict(codes)}, {damage(house)}")
    assert codes[0] > 1
    assert damage(house)["sold twice"] == 1


def test_a_few_exchange_into_one_seat_and_one_gets_it(
    new_house: Callable[..., House], record_property: Record
) -> None:
    race(new_house(), FEW)
    require_control(new_house(), FEW, record_property)


def test_forty_exchange_into_one_seat_and_one_gets_it(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house()
    race(house, MANY)
    require_sound(house)
    require_control(new_house(), MANY, record_property)


def money(house: House) -> int:
    """What the house has taken and not given back."""
    taken = house.rows("SELECT coalesce(sum(amount_minor), 0) FROM payment")
    back = house.rows("SELECT coalesce(sum(amount_minor), 0) FROM refund")
    return int(str(taken[0][0])) - int(str(back[0][0]))


def crowd_at(one: str, two: str, number: int) -> list[Line]:
    """Swaps both ways, refunds and exchanges elsewhere of the same two bookings."""
    kinds: list[Line] = [
        ("exchange", one, "--with", two), ("exchange", two, "--with", one),
        ("refund", one), ("exchange", one, "--to", "D1-2"), ("refund", two, "F1"),
        ("exchange", two, "F2", "--to", "E2"), ("exchange", one, "--add", "C9", "-c", "exact"),
        ("sell", "1", "D1", "-c", "exact"),
    ]  # fmt: skip
    return [(*kinds[index % len(kinds)], "--id-only") for index in range(number)]


@pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_swaps_against_each_other_while_refunds_run(
    new_house: Callable[..., House], number: int
) -> None:
    house = new_house()
    one, two = sold(house, ["A1-2", "F1-2"])
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        barrier.meet()
        return in_process(house, line)

    lines = crowd_at(one, two, number)
    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    assert set(codes) <= {0, ExitCode.CONFLICT}
    assert codes[0] >= 1
    assert damage(house) == {}
    live = house.rows("SELECT count(*) FROM booking_line WHERE status = 'sold'")
    assert house.rows("SELECT count(*) FROM seat_claim") == live
    assert money(house) == 1200 * int(str(live[0][0]))
    require_sound(house)


def test_crossing_exchanges_and_sales_wait_for_each_other_and_never_for_ever(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    rows = "ABDEF"
    refs = sold(house, [f"{row}{n}" for row in rows for n in (1, 9)])
    lines: list[Line] = []
    for index, ref in enumerate(refs):
        to = f"{rows[(index // 2 + 1) % len(rows)]}{9 if index % 2 == 0 else 1}"
        lines.append(("exchange", ref, "--to", to, "--id-only"))
        lines.append(("exchange", ref, "--with", refs[(index + 3) % len(refs)], "--id-only"))
    works = [lambda line=line: in_process(house, line) for line in lines]
    codes = Counter(forked_at_once(house, works))
    assert set(codes) <= {0, ExitCode.CONFLICT}
    assert codes[0] >= 1
    assert house.rows("SELECT count(*) FROM seat_claim") == [(len(refs),)]
    assert money(house) == 1200 * len(refs)
    require_sound(house)


@pytest.mark.parametrize(
    ("to", "tenders"), [("G3-4", (CASH,)), ("C3", ())], ids=["dearer", "cheaper"]
)
def test_who_dies_in_the_middle_has_moved_nothing(
    new_house: Callable[..., House], to: str, tenders: Any
) -> None:
    house = new_house()
    (ref,) = sold(house, ["F7-8"])
    before = [house.rows(f"SELECT count(*) FROM {name}") for name in ("booking", "seat_claim")]
    died = 0
    for statement in WRITES:

        def work(before: str = statement) -> int:
            app = opened(house, postgres=_DyingPostgres, sqlite=_DyingSqlite, before=before)
            request = ExchangeRequest(ref=ref, to=(to,), tenders=tenders)
            plan = house.context("t9")
            exchanges.exchange(app, plan, request)
            return 0

        if statement == ("INSERT INTO refund" if tenders else "INSERT INTO payment"):
            continue
        assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL, statement
        died += 1
        assert [
            house.rows(f"SELECT count(*) FROM {name}") for name in ("booking", "seat_claim")
        ] == before
        assert money(house) == 2400
        require_open(house)
    assert died == len(WRITES) - 1
    line = ("exchange", ref, "--to", to, *(("-c", "exact") if tenders else ()))
    assert ended(fork(lambda: in_process(house, line), errors=errors_of(house))) == 0
    assert money(house) == (3100 if tenders else 1200)
    require_sound(house)
