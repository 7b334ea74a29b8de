"""What offers take off: never below nothing, to the last minor unit, the best for the customer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.money import exponent
from boxoffice.domain.offer_choice import (
    MOST_STACKED,
    Applied,
    Candidate,
    Verdict,
    apply,
    turn,
)
from boxoffice.domain.offer_codes import fold_code, spelled
from boxoffice.domain.offers import Line, Offer, OfferKind, Sale, is_for, taken_off, why_not

SALE = Sale(
    currency="EUR", theatre="rex", show_id=12, movie="dune", show_day="2026-10-23", weekday="fri",
    sold_day="2026-10-20",
)  # fmt: skip
CURRENCIES = ("JPY", "EUR", "INR", "KWD")


def offer(key: str = "a", kind: str = OfferKind.PERCENT, **more: Any) -> Offer:
    return Offer(**{"id": sum(map(ord, key)), "key": key, "kind": kind, "stackable": True, **more})


def adults(*prices: int) -> list[Line]:
    return [Line("standard", "adult", price) for price in prices]


def off(each: Offer, *prices: int) -> tuple[int, ...]:
    return taken_off(each, adults(*prices), prices)


def chosen(offers: Sequence[Offer], lines: Sequence[Line], sale: Sale = SALE) -> Applied:
    return apply([Candidate(each) for each in offers], sale, lines)


def keys(applied: Applied) -> list[str]:
    return [each.offer.key for each in applied.taken]


def test_a_percentage_leaves_each_price_rounded_half_up() -> None:
    assert off(offer(percent_bp=1000), 1205, 5, 0) == (120, 0, 0)
    assert off(offer(percent_bp=10_000), 1205) == (1205,)


def test_an_amount_is_shared_by_largest_remainder_and_never_more_than_there_is() -> None:
    five = offer(kind=OfferKind.AMOUNT, amount_minor=500)
    assert off(five, 1200, 1200, 1200) == (167, 167, 166)
    assert off(five, 100, 200) == (100, 200)
    assert off(five) == ()


def test_of_every_four_the_cheapest_is_free() -> None:
    four = offer(kind=OfferKind.N_FOR_M, take=4, pay=3)
    assert off(four, 1200, 800, 1200, 800) == (0, 800, 0, 0)
    assert off(four, *[1000] * 9) == (1000, 1000, *[0] * 7)
    assert off(four, 1000, 1000, 1000) == (0, 0, 0)


def test_a_fixed_price_takes_nothing_off_what_costs_less() -> None:
    assert off(offer(kind=OfferKind.FIXED_PRICE, amount_minor=600), 1200, 500) == (600, 0)


def test_an_offer_is_for_its_categories_and_guests_alone() -> None:
    lines = [Line("premium", "adult", 1500), Line("standard", "child", 800), *adults(1200)]
    half = offer(percent_bp=5000, categories="standard", ticket_types="adult,senior")
    assert [is_for(half, line) for line in lines] == [False, False, True]
    assert taken_off(half, lines, [line.price_minor for line in lines]) == (0, 0, 600)


@pytest.mark.parametrize(
    ("asks", "why"),
    [
        ({}, ""),
        ({"currency": "JPY"}, "currency"),
        ({"theatres": "lux"}, "theatres"),
        ({"theatres": "lux,rex", "shows": "12", "movies": "dune", "weekdays": "thu,fri"}, ""),
        ({"shows": "1,2"}, "shows"),
        ({"movies": "oya"}, "movies"),
        ({"weekdays": "mon,tue"}, "weekdays"),
        ({"show_from": "2026-10-24"}, "show_days"),
        ({"show_to": "2026-10-23"}, ""),
        ({"sold_from": "2026-10-20", "sold_to": "2026-10-20"}, ""),
        ({"sold_to": "2026-10-19"}, "sold_days"),
        ({"categories": "premium"}, "seats"),
        ({"min_seats": 3}, "min_seats"),
        ({"take": 3, "pay": 2}, "min_seats"),
        ({"min_minor": 2401}, "min_amount"),
        ({"min_minor": 2400, "min_seats": 2}, ""),
    ],
)
def test_the_first_thing_that_differs_is_told(asks: dict[str, Any], why: str) -> None:
    assert why_not(offer(**asks), SALE, adults(1200, 1200)) == why


def test_stacked_offers_run_by_priority_then_key() -> None:
    tenth = offer("tenth", percent_bp=1000)
    euro = offer("euro", OfferKind.AMOUNT, amount_minor=100)
    applied = chosen([tenth, euro], adults(1000))
    assert [(each.offer.key, each.amount_minor) for each in applied.taken] == [
        ("euro", 100), ("tenth", 90),
    ]  # fmt: skip
    first = offer("tenth", percent_bp=1000, priority=1)
    assert chosen([first, euro], adults(1000)).offs_minor == (200,)


def test_an_exclusive_offer_stands_alone_and_wins_where_it_takes_more_off() -> None:
    tenth, fifth = offer("tenth", percent_bp=1000), offer("fifth", percent_bp=2000)
    third = offer("third", percent_bp=3000, stackable=False)
    applied = chosen([tenth, fifth, third], adults(1000))
    assert (keys(applied), applied.offs_minor) == (["third"], (300,))
    verdicts = {each.candidate.offer.key: (each.verdict, each.because) for each in applied.looked}
    assert verdicts["tenth"] == (Verdict.LOST, "better")
    quarter = offer("quarter", percent_bp=2500, stackable=False)
    assert keys(chosen([tenth, fifth, quarter], adults(1000))) == ["fifth", "tenth"]


def test_of_equals_the_one_with_an_item_then_fewer_then_the_smaller_key() -> None:
    same = [offer(key, percent_bp=1000, stackable=False) for key in ("b", "a")]
    assert keys(chosen(same, adults(1000))) == ["a"]
    corn = offer("corn", OfferKind.FREE_ITEM, item="Popcorn")
    assert keys(chosen([corn, *same], adults(0))) == ["corn"]
    whole = [offer(key, percent_bp=10_000) for key in ("b", "a")]
    assert keys(chosen(whole, adults(1000))) == ["a"]


def test_what_takes_nothing_off_is_not_taken() -> None:
    applied = chosen([offer(percent_bp=1000)], adults(0))
    assert (applied.taken, applied.looked[0].because) == ((), "nothing")


def test_of_very_many_those_that_take_most_off_are_looked_at() -> None:
    many = [offer(f"k{n:02}", percent_bp=100 * n) for n in range(1, MOST_STACKED + 4)]
    assert keys(chosen(many, adults(10_000))) == [each.key for each in many[3:]]


def test_codes_are_told_apart_by_their_letters_and_digits_alone() -> None:
    assert fold_code(" sun-2026 \uff21") == "SUN2026A"
    assert spelled("ABCDEFGHJ") == "ABCD-EFGH-J"


@st.composite
def baskets(draw: st.DrawFn) -> tuple[list[Offer], list[Line], Sale]:
    """Some offers of every kind and seats at prices of one currency."""
    currency = draw(st.sampled_from(CURRENCIES))
    unit = 10 ** exponent(currency)
    prices = st.one_of(st.just(0), st.integers(1, 40 * unit))
    lines = draw(
        st.lists(
            st.builds(
                Line, st.sampled_from(("standard", "premium")), st.sampled_from(("adult", "child")),
                prices,
            ),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    take = st.integers(2, 4)
    offers = [
        Offer(
            id=number, key=f"k{number}", kind=draw(st.sampled_from(list(OfferKind))),
            stackable=draw(st.booleans()), priority=draw(st.integers(-1, 1)), currency=currency,
            amount_minor=draw(st.integers(0, 30 * unit)), percent_bp=draw(st.integers(1, 10_000)),
            take=(taken := draw(take)), pay=draw(st.integers(0, taken - 1)), item="corn",
            categories=draw(st.sampled_from(("", "standard", "premium,standard"))),
            ticket_types=draw(st.sampled_from(("", "child"))),
            min_seats=draw(st.integers(0, 3)), min_minor=draw(st.integers(0, 20 * unit)),
        )
        for number in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    return offers, lines, Sale(currency=currency)


def in_turn(offers: Sequence[Offer], lines: Sequence[Line]) -> int:
    """What some offers take off together, one after the other."""
    left = [line.price_minor for line in lines]
    for each in sorted(offers, key=turn):
        offs = taken_off(each, lines, left)
        assert all(0 <= part <= price for part, price in zip(offs, left, strict=True))
        left = [price - part for part, price in zip(offs, left, strict=True)]
    return sum(line.price_minor for line in lines) - sum(left)


@settings(max_examples=300)
@given(baskets())
def test_no_other_choice_is_better_and_every_sum_adds_up(
    basket: tuple[list[Offer], list[Line], Sale],
) -> None:
    offers, lines, sale = basket
    applied = chosen(offers, lines, sale)
    total = sum(line.price_minor for line in lines)
    assert sum(applied.offs_minor) == sum(each.amount_minor for each in applied.taken) <= total
    for place, line in enumerate(lines):
        assert 0 <= applied.offs_minor[place] <= line.price_minor
    fitting = [each for each in offers if not why_not(each, sale, lines)]
    stackable = [each for each in fitting if each.stackable]
    allowed = [[each] for each in fitting if not each.stackable]
    allowed += [
        list(some) for size in range(len(stackable) + 1) for some in combinations(stackable, size)
    ]
    assert sum(applied.offs_minor) == max(in_turn(some, lines) for some in allowed)
    taken = [each.offer for each in applied.taken]
    assert taken in ([], *[[each] for each in taken]) or all(each.stackable for each in taken)
    assert chosen(list(reversed(offers)), lines, sale) == applied


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=9))
def test_an_amount_is_shared_to_the_last_minor_unit(amount: int, prices: list[int]) -> None:
    offs = off(offer(kind=OfferKind.AMOUNT, amount_minor=amount), *prices)
    assert sum(offs) == min(amount, sum(prices))
    assert all(0 <= part <= price for part, price in zip(offs, prices, strict=True))
