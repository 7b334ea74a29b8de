"""Each promise about offers broken past the program, and named by verify."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.present.rows.verify import mend
from boxoffice.present.words import reason
from boxoffice.services import reservations, sales
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request, sell_request
from tests.offers import add_offer
from tests.programme import open_cinema, write

Ctx = Callable[..., Context]


@pytest.fixture
def refs(app: App, new_ctx: Ctx, clock: FakeClock) -> dict[str, str]:
    """Bookings that took offers: sold, waiting, sold by a code, and honoured."""
    open_cinema(app, new_ctx())
    add_offer(app, new_ctx(), 1, "ten", percent_bp=1000, code="TEN", limit_total=3,
              limit_customer=2)  # fmt: skip
    add_offer(app, new_ctx(), 2, "half", percent_bp=5000, single_use=1, codes=("A1", "B2", "C3"))
    late = reservations.book(app, new_ctx(), book_request("E1", offers=("C3",)))
    clock.advance(minutes=16)
    sales.sell(app, new_ctx(), sell_request("E2", offers=("C3",)))
    reservations.pay(app, new_ctx(), pay_request(late.booking.ref))
    phone: dict[str, Any] = {"offers": ("TEN",), "phone": "0301"}
    sold = sales.sell(app, new_ctx(), sell_request("F7-8", **phone))
    sales.sell(app, new_ctx(), sell_request("F9", **phone))
    coded = sales.sell(app, new_ctx(), sell_request("D1", offers=("A1",)))
    waiting = reservations.book(app, new_ctx(), book_request("D2", offers=("B2",)))
    found = {"sold": sold, "coded": coded, "waiting": waiting, "late": late}
    return {name: each.booking.ref for name, each in found.items()}


OF = "booking_id = (SELECT id FROM booking WHERE ref = '{%s}')"
OWNER = "(SELECT booking_id FROM offer_code WHERE code = 'A1')"
PARTS = "replace(parts, '\"amount_minor\":-120', '\"amount_minor\":-119')"
BREAKS = [
    (f"UPDATE redemption SET status = 'released' WHERE {OF % 'sold'}", "booking {sold} offer ten"),
    (f"UPDATE redemption SET expires_at_ms = 5 WHERE {OF % 'waiting'}",
     "booking {waiting} offer half"),
    (f"UPDATE redemption SET status = 'honoured' WHERE {OF % 'sold'}", "booking {sold} offer ten"),
    (f"UPDATE redemption SET amount_minor = 100 WHERE {OF % 'sold'}", "booking {sold} offer ten"),
    (f"DELETE FROM redemption WHERE {OF % 'sold'}", "booking {sold} offer ten"),
    (f"UPDATE booking_line SET parts = {PARTS} WHERE seat = 'F7'", "booking {sold} seat F7"),
    ("UPDATE offer SET limit_total = 1 WHERE id = 1", "offer ten"),
    ("UPDATE offer SET limit_customer = 1 WHERE id = 1", "offer ten customer"),
    ("UPDATE offer_code SET booking_id = '' WHERE code = 'A1'", "booking {coded} offer half"),
    (f"UPDATE offer_code SET booking_id = {OWNER} WHERE code = 'B2'", "offer half code B2"),
    (f"UPDATE redemption SET status = 'redeemed' WHERE {OF % 'late'}", "booking {late} offer half"),
]  # fmt: skip


def test_all_is_well_before(app: App, new_ctx: Ctx, refs: dict[str, str]) -> None:
    found = verify(app, new_ctx())
    assert found.violations == ()
    assert found.checked["offers"] == 2 + 3 + 6


@pytest.mark.slow
@pytest.mark.parametrize(("sql", "subject"), BREAKS)
def test_what_is_broken_is_named(
    app: App, new_ctx: Ctx, refs: dict[str, str], sql: str, subject: str
) -> None:
    broken = sql.format(**refs)
    write(app, new_ctx(), lambda session: session.run(text(broken)))
    found = [each for each in verify(app, new_ctx()).violations if each.invariant == "offers"]
    assert subject.format(**refs) in {each.subject for each in found}
    for each in found:
        assert "{" not in reason(each.code, each.details)
        assert mend(each)
