"""However many tills use the last redemption or one single-use code at once, one has it."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.services import app as app_module
from boxoffice.services import sales
from boxoffice.services.app import open_app
from boxoffice.storage.backends import Backend, DriverCursor
from tests.concurrency.crowds import (
    Barrier,
    all_at_once,
    command,
    ended,
    errors_of,
    fork,
    forked_at_once,
)
from tests.concurrency.houses import House, at_the_gate, closed, until
from tests.concurrency.ledger import damage, require_open, require_sound
from tests.concurrency.test_one_seat import Line, Record, in_process, one_winner
from tests.concurrency.test_refunds import _DyingPostgres, _DyingSqlite
from tests.concurrency.test_refunds import opened as on_backend
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite
from tests.counter import sell_request
from tests.forks import Ended, run_in_child
from tests.offers import add_offer
from tests.programme import make_plan

pytestmark = pytest.mark.slow

MANY = 40
COMMANDS = 16
FEW = 8
SEATS = [f"{row}{number}" for row in "ABCDE" for number in range(1, 11)]
LIMITED: Mapping[str, Any] = {"code": "LAST", "limit_total": 1}
SINGLE: Mapping[str, Any] = {"single_use": 1, "codes": ("LAST",)}

USED = "SELECT count(*) FROM redemption WHERE status IN ('reserved', 'redeemed')"
OFFS = "SELECT count(*) FROM booking_line WHERE status = 'sold' AND offer_minor > 0"


def opened(new_house: Callable[..., House], offer: Mapping[str, Any]) -> House:
    """A house with one offer that is good once."""
    house = new_house(make_plan(wheelchair=False))

    def make() -> None:
        with open_app(house.settings) as app:
            add_offer(app, house.context("office"), 1, "last", percent_bp=5000, **offer)

    assert run_in_child(make) == Ended()
    return house


def sales_of(number: int) -> list[Line]:
    """As many tills, each with a seat of its own and all with the same code."""
    return [
        ("sell", "1", SEATS[index], "-c", "exact", "--offer", "last", "--id-only",
         "--till", f"t{index}")
        for index in range(number)
    ]  # fmt: skip


def uses(house: House) -> tuple[int, int]:
    """How often the offer is used, by its redemptions and by the lines that it made cheaper."""
    counts = [int(str(house.rows(sql)[0][0])) for sql in (USED, OFFS)]
    return counts[0], counts[1]


class _LooksThenTakes(Backend):
    """Takes an offer that it saw free a moment ago: no row locked, nothing asked of the code."""

    barrier: Barrier
    counts = 0

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("UPDATE offer_code"):
            self.barrier.meet()
            sql = sql.partition(" AND (offer_code.booking_id")[0]
        cursor.execute(sql.replace(" FOR UPDATE", ""), values)
        if "FROM redemption" in sql and "GROUP BY" in sql:
            self.counts += 1
            if self.counts == 2:
                self.barrier.meet()


class _LoosePostgres(_LooksThenTakes, UnguardedPostgres):
    pass


class _LooseSqlite(_LooksThenTakes, UnguardedSqlite):
    pass


def without_protection(house: House, lines: Sequence[Line]) -> Counter[int]:
    """The same tills, who all look before anybody takes."""
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        app = on_backend(house, postgres=_LoosePostgres, sqlite=_LooseSqlite, barrier=barrier)
        app_module._backend = lambda _settings: app.db.backend
        return in_process(house, line)

    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    return Counter(ended(pid) for pid in pids)


@pytest.mark.parametrize("offer", [LIMITED, SINGLE], ids=["last", "code"])
def test_a_few_tills_have_one_winner_and_without_protection_several(
    new_house: Callable[..., House], offer: Mapping[str, Any], record_property: Record
) -> None:
    house, lines = opened(new_house, offer), sales_of(FEW)
    codes = forked_at_once(house, [lambda line=line: in_process(house, line) for line in lines])
    assert Counter(codes) == one_winner(FEW)
    assert uses(house) == (1, 1)
    assert damage(house) == {}
    control = opened(new_house, offer)
    loose = without_protection(control, lines)
    record_property("without protection", f"exit codes {dict(loose)}, uses {uses(control)}")
    assert uses(control)[1] > 1


@pytest.mark.parametrize("offer", [LIMITED, SINGLE], ids=["last", "code"])
def test_sixteen_commands_have_one_winner(
    new_house: Callable[..., House], offer: Mapping[str, Any]
) -> None:
    house = opened(new_house, offer)
    answers = all_at_once(house, sales_of(COMMANDS))
    assert Counter(answer.code for answer in answers) == one_winner(COMMANDS)
    losers = [answer.err for answer in answers if answer.code == ExitCode.CONFLICT]
    assert all("sell without it" in told for told in losers)
    assert uses(house) == (1, 1)
    require_sound(house)
    require_open(house)


@pytest.mark.parametrize("offer", [LIMITED, SINGLE], ids=["last", "code"])
def test_who_dies_in_the_middle_has_taken_nothing(
    new_house: Callable[..., House], offer: Mapping[str, Any]
) -> None:
    house = opened(new_house, offer)
    for statement in ("INSERT INTO redemption", "INSERT INTO payment", "INSERT INTO ticket"):

        def work(before: str = statement) -> int:
            app = on_backend(house, postgres=_DyingPostgres, sqlite=_DyingSqlite, before=before)
            request = sell_request("A1", offers=("LAST",))
            sales.sell(app, house.context("t9"), request)
            return 0

        assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL, statement
        assert uses(house) == (0, 0)
        require_open(house)
    assert command(house, *sales_of(1)[0]).code == 0
    assert uses(house) == (1, 1)
    require_sound(house)


@pytest.mark.parametrize("offer", [LIMITED, SINGLE], ids=["last", "code"])
def test_whoever_is_killed_in_the_crowd_it_is_used_once_at_most(
    new_house: Callable[..., House], offer: Mapping[str, Any]
) -> None:
    house = opened(new_house, offer)
    with closed(house) as waiting:
        pids = [
            fork(lambda line=line: in_process(house, line), errors=errors_of(house))
            for line in sales_of(MANY)
        ]
        until(lambda: waiting() == MANY, what="all tills at the door")
    inside = [] if house.is_postgres else at_the_gate(Path(house.db))
    for pid in [*(pid for pid in inside if pid in pids), *pids[::2]]:
        os.kill(pid, signal.SIGKILL)
    codes = Counter(ended(pid) for pid in pids)
    used, offs = uses(house)
    assert used == offs <= 1
    assert codes[int(ExitCode.DONE)] <= used
    require_open(house)
    require_sound(house)
    last = command(house, "sell", "1", "H1", "-c", "exact", "--offer", "LAST")
    assert last.code == (ExitCode.CONFLICT if used else ExitCode.DONE)
    assert uses(house) == (1, 1)
