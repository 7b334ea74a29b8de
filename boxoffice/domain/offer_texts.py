"""What an offer says, as people type it: how much per cent off, how many, and its code."""

from __future__ import annotations

import re

from boxoffice.domain.offer_codes import LONGEST_PREFIX, fold_code
from boxoffice.domain.price_rules import WHOLE_BP
from boxoffice.domain.price_texts import parse_percent
from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_LONGEST_CODE = 40


def parse_off(text: str) -> int:
    """Basis points taken off: 20, 20%, 12.5 %; more than nothing, all at most."""
    off_bp = parse_percent(text)
    if not 0 < off_bp <= WHOLE_BP:
        raise Invalid("offers.percent", text=excerpt(text))
    return off_bp


def parse_count(text: str) -> int:
    """A whole number, 0 for none."""
    typed = plain_form(text)
    if not _COUNT.fullmatch(typed):
        raise Invalid("offers.count", text=excerpt(text))
    return int(typed)


def parse_code(text: str) -> str:
    """A code that people type, as it is kept."""
    code = fold_code(text)
    if not code or len(code) > _LONGEST_CODE:
        raise Invalid("offers.code", text=excerpt(text))
    return code


def parse_prefix(text: str) -> str:
    """What generated codes begin with, as it is kept."""
    prefix = fold_code(text)
    if len(prefix) > LONGEST_PREFIX or (text.strip() and not prefix):
        raise Invalid("offers.prefix", text=excerpt(text), most=LONGEST_PREFIX)
    return prefix
