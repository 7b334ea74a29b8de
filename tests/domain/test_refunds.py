"""Policies as people write them, and money that goes back without a unit lost or made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.money import exponent, half_up
from boxoffice.domain.refunds import (
    UNTIL_THE_START,
    Back,
    Paid,
    Policy,
    Step,
    Taken,
    carried_on,
    given_back,
    paid_for,
    parse_policy,
    spelled,
    to_tenders,
)
from boxoffice.errors import Invalid

HOUR_MS = 3_600_000
STEPPED = "24h=100,2h=50;fees=kept"
CASH_STEPS = {"JPY": 0, "EUR": 5, "INR": 100, "KWD": 5}


def percent_of(text: str, hours_left: float) -> int:
    return parse_policy(text).percent_at(0, starts_at_ms=int(hours_left * HOUR_MS))


@pytest.mark.parametrize(
    ("hours_left", "percent"),
    [(100, 100), (24, 100), (23.999, 50), (2, 50), (1.999, 0), (0, 0), (-1, 0)],
)
def test_a_step_holds_until_its_own_minute(hours_left: float, percent: int) -> None:
    assert percent_of(STEPPED, hours_left) == percent


def test_a_house_that_says_nothing_gives_all_back_until_the_show_starts() -> None:
    assert parse_policy("  ") == UNTIL_THE_START
    assert (percent_of("", 0), percent_of("", -0.001)) == (100, 0)
    assert percent_of("none", 1000) == 0


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (STEPPED, STEPPED),
        (" 2H = 50 , 1d=100 ; fees = kept", STEPPED),
        ("90m=75", "90m=75;fees=back"),
        ("0h=100;fees=back", "0h=100;fees=back"),
        ("NONE", "none"),
    ],
)
def test_a_policy_has_one_spelling(typed: str, written: str) -> None:
    assert spelled(parse_policy(typed)) == written
    assert parse_policy(written) == parse_policy(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("24h", "refunds.policy_step"),
        ("24=100", "refunds.policy_step"),
        ("24h=101", "refunds.policy_step"),
        ("24h=-1", "refunds.policy_step"),
        ("24h=100,", "refunds.policy_step"),
        (";fees=kept", "refunds.policy_step"),
        ("24h=100;fees=some", "refunds.policy_fees"),
        ("24h=50,1d=40", "refunds.policy_twice"),
        ("24h=50,2h=100", "refunds.policy_rises"),
        (",".join(f"{n}h={n}" for n in range(11, 0, -1)), "refunds.policy_steps"),
    ],
)
def test_what_is_no_policy(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_policy(typed)
    assert caught.value.code == code


def test_fees_are_kept_with_their_own_tax_or_go_back_alike() -> None:
    paid = paid_for(price_minor=1000, fee_minor=100, fee_tax_minor=20, tax_minor=120)
    assert paid == Paid(ticket_minor=1100, fee_minor=120)
    assert given_back(paid, parse_policy("2h=50;fees=kept"), percent=50) == 550
    assert given_back(paid, parse_policy("2h=50;fees=back"), percent=50) == 610


def test_a_half_goes_up() -> None:
    assert [given_back(Paid(each), Policy(), percent=50) for each in (1, 2, 3)] == [1, 1, 2]


def test_the_last_tender_is_paid_back_first() -> None:
    payments = [Taken("cash", "cash", 1000, 1000), Taken("card", "card", 2100, 2100)]
    assert to_tenders(1550, payments) == (Back("card", 1550),)
    assert to_tenders(3100, payments) == (Back("card", 2100), Back("cash", 1000))


def test_cash_is_rounded_and_what_was_taken_goes_back_whole() -> None:
    rounded_down = Taken("cash", "cash", 1000, 1002)
    assert to_tenders(501, [rounded_down], cash_step_minor=5) == (Back("cash", 500, -1),)
    assert to_tenders(1002, [rounded_down], cash_step_minor=5) == (Back("cash", 1000, -2),)
    assert to_tenders(60, [Taken("cash", "cash", 100, 120)], cash_step_minor=100) == (
        Back("cash", 100, 40),
    )
    assert to_tenders(60, [Taken("cash", "cash", 0, 60)], cash_step_minor=100) == (
        Back("cash", 0, -60),
    )


def test_cash_never_gives_more_than_is_left_of_it() -> None:
    assert to_tenders(4, [Taken("cash", "cash", 3, 8)], cash_step_minor=5) == (Back("cash", 3, -1),)


def test_the_last_seat_takes_what_was_rounded_away_from_the_others() -> None:
    left, stands_for, given = 1505, 1506, []
    for _ in range(3):
        taken = Taken("cash", "cash", left, stands_for)
        (back,) = to_tenders(502, [taken], cash_step_minor=5)
        left, stands_for = left - back.amount_minor, stands_for - 502
        given.append(back.amount_minor)
    assert (given, left) == ([500, 500, 505], 0)


steps = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(1, 100)), min_size=1, max_size=5,
    unique_by=(lambda each: each[0], lambda each: each[1]),
)  # fmt: skip
policies = st.builds(
    lambda found, keeps: Policy(
        tuple(
            Step(minutes, percent)
            for minutes, percent in zip(
                sorted((m for m, _ in found), reverse=True),
                sorted((p for _, p in found), reverse=True),
                strict=True,
            )
        ),
        keeps_fees=keeps,
    ),
    steps,
    st.booleans(),
)


@given(policies)
def test_every_policy_is_read_back(policy: Policy) -> None:
    assert parse_policy(spelled(policy)) == policy


@given(policies, st.lists(st.integers(-100, 20_000), min_size=2))
def test_it_never_gives_more_later(policy: Policy, minutes_left: list[int]) -> None:
    given = [
        policy.percent_at(0, starts_at_ms=left * 60_000)
        for left in sorted(minutes_left, reverse=True)
    ]
    assert given == sorted(given, reverse=True)


seats = st.lists(
    st.tuples(st.integers(0, 50_000), st.integers(0, 900), st.integers(0, 100)),
    min_size=1, max_size=8,
)  # fmt: skip


@given(st.sampled_from(sorted(CASH_STEPS)), seats, policies, st.integers(0, 100), st.data())
def test_seat_by_seat_no_unit_is_lost_or_made(
    currency: str,
    bought: list[tuple[int, int, int]],
    policy: Policy,
    cash_share: int,
    data: st.DataObject,
) -> None:
    """Any seats in any order at any percentage: never above what came in, all of it at the end."""
    unit = 10 ** exponent(currency)
    step = CASH_STEPS[currency]
    paid = [Paid(price * unit // 100, fee * unit // 100) for price, fee, _ in bought]
    total = sum(each.whole_minor for each in paid)
    in_cash = total * cash_share // 100
    nearest = (2 * in_cash + step) // (2 * step) * step if step else in_cash
    payments = [Taken("card", "card", total - in_cash, total - in_cash)]
    payments.append(Taken("cash", "cash", nearest, in_cash))
    captured = total - in_cash + nearest
    order = data.draw(st.permutations(range(len(paid))))
    is_whole = data.draw(st.booleans())
    back = owed_back = 0
    for index in order:
        percent = 100 if is_whole else bought[index][2]
        seat = paid[index]
        wanted = seat.whole_minor if is_whole else given_back(seat, policy, percent=percent)
        assert 0 <= wanted <= seat.whole_minor
        owed_back += wanted
        for part in to_tenders(wanted, payments, cash_step_minor=step):
            at = next(i for i, each in enumerate(payments) if each.id == part.payment_id)
            payments[at] = replace(
                payments[at],
                left_minor=payments[at].left_minor - part.amount_minor,
                stands_for_minor=payments[at].stands_for_minor
                - (part.amount_minor - part.rounding_minor),
            )
            assert part.amount_minor >= 0
            assert part.payment_id == "cash" or not part.rounding_minor
            back += part.amount_minor
            wanted -= part.amount_minor - part.rounding_minor
        assert wanted == 0
        assert all(each.left_minor >= 0 and each.stands_for_minor >= 0 for each in payments)
        assert sum(each.stands_for_minor for each in payments) == total - owed_back
        assert back <= captured
    if is_whole:
        assert back == captured


@pytest.mark.parametrize(
    ("policy", "moved", "added_minor", "written"),
    [
        (STEPPED, [(1000, 100)], 0, STEPPED),
        (STEPPED, [(1000, 50)], 0, "2h=50;fees=kept"),
        (STEPPED, [(1000, 0)], 0, "none"),
        ("", [(1000, 0)], 0, "none"),
        ("", [(1000, 33)], 0, "0h=33;fees=back"),
        (STEPPED, [(1000, 0)], 1000, "24h=50,2h=25;fees=kept"),
        (STEPPED, [(500, 100), (500, 0)], 0, "24h=50,2h=25;fees=kept"),
        ("72h=90,48h=60,24h=50,2h=20", [(1000, 55)], 0, "48h=55,24h=50,2h=20;fees=back"),
    ],
)
def test_an_exchange_makes_no_money_refundable(
    policy: str, moved: list[tuple[int, int]], added_minor: int, written: str
) -> None:
    price_minor = sum(minor for minor, _ in moved) + added_minor
    found = carried_on(
        parse_policy(policy), moved, added_minor=added_minor, price_minor=price_minor
    )
    assert spelled(found) == written


def test_seats_that_cost_nothing_keep_their_policy() -> None:
    policy = parse_policy(STEPPED)
    assert carried_on(policy, [], added_minor=0, price_minor=0) == policy


@given(
    policies,
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 100)), max_size=4),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10_000),
)
def test_no_step_gives_more_than_before_and_what_was_added(
    policy: Policy,
    moved: list[tuple[int, int]],
    added_minor: int,
    fees_minor: int,
    minutes_left: int,
) -> None:
    whole_minor = sum(minor for minor, _ in moved) + added_minor
    price_minor = max(whole_minor - fees_minor, 0)
    found = carried_on(policy, moved, added_minor=added_minor, price_minor=price_minor)
    assert parse_policy(spelled(found)).steps == found.steps
    at = {"starts_at_ms": minutes_left * 60_000}
    percent = found.percent_at(0, **at)
    assert percent <= policy.percent_at(0, **at)
    before_minor = half_up(sum(minor * each for minor, each in moved), 100)
    if price_minor:
        assert half_up(price_minor * percent, 100) <= before_minor + added_minor
