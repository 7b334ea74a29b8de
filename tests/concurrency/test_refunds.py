"""However many give one booking back at the same moment, the money goes back once."""

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
from boxoffice.services import refunds
from boxoffice.services.app import App
from boxoffice.storage.backends import Backend, DriverCursor
from boxoffice.storage.engine import Database
from boxoffice.storage.postgres import PostgresBackend
from boxoffice.storage.sqlite import SqliteBackend
from tests.concurrency.crowds import (
    Barrier,
    all_at_once,
    command,
    ended,
    errors_of,
    fork,
    forked_at_once,
)
from tests.concurrency.houses import PATIENCE_SECONDS, House
from tests.concurrency.ledger import require_open, require_sound
from tests.concurrency.test_one_seat import Line, Record, in_process, one_winner
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite

pytestmark = pytest.mark.slow

MANY = 40
COMMANDS = 16
SEATS = "F7-8"
WHOLE_MINOR = 2400
WRITES = (
    "UPDATE booking SET",
    "UPDATE booking_line",
    "DELETE FROM seat_claim",
    "INSERT INTO refund",
)


class _LooksThenPays(Backend):
    """Gives back what it saw sold a moment ago, seats freed or not, with no row locked.

    Nor does it look once more at what went back meanwhile.
    """

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("UPDATE booking SET") and self.barrier is not None:
            self.barrier.meet()
        if "FROM refund" in sql:
            sql = f"SELECT * FROM ({sql}) AS seen WHERE 1 = 0"
        freeing = sql.replace("DELETE FROM seat_claim", "UPDATE seat_claim SET state = state")
        cursor.execute(freeing.replace(" FOR UPDATE", ""), values)


class _LoosePostgres(_LooksThenPays, UnguardedPostgres):
    pass


class _LooseSqlite(_LooksThenPays, UnguardedSqlite):
    pass


class _Dies(Backend):
    """Is killed just before the first statement of a kind."""

    before = ""

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith(self.before):
            os.kill(os.getpid(), signal.SIGKILL)
        super().execute(cursor, sql, values)


class _DyingPostgres(_Dies, PostgresBackend):
    pass


class _DyingSqlite(_Dies, SqliteBackend):
    pass


def opened(house: House, *, postgres: type[Any], sqlite: type[Any], **more: Any) -> App:
    """The app of a house on another backend."""
    place = house.db if house.is_postgres else Path(house.db)
    backend = (postgres if house.is_postgres else sqlite)(place, busy_seconds=PATIENCE_SECONDS)
    for name, value in more.items():
        setattr(backend, name, value)
    return App(db=Database(backend), settings=house.settings)


def sell(house: House) -> str:
    done = command(house, "sell", "1", SEATS, "-c", "exact", "--id-only")
    assert done.code == 0, done
    return done.out.strip()


def refunds_of(ref: str, number: int) -> list[Line]:
    """Command lines of as many tills; every other one names the seats."""
    words = [(), (SEATS,)]
    return [
        ("refund", ref, *words[index % 2], "--id-only", "--till", f"t{index}")
        for index in range(number)
    ]


def paid_back(house: House) -> list[int]:
    return [int(str(minor)) for (minor,) in house.rows("SELECT amount_minor FROM refund")]


def require_control(new_house: Callable[..., House], number: int, record: Record) -> None:
    """Without protection the same crowd is paid several times, or nothing is shown."""
    house = new_house()
    lines = refunds_of(sell(house), number)
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        app = opened(house, postgres=_LoosePostgres, sqlite=_LooseSqlite, barrier=barrier)
        app_module._backend = lambda _settings: app.db.backend
        return in_process(house, line)

    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    record("without protection", f"exit codes {dict(codes)}, paid back {paid_back(house)}")
    assert codes[0] > 1
    assert sum(paid_back(house)) > WHOLE_MINOR


def race(house: House, number: int, run: Callable[[House, Sequence[Line]], list[int]]) -> None:
    codes = run(house, refunds_of(sell(house), number))
    assert Counter(codes) == one_winner(number)
    assert paid_back(house) == [WHOLE_MINOR]
    assert house.rows("SELECT count(*) FROM seat_claim") == [(0,)]


def forked(house: House, lines: Sequence[Line]) -> list[int]:
    return forked_at_once(house, [lambda line=line: in_process(house, line) for line in lines])


def test_forty_tills_pay_back_once_and_without_protection_several_times(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house()
    race(house, MANY, forked)
    require_sound(house)
    require_control(new_house, MANY, record_property)


def each_its_own(ref: str, number: int) -> list[Line]:
    """Command lines of as many tills: each seat alone, all of it, and a void where it was sold."""
    kinds: list[Line] = [
        ("refund", ref, "F7", "--till", "t1"), ("refund", ref, "F8", "--till", "t2"),
        ("refund", ref, "--till", "t3"), ("void", ref, "--reason", "slip"),
    ]  # fmt: skip
    return [(*kinds[index % len(kinds)], "--id-only") for index in range(number)]


def test_seats_alone_the_whole_and_a_void_at_once_pay_back_once(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    done = command(house, "sell", "1", SEATS, "-k", "4711=5", "-c", "exact", "--id-only")
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        barrier.meet()
        return in_process(house, line)

    lines = each_its_own(done.out.strip(), MANY)
    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    assert set(codes) == {0, ExitCode.CONFLICT}
    assert 1 <= codes[0] <= 2
    assert sum(paid_back(house)) == WHOLE_MINOR
    assert house.rows("SELECT count(*) FROM seat_claim") == [(0,)]
    require_sound(house)


def test_sixteen_commands_pay_back_once(new_house: Callable[..., House]) -> None:
    house = new_house()
    answers = all_at_once(house, refunds_of(sell(house), COMMANDS))
    assert Counter(answer.code for answer in answers) == one_winner(COMMANDS)
    losers = [answer for answer in answers if answer.code == ExitCode.CONFLICT]
    assert all(answer.out == "" and "already" in answer.err for answer in losers)
    assert paid_back(house) == [WHOLE_MINOR]
    require_sound(house)


def test_who_dies_in_the_middle_has_given_nothing_back(new_house: Callable[..., House]) -> None:
    house = new_house()
    ref = sell(house)
    for statement in WRITES:

        def work(before: str = statement) -> int:
            app = opened(house, postgres=_DyingPostgres, sqlite=_DyingSqlite, before=before)
            refunds.refund(app, house.context("t9"), refunds.RefundRequest(ref=ref))
            return 0

        assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL, statement
        assert paid_back(house) == []
        require_open(house)
    assert house.rows("SELECT count(*) FROM seat_claim") == [(2,)]
    assert command(house, "refund", ref).code == 0
    assert paid_back(house) == [WHOLE_MINOR]
    require_sound(house)
