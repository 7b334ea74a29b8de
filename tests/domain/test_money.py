"""Money is read as typed or refused, and no unit is lost when it is split or given as change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.money import MAX_MINOR, coins, exponent, parse_amount, plain, split
from boxoffice.errors import Invalid

CURRENCIES = ["EUR", "USD", "INR", "JPY", "KWD", "CLF", "VND", "CHF"]
WITH_COINS = ["EUR", "GBP", "USD", "INR", "JPY", "KWD", "CHF"]
WITH_COINS += ["SEK", "NOK", "DKK", "CAD", "AUD", "PLN"]


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", 2), ("JPY", 0), ("jpy", 0), ("KWD", 3), ("CLF", 4), ("INR", 2), ("XXX", 2)],
)
def test_exponent(currency: str, expected: int) -> None:
    assert exponent(currency) == expected


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("12", "EUR", 1200),
        ("12.5", "EUR", 1250),
        ("12.50", "EUR", 1250),
        ("12,50", "EUR", 1250),
        ("12,5", "EUR", 1250),
        ("0", "EUR", 0),
        ("0012", "EUR", 1200),
        ("19.99", "EUR", 1999),
        ("1,250.00", "EUR", 125000),
        ("1.250,00", "EUR", 125000),
        ("1,250,000", "EUR", 125000000),
        ("1.250.000", "EUR", 125000000),
        ("1,25,000.00", "INR", 12500000),
        ("12,34,567", "INR", 123456700),
        (" 12.50\n", "EUR", 1250),
        ("１２．５０", "EUR", 1250),
        ("1350", "JPY", 1350),
        ("1,350", "JPY", 1350),
        ("1,250", "KWD", 1250),
        ("1.250", "KWD", 1250),
        ("1.250,500", "KWD", 1250500),
        ("10000000000", "EUR", MAX_MINOR),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, expected: int) -> None:
    assert parse_amount(text, currency=currency) == expected


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("", "EUR", "money.empty"),
        (" \u3000", "EUR", "money.empty"),
        ("-3", "EUR", "money.negative"),
        ("−3", "EUR", "money.negative"),
        ("-0", "EUR", "money.negative"),
        ("1e9", "EUR", "money.scientific"),
        ("1.5E-2", "EUR", "money.scientific"),
        ("nan", "EUR", "money.unreadable"),
        ("inf", "EUR", "money.unreadable"),
        ("Infinity", "EUR", "money.unreadable"),
        ("-inf", "EUR", "money.negative"),
        ("12²", "EUR", "money.unreadable"),
        ("١٢", "EUR", "money.unreadable"),
        ("½", "EUR", "money.unreadable"),
        ("1_000", "EUR", "money.unreadable"),
        ("0x10", "EUR", "money.unreadable"),
        ("+5", "EUR", "money.unreadable"),
        ("12.", "EUR", "money.unreadable"),
        (".5", "EUR", "money.unreadable"),
        ("12 50", "EUR", "money.unreadable"),
        ("€12", "EUR", "money.unreadable"),
        ("1,2,3", "EUR", "money.unreadable"),
        ("12,50.00", "EUR", "money.unreadable"),
        ("1.25,000.00", "EUR", "money.unreadable"),
        ("1,250,00", "EUR", "money.unreadable"),
        ("9" * 200, "EUR", "money.unreadable"),
        ("\x1b[2J12", "EUR", "money.unreadable"),
        ("1,250", "EUR", "money.ambiguous"),
        ("0,250", "EUR", "money.decimals"),
        ("12.345", "EUR", "money.decimals"),
        ("1.250", "EUR", "money.decimals"),
        ("1,250.000", "EUR", "money.decimals"),
        ("12.5", "JPY", "money.decimals"),
        ("12,50", "JPY", "money.decimals"),
        ("1.2345", "KWD", "money.decimals"),
        ("10000000000.01", "EUR", "money.too_much"),
        ("9" * 40, "EUR", "money.too_much"),
    ],
)
def test_what_is_not_clearly_an_amount_is_refused(text: str, currency: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_amount(text, currency=currency)
    assert caught.value.code == code
    assert caught.value.details["currency"] == currency


@settings(deadline=None)
@given(st.integers(0, MAX_MINOR), st.sampled_from(CURRENCIES))
def test_plain_and_parse_are_inverse(minor: int, currency: str) -> None:
    assert parse_amount(plain(minor, currency=currency), currency=currency) == minor


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_amount_or_invalid(text: str) -> None:
    try:
        minor = parse_amount(text, currency="EUR")
    except Invalid:
        return
    assert 0 <= minor <= MAX_MINOR


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (1350, "EUR", "13.50"),
        (5, "EUR", "0.05"),
        (0, "EUR", "0.00"),
        (-1350, "EUR", "-13.50"),
        (-5, "EUR", "-0.05"),
        (1350, "JPY", "1350"),
        (1250, "KWD", "1.250"),
        (7, "KWD", "0.007"),
    ],
)
def test_plain(minor: int, currency: str, expected: str) -> None:
    assert plain(minor, currency=currency) == expected


@pytest.mark.parametrize(
    ("total_minor", "weights", "expected"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (100, [1, 2, 3], (17, 33, 50)),
        (5, [0, 1], (0, 5)),
        (-100, [1, 1, 1], (-34, -33, -33)),
        (3, [0, 0], (2, 1)),
        (0, [5, 5], (0, 0)),
    ],
)
def test_split(total_minor: int, weights: list[int], expected: tuple[int, ...]) -> None:
    assert split(total_minor, weights) == expected


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_split_wants_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_split_adds_up_and_is_off_by_less_than_one(total_minor: int, weights: list[int]) -> None:
    shares = split(total_minor, weights)
    assert sum(shares) == total_minor
    assert len(shares) == len(weights)
    whole = sum(weights)
    if whole:
        assert all(
            abs(share * whole - total_minor * weight) < whole
            for share, weight in zip(shares, weights, strict=True)
        )


@pytest.mark.parametrize(
    ("change_minor", "currency", "expected"),
    [
        (1350, "EUR", ((1000, 1), (200, 1), (100, 1), (50, 1))),
        (80, "USD", ((25, 3), (5, 1))),
        (1350, "JPY", ((1000, 1), (100, 3), (50, 1))),
        (1303, "KWD", ((1000, 1), (250, 1), (50, 1))),
        (143, "CHF", ((100, 1), (20, 2))),
        (0, "EUR", ()),
        (-5, "EUR", ()),
        (1350, "SEK", ((1000, 1), (200, 1), (100, 1))),
        (2650, "DKK", ((2000, 1), (500, 1), (100, 1), (50, 1))),
        (1350, "HUF", ()),
    ],
)
def test_coins(change_minor: int, currency: str, expected: tuple[tuple[int, int], ...]) -> None:
    assert coins(change_minor, currency=currency) == expected


@settings(deadline=None)
@given(st.integers(0, 10**7), st.sampled_from(WITH_COINS))
def test_coins_leave_less_than_the_smallest(change_minor: int, currency: str) -> None:
    smallest = {"CHF": 5, "KWD": 5, "CAD": 5, "AUD": 5, "INR": 50, "DKK": 50}.get(currency, 1)
    smallest = 100 if currency in ("SEK", "NOK") else smallest
    change = coins(change_minor, currency=currency)
    rest_minor = change_minor - sum(value * count for value, count in change)
    assert rest_minor == change_minor % smallest
    assert list(change) == sorted(change, reverse=True)
