"""Every tender together: references, vouchers and the rest of a sum."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import plain
from boxoffice.domain.tenders import Paid, Tender, settle
from boxoffice.errors import BoxofficeError, Invalid

CASH, CARD, VOUCHER = PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.VOUCHER
UPI, WALLET, TRANSFER = PaymentMethod.UPI, PaymentMethod.WALLET, PaymentMethod.TRANSFER
STEPS = {"JPY": 10, "EUR": 5, "INR": 100, "KWD": 5}


def cash(amount: str = "") -> Tender:
    return Tender(CASH, amount)


def card(amount: str = "") -> Tender:
    return Tender(CARD, amount, slip="4711")


def voucher(amount: str = "", code: str = "X") -> Tender:
    return Tender(VOUCHER, amount, slip=code)


def pay(due: int, *tenders: Tender, step: int = 5, **available: int) -> list[Paid]:
    return list(
        settle(due, tenders, currency="EUR", cash_step_minor=step, available=available)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "balance", "tenders", "amounts"),
    [
        (2400, 1000, [voucher(), cash("50")], [1000, 1400]),
        (2400, 1000, [voucher(), card()], [1000, 1400]),
        (2400, 9000, [voucher()], [2400]),
        (2400, 2400, [voucher()], [2400]),
        (2400, 9000, [voucher(), card("10")], [1400, 1000]),
        (2400, 500, [voucher(), cash("10"), card()], [500, 1000, 900]),
        (2400, 9000, [cash("20"), voucher("4")], [2000, 400]),
        (2403, 1000, [voucher(), cash("20")], [1000, 1405]),
        (2403, 2401, [voucher(), cash()], [2401, 0]),
        (2400, 500, [voucher(), voucher("", "Y"), cash()], [500, 700, 1200]),
        (2400, 500, [Tender(UPI, "3", slip="412345678901"), voucher(), card()], [300, 500, 1600]),
    ],
)
def test_a_voucher_pays_before_cash_and_before_what_takes_the_rest(
    due: int, balance: int, tenders: list[Tender], amounts: list[int]
) -> None:
    assert [each.amount_minor for each in pay(due, *tenders, x=balance, y=700)] == amounts


@pytest.mark.parametrize(
    ("balance", "tenders", "code", "details"),
    [
        (1000, [voucher()], "bookings.short", {"due": 2400, "tendered": 1000}),
        (1000, [voucher(), cash("10")], "bookings.short", {"tendered": 2000}),
        (9000, [voucher(), cash("20")], "bookings.tender_unused", {"beside_voucher": True}),
        (9000, [voucher(), card()], "bookings.tender_unused", {"method": "card"}),
        (0, [voucher(), card()], "vouchers.empty", {"ending": "X"}),
        (1000, [voucher("10.01"), card()], "vouchers.too_little", {"available": 1000}),
        (9000, [voucher("24.01")], "bookings.tender_over", {"method": "voucher"}),
        (9000, [voucher("10"), voucher("14")], "tenders.twice", {"method": "voucher"}),
        (9000, [Tender(UPI, "25", slip="412345678901")], "bookings.tender_over", {"due": 2400}),
        (0, [cash(), Tender(WALLET, slip="W-17")], "bookings.two_rests", {}),
        (0, [Tender(WALLET, "4", slip="w-17"), Tender(WALLET, slip="W-17")], "tenders.twice", {}),
    ],
)
def test_what_does_not_add_up_is_refused(
    balance: int, tenders: list[Tender], code: str, details: dict[str, object]
) -> None:
    with pytest.raises(BoxofficeError) as caught:
        pay(2400, *tenders, x=balance)
    assert caught.value.code == code
    assert details.items() <= caught.value.details.items()


def test_what_is_reserved_pays_only_what_is_needed() -> None:
    kept = Tender(VOUCHER, slip="x", reserved=True)
    assert [each.amount_minor for each in pay(2400, kept, card(), x=1000)] == [1000, 1400]
    assert [each.amount_minor for each in pay(2400, kept, card("24"), x=1000)] == [2400]
    assert [each.amount_minor for each in pay(2400, kept, card("20"), x=1000)] == [400, 2000]
    assert pay(0, kept) == []


@pytest.mark.parametrize(
    ("method", "typed", "kept"),
    [
        (UPI, " 4123 4567 8901 ", "412345678901"),
        (UPI, "t2311a", "T2311A"),
        (WALLET, "pt-77/b", "PT-77/B"),
        (TRANSFER, "\uff26\uff11\uff12\uff13", "F123"),
        (VOUCHER, "K7M2-P9QX k7m2", "k7m2p9qxk7m2"),
    ],
)
def test_a_reference_is_one_however_it_is_typed(
    method: PaymentMethod, typed: str, kept: str
) -> None:
    assert Tender(method, slip=typed).slip == kept


@pytest.mark.parametrize(
    ("tender", "code"),
    [
        ({"method": UPI, "slip": ""}, "tenders.no_reference"),
        ({"method": UPI, "slip": "1200"}, "tenders.reference"),
        ({"method": UPI, "slip": "4123\u00a74567"}, "tenders.reference"),
        ({"method": TRANSFER, "slip": "R" * 65}, "tenders.reference"),
        ({"method": VOUCHER, "slip": " - "}, "tenders.no_code"),
        ({"method": CARD, "slip": "1", "brand": "v!sa"}, "tenders.brand"),
        ({"method": CARD, "slip": "1", "brand": "", "last_four": "1234"}, "tenders.brand"),
        ({"method": CARD, "slip": "1", "brand": "visa", "last_four": "123"}, "tenders.last_four"),
        ({"method": CARD, "slip": "4111 1111 1111 1111"}, "cards.refused"),
        ({"method": CARD, "slip": "1", "brand": "visa 4111111111111111"}, "cards.refused"),
        ({"method": UPI, "slip": "4111-1111-1111-1111"}, "cards.refused"),
        ({"method": VOUCHER, "slip": "4111111111111111"}, "cards.refused"),
        ({"method": TRANSFER, "slip": "RF1", "amount": "4111111111111111"}, "cards.refused"),
    ],
)
def test_what_no_tender_goes_by_is_refused(tender: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Tender(**tender)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_card_has_brand_and_last_four() -> None:
    (found,) = settle(
        100, [Tender(CARD, slip="4711", brand=" VISA  Debit", last_four="1234")], currency="EUR"
    )
    assert (found.brand, found.last_four, found.slip) == ("visa debit", "1234", "4711")


@st.composite
def splits(draw: st.DrawFn) -> tuple[str, int, list[Tender], dict[str, int]]:
    """A sum over any tenders: what they are given covers it, and each is needed."""
    currency = draw(st.sampled_from(sorted(STEPS)))
    due = draw(st.integers(1, 10**7))
    left, tenders, available = due, [], {}
    methods = draw(st.lists(st.sampled_from([CARD, UPI, WALLET, TRANSFER, VOUCHER]), max_size=4))
    for place, method in enumerate(methods):
        part = draw(st.integers(1, max(left, 1)))
        if part > left:
            break
        amount = plain(part, currency=currency)
        if method is VOUCHER:
            is_open = draw(st.booleans())
            available[f"code{place}"] = part if is_open else part + draw(st.integers(0, 999))
            amount = "" if is_open else amount
        tenders.append(
            Tender(method, amount, slip=f"CODE{place}77"[: 5 if method is VOUCHER else 9])
        )
        left -= part
    last = draw(st.sampled_from(["", "cash", "exact", "card"]))
    if left and last in ("", "cash"):
        given_minor = left + STEPS[currency] + draw(st.integers(0, 10**6))
        tenders.append(cash(plain(given_minor, currency=currency)))
    elif left:
        tenders.append(cash("exact") if last == "exact" else card())
    return currency, due, draw(st.permutations(tenders)), available


@given(splits())
def test_every_split_adds_up_and_only_cash_changes_or_rounds(
    case: tuple[str, int, list[Tender], dict[str, int]],
) -> None:
    currency, due, tenders, available = case
    assume(tenders)
    step = STEPS[currency]
    paid = settle(due, tenders, currency=currency, cash_step_minor=step, available=available)
    rounding = sum(each.rounding_minor for each in paid)
    assert sum(each.amount_minor for each in paid) == due + rounding
    assert [each.method for each in paid] == [each.method for each in tenders]
    assert 2 * abs(rounding) <= step
    for each in paid:
        assert each.tendered_minor == each.amount_minor + each.change_minor
        if each.method is not CASH:
            assert (each.change_minor, each.rounding_minor) == (0, 0)
            assert each.amount_minor > 0
        if each.method is VOUCHER:
            assert each.amount_minor <= available[each.slip]
    in_cash = sum(each.amount_minor for each in paid if each.method is CASH)
    assert in_cash % step == 0 or not any(each.method is CASH for each in paid)


@given(splits(), st.integers(1, 10**6))
def test_what_no_cash_can_give_back_is_refused(
    case: tuple[str, int, list[Tender], dict[str, int]], over: int
) -> None:
    currency, due, tenders, available = case
    fixed = [each for each in tenders if each.method is not CASH and not each.is_open]
    assume(fixed and not any(each.method is CASH for each in tenders))
    more = Tender(TRANSFER, plain(due + over, currency=currency), slip="MORE")
    with pytest.raises(BoxofficeError):
        settle(due, [more, *tenders], currency=currency, available=available)
