"""Each promise about vouchers broken past the program, and named by verify."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.present.rows.verify import mend
from boxoffice.present.words import reason
from boxoffice.services import refunds, reservations, sales, vouchers
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from tests.counter import CASH, book_request, sell_request
from tests.programme import open_cinema
from tests.services.histories import filled, past_the_program, rows


@pytest.fixture
def found(app: App, ctx: Context, new_ctx: Callable[..., Context]) -> SimpleNamespace:
    """A voucher of 60 of which one sale has 12, one gave 12 back, one booking keeps 24."""
    open_cinema(app, ctx)
    request = vouchers.IssueRequest(amount="60", reason="gift")
    (gift,) = vouchers.issue(app, ctx, request).vouchers
    tenders = (Tender(PaymentMethod.VOUCHER, slip=gift.code),)
    other = new_ctx(till="till-2")
    names = SimpleNamespace(voucher=gift.id)
    names.cash = sales.sell(app, ctx, sell_request("C1", tenders=(CASH,))).booking.ref
    names.sold = sales.sell(app, ctx, sell_request("F1", tenders=tenders)).booking.ref
    names.back = sales.sell(app, other, sell_request("F3", tenders=tenders)).booking.ref
    refunds.refund(app, ctx, refunds.RefundRequest(ref=names.back))
    names.kept = reservations.book(app, other, book_request("E1-2", tenders=tenders)).booking.ref
    return names


ITS = "voucher_id = '{voucher}'"
PAID = "payment_id = '{sold.payment}'"
BREAKS = [
    ("UPDATE voucher SET balance_minor = balance_minor + 1", "voucher {voucher}"),
    (f"UPDATE voucher_entry SET amount_minor = 1 WHERE {ITS} AND kind = 'issued'",
     "voucher {voucher}"),
    (f"DELETE FROM voucher_entry WHERE {ITS} AND kind = 'issued'", "voucher {voucher}"),
    (f"UPDATE voucher_entry SET kind = 'issued' WHERE {ITS} AND kind = 'back'",
     "refund {back.refund}"),
    (f"UPDATE voucher_entry SET kind = 'voided' WHERE {PAID}", "payment {sold.payment}"),
    (f"UPDATE voucher_entry SET kind = 'voided' WHERE {ITS} AND kind = 'issued'",
     "voucher {voucher} entry {issued}"),
    (f"DELETE FROM voucher_entry WHERE {PAID}", "payment {sold.payment}"),
    (f"UPDATE voucher_entry SET amount_minor = -1 WHERE {PAID}",
     "voucher {voucher} entry {spent}"),
    (f"UPDATE voucher_entry SET payment_id = 'nothing' WHERE {PAID}",
     "voucher {voucher} entry {spent}"),
    (f"UPDATE voucher_entry SET refund_id = 'nothing' WHERE {ITS} AND kind = 'back'",
     "refund {back.refund}"),
    (f"UPDATE voucher_entry SET payment_id = '{{sold.payment}}' WHERE {ITS} AND kind = 'back'",
     "voucher {voucher} entry {gave}"),
    (f"UPDATE voucher_entry SET payment_id = '{{sold.payment}}' WHERE {ITS} AND kind = 'issued'",
     "voucher {voucher} entry {issued}"),
    (f"UPDATE voucher_entry SET refund_id = '{{back.refund}}' WHERE {PAID}",
     "voucher {voucher} entry {spent}"),
    ("UPDATE payment SET voucher_id = 'nothing' WHERE id = '{sold.payment}'",
     "payment {sold.payment}"),
    ("UPDATE payment SET method = 'card' WHERE id = '{sold.payment}'", "payment {sold.payment}"),
    (f"UPDATE payment SET {ITS} WHERE id = '{{cash.payment}}'", "payment {cash.payment}"),
    ("UPDATE voucher SET currency = 'USD'", "payment {sold.payment}"),
    (f"UPDATE voucher_reservation SET amount_minor = 4801 WHERE {ITS}", "voucher {voucher}"),
    (f"UPDATE voucher_reservation SET expires_at_ms = expires_at_ms + 1 WHERE {ITS}",
     "voucher {voucher} booking {kept}"),
    ("INSERT INTO voucher_reservation VALUES ('{voucher}', '{sold.id}', 1, 9000000000000)",
     "voucher {voucher} booking {sold}"),
]  # fmt: skip


def test_what_happened_lawfully_is_sound(app: App, ctx: Context, found: SimpleNamespace) -> None:
    result = verify(app, ctx)
    assert (result.violations, result.checked["vouchers"]) == ((), 6)


@pytest.mark.parametrize(("sql", "subject"), BREAKS)
def test_what_is_broken_is_named_with_its_words(
    app: App, ctx: Context, database: str, found: SimpleNamespace, sql: str, subject: str
) -> None:
    def lookup(question: str) -> object:
        return rows(database, question)[0][0]

    for name, kind in (("issued", "issued"), ("spent", "spent"), ("gave", "back")):
        of = " AND payment_id = '{sold.payment}'" if kind == "spent" else ""
        which = filled(f"SELECT id FROM voucher_entry WHERE kind = '{kind}'{of}", found, lookup)
        setattr(found, name, lookup(which))
    wanted = filled(subject, found, lookup)
    past_the_program(database, [filled(sql, found, lookup)])
    wrong = [each for each in verify(app, ctx).violations if each.invariant == "vouchers"]
    assert wanted in {each.subject for each in wrong}
    for each in wrong:
        assert reason(each.code, each.details).endswith(".")
        assert mend(each)
