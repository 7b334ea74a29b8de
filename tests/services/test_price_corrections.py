"""A wrong price is put right once: too much goes back to its tender, too little is honoured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Refused
from boxoffice.services import bookings, price_corrections, refunds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.price_corrections import PriceCorrected, WrongPrice
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.sales import VoidRequest
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import FeeRow, PriceRuleRow, TaxRateRow
from tests.counter import CASH, book_request, sell_request
from tests.programme import HOUR_MS, open_cinema, write

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

CARD = Tender(PaymentMethod.CARD, "20", slip="4711")
RULE = "rule-1"


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def correct(app: App, ctx: Context, to: str, **more: Any) -> PriceCorrected:
    wrong = WrongPrice(**{"rule": RULE, "to": to, "reason": "typed wrong", **more})
    return price_corrections.correct(app, ctx, wrong)


def told(found: tuple[price_corrections.Correction, ...]) -> list[tuple[str, str, int]]:
    return [(each.ref, ",".join(each.seats), each.difference_minor) for each in found]


def refunded(app: App, ctx: Context, ref: str) -> list[tuple[str, int]]:
    found = bookings.view_booking(app, ctx, ref)
    return [(each.status, each.amount_minor) for each in found.refunds]


def test_who_paid_too_much_gets_it_back_and_it_is_found_once(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "C3-4", tenders=(CASH, CARD))
    premium = sell(app, ctx, "H1")
    wrong = WrongPrice(rule=RULE, to="10.50")
    planned = price_corrections.plan_correction(app, ctx, wrong)
    assert told(planned.corrected) == [(ref, "C3,C4", 300)]
    assert (planned.was_minor, planned.to_minor, planned.applied) == (1200, 1050, False)
    done = correct(app, ctx, "10.50")
    assert told(done.corrected) == told(planned.corrected)
    assert [(each.method, each.status, each.amount_minor) for each in done.totals] == [
        ("card", "queued", 300)
    ]
    found = bookings.view_booking(app, ctx, ref)
    assert found.booking.status == "confirmed"
    lines = found.booking.lines
    assert {(line.status, line.price_minor, line.refunded_minor) for line in lines} == {
        ("sold", 1200, 150)
    }
    assert [each.cause for each in found.refunds] == ["price_corrected"]
    assert refunded(app, ctx, premium) == []
    again = correct(app, ctx, "10.50")
    assert (again.corrected, again.totals) == ((), ())
    assert sales.sell(app, ctx, sell_request("C5")).booking.total_minor == 1050


def test_who_paid_too_little_is_listed_and_honoured(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "C3")
    done = correct(app, ctx, "13")
    assert (told(done.corrected), told(done.honoured)) == ([], [(ref, "C3", -100)])
    assert refunded(app, ctx, ref) == []
    later = correct(app, ctx, "11")
    assert told(later.corrected) == [(ref, "C3", 100)]


def test_fees_taxes_and_adjustments_follow(app: App, ctx: Context) -> None:
    percent = {
        "id": 9, "key": "late", "theatre_id": 1, "category": "", "ticket_type": "", "show_id": 0,
        "day_type": "", "amount_minor": 0, "kind": "percent", "percent_bp": 1000,
    }  # fmt: skip
    fee = {"id": 1, "theatre_id": 1, "key": "f", "name": "Fee", "per": "ticket",
           "amount_minor": 50}  # fmt: skip
    tax = {"id": 1, "theatre_id": 1, "product": "ticket", "name": "VAT", "rate_bp": 2000,
           "included": 0}  # fmt: skip

    def body(session: WriteSession) -> None:
        session.insert(PriceRuleRow, [percent])
        session.insert(FeeRow, [fee])
        session.insert(TaxRateRow, [tax])

    write(app, ctx, body)
    ref = sell(app, ctx, "C3")
    assert bookings.view_booking(app, ctx, ref).booking.total_minor == 1320 + 264 + 50
    done = correct(app, ctx, "10")
    assert told(done.corrected) == [(ref, "C3", 1320 + 264 - 1100 - 220)]


def test_what_goes_back_later_counts_it(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "C3-4", tenders=(CASH, CARD))
    other = sell(app, ctx, "C5")
    void = sell(app, ctx, "C6")
    correct(app, ctx, "10")
    sales.void(app, ctx, VoidRequest(ref=void, reason="mistake"))
    assert sorted(refunded(app, ctx, void)) == [("done", 1000), ("queued", 200)]
    one = refunds.refund(app, ctx, RefundRequest(ref=ref, words=("C3",)))
    assert [(seat.paid_minor, seat.amount_minor) for seat in one.given_back.seats] == [(1000, 1000)]
    waited = refunds.refund(app, ctx, RefundRequest(ref=ref))
    assert [each.amount_minor for each in waited.given_back.tenders] == [400]
    assert waited.booking.status == "part_refunded"
    with pytest.raises(Refused) as caught:
        refunds.refund(app, ctx, RefundRequest(ref=ref))
    assert (caught.value.code, caught.value.details["labels"]) == ("refunds.paid_today", ["C4"])
    rest = refunds.refund(app, ctx, RefundRequest(ref=ref, words=("C4",)))
    assert (rest.given_back.amount_minor, rest.booking.status) == (1000, "refunded")
    use.cancel_shows(app, ctx, ShowsMeant(shows=("1",)), reason="flood")
    assert sorted(refunded(app, ctx, other)) == [("queued", 200), ("queued", 1000)]


def test_cash_goes_back_in_coins(app: App, ctx: Context) -> None:
    theatre = Theatre.__table__  # type: ignore[attr-defined]
    write(app, ctx, lambda s: s.run(update(theatre).values(cash_rounding_minor=5)))
    ref = sell(app, ctx, "C3")
    small = sell(app, ctx, "C4")
    correct(app, ctx, "11.98", shows=("1",))
    assert refunded(app, ctx, ref) == [("done", 0)]
    correct(app, ctx, "11.47")
    assert refunded(app, ctx, small) == [("done", 0), ("queued", 50)]


def test_only_the_shows_and_sales_that_are_meant(app: App, ctx: Context) -> None:
    first, second = sell(app, ctx, "C3"), sell(app, ctx, "C3", show="2")
    one = correct(app, ctx, "11", shows=("2",))
    assert told(one.corrected) == [(second, "C3", 100)]
    dear = sell(app, ctx, "C4", show="2")
    assert told(correct(app, ctx, "10", was="11").corrected) == [(dear, "C4", 100)]
    assert told(correct(app, ctx, "10").corrected) == [(first, "C3", 200), (second, "C3", 100)]


def test_who_has_not_paid_yet_is_named(app: App, ctx: Context) -> None:
    ref = reservations.book(app, ctx, book_request("C3")).booking.ref
    done = correct(app, ctx, "11")
    assert (done.unpaid, done.corrected) == ((ref,), ())


def test_it_goes_on_where_it_stopped(
    app: App, ctx: Context, new_ctx: Callable[..., Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [sell(app, ctx, f"C{number}") for number in (3, 4, 5)]
    monkeypatch.setattr(price_corrections, "BATCH", 2)
    key = "CORRECTED1"
    done = correct(app, new_ctx(op_key=key), "11")
    assert sorted(told(done.corrected)) == sorted(
        (ref, f"C{n}", 100) for n, ref in enumerate(refs, 3)
    )
    again = correct(app, new_ctx(op_key=key), "11")
    assert told(again.corrected) == told(done.corrected)
    assert {tuple(refunded(app, ctx, ref)) for ref in refs} == {(("queued", 100),)}


def test_what_cannot_be_put_right_so(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    def code(act: Callable[[], object]) -> str:
        with pytest.raises(BoxofficeError) as caught:
            act()
        return caught.value.code

    rules = PriceRuleRow.__table__  # type: ignore[attr-defined]
    write(app, ctx, lambda s: s.run(update(rules).where(rules.c.id == 2).values(kind="percent")))
    assert code(lambda: correct(app, ctx, "10", rule="rule-2")) == "prices.correct_kind"
    assert code(lambda: correct(app, ctx, "10", was="10.00")) == "prices.correct_same"
    assert code(lambda: correct(app, new_ctx(supervisors="bob"), "10")) == "access.denied"
    ref = sell(app, ctx, "C3")
    planned = correct(app, new_ctx(dry_run=True), "10")
    assert (planned.applied, told(planned.corrected)) == (False, [(ref, "C3", 200)])
    assert refunded(app, ctx, ref) == []
