"""Rows that are films: found again by title and year, whatever order they come in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.imports import cells
from boxoffice.services.imports.batch import Batch, at, mapping
from boxoffice.services.imports.houses import Films
from boxoffice.services.imports.keys import key_of, same_name
from boxoffice.services.setup.tree import Node

if TYPE_CHECKING:
    from boxoffice.services.imports.sheets import Row
    from boxoffice.storage.statements import Row as Stored

KEPT = {
    "languages": "languages",
    "genres": "genres",
    "certificate": "certificate",
    "formats": "formats",
    "distributor": "distributor",
    "release": "release_date",
}
"""The fields of a film that an empty cell leaves as they are, and their columns in the house."""


@dataclass(frozen=True, slots=True)
class Film:
    """One row read: who it is, and its fields as a set-up says them."""

    row: Row
    title: Node
    fields: dict[str, Node]
    year: str = ""
    key: Node | None = None

    @property
    def distributor(self) -> str:
        node = self.fields.get("distributor")
        return str(node.value) if node else ""


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Titles that a sheet has of several years, and keys that films of several distributors want.

    Each of them then says its year or its distributor, in whatever order they come.
    """

    by_year: frozenset[str]
    by_distributor: frozenset[str]

    @classmethod
    def of(cls, films: list[Film]) -> Namesakes:
        years: dict[str, set[str]] = defaultdict(set)
        distributors: dict[str, set[str]] = defaultdict(set)
        for film in films:
            if film.key is None:
                years[same_name(str(film.title.value))].add(film.year)
                distributors[new_key(film)].add(same_name(film.distributor))
        return cls(_with_several(years), _with_several(distributors))


def read_films(batch: Batch, films: Films) -> list[Node]:
    """The films of a sheet as entries of a set-up; each row that is none is a fault."""
    order = batch.order_of("release")
    read: list[Film] = []
    for row in batch.sheet.rows:
        try:
            read.append(read_film(batch, row, order=order))
        except InvalidFile as fault:
            batch.faults.append(fault)
    namesakes = Namesakes.of(read)
    entries: dict[str, tuple[Node, int]] = {}
    for film in read:
        try:
            key, stored = _identity(batch, film, films, namesakes)
            entry = entry_of(batch, film, key, stored)
        except InvalidFile as fault:
            batch.faults.append(fault)
            continue
        if key in entries:
            batch.faults.append(
                batch.fault("imports.repeated", film.row, "title", other_line=entries[key][1])
            )
            continue
        entries[key] = (entry, film.row.line)
    return [entry for entry, _ in entries.values()]


def read_film(batch: Batch, row: Row, *, order: str = "") -> Film:
    """What a row says of a film, or the fault of its first bad cell."""
    title = batch.needed(row, "title", is_name=True)
    release = batch.read(row, "release", lambda text: cells.day(text, order=order))
    year = batch.text(row, "year")
    fields = {
        "runtime": batch.read(row, "runtime", cells.minutes),
        "languages": batch.read(row, "languages", cells.listed),
        "genres": batch.read(row, "genres", cells.listed),
        "certificate": batch.text(row, "certificate"),
        "rating": batch.read(row, "rating", cells.rating),
        "formats": batch.read(row, "formats", cells.listed),
        "distributor": batch.text(row, "distributor"),
        "release": release,
    }
    typed_year = str(year.value).removesuffix(".0")[:4] if year else ""
    return Film(
        row,
        title,
        {name: node for name, node in fields.items() if node is not None},
        year=str(release.value)[:4] if release else typed_year,
        key=batch.text(row, "key") if "key" in batch.columns.by_field else None,
    )


def entry_of(batch: Batch, film: Film, key: str, stored: Stored | None) -> Node:
    """The film as a set-up says it; what its row leaves out stays as it is in the house."""
    fields = dict(film.fields)
    if stored is not None:
        kept = {name: getattr(stored, column) for name, column in KEPT.items()}
        kept["runtime"] = str(stored.runtime_minutes)
        kept["rating"] = f"{stored.rating_tenths // 10}.{stored.rating_tenths % 10}"
        for name, text in kept.items():
            if text and (name not in fields or _is_default(batch, film, name)):
                fields[name] = Node(text, film.row.line, 1)
    if "runtime" not in fields:
        raise batch.fault("imports.no_runtime", film.row, "runtime", title=_quoted(film.title))
    place = film.key or film.title
    return mapping(
        {"key": at(place, key), "title": film.title, **fields},
        line=film.row.line, column=film.title.column,
    )  # fmt: skip


def new_key(film: Film, *, by_distributor: bool = False) -> str:
    """The key of a film that the house does not have: its title and its year."""
    return key_of(str(film.title.value), film.year, film.distributor if by_distributor else "")


def _identity(
    batch: Batch, film: Film, films: Films, namesakes: Namesakes
) -> tuple[str, Stored | None]:
    """The key of a film and its row in the house, where it is there."""
    if film.key is not None:
        key = str(film.key.value).lower()
        if not is_key(key):
            raise batch.fault("imports.key", film.row, "key", text=printable(key))
        return key, films.by_key.get(key)
    title, short = str(film.title.value), new_key(film)
    found = films.like(title, year=film.year, distributor=film.distributor)
    if same_name(title) in namesakes.by_year:
        found = [row for row in found if row.release_date[:4] == film.year]
    if len(found) > 1:
        found = [row for row in found if row.key == short] or found
    if len(found) > 1:
        raise batch.fault(
            "imports.which_film", film.row, "title",
            title=_quoted(film.title), keys=[row.key for row in found[:5]],
        )  # fmt: skip
    is_another = short in namesakes.by_distributor
    if len(found) == 1 and not (is_another and _differs(film, found[0])):
        return found[0].key, found[0]
    key = new_key(film, by_distributor=is_another)
    stored = films.by_key.get(key)
    if stored is not None and same_name(stored.title) != same_name(title):
        raise batch.fault(
            "imports.key_taken", film.row, "title",
            title=_quoted(film.title), key=key, other=printable(stored.title),
        )  # fmt: skip
    return key, stored


def _differs(film: Film, stored: Stored) -> bool:
    """Whether two films of one title and year come from two distributors."""
    return same_name(film.distributor) != same_name(stored.distributor)


def _is_default(batch: Batch, film: Film, name: str) -> bool:
    """Whether the row itself said nothing: what is in the house comes before a default."""
    cell = batch.columns.cell(film.row, name)
    return cell is None or cells.is_nothing(cells.tidy(str(cell.value)))


def is_key(text: str) -> bool:
    """Whether a set-up takes it as a key."""
    signs = "abcdefghijklmnopqrstuvwxyz0123456789_-."
    return 0 < len(text) <= 64 and set(text) <= set(signs) and text[0].isalnum()


def _quoted(node: Node) -> str:
    return printable(str(node.value))


def _with_several(sets: dict[str, set[str]]) -> frozenset[str]:
    return frozenset(key for key, values in sets.items() if len(values) > 1)
