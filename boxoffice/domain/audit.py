"""The chain that makes a changed or missing audit entry visible."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

START = "0" * 64
"""What the first entry of a till's chain stands on."""

SEPARATOR = "\x1f"
"""What stands between the columns that are hashed."""

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def detail_text(detail: Mapping[str, Any]) -> str:
    """The detail of an entry as it is hashed and stored: JSON with sorted keys."""
    return _encode(detail) if detail else "{}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one thing: who did what to it, from which state to which, when, and why."""

    at_ms: int
    actor: str
    op_key: str
    event: str
    subject_kind: str
    subject_id: str
    from_state: str
    to_state: str
    detail: str = "{}"


@dataclass(frozen=True, slots=True)
class Alike:
    """The same change of many things: an entry of its own for each, all but the id as in one."""

    entry: Entry
    subject_ids: Sequence[str]


def link(previous: str, *, till: str, seq: int, entry: Entry) -> str:
    """The SHA-256 (hex) of an entry on top of the one before it."""
    return links(previous, till=till, seq=seq, entry=entry, subject_ids=(entry.subject_id,))[0]


def links(
    previous: str, *, till: str, seq: int, entry: Entry, subject_ids: Sequence[str]
) -> list[str]:
    """The hashes of the same entry for one subject after another, counted from `seq`."""
    sha256 = hashlib.sha256
    before = SEPARATOR.join((str(entry.at_ms), entry.actor, entry.op_key, entry.event,
                             entry.subject_kind))  # fmt: skip
    after = SEPARATOR.join((entry.from_state, entry.to_state, entry.detail))
    hashes = []
    for number, subject_id in enumerate(subject_ids, start=seq):
        parts = (previous, till, str(number), before, subject_id, after)
        previous = sha256(SEPARATOR.join(parts).encode()).hexdigest()
        hashes.append(previous)
    return hashes


def digest(*parts: str) -> str:
    """The SHA-256 (hex) of an entry's columns as stored, in the order of `link`."""
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()
