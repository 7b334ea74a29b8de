"""Numbers that could be a payment card's: this program never keeps one."""

from __future__ import annotations

import re
from itertools import accumulate

from boxoffice.domain.typed import plain_form

FEWEST_DIGITS, MOST_DIGITS = 13, 19
MOST_TELEPHONE_DIGITS = 17
_RUN = re.compile(r"\+?[0-9]+(?:[ .\-/\u00a0\u2010-\u2015]{1,2}[0-9]+)*")
_DIGITS = re.compile(r"[0-9]+")


def looks_like_card_number(text: str) -> bool:
    """Whether a text holds 13 to 19 digits that pass the Luhn check, in groups or in one.

    No card's number begins with 0; what begins with + or 00 is a telephone's.
    """
    if len(text) < FEWEST_DIGITS:
        return False
    for run in _RUN.findall(plain_form(text)):
        groups = _DIGITS.findall(run)
        if run.startswith(("+", "00")) and sum(map(len, groups)) <= MOST_TELEPHONE_DIGITS:
            continue
        for first in range(len(groups)):
            for digits in accumulate(groups[first:]):
                if len(digits) > MOST_DIGITS:
                    break
                if _could_be_one(digits):
                    return True
    return False


def _could_be_one(digits: str) -> bool:
    if len(digits) < FEWEST_DIGITS or digits[0] == "0":
        return False
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(int(digit) for digit in digits[::-2]) + sum(sum(divmod(two, 10)) for two in doubled)
    return total % 10 == 0
