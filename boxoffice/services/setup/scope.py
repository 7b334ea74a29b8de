"""What is known while a file is resolved: its own things, the house's, and what was dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.setup.files import Document, Path
from boxoffice.services.setup.halls import Hall
from boxoffice.services.setup.house import Columns, House, Things
from boxoffice.services.setup.models import Part

_FIELDS = {
    "languages": "languages", "genres": "genres", "formats": "formats",
    "rating_tenths": "rating", "runtime_minutes": "runtime", "release_date": "release",
    "turnaround_ms": "turnaround", "amount_minor": "amount",
    "cash_rounding_minor": "cash_rounding", "rate_bp": "rate",
}  # fmt: skip
"""What a column is called in a file, where that is another word."""


@dataclass(frozen=True, kw_only=True)
class Programme(Things[Hall]):
    """Everything a file asks for; what it refers to is looked up by the write.

    `places` says where each thing stands: (kind, key) to file, line and column.
    """

    file: str
    sha256: str
    places: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)


class Scope:
    """One file being resolved; with a list of faults, what is wrong is dropped and noted there."""

    def __init__(
        self, document: Document, house: House, now_ms: int, faults: list[InvalidFile] | None
    ) -> None:
        self.document = document
        self.text = document.text
        self.house = house
        self.now_ms = now_ms
        self.faults = faults
        self.made = Programme(file=document.name, sha256=document.sha256)
        self.parsed = document.parsed
        self._dropped: set[tuple[str, Any]] = set()

    @contextmanager
    def dropping(self, kind: str, key: Any) -> Iterator[None]:
        """Drop this thing, and later what refers to it, if it has a fault and faults are listed."""
        try:
            yield
        except InvalidFile as fault:
            if self.faults is None:
                raise
            self.faults.append(fault)
            if key not in self.made.of(kind):
                self._dropped.add((kind, key))

    def drop(self, kind: str, key: Any) -> None:
        """Take something out again that was resolved already."""
        self.made.of(kind).pop(key, None)
        self._dropped.add((kind, key))

    def claim(self, kind: str, key: Any, path: Path) -> None:
        """Each key once per file."""
        place = self.document.place_of(path)
        if key in self.made.of(kind):
            spelled = key if isinstance(key, str) else " ".join(part for part in key if part)
            other = self.made.places[kind, key]
            raise self.document.fault(
                "setup.thing_twice", path, kind=kind, key=spelled,
                other_line=other["line"], other_file=other["file"],
            )  # fmt: skip
        self.made.places[kind, key] = place

    def known(self, key: str, kind: str, path: Path) -> None:
        """Refuse a reference to what is neither in the file nor in the house."""
        if key in self.made.of(kind) or key in self.house.of(kind):
            return
        self.refuse_unknown(key, [*self.made.of(kind), *self.house.of(kind)], kind, path)

    def refuse_unknown(self, key: str, known: Collection[str], kind: str, path: Path) -> None:
        """The fault of a reference to nothing, with what comes nearest."""
        if (kind, key) in self._dropped:
            raise self.document.fault("setup.refers_to_faulty", path, kind=kind, key=printable(key))
        if key in known:
            return
        nearest = get_close_matches(key, list(known), n=1, cutoff=0.5)
        raise self.document.fault(
            "setup.unknown_reference", path,
            kind=kind, key=printable(key), nearest=nearest[0] if nearest else None,
            known=[str(each) for each in list(known)[:8]],
        )  # fmt: skip

    def need(self, part: Part, existing: Columns | None, path: Path, *names: str) -> None:
        """What is new has at least these; what is there keeps what the file leaves out."""
        for name in names:
            if existing is None and not getattr(part, name):
                raise self.document.missing(path, name)

    def merged(self, part: Part, existing: Columns | None, columns: Columns) -> Columns:
        """The columns as given, and as they are where the file leaves them out."""
        if existing is None:
            return columns
        given = part.model_fields_set
        return {
            name: value if _FIELDS.get(name, name) in given else existing.get(name, value)
            for name, value in columns.items()
        }

    def columns(self, kind: str, key: str) -> Columns:
        """What is known of a thing by its key: as the file has it, else as the house has."""
        made = self.made.of(kind)
        found: Columns = made[key] if key in made else self.house.of(kind)[key]
        return found
