"""However many ask a gateway for what is to go back, it is asked for each refund once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest

from boxoffice.services import refunds
from boxoffice.services.app import App, open_app
from boxoffice.services.flows.refunding import send_queued
from boxoffice.storage.backends import Backend, DriverCursor
from tests.concurrency.crowds import Barrier, ended, errors_of, fork, forked_at_once
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_sound
from tests.concurrency.test_one_seat import Record
from tests.concurrency.test_refunds import opened
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite
from tests.online import gateway_of, paid_online, with_gateway

pytestmark = pytest.mark.slow

FEW = 8
WAITING = 5
ROWS = "BCDEF"


class _LooksThenSends(Backend):
    """Sends what it saw waiting a moment ago, whoever else did."""

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("UPDATE refund SET") and self.barrier is not None:
            self.barrier.meet()
        cursor.execute(sql.replace(" FOR UPDATE OF refund SKIP LOCKED", ""), values)


class _LoosePostgres(_LooksThenSends, UnguardedPostgres):
    pass


class _LooseSqlite(_LooksThenSends, UnguardedSqlite):
    pass


class _Forgetful:
    """A gateway that knows no refund again."""

    def __init__(self, app: App) -> None:
        self._real = gateway_of(app)

    def refund(self, transaction_id: str, *, refund_id: str, **more: Any) -> Any:
        return self._real.refund(transaction_id, refund_id=str(uuid4()), **more)


def with_online(house: House, app: App) -> App:
    return with_gateway(app, house.home / "gateway")


def prepared(house: House, number: int) -> None:
    """As many bookings paid online, of each of which one of two seats is to go back."""

    def work() -> None:
        with open_app(house.settings) as app:
            online = with_online(house, app)
            ctx = house.context("office")
            for row in ROWS[:number]:
                ref = paid_online(online, ctx, f"{row}1-2")
                refunds.refund(online, ctx, refunds.RefundRequest(ref=ref, words=(f"{row}1",)))

    assert ended(fork(work, errors=errors_of(house))) == 0, errors_of(house).read_text()


def gave_back(house: House) -> list[int]:
    """What the gateway itself says that it gave back, payment by payment."""
    sessions = house.rows("SELECT session_id FROM payment ORDER BY id")
    with open_app(house.settings) as app:
        gateway = gateway_of(with_online(house, app))
        found = [gateway.look_up(str(session_id)).refunds for (session_id,) in sessions]
    return [sum(refund.amount_minor for refund in each) for each in found]


def test_several_senders_ask_for_each_refund_once_and_without_protection_for_one_several_times(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house()
    prepared(house, WAITING)

    def send() -> int:
        with open_app(house.settings) as app:
            return send_queued(with_online(house, app), house.context("cron")).asked

    asked = forked_at_once(house, [send] * FEW) if not house.is_postgres else _forked(house, send)
    assert sum(asked) == WAITING
    assert house.rows("SELECT DISTINCT status, attempts FROM refund") == [("done", 1)]
    assert gave_back(house) == [1200] * WAITING
    require_sound(house)
    require_control(new_house(), record_property)


def _forked(house: House, send: Callable[[], int]) -> list[int]:
    """On a server nobody waits for anybody here: what one is busy with is passed over."""
    pids = [fork(send, errors=errors_of(house)) for _ in range(FEW)]
    return [ended(pid) for pid in pids]


def require_control(house: House, record: Record) -> None:
    """Without protection several send the same refund, or nothing is shown."""
    prepared(house, 1)
    barrier = Barrier()

    def work() -> int:
        barrier.enter()
        app = opened(house, postgres=_LoosePostgres, sqlite=_LooseSqlite, barrier=barrier)
        online = with_online(house, app)
        send_queued(online, house.context("cron"), open_gateway=lambda _: _Forgetful(online))  # type: ignore[arg-type, return-value]
        return 0

    pids = [fork(work, errors=errors_of(house)) for _ in range(FEW)]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    record("without protection", f"exit codes {dict(codes)}, gave back {gave_back(house)}")
    assert gave_back(house)[0] > 1200
