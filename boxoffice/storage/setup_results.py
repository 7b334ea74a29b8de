"""What making or moving a database answers with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Initialised:
    """A database that is there now; `created` is False where it was there before."""

    db: str
    version: str
    created: bool
    journal: str = ""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The steps from one schema to another; `copy` is the state before, "" where none was made."""

    db: str
    found: str
    version: str
    steps: tuple[tuple[str, str], ...]
    copy: str = ""
    dry_run: bool = False
