"""What a person typed, in the plain form that the parsers of this package read."""

from __future__ import annotations

from collections.abc import Iterable

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}

_SHOWN = 40


def plain_form(text: str) -> str:
    """Trim the text and turn full-width letters, digits and signs into the usual ones.

    Narrower than NFKC on purpose: NFKC would read the typing error 12² as 122.
    """
    return text.translate(_FULL_WIDTH).strip()


def excerpt(text: str) -> str:
    """As much of the text as an error needs to show."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def alike(text: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """The names closest to what was typed, the closest first."""
    from difflib import get_close_matches

    return get_close_matches(text[:_SHOWN], list(names), n=most, cutoff=0.5)
