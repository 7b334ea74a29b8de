"""What any file that describes a hall comes down to: seats, categories, things to know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from boxoffice.domain.layouts import Fault, Plan, Seat, SeatKind

LONGEST_TEXT = 60
"""No row, number or zone of a hall has a longer name."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII)
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_LONGEST_KEY = 40


class Form(StrEnum):
    """Ways to write a hall down."""

    ASCII = "ascii"
    CSV = "csv"
    PRETIX = "pretix"
    VISTA = "vista"
    GRID = "grid"
    SETUP = "setup"


@dataclass(slots=True)
class Found:
    """One seat as a file has it: x and y in the file's own unit, and the line it stands in."""

    row: str
    number: str
    category: str
    x: float
    y: float
    line: int
    kind: SeatKind = SeatKind.STANDARD
    zone: str = ""
    guid: str = ""


@dataclass(frozen=True)
class LayoutFile:
    """A hall read from a file: its seats, the names of its categories, the line of each seat.

    `broken` are seats that exist and cannot be sat on; `notes` are other things worth knowing.
    """

    form: Form
    seats: tuple[Seat, ...]
    lines: tuple[int, ...]
    categories: Mapping[str, str]
    name: str = ""
    broken: tuple[str, ...] = ()
    notes: tuple[Fault, ...] = ()

    @cached_property
    def plan(self) -> Plan:
        """The seats as a plan."""
        return Plan(self.seats)

    @cached_property
    def line_of(self) -> Mapping[str, int]:
        """The line of the last seat with a label."""
        return {seat.label: line for seat, line in zip(self.seats, self.lines, strict=True)}


class Categories:
    """Gives each category of a file a readable key, and remembers its name."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        for name in names:
            self.key_of(name)

    def key_of(self, name: str, *, identity: str = "") -> str:
        """The key of the category with that name, always the same; identity tells namesakes apart.

        A name that is a key already stays; one that is an identifier becomes category-3.
        """
        identity = identity or name
        if identity not in self._keys:
            self._keys[identity] = self._new_key(name)
        return self._keys[identity]

    def _new_key(self, name: str) -> str:
        place = len(self._keys) + 1
        plain = " ".join(name.split())
        stem = plain if _KEY.fullmatch(plain) and len(plain) <= _LONGEST_KEY else slug(plain)
        if not stem or _IDENTIFIER.fullmatch(plain):
            stem, plain = f"category-{place}", f"Category {place}"
        key, count = stem, 1
        while key in self.names:
            count += 1
            key = f"{stem}-{count}"
        self.names[key] = _titled(plain) if key == plain else plain
        return key


def slug(name: str) -> str:
    """A key made of a name: `Chaises à l’orchestre` is chaises-a-l-orchestre."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:_LONGEST_KEY].rstrip("-")


def _titled(key: str) -> str:
    words = re.sub(r"[-_.]+", " ", key).strip()
    return words[:1].upper() + words[1:] if words else key
