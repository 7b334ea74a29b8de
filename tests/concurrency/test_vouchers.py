"""However many spend one voucher, or show one payment, at the same moment: it pays once."""

from __future__ import annotations

import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import psycopg
import pytest

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import app as app_module
from boxoffice.services import sales
from boxoffice.storage.backends import Backend, DriverCursor
from tests.concurrency.crowds import Barrier, all_at_once, command, ended, errors_of, fork
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.concurrency.test_one_seat import Line, Record, in_process
from tests.concurrency.test_refunds import _DyingPostgres, _DyingSqlite, forked, opened
from tests.concurrency.unguarded import UnguardedPostgres, UnguardedSqlite
from tests.counter import sell_request
from tests.programme import make_plan

pytestmark = pytest.mark.slow

MANY, FEW = 40, 8
PRICE = 1200
ENOUGH_FOR = 3
UPI = "412345678901"


class _LooksThenTakes(Backend):
    """Spends what it saw on a voucher a moment ago, and a reference it saw used by nobody."""

    barrier: Barrier | None = None

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith(("UPDATE voucher SET", "INSERT INTO payment ")) and self.barrier:
            self.barrier.meet()
        cursor.execute(sql.replace(" FOR UPDATE", ""), values)


class _LoosePostgres(_LooksThenTakes, UnguardedPostgres):
    pass


class _LooseSqlite(_LooksThenTakes, UnguardedSqlite):
    pass


def seats(number: int) -> list[str]:
    """Seats of one price."""
    return [f"{row}{place}" for row in "ABCDE" for place in range(1, 11)][:number]


def voucher_of(house: House, amount: int) -> str:
    """A new voucher's code; the amount is in whole euros."""
    made = command(house, "voucher", "add", str(amount), "--reason", "race", "--id-only")
    assert made.code == 0, made
    return made.out.strip()


def sales_with(number: int, *tender: str) -> list[Line]:
    """Command lines of as many tills, each for a seat of its own."""
    return [
        ("sell", "1", seat, *tender, "--id-only", "--till", f"t{index}")
        for index, seat in enumerate(seats(number))
    ]


def balance(house: House) -> int:
    ((found,),) = house.rows("SELECT balance_minor FROM voucher")
    return int(str(found))


def spent(house: House) -> int:
    ((found,),) = house.rows("SELECT count(*) FROM voucher_entry WHERE kind = 'spent'")
    return int(str(found))


def winners(number: int, *, all_of: int) -> Counter[int]:
    return Counter({int(ExitCode.DONE): number, int(ExitCode.CONFLICT): all_of - number})


def loose(house: House, lines: Sequence[Line]) -> Counter[int]:
    """The same crowd with nothing that protects: they meet when each has seen what there is."""
    barrier = Barrier()

    def work(line: Line) -> int:
        barrier.enter()
        app = opened(house, postgres=_LoosePostgres, sqlite=_LooseSqlite, barrier=barrier)
        app_module._backend = lambda _settings: app.db.backend
        return in_process(house, line)

    pids = [fork(lambda line=line: work(line), errors=errors_of(house)) for line in lines]
    barrier.release()
    return Counter(ended(pid) for pid in pids)


def require_control(new_house: Callable[..., House], number: int, record: Record) -> None:
    """Without protection the voucher pays more than it has, or nothing is shown."""
    house = new_house(make_plan(wheelchair=False))
    lines = sales_with(number, "--voucher", f"{voucher_of(house, 36)}=12")
    codes = loose(house, lines)
    record("without protection", f"exit codes {dict(codes)}, spent {spent(house)} times")
    assert codes[0] > ENOUGH_FOR
    assert balance(house) != ENOUGH_FOR * PRICE - spent(house) * PRICE


def test_a_few_spend_what_there_is_and_without_protection_more(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house(make_plan(wheelchair=False))
    code = voucher_of(house, 36)
    codes = forked(house, sales_with(FEW, "--voucher", f"{code}=12"))
    assert Counter(codes) == winners(ENOUGH_FOR, all_of=FEW)
    assert (balance(house), spent(house), len(sold(house))) == (0, ENOUGH_FOR, ENOUGH_FOR)
    require_control(new_house, FEW, record_property)


def test_forty_spend_a_voucher_for_three(
    new_house: Callable[..., House], record_property: Record
) -> None:
    house = new_house(make_plan(wheelchair=False))
    tender = f"{voucher_of(house, 36)}=12"
    answers = all_at_once(house, sales_with(MANY, "--voucher", tender))
    assert Counter(answer.code for answer in answers) == winners(ENOUGH_FOR, all_of=MANY)
    assert (balance(house), spent(house), len(sold(house))) == (0, ENOUGH_FOR, ENOUGH_FOR)
    require_sound(house)
    require_open(house)
    require_control(new_house, MANY, record_property)


def test_what_a_refund_gives_back_is_spent_once(new_house: Callable[..., House]) -> None:
    house = new_house(make_plan(wheelchair=False))
    code = voucher_of(house, 24)
    first = command(house, "sell", "1", "F1", "--voucher", code, "--id-only")
    assert first.code == 0, first
    refunds = [
        ("refund", first.out.strip(), "--id-only", "--till", f"r{index}") for index in range(12)
    ]
    spends = sales_with(12, "--voucher", f"{code}=12")
    lines: list[Line] = [line for pair in zip(refunds, spends, strict=True) for line in pair]
    codes = forked(house, lines)
    assert Counter(codes[0::2]) == winners(1, all_of=12)
    done = Counter(codes[1::2])[0]
    assert done in (1, 2)
    assert Counter(codes[1::2]) == winners(done, all_of=12)
    assert balance(house) == 2400 - done * PRICE
    require_sound(house)


def test_a_booking_that_keeps_it_and_a_sale_do_not_both_have_it(
    new_house: Callable[..., House],
) -> None:
    house = new_house(make_plan(wheelchair=False))
    code = voucher_of(house, 12)
    sales = sales_with(16, "--voucher", f"{code}=12")
    lines = [("book", *line[1:]) if index % 2 else line for index, line in enumerate(sales)]
    codes = forked(house, lines)
    assert Counter(codes) == winners(1, all_of=16)
    require_sound(house)


def test_one_payment_shown_at_many_tills_pays_one_booking(
    new_house: Callable[..., House], record_property: Record
) -> None:
    lines = sales_with(FEW, "--upi", UPI)
    house = new_house(make_plan(wheelchair=False))
    assert Counter(forked(house, lines)) == winners(1, all_of=FEW)
    assert len(sold(house)) == 1
    control = new_house(make_plan(wheelchair=False))
    _let_references_pay_twice(control)
    codes = loose(control, lines)
    record_property("without protection", f"exit codes {dict(codes)}")
    assert codes[0] > 1


def test_who_dies_in_the_middle_has_spent_nothing(new_house: Callable[..., House]) -> None:
    house = new_house(make_plan(wheelchair=False))
    code = voucher_of(house, 24)
    tenders = (Tender(PaymentMethod.VOUCHER, slip=code),)
    for statement in ("INSERT INTO payment ", "INSERT INTO voucher_entry", "UPDATE voucher SET"):

        def work(before: str = statement) -> int:
            app = opened(house, postgres=_DyingPostgres, sqlite=_DyingSqlite, before=before)
            sales.sell(app, house.context("t9"), sell_request("A3", tenders=tenders))
            return 0

        assert ended(fork(work, errors=errors_of(house))) == -signal.SIGKILL, statement
        require_open(house)
        assert (balance(house), spent(house), sold(house)) == (2400, 0, set())
    assert command(house, "sell", "1", "A3", "--voucher", code).code == 0
    assert (balance(house), spent(house)) == (1200, 1)
    require_sound(house)


def _let_references_pay_twice(house: House) -> None:
    """Take away what makes a reference's payment the only one; for a control alone."""
    sql = "DROP INDEX uq_payment_reference"
    if house.is_postgres:
        with psycopg.connect(house.db) as connection:
            connection.execute(sql)
        return
    with closing(sqlite3.connect(house.db)) as connection:
        connection.execute(sql)
