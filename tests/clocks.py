"""A clock that tests set and move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FRIDAY_NOON_MS = 1_792_756_800_000
"""2026-10-23 12:00 UTC."""


@dataclass
class FakeClock:
    """Stands still until it is moved; `advance` is time going by, `set_wall` a hand on the wall."""

    wall: int = FRIDAY_NOON_MS
    boot: int = 3_600_000
    this_boot: str = "boot-1"
    source: Literal["system", "injected"] = "injected"

    def wall_ms(self) -> int:
        return self.wall

    def boot_ms(self) -> int:
        return self.boot

    def boot_id(self) -> str:
        return self.this_boot

    def advance(self, *, ms: int = 0, seconds: int = 0, minutes: int = 0, hours: int = 0) -> None:
        """Let time go by on both clocks."""
        step = ms + 1000 * (seconds + 60 * (minutes + 60 * hours))
        self.wall += step
        self.boot += step

    def set_wall(self, wall_ms: int) -> None:
        """Move the wall clock alone, as an admin or a bad time server does."""
        self.wall = wall_ms

    def reboot(self, *, off_ms: int = 60_000) -> None:
        """Switch the machine off and on again."""
        self.wall += off_ms
        self.boot = 10_000
        self.this_boot += "+"
