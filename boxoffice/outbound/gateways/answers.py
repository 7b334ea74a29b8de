"""Reading what a gateway sent: JSON of which nothing is certain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from boxoffice.errors import Invalid, Unavailable

MOST_SIGNS = 2_000
MOST_WHOLE = 10**15


def parsed(gateway: str, body: bytes) -> dict[str, Any]:
    """The object in a verified body; Invalid if there is none."""
    try:
        found = json.loads(body, parse_int=_whole)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("gateways.bad_event", gateway=gateway)
    return found


def _whole(text: str) -> int:
    """A whole number that can be counted with and stored, in any unit; ValueError beyond that."""
    if not fits(found := int(text)):
        raise ValueError(text)
    return found


def fits(number: int) -> bool:
    """Whether a thousand times as much is still a number of 64 bits."""
    return abs(number) <= MOST_WHOLE


def at(raw: object, *path: str) -> Any:
    """What stands at the end of a path of names, None where it breaks off."""
    for name in path:
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(name)
    return raw


def text_at(raw: object, *path: str) -> str:
    """A text that can be shown and stored, "" where there is none."""
    found = at(raw, *path)
    fits = isinstance(found, str) and found.isprintable() and len(found) <= MOST_SIGNS
    return str(found) if fits else ""


def whole_at(raw: object, *path: str) -> int | None:
    """A whole number, None where there is none that can be counted with."""
    found = at(raw, *path)
    is_whole = isinstance(found, int) and not isinstance(found, bool)
    return found if is_whole and fits(found) else None


def required_text(gateway: str, raw: object, *path: str) -> str:
    """A text without which an answer is none."""
    found = text_at(raw, *path)
    if not found:
        raise Unavailable("gateways.no_answer", gateway=gateway, reason="not JSON")
    return found


def id_at(raw: object, *path: str) -> str:
    """The id of a thing that is given as its id or as a whole."""
    return text_at(raw, *path) or text_at(raw, *path, "id")


def last_four(text: str) -> str:
    """Four digits or nothing: whatever a gateway puts there, no more of a card is let in."""
    return text if len(text) == 4 and text.isascii() and text.isdigit() else ""
