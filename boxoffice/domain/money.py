"""Money as integer minor units: read as typed, written plainly, split, given as change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

_EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
            *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Every currency of ISO 4217 whose minor unit is not a hundredth."""

MAX_MINOR = 10**12
"""No sum typed at a till is larger; a longer one is a slip of the finger or a barcode scanner."""

_LONGEST = 40
_SCIENTIFIC = re.compile(r"[\d.,]+[eE][+-]?\d+", re.ASCII)
_ONE_MARK = re.compile(r"(\d+)(?:([.,])(\d+))?", re.ASCII)
_COMMA_GROUPS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.(\d+))?", re.ASCII)
_POINT_GROUPS = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)
_MINUS_SIGNS = "-−–"

_DENOMINATIONS: Mapping[str, tuple[int, ...]] = {
    "EUR": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1),
    "INR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
    "JPY": (10000, 5000, 1000, 500, 100, 50, 10, 5, 1),
    "KWD": (20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5),
    "CHF": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "SEK": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100),
    "NOK": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100),
    "DKK": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
    "CAD": (10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5),
    "AUD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "PLN": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
}
"""Notes and coins a till has to hand, in minor units; each a multiple of the smallest."""


def exponent(currency: str) -> int:
    """How many decimals the currency has: 0 for JPY, 3 for KWD, else mostly 2 (ISO 4217)."""
    return _EXPONENTS.get(currency.upper(), 2)


def parse_amount(text: str, *, currency: str) -> int:
    """Minor units of an amount as a person types it: 12, 12.5, 12,50, 1,250.00, 1.250,00.

    A comma alone is the decimal mark where the currency has as many decimals as follow it; one
    that could be either (1,250 in EUR) is refused, as is a negative amount. Errors: `money.*`.
    """
    typed = plain_form(text)
    details = {"text": excerpt(text), "currency": currency}
    if not typed:
        raise Invalid("money.empty", **details)
    if typed[0] in _MINUS_SIGNS:
        raise Invalid("money.negative", **details)
    if len(typed) > _LONGEST:
        raise Invalid("money.unreadable", **details)
    if _SCIENTIFIC.fullmatch(typed):
        raise Invalid("money.scientific", **details)
    places = exponent(currency)
    whole, fraction = _parts(typed, places=places, details=details)
    if len(fraction) > places:
        raise Invalid("money.decimals", **details, decimals=places)
    amount_minor = int(Decimal(f"{whole}.{fraction or 0}").scaleb(places))
    if amount_minor > MAX_MINOR:
        raise Invalid("money.too_much", **details, most=plain(MAX_MINOR, currency=currency))
    return amount_minor


def _parts(typed: str, *, places: int, details: Mapping[str, str]) -> tuple[str, str]:
    """Digits before and after the decimal mark; Invalid where it is unclear which mark that is."""
    if match := _ONE_MARK.fullmatch(typed):
        whole, mark, fraction = match.group(1), match.group(2), match.group(3) or ""
        looks_grouped = len(fraction) == 3 > places and len(whole) <= 3 and whole[0] != "0"
        if mark != "," or not looks_grouped:
            return whole, fraction
        if places:
            raise Invalid("money.ambiguous", **details, thousands=whole + fraction)
        return whole + fraction, ""
    if match := _COMMA_GROUPS.fullmatch(typed) or _POINT_GROUPS.fullmatch(typed):
        return re.sub("[.,]", "", match.group(1)), match.group(2) or ""
    raise Invalid("money.unreadable", **details)


def plain(minor: int, *, currency: str) -> str:
    """The amount with a point and all its decimals, for data and scripts: 13.50, 1350, 1.250."""
    places = exponent(currency)
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def split(total_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Shares in proportion to the weights that add up to the total, by largest remainder.

    A left-over unit goes to the largest remainder, the earlier share where two are equal. Weights
    that are all zero share evenly; a negative total is split like its opposite.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not be negative")
    if not any(weights):
        weights = [1] * len(weights)
    size, sign, weight = abs(total_minor), (-1 if total_minor < 0 else 1), sum(weights)
    shares = [size * each // weight for each in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % weight), i))
    for index in by_remainder[: size - sum(shares)]:
        shares[index] += 1
    return tuple(sign * share for share in shares)


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction that is not negative; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def to_nearest(amount_minor: int, *, step_minor: int) -> int:
    """The nearest sum that coins of a size can make, a half goes up; with a step of 0 the same."""
    return half_up(amount_minor, step_minor) * step_minor if step_minor else amount_minor


def coins(change_minor: int, *, currency: str) -> tuple[tuple[int, int], ...]:
    """Change as (note or coin in minor units, how many), largest first; () where coins are unknown.

    What is smaller than the smallest coin (2 fils, 3 rappen) is left out: rounding is a policy.
    """
    change: list[tuple[int, int]] = []
    rest_minor = max(change_minor, 0)
    for denomination_minor in _DENOMINATIONS.get(currency.upper(), ()):
        count, rest_minor = divmod(rest_minor, denomination_minor)
        if count:
            change.append((denomination_minor, count))
    return tuple(change)
