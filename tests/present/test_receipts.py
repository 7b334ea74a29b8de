"""A receipt says what was sold, what was paid and which coins to hand back."""

from collections.abc import Callable

from boxoffice.present.receipts import change_line, hold_line, receipt, warning_lines
from boxoffice.services.results import Reason, RefundView, VoucherKept
from tests.present.factories import SHOW_TIME, booking, hold, line, payment, sale, show


def test_a_cash_sale(golden: Callable[[str, str], None]) -> None:
    golden("receipt_cash.txt", receipt(sale(), locale="en"))


def test_card_and_cash_with_fees_name_and_a_hostile_title(
    golden: Callable[[str, str], None],
) -> None:
    result = sale(
        booking=booking(
            name="Anna\x1b[2J",
            total_minor=2700,
            tax_minor=177,
            fee_minor=200,
            lines=(line("F7"), line("F8", ticket_type="child", price_minor=900)),
        ),
        show=show(movie="Romeo [/b]\n"),
        payments=(
            payment(method="card", amount_minor=1700, tendered_minor=0, change_minor=0, slip="47"),
            payment(amount_minor=1000, tendered_minor=1000, change_minor=0),
        ),
        warnings=(Reason(code="nowhere.single_seat"),),
    )
    golden("receipt_mixed.txt", receipt(result, locale="de"))


def test_a_void_gives_back(golden: Callable[[str, str], None]) -> None:
    refund = RefundView(
        id="R1", payment_id="P1", status="done", currency="EUR", amount_minor=2500,
        reason="wrong film",
    )  # fmt: skip
    result = sale(
        booking=booking(status="voided"),
        payments=(payment(status="refunded", change_minor=0, tendered_minor=2500),),
        refunds=(refund,),
        tickets=(),
    )
    golden("receipt_void.txt", receipt(result, locale="en"))


def test_a_booking_to_be_paid(golden: Callable[[str, str], None]) -> None:
    result = sale(
        booking=booking(status="pending", name="Müller", expires_at=SHOW_TIME),
        payments=(),
        tickets=(),
        replayed=True,
    )
    golden("receipt_pending.txt", receipt(result, locale="en"))


def test_each_tender_has_a_line_of_its_own() -> None:
    paid = {"amount_minor": 500, "tendered_minor": 500, "change_minor": 0}
    known: tuple[dict[str, str], ...] = (
        {"method": "cash"},
        {"method": "card", "slip": "47", "brand": "visa", "last_four": "1234"},
        {"method": "card", "slip": "48", "brand": "vi\x1b[2Jsa"},
        {"method": "upi", "slip": "412345678901"},
        {"method": "wallet", "slip": "PT77"},
        {"method": "transfer", "slip": "HDFC-1"},
        {"method": "voucher", "last_four": "P9QX"},
    )
    told = receipt(sale(payments=tuple(payment(**paid, **each) for each in known)), locale="en")
    assert [line for line in told.splitlines() if line.startswith("Paid")] == [
        "Paid €5.00 by cash",
        "Paid €5.00 by card, slip 47, visa …1234",
        "Paid €5.00 by card, slip 48, vi\ufffd[2Jsa",
        "Paid €5.00 by UPI, reference 412345678901",
        "Paid €5.00 by wallet, reference PT77",
        "Paid €5.00 by transfer, reference HDFC-1",
        "Paid €5.00 by voucher …P9QX",
    ]


def test_what_vouchers_keep_for_a_booking_is_not_left_to_pay() -> None:
    result = sale(
        booking=booking(status="pending", total_minor=2500, expires_at=SHOW_TIME),
        payments=(),
        tickets=(),
        vouchers=(VoucherKept(voucher_id="V1", last_four="P9QX", amount_minor=1000),),
    )
    lines = receipt(result, locale="en").splitlines()
    place = lines.index("Voucher …P9QX keeps €10.00 for it")
    assert lines[place + 1] == "Left to pay €15.00"


def test_change_by_coin() -> None:
    assert change_line(1350, currency="EUR", locale="en") == (
        "Change €13.50: 1 × €10.00, 1 × €2.00, 1 × €1.00, 1 × €0.50"
    )


def test_change_in_a_currency_of_unknown_coins() -> None:
    assert change_line(1350, currency="XTS", locale="en").endswith("13.50")


def test_a_hold_says_until_when() -> None:
    assert hold_line(hold()) == "F7-8 held until 20:14 (hold 4b1c9e)"
    assert hold_line(hold(status="released")) == "F7-8 released (hold 4b1c9e)"


def test_warnings_are_words() -> None:
    assert warning_lines([Reason(code="nowhere.single_seat")]) == ["Note: single seat"]


def test_what_took_nothing_is_no_part_of_what_was_paid() -> None:
    failed = payment(
        id="P0", method="gateway", status="failed", tendered_minor=0, change_minor=0
    )  # fmt: skip
    paid = sale(payments=(failed, *sale().payments))
    assert receipt(paid, locale="en") == receipt(sale(), locale="en")
    waits = receipt(sale(booking=booking(status="pending"), payments=(failed,)), locale="en")
    assert "Gateway €25.00 failed\n" in waits
