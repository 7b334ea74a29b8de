"""The chain that makes a changed or missing audit entry visible."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

START = "0" * 64
"""What the first entry of a till's chain stands on."""

_write_detail = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


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
    detail: Mapping[str, Any] = field(default_factory=dict)

    def detail_text(self) -> str:
        """The detail as it is stored: JSON with sorted keys."""
        return _write_detail(self.detail) if self.detail else "{}"


def link(previous: str, *, till: str, seq: int, entry: Entry) -> str:
    """The SHA-256 (hex) of an entry on top of the one before it."""
    return digest(
        previous, till, str(seq), str(entry.at_ms), entry.actor, entry.op_key, entry.event,
        entry.subject_kind, entry.subject_id, entry.from_state, entry.to_state,
        entry.detail_text(),
    )  # fmt: skip


def digest(*parts: str) -> str:
    """The SHA-256 (hex) of an entry's columns as stored, in the order of `link`."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
