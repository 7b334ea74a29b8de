"""Amounts read as the theatre's currency and the user's locale have it."""

from decimal import Decimal

import pytest
from babel.localedata import locale_identifiers
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.money import exponent
from boxoffice.present.money import format_money


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "expected"),
    [
        (1350, "EUR", "en_IE", "€13.50"),
        (1350, "EUR", "fr_FR", "13,50\u00a0€"),
        (125000, "EUR", "de_DE", "1.250,00\u00a0€"),
        (1350, "JPY", "en", "¥1,350"),
        (1350, "JPY", "ja_JP", "￥1,350"),
        (12500000, "INR", "en_IN", "₹1,25,000.00"),
        (1234567890, "INR", "hi_IN", "₹1,23,45,678.90"),
        (1250, "KWD", "en", "KWD\u00a01.250"),
        (1250, "KWD", "fr", "1,250\u00a0KWD"),
        (1350, "IQD", "en", "IQD\u00a01.350"),
        (-1350, "USD", "en_US", "-$13.50"),
        (0, "GBP", "en_GB", "£0.00"),
    ],
)
def test_format_money(minor: int, currency: str, locale: str, expected: str) -> None:
    assert format_money(minor, currency=currency, locale=locale) == expected


@pytest.mark.parametrize("locale", ["", "C", "POSIX", "xx_YY", "C.UTF-8", "no such", "\x1b[2J"])
def test_an_unknown_locale_is_english(locale: str) -> None:
    assert format_money(1350, currency="EUR", locale=locale) == "€13.50"


@pytest.mark.parametrize("locale", ["fr_FR.UTF-8", "fr-FR", "fr_FR@euro", "fr_QQ"])
def test_a_locale_as_the_shell_names_it(locale: str) -> None:
    assert format_money(1350, currency="EUR", locale=locale) == "13,50\u00a0€"


@settings(deadline=None)
@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["EUR", "USD", "GBP", "CHF", "INR", "JPY", "KWD"]),
    st.sampled_from(sorted(locale_identifiers())),
)
def test_as_babel_says_but_for_a_space(minor: int, currency: str, locale: str) -> None:
    amount = Decimal(minor).scaleb(-exponent(currency))
    expected = format_currency(amount, currency, locale=locale)
    shown = format_money(minor, currency=currency, locale=locale)
    assert shown.replace("\u00a0", "") == expected.replace("\u00a0", "")
