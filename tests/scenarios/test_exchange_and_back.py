"""Seats are exchanged, and given back later: the money finds the tenders it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import exchanges, refunds, sales, vouchers
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.refunds import RefundRequest
from tests.counter import CASH, sell_request
from tests.scenarios.evening import Evening
from tests.scenarios.pages import Online, state

CARD = Tender(PaymentMethod.CARD, slip="4711")


def sell(evening: Evening, *seats: str, tenders: tuple[Tender, ...]) -> str:
    request = sell_request(*seats, tenders=tenders)
    return str(evening.ask(sales.sell, request, till="till-1").booking.ref)


def exchange(evening: Evening, ref: str, **more: Any) -> Any:
    request = ExchangeRequest(ref=ref, **more)
    return evening.ask(exchanges.exchange, request, till="till-2")


def give_back(evening: Evening, ref: str, *seats: str) -> list[tuple[str, int]]:
    """Seats given back: which tenders got how much."""
    request = RefundRequest(ref=ref, words=seats)
    answer = evening.ask(refunds.refund, request, till="till-1")
    return [(each.method, each.amount_minor) for each in answer.given_back.tenders]


def test_dearer_seats_and_back_give_each_tender_its_own(evening: Evening) -> None:
    old = sell(evening, "F7", tenders=(CARD,))
    dear = exchange(evening, old, to=("H7",), tenders=(CASH,))
    assert (dear.difference_minor, dear.booking.total_minor) == (350, 1550)
    assert give_back(evening, dear.booking.ref) == [("cash", 350), ("card", 1200)]
    assert state(evening.view(old)) == ("exchanged", [("refunded", 1200)], [("done", 1200)])
    assert state(evening.view(dear.booking.ref))[0] == "refunded"
    assert evening.seats_left() == 80


def test_cheaper_seats_give_the_difference_back_at_once(evening: Evening) -> None:
    old = sell(evening, "H7", tenders=(Tender(PaymentMethod.CARD, "10", slip="4711"), CASH))
    cheap = exchange(evening, old, to=("F7",))
    back = [(each.method, each.amount_minor) for each in cheap.given_back]
    assert (cheap.difference_minor, back) == (-350, [("cash", 350)])
    assert give_back(evening, cheap.booking.ref) == [("cash", 200), ("card", 1000)]
    assert state(evening.view(old))[1] == [("refunded", 1000), ("refunded", 550)]


def test_through_two_exchanges_back_to_the_voucher(evening: Evening) -> None:
    app, ctx = evening.app, evening.ctx("till-1")
    issued = vouchers.issue(app, ctx, vouchers.IssueRequest(amount="30", reason="gift"))
    code = issued.vouchers[0].code
    old = sell(evening, "F7-8", tenders=(Tender(PaymentMethod.VOUCHER, slip=code),))
    first = exchange(evening, old, words=("F7",), to=("E1",)).booking.ref
    second = exchange(evening, first, to=("C1",), show="2").booking.ref
    assert give_back(evening, second) == [("voucher", 1200)]
    assert give_back(evening, old) == [("voucher", 1200)]
    assert vouchers.view_voucher(app, ctx, code).voucher.balance_minor == 3000
    assert [state(evening.view(ref))[0] for ref in (old, first, second)] == [
        "refunded", "exchanged", "refunded",
    ]  # fmt: skip


def test_two_customers_swap_and_each_gets_their_own_money_back(
    evening: Evening, tmp_path: Path
) -> None:
    online = Online(evening, tmp_path / "gateway", {})
    paid_online, page = online.begin("F7")
    assert online.pays(page) == ["captured"]
    by_card = sell(evening, "H7", tenders=(CARD,))
    swapped = exchange(evening, paid_online, other=by_card, tenders=(CASH,))
    mine, theirs = swapped.booking.ref, swapped.other.booking.ref
    assert [(each.method, each.amount_minor) for each in swapped.other.given_back] == [
        ("card", 350)
    ]
    assert give_back(evening, mine) == [("cash", 350), ("gateway", 1200)]
    assert give_back(evening, theirs) == [("card", 1200)]
    assert online.send_refunds() == (1, 1)
    assert online.given_back_minor(page) == 1200
    assert evening.seats_left() == 80
