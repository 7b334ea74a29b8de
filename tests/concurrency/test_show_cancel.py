"""A show is called off under a crowd and by several at once; everybody's money goes back once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.services import app as app_module
from boxoffice.services import refunds, reservations, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.storage.backends import Backend, DriverCursor
from boxoffice.storage.postgres import PostgresBackend
from boxoffice.storage.sqlite import SqliteBackend
from tests.concurrency.crowds import Barrier, command, ended, errors_of, fork, forked_at_once
from tests.concurrency.houses import House, until
from tests.concurrency.ledger import require_sound
from tests.concurrency.test_one_seat import Line, Record, in_process, one_winner
from tests.concurrency.test_refunds import opened
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite
from tests.counter import book_request, pay_request, sell_request
from tests.programme import make_plan

pytestmark = pytest.mark.slow

FEW = 8
MANY = 40
CROWD = 20
LABELS = [seat.label for seat in make_plan(wheelchair=False).seats]
CANCEL: Line = ("show", "cancel", "1", "--reason", "flood", "--apply", "--quiet")
MEANT = ShowsMeant(shows=("1",))

NO_LOCKS = {" FOR UPDATE OF booking": "", " FOR UPDATE": "", "pg_advisory_xact_lock(": "abs("}

KEPT = """
    SELECT booking.ref FROM booking JOIN payment ON payment.booking_id = booking.id
    WHERE booking.show_id = 1 GROUP BY booking.id, booking.ref
    HAVING sum(payment.amount_minor) <> (
        SELECT coalesce(sum(refund.amount_minor), 0) FROM refund
        WHERE refund.booking_id = booking.id
    )
"""
"""Bookings of the show that got back another sum than they paid."""

LEFT = """
    SELECT line.id FROM booking_line AS line JOIN booking ON booking.id = line.booking_id
    WHERE booking.show_id = 1 AND line.status IN ('sold', 'reserved')
"""


class _LooksThenEnds(Backend):
    """Ends bookings as it saw them a moment ago: no row is locked, and nobody looks again."""

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        has_met = self.barrier is not None and self.barrier._met
        if sql.startswith("UPDATE booking SET") and self.barrier is not None:
            self.barrier.meet()
        if has_met and "FROM refund" in sql:
            sql = sql.replace("WHERE", "WHERE 1 = 0 AND", 1)
        sql = sql.replace("DELETE FROM seat_claim", "UPDATE seat_claim SET state = state")
        for lock, none in NO_LOCKS.items():
            sql = sql.replace(lock, none)
        cursor.execute(sql, values)


class _LoosePostgres(_LooksThenEnds, UnguardedPostgres):
    pass


class _LooseSqlite(_LooksThenEnds, UnguardedSqlite):
    pass


class _DiesLater(Backend):
    """Is killed just before the n-th refund it makes."""

    left = 0

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("INSERT INTO refund"):
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)
        super().execute(cursor, sql, values)


class _DyingPostgres(_DiesLater, PostgresBackend):
    pass


class _DyingSqlite(_DiesLater, SqliteBackend):
    pass


def sold_out(house: House, number: int) -> list[str]:
    """As many bookings of two seats, half of them unpaid; the references of those paid."""
    refs = []
    with open_app(house.settings) as app:
        ctx = house.context("office")
        for place in range(number):
            seats = (LABELS[2 * place + 20], LABELS[2 * place + 21])
            refs.append(sales.sell(app, ctx, sell_request(*seats)).booking.ref)
        reservations.book(app, ctx, book_request(LABELS[0]))
    return refs


def prepared(house: House, number: int) -> list[str]:
    """The same in a process of its own: a database is never carried over a fork."""
    file = house.home / "refs.txt"

    def work() -> None:
        file.write_text("\n".join(sold_out(house, number)), encoding="utf-8")

    assert ended(fork(work, errors=errors_of(house))) == 0, errors_of(house).read_text()
    return file.read_text(encoding="utf-8").split()


def given_back(house: House) -> Counter[str]:
    """How often each booking was given money back."""
    sql = "SELECT booking.ref FROM refund JOIN booking ON booking.id = refund.booking_id"
    return Counter(str(ref) for (ref,) in house.rows(sql))


def require_all_ended(house: House) -> None:
    assert house.rows(KEPT) == []
    assert house.rows(LEFT) == []
    assert house.rows("SELECT count(*) FROM seat_claim WHERE show_id = 1") == [(0,)]


def test_several_call_it_off_at_once_and_without_protection_all_of_them_pay(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house()
    refs = prepared(house, 3)
    lines = [(*CANCEL, "--till", f"t{index}") for index in range(FEW)]
    codes = forked_at_once(house, [lambda line=line: in_process(house, line) for line in lines])
    assert Counter(codes) == Counter({0: FEW})
    assert given_back(house) == Counter(refs)
    require_all_ended(house)
    require_sound(house)
    require_control(new_house(), record_property)


def require_control(house: House, record: Record) -> None:
    """Without protection each of the crowd promises the money back, or nothing is shown."""
    prepared(house, 1)
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        app = opened(house, postgres=_LoosePostgres, sqlite=_LooseSqlite, barrier=barrier)
        app_module._backend = lambda _settings: app.db.backend
        return in_process(house, line)

    lines = [(*CANCEL, "--till", f"t{index}") for index in range(FEW)]
    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    back = house.rows("SELECT coalesce(sum(amount_minor), 0) FROM refund")
    record("without protection", f"exit codes {dict(codes)}, promised back {back}")
    assert int(str(back[0][0])) > 2400


class _Worker:
    """One of the crowd: sells, books and pays, or gives back, until nothing is sold any more."""

    def __init__(self, house: House, number: int) -> None:
        self.house, self.number = house, number
        self.rng = Random(number)
        self.ctx = house.context(f"t{number}")

    @property
    def ledger(self) -> Path:
        return self.house.home / "paid.txt"

    def work(self) -> int:
        with open_app(self.house.settings) as app:
            for _ in range(100_000):
                try:
                    self._note(self._deal(app, self.rng.choice(LABELS)))
                except BoxofficeError as error:
                    if error.code == "shows.not_on_sale":
                        return 0
                    if not isinstance(error, Conflict):
                        raise
        return 1

    def _deal(self, app: App, label: str) -> str:
        kind = self.number % 3
        if kind == 0:
            return sales.sell(app, self.ctx, sell_request(label)).booking.ref
        if kind == 1:
            ref = reservations.book(app, self.ctx, book_request(label)).booking.ref
            return reservations.pay(app, self.ctx, pay_request(ref)).booking.ref
        ref = sales.sell(app, self.ctx, sell_request(label)).booking.ref
        self._note(ref)
        refunds.refund(app, self.ctx, refunds.RefundRequest(ref=ref))
        return ref

    def _note(self, ref: str) -> None:
        file = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{ref}\n".encode())
        os.close(file)


def test_a_crowd_sells_and_pays_while_it_is_called_off_killed_and_called_off_again(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    refs = prepared(house, 12)
    workers = [_Worker(house, number) for number in range(CROWD)]
    pids = [fork(worker.work, errors=errors_of(house)) for worker in workers]
    ledger = workers[0].ledger
    until(
        lambda: ledger.exists() and len(ledger.read_text(encoding="utf-8").split()) > CROWD,
        what="the crowd at work",
    )

    def cancel(dies_at: int) -> int:
        app = opened(house, postgres=_DyingPostgres, sqlite=_DyingSqlite, left=dies_at)
        use.cancel_shows(app, house.context("office"), MEANT, reason="flood", batch=4)
        return 0

    for dies_at in (2, 7):
        killed = ended(fork(lambda at=dies_at: cancel(at), errors=errors_of(house)))
        assert killed == -signal.SIGKILL
    assert command(house, *CANCEL).code == 0
    assert [ended(pid) for pid in pids] == [0] * CROWD, errors_of(house).read_text()
    require_all_ended(house)
    noted = set(ledger.read_text(encoding="utf-8").split()) | set(refs)
    sql = "SELECT ref FROM booking WHERE show_id = 1 AND status = 'refunded'"
    assert noted <= {str(ref) for (ref,) in house.rows(sql)}
    assert set(given_back(house).values()) == {1}
    late = command(house, "sell", "1", "F7", "-c", "exact")
    assert late.code == ExitCode.CONFLICT
    require_sound(house)


def test_what_waits_is_handed_out_once(new_house: Callable[..., House]) -> None:
    house = new_house()
    (ref,) = prepared(house, 1)
    assert command(house, *CANCEL).code == 0
    lines = [("refund", ref, "--id-only", "--till", f"t{index}") for index in range(MANY)]
    codes = forked_at_once(house, [lambda line=line: in_process(house, line) for line in lines])
    assert Counter(codes) == one_winner(MANY)
    assert house.rows("SELECT status, amount_minor FROM refund") == [("done", 2400)]
    require_sound(house)
