"""Money as people of a locale write it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from boxoffice.domain.money import exponent

if TYPE_CHECKING:
    from babel import Locale

_LAST_DIGITS = re.compile(r"0(?:\.0+)?(?![0.#])")
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def format_money(minor: int, *, currency: str, locale: str) -> str:
    """The amount with sign, marks and groups of the locale: €13.50, 13,50 €, ₹1,25,000.00.

    Decimals are those of ISO 4217, also where custom shows fewer: what is owed is never rounded.
    A code that would touch the digits gets the space that CLDR asks for and Babel leaves out.
    """
    from babel.numbers import format_currency

    places = exponent(currency)
    known = _get_locale(locale)
    text = format_currency(
        Decimal(minor).scaleb(-places),
        currency.upper(),
        format=_pattern(known, places),
        locale=known,
        currency_digits=False,
    )
    return _LETTER_MEETS_DIGIT.sub("\N{NO-BREAK SPACE}", text)


@cache
def _get_locale(name: str) -> Locale:
    """The locale of that name or at least of its language, else English."""
    from babel import Locale, UnknownLocaleError

    plain = name.partition(".")[0].partition("@")[0].replace("-", "_")
    for candidate in (plain, plain.partition("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en")


@cache
def _pattern(locale: Locale, places: int) -> str:
    """The locale's pattern for currencies with exactly so many decimals."""
    decimals = "0." + "0" * places if places else "0"
    standard = locale.currency_formats["standard"].pattern
    return _LAST_DIGITS.sub(decimals, standard)
