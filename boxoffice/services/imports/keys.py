"""Keys made of names: the same in any order, so that importing again finds what is there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from boxoffice.domain.layouts import fold

LONGEST_KEY = 64

_NO_KEY = re.compile(r"[^a-z0-9]+")
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss",
     "&": " and ", "'": "", "’": "", "`": ""}
)  # fmt: skip


@lru_cache(maxsize=16_384)
def same_name(name: str) -> str:
    """What two spellings of one name have in common: letters and digits of any script, small."""
    return "".join(sign for sign in _apart(name) if sign.isalnum()) or fold(name)


def key_of(*names: str) -> str:
    """A key of small letters, digits and dashes.

    What has letters that no key can spell, or is too long, ends in a few signs of its own, so
    that two names never share a key.
    """
    wanted = [name for name in names if name]
    slugs = [_NO_KEY.sub("-", _apart(name)).strip("-") for name in wanted]
    key = "-".join(slug for slug in slugs if slug)
    is_whole = all(slugs) and not any(map(_has_more_letters, wanted))
    if is_whole and len(key) <= LONGEST_KEY:
        return key
    tail = hashlib.sha256("\n".join(same_name(name) for name in wanted).encode()).hexdigest()[:8]
    head = key[: LONGEST_KEY - len(tail) - 1].strip("-")
    return f"{head}-{tail}" if head else f"x-{tail}"


@lru_cache(maxsize=16_384)
def _apart(name: str) -> str:
    """The name in small letters without their accents."""
    if name.isascii():
        return name.lower().translate(_PLAIN)
    text = unicodedata.normalize("NFKD", fold(name).translate(_PLAIN))
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def _has_more_letters(name: str) -> bool:
    """Whether the name has letters that no key can spell."""
    apart = _apart(name)
    return not apart.isascii() and any(sign.isalnum() and not sign.isascii() for sign in apart)
