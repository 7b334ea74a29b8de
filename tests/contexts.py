"""Contexts for tests: a clock that is set, ids that can be foretold, settings from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boxoffice.config import Settings, load
from boxoffice.context import ALPHABET, LETTERS, Clock, Context, Ids, SystemIds
from tests.clocks import FakeClock

NOWHERE = Path("/nonexistent")


@dataclass
class CountedIds:
    """Ids in order of their making, the same in every run."""

    made: int = 0

    def uuid7(self, now_ms: int) -> str:
        self.made += 1
        text = f"{now_ms:012x}7{0:03x}8{self.made:015x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def ref(self, length: int) -> str:
        self.made += 1
        letters, rest = "", self.made
        for _ in range(length - 1):
            rest, sign = divmod(rest, len(ALPHABET))
            letters = ALPHABET[sign] + letters
        return LETTERS[rest % len(LETTERS)] + letters

    def code(self) -> str:
        self.made += 1
        return f"CODE{self.made:022d}"

    def op_key(self) -> str:
        self.made += 1
        return f"KEY{self.made:013d}"


def make_settings(db: str, **values: Any) -> Settings:
    """The defaults with overrides, whatever files and variables this machine has."""
    typed = {"db": db, "till": "till-1", **values}
    return load(
        flags=typed, environ={}, folder=NOWHERE, system_file=NOWHERE / "s", user_file=NOWHERE / "u"
    )


def make_context(
    db: str,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    actor: str = "ann",
    till: str = "till-1",
    scope: str = "counter",
    op_key: str = "",
    dry_run: bool = False,
    **settings: Any,
) -> Context:
    """A context at a till; without a clock of its own it stands still at Friday noon."""
    return Context(
        clock=clock or FakeClock(),
        ids=ids or SystemIds(),
        actor=actor,
        till=till,
        settings=make_settings(db, till=till, **settings),
        scope=scope,
        op_key=op_key,
        dry_run=dry_run,
    )
