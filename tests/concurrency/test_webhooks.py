"""One webhook, however many deliver it at once, is one effect; who dies between loses nothing."""

from __future__ import annotations

import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from boxoffice.config import Settings, load
from boxoffice.context import SystemClock
from boxoffice.outbound.gateways.registry import open_simulated
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import app as app_module
from boxoffice.services.app import App, open_app
from boxoffice.services.flows import reconciling
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
from tests.concurrency.test_one_seat import Line, Record, in_process
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite
from tests.contexts import NOWHERE, make_context

pytestmark = pytest.mark.slow

MANY = 20
FEW = 8
SEATS = "F7-8"
TICKETS = 2
CONFIG = """
[gateways.practice]
kind = "simulated"
folder = "practice"
"""


class _TakesEverything(Backend):
    """Takes each event for new and each seat for its own, with no row locked."""

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("INSERT INTO webhook_inbox"):
            cursor.execute("SELECT 'new' AS event_id", {})
            return
        if sql.startswith("UPDATE payment SET") and self.barrier is not None:
            self.barrier.meet()
        if "UPDATE seat_claim" in sql:
            anything = r"seat_claim.state <> ''"
            sql = re.sub(r"seat_claim\.state = (:from_state|%\(from_state\)s)", anything, sql)
        cursor.execute(sql.replace(" FOR UPDATE", ""), values)


class _LoosePostgres(_TakesEverything, UnguardedPostgres):
    pass


class _LooseSqlite(_TakesEverything, UnguardedSqlite):
    pass


class _Dies(Backend):
    """Is killed just before the page of a payment is kept."""

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith("UPDATE payment SET") and "opened_session" in values:
            os.kill(os.getpid(), signal.SIGKILL)
        super().execute(cursor, sql, values)


class _DyingPostgres(_Dies, PostgresBackend):
    pass


class _DyingSqlite(_Dies, SqliteBackend):
    pass


class _Later(SystemClock):
    """The clock of this machine in some minutes."""

    source = "injected"  # type: ignore[assignment]

    def __init__(self, minutes: int) -> None:
        self.ahead_ms = minutes * 60_000

    def wall_ms(self) -> int:
        return super().wall_ms() + self.ahead_ms

    def boot_ms(self) -> int:
        return super().boot_ms() + self.ahead_ms


def settings_of(house: House) -> Settings:
    """The house's settings with its gateway."""
    (house.home / "boxoffice.toml").write_text(CONFIG)
    return load(
        flags={"db": house.db, "busy_seconds": PATIENCE_SECONDS}, environ={}, folder=house.home,
        system_file=NOWHERE / "s", user_file=NOWHERE / "u",
    )  # fmt: skip


def book(house: House) -> str:
    done = command(house, "book", "1", SEATS, "--id-only")
    assert done.code == 0, done
    return done.out.strip()


def begin(house: House, ref: str) -> str:
    """The session of a page that was opened."""
    done = command(house, "pay", ref, "--gateway", "practice", "--id-only")
    assert done.code == 0, done
    return done.out.strip()


def paid_webhook(house: House) -> Line:
    """The command line that takes in that a booking of two seats was paid."""
    gateway = open_simulated(settings_of(house))
    session_id = begin(house, book(house))
    now_ms = SystemClock().wall_ms()
    (sent,) = gateway.simulate(session_id, Outcome.SUCCESS, now_ms=now_ms)
    (house.home / "body").write_bytes(sent.body)
    headers = [word for pair in sent.headers.items() for word in ("--header", ": ".join(pair))]
    return ("payment", "webhook", "--gateway", "practice", "body", *headers, "--json")


def at_home(house: House, line: Line) -> int:
    """A command line in this forked process, in the folder with the configuration."""
    os.chdir(house.home)
    return in_process(house, line)


def tickets(house: House) -> int:
    ((count,),) = house.rows("SELECT count(*) FROM ticket")
    return int(str(count))


def payments(house: House) -> list[tuple[object, ...]]:
    return house.rows("SELECT status, amount_minor FROM payment ORDER BY id")


def require_control(house: House, number: int, record: Record) -> None:
    """Without protection the same crowd issues the tickets several times, or nothing is shown."""
    line = paid_webhook(house)
    barrier = Barrier()

    def work() -> int:
        barrier.enter()
        place = house.db if house.is_postgres else Path(house.db)
        kind = _LoosePostgres if house.is_postgres else _LooseSqlite
        backend: Any = kind(place, busy_seconds=PATIENCE_SECONDS)  # type: ignore[arg-type]
        backend.barrier = barrier
        app_module._backend = lambda _settings: backend
        return at_home(house, line)

    pids = [fork(work, errors=errors_of(house)) for _ in range(number)]
    barrier.release()
    codes = Counter(ended(pid) for pid in pids)
    record("without protection", f"exit codes {dict(codes)}, {tickets(house)} tickets")
    assert tickets(house) > TICKETS


def test_a_few_at_once_are_one_effect_and_without_protection_several(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house()
    line = paid_webhook(house)
    works = [lambda: at_home(house, line)] * FEW
    assert Counter(forked_at_once(house, works)) == {0: FEW}
    assert (tickets(house), payments(house)) == (TICKETS, [("captured", 2400)])
    require_control(new_house(), FEW, record_property)


def test_twenty_commands_at_once_are_one_effect(new_house: Callable[..., House]) -> None:
    house = new_house()
    answers = all_at_once(house, [paid_webhook(house)] * MANY)
    assert [answer.code for answer in answers] == [0] * MANY
    told = [json.loads(answer.out)["webhook"] for answer in answers]
    assert Counter(each["is_duplicate"] for each in told) == {False: 1, True: MANY - 1}
    assert {each["posted"]["effect"] for each in told} == {"captured"}
    assert (tickets(house), payments(house)) == (TICKETS, [("captured", 2400)])
    assert house.rows("SELECT count(*), min(effect) FROM webhook_inbox") == [(1, "captured")]
    require_sound(house)


def killed(house: House, ref: str, *, in_call: bool) -> None:
    """Begin a payment in a process that dies before the call, or before the page is kept."""

    def work() -> int:
        settings = settings_of(house)
        if in_call:
            SimulatedGateway.start = _dies  # type: ignore[method-assign, assignment]
        else:
            place = house.db if house.is_postgres else Path(settings.db)
            kind = _DyingPostgres if house.is_postgres else _DyingSqlite
            backend: Any = kind(place, busy_seconds=PATIENCE_SECONDS)  # type: ignore[arg-type]
            app_module._backend = lambda _settings: backend
        return at_home(house, ("pay", ref, "--gateway", "practice"))

    assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL
    require_open(house)
    assert payments(house) == [("initiated", 2400)]


def _dies(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def reconcile(house: House, *, minutes: int) -> list[str]:
    """What a reconciliation some minutes later learns."""
    settings = settings_of(house)
    ctx = make_context(house.db, clock=_Later(minutes), till="cron")
    with open_app(settings) as app:
        own = App(db=Database(app.db.backend), settings=settings)
        done = reconciling.reconcile(own, ctx)
    assert (done.unanswered, done.attention) == (0, ())
    return [each.effect for each in done.learned]


def sessions(house: House) -> list[str]:
    return sorted(path.stem for path in (house.home / "practice").glob("sim_*.json"))


@pytest.mark.parametrize("in_call", [True, False])
def test_who_dies_before_the_page_is_kept_loses_nothing_and_opens_no_second_one(
    new_house: Callable[..., House], *, in_call: bool
) -> None:
    house = new_house()
    ref = book(house)
    killed(house, ref, in_call=in_call)
    assert len(sessions(house)) == (0 if in_call else 1)
    told = command(house, "payment", "list", "--open")
    assert f"online payment was begun: {ref}" in told.err
    assert reconcile(house, minutes=2) == []
    (session_id,) = sessions(house)
    assert begin(house, ref) == session_id
    assert sessions(house) == [session_id]
    open_simulated(settings_of(house)).simulate(session_id, Outcome.LOST, now_ms=0)
    assert reconcile(house, minutes=3) == ["captured"]
    assert reconcile(house, minutes=4) == []
    assert (tickets(house), payments(house)) == (TICKETS, [("captured", 2400)])
    require_sound(house)


def test_the_control_opens_a_second_page_where_the_id_is_not_the_payments(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    ref = book(house)
    start = SimulatedGateway.start

    def forgetful(self: SimulatedGateway, payment_id: str, **asked: Any) -> Any:
        return start(self, f"{payment_id}-{os.getpid()}", **asked)

    def work() -> int:
        SimulatedGateway.start = forgetful  # type: ignore[method-assign]
        killed_backend = _DyingPostgres if house.is_postgres else _DyingSqlite
        place = house.db if house.is_postgres else Path(house.db)
        backend: Any = killed_backend(place, busy_seconds=PATIENCE_SECONDS)  # type: ignore[arg-type]
        app_module._backend = lambda _settings: backend
        return at_home(house, ("pay", ref, "--gateway", "practice"))

    settings_of(house)
    for _ in range(2):
        assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL
    assert len(sessions(house)) > 1
