"""Finding people by what they say: any word of a name without its accents, a number's ending."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from boxoffice.domain.layouts import fold

MOST_WORDS = 8
LONGEST = 60
LEAST_DIGITS = 4
ENOUGH_DIGITS = 7
"""So many last digits are a number of its own, whatever is dialled before them."""

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_NUMBER = re.compile(r"[\d\s()+./-]+")
_NO_WORD = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['`\N{ACUTE ACCENT}\N{RIGHT SINGLE QUOTATION MARK}]")


def search_keys(name: str, *, phone: str) -> list[str]:
    """What a booking is found by: its name from each word on, and `#` with the digits backwards."""
    words = _words(name)[:MOST_WORDS]
    keys = {" ".join(words[place:])[:LONGEST] for place in range(len(words))}
    digits = phone_digits(phone)
    return sorted(keys | ({_backwards(digits)} if digits else set()))


def search_starts(text: str) -> Iterator[str]:
    """What one of those keys begins with where a typed text means that booking."""
    words = " ".join(_words(text))[:LONGEST]
    if words:
        yield words
    digits = phone_digits(text)
    if len(digits) >= LEAST_DIGITS and _NUMBER.fullmatch(fold(text)):
        yield _backwards(digits if len(digits) < ENOUGH_DIGITS else digits[-ENOUGH_DIGITS:])


def is_meant(text: str, *, name: str, phone: str) -> bool:
    """Whether a typed text means somebody of that name or number."""
    starts = tuple(search_starts(text))
    return any(key.startswith(starts) for key in search_keys(name, phone=phone))


def phone_digits(phone: str) -> str:
    """The digits of a phone number."""
    return "".join(sign for sign in fold(phone) if sign.isdecimal())


def _words(name: str) -> list[str]:
    """A name's words without accents; after a comma stands what is said first."""
    said_last, _, said_first = _APOSTROPHES.sub("", fold(name)).partition(",")
    apart = unicodedata.normalize("NFD", f"{said_first} {said_last}")
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _NO_WORD.sub(" ", bare.translate(_PLAIN)).split()


def _backwards(digits: str) -> str:
    return "#" + digits[::-1][:LONGEST]
