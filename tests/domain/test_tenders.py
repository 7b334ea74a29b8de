"""Tenders cover the sum, only cash gives change, and only what is left for cash is rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import plain
from boxoffice.domain.tenders import Paid, Tender, settle
from boxoffice.errors import Invalid

CASH, CARD = PaymentMethod.CASH, PaymentMethod.CARD


def cash(amount: str = "") -> Tender:
    return Tender(CASH, amount)


def card(amount: str = "") -> Tender:
    return Tender(CARD, amount, slip="4711")


def paid(due_minor: int, *tenders: Tender, step: int = 5, currency: str = "EUR") -> list[Paid]:
    return list(settle(due_minor, tenders, currency=currency, cash_step_minor=step))


def parts(found: list[Paid]) -> list[tuple[int, int, int, int]]:
    return [(p.amount_minor, p.tendered_minor, p.change_minor, p.rounding_minor) for p in found]


@pytest.mark.parametrize(
    ("due", "tenders", "expected"),
    [
        (1002, [cash()], [(1000, 1000, 0, -2)]),
        (1003, [cash()], [(1005, 1005, 0, 2)]),
        (1003, [cash("20")], [(1005, 2000, 995, 2)]),
        (1002, [cash("10")], [(1000, 1000, 0, -2)]),
        (1002, [card()], [(1002, 1002, 0, 0)]),
        (1003, [cash("5"), card()], [(500, 500, 0, 0), (503, 503, 0, 0)]),
        (1003, [card("5.01"), cash("6")], [(501, 501, 0, 0), (500, 600, 100, -2)]),
        (1003, [cash(), card("5")], [(505, 505, 0, 2), (500, 500, 0, 0)]),
        (1003, [cash("5"), cash("6")], [(500, 500, 0, 0), (505, 600, 95, 2)]),
        (1002, [card("10"), cash()], [(1000, 1000, 0, 0), (0, 0, 0, -2)]),
        (2, [cash("1")], [(0, 100, 100, -2)]),
    ],
)
def test_what_is_left_for_cash_is_rounded(
    due: int, tenders: list[Tender], expected: list[tuple[int, int, int, int]]
) -> None:
    assert parts(paid(due, *tenders)) == expected


def test_without_a_rule_nothing_is_rounded() -> None:
    assert parts(paid(1003, cash(), step=0)) == [(1003, 1003, 0, 0)]


@pytest.mark.parametrize(
    ("tenders", "code", "details"),
    [
        ([cash("10.03")], "bookings.short", {"due": 1005, "tendered": 1003}),
        ([card("10.02")], "bookings.short", {"due": 1003, "tendered": 1002}),
        ([card("10.04")], "bookings.card_over", {"due": 1003, "tendered": 1004}),
        ([card("10.03"), cash("5")], "bookings.tender_unused", {"method": "cash"}),
        ([cash("20"), cash("5")], "bookings.tender_unused", {"method": "cash"}),
        ([cash(), card()], "bookings.two_rests", {}),
        ([], "bookings.no_tender", {"due": 1003}),
    ],
)
def test_what_does_not_add_up_is_refused(
    tenders: list[Tender], code: str, details: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as caught:
        paid(1003, *tenders)
    assert caught.value.code == code
    assert details.items() <= caught.value.details.items()


@pytest.mark.parametrize(("currency", "step"), [("EUR", 5), ("INR", 100), ("JPY", 0), ("KWD", 5)])
@given(due=st.integers(1, 10**7), by_card=st.integers(0, 10**7), over=st.integers(0, 10**6))
def test_captured_is_what_is_due_and_the_rounding(
    currency: str, step: int, due: int, by_card: int, over: int
) -> None:
    by_card = min(by_card, due - 1)
    tenders = [card(plain(by_card, currency=currency))] if by_card else []
    tenders.append(cash(plain(due - by_card + step + over, currency=currency)))
    if due - by_card + step + over == 0:
        return
    found = paid(due, *tenders, step=step, currency=currency)
    rounding = sum(each.rounding_minor for each in found)
    assert sum(each.amount_minor for each in found) == due + rounding
    assert 2 * abs(rounding) <= step
    assert all(each.rounding_minor == 0 for each in found if each.method is CARD)
    assert all(each.tendered_minor == each.amount_minor + each.change_minor for each in found)
    in_cash = [each for each in found if each.method is CASH]
    assert not step or in_cash[-1].amount_minor % step == 0
