"""Rows that are theatres: found again by name and city; a city that is not there is made."""

from __future__ import annotations

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.imports.batch import Batch, at, listing, mapping
from boxoffice.services.imports.houses import Places
from boxoffice.services.imports.keys import key_of, same_name
from boxoffice.services.imports.movies import is_key
from boxoffice.services.imports.sheets import Row
from boxoffice.services.setup.tree import Node


def read_theatres(batch: Batch, places: Places) -> list[Node]:
    """The cities of a sheet with their theatres, as entries of a set-up."""
    cities: dict[str, tuple[Node, str, list[Node]]] = {}
    lines: dict[str, int] = {}
    for row in batch.sheet.rows:
        try:
            town = batch.needed(row, "city", is_name=True)
            city, name = _city(places, town)
            entry, key = _theatre(batch, row, places, city=city, town=town)
            if key in lines:
                raise batch.fault("imports.repeated", row, "name", other_line=lines[key])
        except InvalidFile as fault:
            batch.faults.append(fault)
            continue
        lines[key] = row.line
        cities.setdefault(city, (town, name, []))[2].append(entry)
    if not cities:
        _refuse_without_place(batch)
    return [
        mapping(
            {"key": at(town, key), "name": at(town, name), "theatres": listing(entries)},
            line=town.line, column=town.column,
        )
        for key, (town, name, entries) in cities.items()
    ]  # fmt: skip


def _refuse_without_place(batch: Batch) -> None:
    """Where no theatre says its zone or its currency, one sentence is enough."""
    for field in ("zone", "currency"):
        lacking = [each for each in batch.faults if each.details.get("field") == field]
        is_silent = field not in batch.columns.by_field and field not in batch.options.defaults
        if is_silent and lacking == batch.faults and lacking:
            raise InvalidFile("imports.no_place", file=batch.sheet.name, field=field)


def _city(places: Places, town: Node) -> tuple[str, str]:
    """Key and name of a city, as the house has it where it does."""
    name = str(town.value)
    known = places.city(name)
    return (known.key, known.name) if known else (key_of(name), name)


def _theatre(batch: Batch, row: Row, places: Places, *, city: str, town: Node) -> tuple[Node, str]:
    name = batch.needed(row, "name", is_name=True)
    typed = batch.text(row, "key") if "key" in batch.columns.by_field else None
    if typed is not None and not is_key(str(typed.value).lower()):
        raise batch.fault("imports.key", row, "key", text=printable(str(typed.value)))
    key = str(typed.value).lower() if typed else ""
    known = next((each for each in places.theatres if each.key == key), None)
    if not typed:
        known = places.theatre(str(name.value), city=city)
        key = known.key if known else _new_key(str(name.value), str(town.value))
        other = next((each for each in places.theatres if each.key == key), None)
        if (
            known is None
            and other is not None
            and same_name(other.name) != same_name(str(name.value))
        ):
            raise batch.fault(
                "imports.key_taken", row, "name",
                title=printable(str(name.value)), key=key, other=printable(other.name),
            )  # fmt: skip
    address = batch.text(row, "address")
    if address is None and known is not None and known.address:
        address = Node(known.address, row.line, 1)
    fields = {
        "key": at(typed or name, key),
        "name": name,
        "zone": _zone(batch, row, known.zone if known else ""),
        "currency": _currency(batch, row, known.currency if known else ""),
        "address": address,
    }
    return mapping(fields, line=row.line, column=name.column), key


def _new_key(name: str, town: str) -> str:
    """Name and city, once where the name says the city already."""
    return key_of(name) if same_name(town) in same_name(name) else key_of(name, town)


def _zone(batch: Batch, row: Row, known: str) -> Node:
    node = _own(batch, row, "zone", known)
    try:
        times.get_zone(str(node.value))
    except Invalid as error:
        raise batch.because(error, node, "zone") from None
    return node


def _currency(batch: Batch, row: Row, known: str) -> Node:
    node = _own(batch, row, "currency", known)
    code = str(node.value).upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise batch.fault("imports.currency", row, "currency", text=printable(code))
    return at(node, code)


def _own(batch: Batch, row: Row, field: str, known: str) -> Node:
    """What the row says, else what the house says, else the default."""
    has_cell = batch.columns.cell(row, field) is not None
    if known and not has_cell:
        return Node(known, row.line, 1)
    return batch.needed(row, field)
