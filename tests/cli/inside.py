"""A cinema whose every id and minute is known, and the program run inside the test's process."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from boxoffice.cli.boundary import run
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import blocks, holds, reservations, sales, vouchers
from boxoffice.services.app import open_app
from tests.clocks import FRIDAY_NOON_MS, FakeClock
from tests.contexts import CountedIds, make_context, make_settings
from tests.offers import add_offer
from tests.programme import open_cinema

NOON = datetime.fromtimestamp(FRIDAY_NOON_MS / 1000, tz=UTC)


@dataclass(frozen=True)
class Evening:
    """A database with a sale, holds of two tills, a booking and a block; what was sold."""

    db: str
    ref: str
    pending_ref: str
    code: str
    voucher: str


def make_evening(path: Path) -> Evening:
    """Fill an initialised database, the same in each run."""
    db, clock, ids = str(path), FakeClock(), CountedIds()
    mine = make_context(db, clock=clock, ids=ids)
    other = make_context(db, clock=clock, ids=ids, till="till-2")
    cash = Tender(PaymentMethod.CASH, "50")
    with open_app(make_settings(db)) as app:
        open_cinema(app, mine)
        sold = sales.sell(
            app, mine, sales.SellRequest(show="1", words=("F7-8",), tenders=(cash,), name="Ann")
        )
        booked = reservations.book(
            app, mine, reservations.BookRequest(show="1", words=("D3-5",), name="Rao")
        )
        holds.place_hold(app, mine, holds.HoldRequest(show="1", words=("C3-4",)))
        holds.place_hold(app, other, holds.HoldRequest(show="1", words=("H9",)))
        blocks.block_seats(
            app, mine, blocks.BlockRequest(show="1", words=("B1-2",), reason="broken lamp")
        )
        add_offer(app, mine, 1, "summer", percent_bp=1250, code="SUMMER", limit_total=500,
                  categories="standard", sold_to="2026-12-31", stackable=1)  # fmt: skip
        add_offer(app, mine, 2, "gift", kind="amount", amount_minor=500, currency="EUR",
                  single_use=1, codes=("B2C3D4", "F5G6H7"), limit_customer=1)  # fmt: skip
        add_offer(app, mine, 3, "corn", kind="free_item", item="Small popcorn", code="CORN",
                  min_seats=2, stackable=1)  # fmt: skip
        gifts = vouchers.issue(
            app, mine,
            vouchers.IssueRequest(
                amount="50", count=2, name="Rao", until="2027-12-31", reason="gift"
            ),
        ).vouchers  # fmt: skip
        lost = vouchers.VoidVoucherRequest(code=gifts[1].code, reason="lost")
        vouchers.void(app, mine, lost)
    return Evening(
        db=db, ref=sold.booking.ref, pending_ref=booked.booking.ref,
        code=sold.tickets[0].code, voucher=gifts[0].code,
    )  # fmt: skip


Program = Callable[..., tuple[int, str, str]]


def time_stands_still(db: str) -> bool:
    """Whether a test can say what time it is: a PostgreSQL server has a clock of its own."""
    return "://" not in db


def program(
    home: Path,
    db: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    stands_still: bool = True,
) -> Program:
    """Runs a command line at till-1 on Friday noon and gives back exit code, stdout, stderr."""
    for name in [name for name in os.environ if name.startswith(("BOXOFFICE_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name, value in {"HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home)

    def call(*args: str) -> tuple[int, str, str]:
        with time_machine.travel(NOON, tick=False) if stands_still else nullcontext():
            code = run(["--db", db, "--till", "till-1", "--no-color", *args])
        out, err = capsys.readouterr()
        return code, out, err

    return call
