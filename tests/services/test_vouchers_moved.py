"""A voucher's money finds its way back: after exchanges, from cancelled shows, by the queue."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import exchanges, refunds, reservations, sales, vouchers
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.exchange_results import ExchangeResult
from boxoffice.services.vouchers import IssueRequest, VoucherView
from tests.counter import book_request, sell_request
from tests.programme import HOUR_MS, open_cinema

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

CARD = Tender(PaymentMethod.CARD, slip="4711")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def issue(app: App, ctx: Context, amount: str) -> str:
    request = IssueRequest(amount=amount, reason="gift")
    return vouchers.issue(app, ctx, request).vouchers[0].code


def by(code: str) -> Tender:
    return Tender(PaymentMethod.VOUCHER, slip=code)


def seen(app: App, ctx: Context, code: str) -> VoucherView:
    return vouchers.view_voucher(app, ctx, code).voucher


def exchange(app: App, ctx: Context, ref: str, to: str, *tenders: Tender) -> ExchangeResult:
    request = exchanges.ExchangeRequest(ref=ref, to=(to,), tenders=tenders)
    return exchanges.exchange(app, ctx, request)


def test_dearer_seats_are_paid_by_voucher_and_cheaper_ones_give_back_to_it(
    app: App, ctx: Context
) -> None:
    first, second = issue(app, ctx, "12"), issue(app, ctx, "10")
    ref = sales.sell(app, ctx, sell_request("F1", tenders=(by(first),))).booking.ref
    dear = exchange(app, ctx, ref, "G1", by(second)).booking.ref
    assert seen(app, ctx, second).balance_minor == 650
    cheap = exchange(app, ctx, dear, "F3").booking.ref
    balances = [seen(app, ctx, code).balance_minor for code in (first, second)]
    assert sum(balances) == 1000
    refunds.refund(app, ctx, refunds.RefundRequest(ref=cheap))
    assert [seen(app, ctx, code).balance_minor for code in (first, second)] == [1200, 1000]


def test_a_show_called_off_gives_back_what_was_spent_and_what_was_kept(
    app: App, ctx: Context
) -> None:
    code = issue(app, ctx, "60")
    sales.sell(app, ctx, sell_request("F1", tenders=(by(code),)))
    sales.sell(app, ctx, sell_request("E1-5", tenders=(by(code), CARD)))
    assert seen(app, ctx, code).balance_minor == 0
    other = issue(app, ctx, "24")
    reservations.book(app, ctx, book_request("D1-2", tenders=(by(other),)))
    assert seen(app, ctx, other).reserved_minor == 2400
    use.cancel_shows(app, ctx, ShowsMeant(shows=("1",)), reason="flood")
    found = [seen(app, ctx, each) for each in (code, other)]
    assert [(each.balance_minor, each.reserved_minor) for each in found] == [(6000, 0), (2400, 0)]
