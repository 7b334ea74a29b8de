"""Who acts, at which till, by which clock: built once by a front end, handed to every use case."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from boxoffice.config import Settings

LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"
ALPHABET = LETTERS + "23456789"
"""What references are made of: no vowels (no words), no 0/O, no 1/I."""

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"
_COUNTER_BITS = 74


class Clock(Protocol):
    """Tells the time of day and the time since the machine started, in milliseconds."""

    @property
    def source(self) -> Literal["system", "injected"]: ...

    def wall_ms(self) -> int: ...

    def boot_ms(self) -> int: ...

    def boot_id(self) -> str: ...


class Ids(Protocol):
    """Makes every new id, reference, ticket code and operation key."""

    def uuid7(self, now_ms: int) -> str: ...

    def ref(self, length: int) -> str: ...

    def code(self) -> str: ...

    def op_key(self) -> str: ...


class SystemClock:
    """The clock of this machine; its boot clock goes on while the machine sleeps."""

    source: Literal["system", "injected"] = "system"

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def boot_ms(self) -> int:
        clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(clock) // 1_000_000

    def boot_id(self) -> str:
        """Differs after each start of the machine; empty where the system does not say."""
        return _boot_id()


@lru_cache(maxsize=1)
def _boot_id() -> str:
    """Read once: no process outlives the machine's start."""
    try:
        with open(_BOOT_ID_FILE, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return _darwin_boot_id() if sys.platform == "darwin" else ""


def _darwin_boot_id() -> str:
    try:
        answer = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"],
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


class SystemIds:
    """Ids from the system's own randomness; UUIDs rise within a process, forked ones start anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pid = 0
        self._last_ms = 0
        self._counter = 0

    def uuid7(self, now_ms: int) -> str:
        """RFC 9562 version 7, greater than every one made before in this process."""
        with self._lock:
            self._step(now_ms)
            stamp, counter = self._last_ms, self._counter
        high, low = counter >> 62, counter & ((1 << 62) - 1)
        value = stamp << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _step(self, now_ms: int) -> None:
        if self._pid != os.getpid():
            self._pid, self._last_ms = os.getpid(), 0
        if now_ms <= self._last_ms:
            self._counter += 1 + secrets.randbits(32)
            if self._counter >> _COUNTER_BITS == 0:
                return
            now_ms = self._last_ms + 1
        self._last_ms = now_ms
        self._counter = secrets.randbits(_COUNTER_BITS - 1)

    def ref(self, length: int) -> str:
        """A reference that people read aloud; it begins with a letter."""
        rest = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
        return secrets.choice(LETTERS) + rest

    def code(self) -> str:
        """A ticket code nobody guesses: 130 bits in capitals and digits that suit a QR code."""
        return _base32(26)

    def op_key(self) -> str:
        """An operation key of 16 signs, short enough to type again."""
        return _base32(16)


def _base32(length: int) -> str:
    """Random signs from one question to the system, five bits of a byte for each."""
    return "".join(_BASE32[byte & 31] for byte in secrets.token_bytes(length))


@dataclass(frozen=True)
class Context:
    """Everything a use case may know of the world beside the database."""

    clock: Clock
    ids: Ids
    actor: str
    till: str
    settings: Settings
    scope: str = "counter"
    op_key: str = ""
    dry_run: bool = False


def system_actor() -> str:
    """The name of the operating system's user; never what a variable claims."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"
