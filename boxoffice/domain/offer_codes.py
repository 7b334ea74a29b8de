"""Codes of offers: told apart as people type them, and spelled as they are read."""

from __future__ import annotations

import unicodedata

RANDOM_SIGNS = 12
"""Of 29 signs, with no 0 and O and no 1 and I: 58 bits that nobody finds by trying."""

LONGEST_PREFIX = 12

_GROUP = 4


def fold_code(typed: str) -> str:
    """A code as it is kept: capitals and digits, without the spaces and hyphens between them."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def spelled(code: str) -> str:
    """A code as it is printed, in groups of four: 7KQ2-M9XT-3FHT."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
