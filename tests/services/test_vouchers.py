"""Gift vouchers: issued by name, kept for a booking, spent once, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from boxoffice.context import ALPHABET, Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.domain.vouchers import fold_code
from boxoffice.errors import BoxofficeError, Denied, NotFound
from boxoffice.present.refunds import plan_text
from boxoffice.services import bookings, refunds, reservations, sales, sweep, vouchers
from boxoffice.services.app import App
from boxoffice.services.results import BookingResult, Result
from boxoffice.services.vouchers import IssueRequest, VoidVoucherRequest, VoucherDetails
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.vouchers import Voucher
from tests.clocks import FakeClock
from tests.counter import CASH, book_request, pay_request, sell_request
from tests.programme import HOUR_MS, Nothing, open_cinema

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

VOUCHER = Voucher.__table__  # type: ignore[attr-defined]
CARD = Tender(PaymentMethod.CARD, slip="4711")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def issue(app: App, ctx: Context, amount: str = "30", **more: Any) -> str:
    request = IssueRequest(**{"amount": amount, "reason": "gift", **more})
    return vouchers.issue(app, ctx, request).vouchers[0].code


def by(code: str, amount: str = "") -> Tender:
    return Tender(PaymentMethod.VOUCHER, amount, slip=code)


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> BookingResult:
    return sales.sell(app, ctx, sell_request(*seats, **more))


def book(app: App, ctx: Context, *seats: str, **more: Any) -> BookingResult:
    return reservations.book(app, ctx, book_request(*seats, **more))


def pay(app: App, ctx: Context, ref: str, *tenders: Tender) -> BookingResult:
    return reservations.pay(app, ctx, pay_request(ref, tenders=tenders))


def view(app: App, ctx: Context, code: str) -> VoucherDetails:
    return vouchers.view_voucher(app, ctx, code)


def why(what: Callable[[], object]) -> BoxofficeError:
    with pytest.raises(BoxofficeError) as caught:
        what()
    return caught.value


def test_codes_are_long_of_plain_signs_and_told_once(app: App, ctx: Context) -> None:
    issued = vouchers.issue(app, ctx, IssueRequest(amount="50", count=3, name="Rao", reason="x"))
    codes = [each.code.replace("-", "") for each in issued.vouchers]
    assert len(set(codes)) == 3
    assert all(len(code) == 16 and set(code) <= set(ALPHABET) for code in codes)
    listed = vouchers.list_vouchers(app, ctx).vouchers
    assert [each.code for each in listed] == ["", "", ""]
    assert {each.last_four for each in listed} == {code[-4:] for code in codes}
    assert {(each.balance_minor, each.name, each.actor) for each in listed} == {
        (5000, "Rao", "ann")
    }


def test_a_dry_run_tells_no_code(app: App, new_ctx: Callable[..., Context]) -> None:
    planned = vouchers.issue(app, new_ctx(dry_run=True), IssueRequest(amount="5", reason="x"))
    assert [(each.id, each.code, each.last_four) for each in planned.vouchers] == [("", "", "")]
    assert vouchers.list_vouchers(app, new_ctx()).vouchers == ()


def test_vouchers_are_issued_by_supervisors_for_a_reason(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    with pytest.raises(Denied):
        issue(app, new_ctx(supervisors="eve"))
    assert why(lambda: issue(app, new_ctx(), reason="")).code == "vouchers.reason"
    assert why(lambda: issue(app, new_ctx(), "0")).code == "vouchers.amount"
    assert why(lambda: issue(app, new_ctx(), count=1001)).code == "vouchers.count"
    code = issue(app, new_ctx(supervisors="eve", actor="eve"))
    with pytest.raises(Denied):
        vouchers.void(app, new_ctx(supervisors="eve"), VoidVoucherRequest(code=code, reason="x"))


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("-", " "), fold_code])
def test_a_code_is_one_however_it_is_typed(
    app: App, ctx: Context, spell: Callable[[str], str]
) -> None:
    code = issue(app, ctx)
    sold = sell(app, ctx, "F7", tenders=(by(spell(code)),))
    assert [(each.method, each.amount_minor, each.last_four) for each in sold.payments] == [
        ("voucher", 1200, code[-4:])
    ]
    assert [(each.code, each.details.get("left_minor")) for each in sold.warnings[-1:]] == [
        ("vouchers.left", 1800)
    ]
    assert fold_code(code) not in sold.model_dump_json().lower()


def test_a_voucher_pays_first_and_cash_gives_the_change(app: App, ctx: Context) -> None:
    code = issue(app, ctx, "10")
    sold = sell(app, ctx, "F7-8", tenders=(Tender(PaymentMethod.CASH, "50"), by(code)))
    assert [(each.amount_minor, each.change_minor) for each in sold.payments] == [
        (1400, 3600), (1000, 0),
    ]  # fmt: skip
    found = view(app, ctx, code)
    assert (found.voucher.balance_minor, found.voucher.status) == (0, "active")
    assert [(each.kind, each.amount_minor, each.ref) for each in found.entries] == [
        ("issued", 1000, ""), ("spent", -1000, sold.booking.ref),
    ]  # fmt: skip
    assert why(lambda: sell(app, ctx, "F9", tenders=(by(code), CASH))).code == "vouchers.empty"


def test_several_vouchers_and_a_card_share_a_sum(app: App, ctx: Context) -> None:
    first, second = issue(app, ctx, "5"), issue(app, ctx, "8")
    sold = sell(app, ctx, "F7-8", tenders=(by(first), by(second), CARD))
    assert [each.amount_minor for each in sold.payments] == [500, 800, 1100]


def test_what_no_voucher_pays_writes_nothing(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    code = issue(app, ctx, "10")
    for tenders, wanted in (
        ((by(code),), "bookings.short"),
        ((by(code, "11"), CASH), "vouchers.too_little"),
        ((by("K7M2-P9QX-K7M2-P9QX"), CASH), "vouchers.unknown"),
        ((by(code), by(code.lower())), "tenders.twice"),
    ):
        assert why(lambda t=tenders: sell(app, ctx, "F7-8", tenders=t)).code == wanted
    assert bookings.last_bookings(app, ctx, most=5).bookings == ()
    assert view(app, ctx, code).voucher.balance_minor == 1000


def test_a_voucher_of_other_money_does_not_pay(app: App, ctx: Context) -> None:
    code = issue(app, ctx)
    set_currency(app, ctx, "USD")
    assert why(lambda: sell(app, ctx, "F7", tenders=(by(code),))).code == "vouchers.currency"
    set_currency(app, ctx, "EUR")


def set_currency(app: App, ctx: Context, currency: str) -> None:
    """As if it were of another house of this chain."""

    def body(session: WriteSession, _request: Nothing) -> Result:
        session.run(update(VOUCHER).values(currency=currency))
        return Result()

    app.db.write(ctx, Nothing(what=currency), body)


def test_a_booking_keeps_its_part_until_it_runs_out_swept_or_not(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    code = issue(app, ctx)
    booked = book(app, ctx, "F7-8", tenders=(by(code),))
    assert [(each.last_four, each.amount_minor) for each in booked.vouchers] == [(code[-4:], 2400)]
    assert view(app, ctx, code).voucher.reserved_minor == 2400
    assert [each.ref for each in view(app, ctx, code).reservations] == [booked.booking.ref]
    short = why(lambda: sell(app, ctx, "F9", tenders=(by(code),)))
    assert (short.code, short.details["tendered"]) == ("bookings.short", 600)
    clock.advance(minutes=15)
    assert view(app, ctx, code).reservations == ()
    assert sell(app, ctx, "F9", tenders=(by(code),)).payments[0].amount_minor == 1200
    sweep.sweep(app, ctx)
    assert view(app, ctx, code).voucher.balance_minor == 1800


def test_paying_takes_what_the_booking_keeps(app: App, ctx: Context) -> None:
    code = issue(app, ctx, "10")
    ref = book(app, ctx, "F7-8", tenders=(by(code),)).booking.ref
    assert [each.amount_minor for each in bookings.view_booking(app, ctx, ref).vouchers] == [1000]
    missing = why(lambda: pay(app, ctx, ref))
    assert (missing.code, missing.details["due"]) == ("bookings.no_tender", 1400)
    paid = pay(app, ctx, ref, CARD)
    assert [(each.method, each.amount_minor) for each in paid.payments] == [
        ("card", 1400), ("voucher", 1000),
    ]  # fmt: skip
    assert paid.vouchers == ()
    assert view(app, ctx, code).reservations == ()


def test_what_covers_all_needs_no_tender_and_what_is_not_needed_is_free(
    app: App, ctx: Context
) -> None:
    code = issue(app, ctx)
    first = book(app, ctx, "F7", tenders=(by(code),)).booking.ref
    second = book(app, ctx, "F8", tenders=(by(code, "5"),)).booking.ref
    assert [each.amount_minor for each in pay(app, ctx, first).payments] == [1200]
    paid = pay(app, ctx, second, Tender(PaymentMethod.CARD, "12", slip="4711"))
    assert [each.method for each in paid.payments] == ["card"]
    found = view(app, ctx, code)
    assert (found.voucher.balance_minor, found.reservations) == (1800, ())


def test_a_voucher_typed_again_pays_more_than_was_kept(app: App, ctx: Context) -> None:
    code = issue(app, ctx)
    ref = book(app, ctx, "F7-8", tenders=(by(code, "5"),)).booking.ref
    assert [each.amount_minor for each in pay(app, ctx, ref, by(code)).payments] == [2400]


def test_a_booking_takes_no_other_money(app: App, ctx: Context) -> None:
    code = issue(app, ctx)
    error = why(lambda: book(app, ctx, "F7", tenders=(by(code, "5"), CASH)))
    assert error.code == "bookings.book_with_tender"


@pytest.mark.parametrize("end", ["cancel", "sweep", "late"])
def test_what_is_over_keeps_nothing(app: App, ctx: Context, clock: FakeClock, end: str) -> None:
    code = issue(app, ctx)
    ref = book(app, ctx, "F7-8", tenders=(by(code),)).booking.ref
    if end == "cancel":
        reservations.cancel(app, ctx, reservations.CancelRequest(ref=ref))
    else:
        clock.advance(minutes=16)
    if end == "sweep":
        sweep.sweep(app, ctx)
    if end == "late":
        assert why(lambda: pay(app, ctx, ref)).code == "bookings.no_tender"
        pay(app, ctx, ref, CASH)
    assert sell(app, ctx, "E1-2", tenders=(by(code),)).payments[0].amount_minor == 2400


def test_what_a_booking_keeps_outlives_the_vouchers_last_day(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    code = issue(app, ctx, until="2026-10-23")
    ref = book(app, ctx, "F7", tenders=(by(code),), until="20h").booking.ref
    clock.advance(minutes=16 * 60)
    found = view(app, ctx, code).voucher
    assert (found.status, found.balance_minor) == ("expired", 3000)
    gone = why(lambda: sell(app, ctx, "F8", tenders=(by(code),)))
    assert (gone.code, gone.details["day"]) == ("vouchers.expired", "2026-10-23")
    assert [each.amount_minor for each in pay(app, ctx, ref).payments] == [1200]


def test_a_refund_goes_back_to_the_voucher_run_out_or_not(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    code = issue(app, ctx, "20", until="2026-10-23")
    ref = sell(app, ctx, "F7-8", tenders=(by(code), CARD)).booking.ref
    clock.advance(minutes=16 * 60)
    done = refunds.refund(app, ctx, refunds.RefundRequest(ref=ref))
    assert [(each.code, each.details) for each in done.warnings] == [
        ("vouchers.back_on_expired", {"ending": code[-4:]})
    ]
    assert f"to the voucher …{code[-4:]}" in plan_text(done, locale="en")
    assert [(each.method, each.amount_minor) for each in done.given_back.tenders] == [
        ("card", 400), ("voucher", 2000),
    ]  # fmt: skip
    assert {each.status for each in done.refunds} == {"done"}
    found = view(app, ctx, code)
    assert (found.voucher.status, found.voucher.balance_minor) == ("expired", 2000)
    assert [each.kind for each in found.entries] == ["issued", "spent", "back"]
    assert [each.last_four for each in vouchers.list_vouchers(app, ctx).vouchers] == [code[-4:]]


def test_a_seat_given_back_and_a_void_go_back_as_well(app: App, ctx: Context) -> None:
    code = issue(app, ctx, "50")
    ref = sell(app, ctx, "F7-8", tenders=(by(code),)).booking.ref
    back = refunds.refund(app, ctx, refunds.RefundRequest(ref=ref, words=("F7",)))
    assert back.warnings == ()
    assert view(app, ctx, code).voucher.balance_minor == 3800
    other = sell(app, ctx, "E1", tenders=(by(code),)).booking.ref
    assert view(app, ctx, code).voucher.balance_minor == 2600
    sales.void(app, ctx, sales.VoidRequest(ref=other, reason="wrong show"))
    assert view(app, ctx, code).voucher.balance_minor == 3800


def test_a_void_voucher_pays_nothing_and_still_gets_its_money_back(app: App, ctx: Context) -> None:
    code = issue(app, ctx)
    ref = sell(app, ctx, "F7", tenders=(by(code),)).booking.ref
    waiting = book(app, ctx, "F8", tenders=(by(code),)).booking.ref
    done = vouchers.void(app, ctx, VoidVoucherRequest(code=code, reason="stolen"))
    assert (done.voided_minor, done.voucher.status, done.voucher.balance_minor) == (
        1800, "void", 0,
    )  # fmt: skip
    again = why(lambda: vouchers.void(app, ctx, VoidVoucherRequest(code=code, reason="x")))
    assert again.code == "vouchers.void_already"
    assert why(lambda: sell(app, ctx, "F9", tenders=(by(code),))).code == "vouchers.void"
    assert why(lambda: pay(app, ctx, waiting)).code == "bookings.no_tender"
    back = refunds.refund(app, ctx, refunds.RefundRequest(ref=ref))
    assert [each.code for each in back.warnings] == ["vouchers.back_on_void"]
    found = view(app, ctx, code)
    assert (found.voucher.status, found.voucher.balance_minor) == ("void", 1200)
    assert [each.status for each in vouchers.list_vouchers(app, ctx).vouchers] == ["void"]
    assert [each.kind for each in found.entries] == ["issued", "spent", "voided", "back"]


def test_a_sale_voided_onto_a_void_voucher_says_so(app: App, ctx: Context) -> None:
    code = issue(app, ctx)
    ref = sell(app, ctx, "F7", tenders=(by(code),)).booking.ref
    vouchers.void(app, ctx, VoidVoucherRequest(code=code, reason="stolen"))
    done = sales.void(app, ctx, sales.VoidRequest(ref=ref, reason="wrong show"))
    assert [(each.code, each.details) for each in done.warnings] == [
        ("vouchers.back_on_void", {"ending": code[-4:]})
    ]


def test_an_unknown_code_is_told_to_nobody(app: App, ctx: Context) -> None:
    with pytest.raises(NotFound) as caught:
        view(app, ctx, "secret")
    assert "secret" not in str(caught.value)
