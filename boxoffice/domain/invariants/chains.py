"""The audit chain of one till, walked once from its first entry to its head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from boxoffice.domain.audit import START, digest
from boxoffice.domain.invariants import Invariant, Violation


class Walk:
    """Follows a chain in any number of pieces; goes on behind a break to name every one."""

    def __init__(self, till: str) -> None:
        self.till = till
        self._seq = 0
        self._hash = START

    def follow(self, entries: Iterable[Any]) -> Iterator[Violation]:
        """Each entry comes next and stands on the one before it."""
        for entry in entries:
            if entry.seq != self._seq + 1:
                yield self._broken(
                    entry.seq, "verify.chain_gap", first=self._seq + 1, last=entry.seq - 1
                )
            elif entry.hash != _hash_of(entry, self._hash):
                yield self._broken(entry.seq, "verify.chain_hash")
            self._seq, self._hash = entry.seq, entry.hash

    def finish(self, head: Any | None) -> Iterator[Violation]:
        """The head counts as many entries as there are and has the hash of the last."""
        found = (head.length, head.hash) if head else (0, START)
        if found != (self._seq, self._hash):
            yield Violation(
                Invariant.AUDIT_CHAIN, f"till {self.till}", "verify.chain_head",
                {"till": self.till, "length": found[0], "entries": self._seq},
            )  # fmt: skip

    def _broken(self, seq: int, code: str, **details: Any) -> Violation:
        return Violation(
            Invariant.AUDIT_CHAIN, f"till {self.till} entry {seq}", code,
            {"till": self.till, **details},
        )  # fmt: skip


def _hash_of(entry: Any, previous: str) -> str:
    return digest(
        previous, entry.till, str(entry.seq), str(entry.at_ms), entry.actor, entry.op_key,
        entry.event, entry.subject_kind, entry.subject_id, entry.from_state, entry.to_state,
        entry.detail,
    )  # fmt: skip
