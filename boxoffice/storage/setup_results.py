"""What making or moving a database answers with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Initialised:
    """A database that is there now, or with `planned` would be.

    `created` is False where it was there before.
    """

    db: str
    version: str
    created: bool
    journal: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """The steps from one schema to another; `copy` is the state before, "" where none was made."""

    db: str
    found: str
    version: str
    steps: tuple[tuple[str, str], ...]
    copy: str = ""
    planned: bool = False


OF_THE_MACHINE = frozenset(
    {"storage.busy", "storage.full", "storage.read_only", "storage.io", "storage.unreachable"}
)
"""What can stop a migration without anything being wrong with it."""
