"""A broken constraint by its name, and what the name means to people."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from boxoffice.errors import BoxofficeError, Conflict, Failed, SchemaMismatch

MEANING: dict[str, Callable[[], BoxofficeError]] = {
    "pk_seat_claim": lambda: Conflict("seats.taken", seats=[]),
    "pk_audit_entry": lambda: SchemaMismatch("db.broken_chain"),
}

_NUMBERED = frozenset(
    {"city", "seat_category", "ticket_type", "layout", "theatre", "movie", "show"}
)
AGAIN = frozenset(
    {"uq_booking_ref", "uq_ticket_code", "uq_voucher_code", "uq_payment_reference", "pk_operation"}
    | {"pk_offer", "uq_offer_key", "pk_offer_code", "fk_redemption_offer_id"}
    | {"pk_seat", "pk_screen", "pk_price_rule", "pk_holiday", "uq_screen_theatre_id_key"}
    | {f"{kind}_{table}{end}" for kind, end in (("pk", ""), ("uq", "_key")) for table in _NUMBERED}
)
"""Made-up values that met by chance, one key or payment shown twice, two set-ups: run again."""

_COLUMNS = re.compile(r"constraint failed: (?P<what>.+)$")


def meaning(name: str) -> BoxofficeError:
    """The error a person should see for a broken constraint."""
    make = MEANING.get(name)
    return make() if make else Failed("storage.constraint", name=name)


def name_on_sqlite(error: sqlite3.Error) -> str:
    """The constraint's name; SQLite names columns, which the metadata knows the name of."""
    found = _COLUMNS.search(str(error))
    kind = error.sqlite_errorname or ""
    if found is None:
        return kind.lower()
    what = found["what"]
    if kind == "SQLITE_CONSTRAINT_CHECK" or "." not in what:
        return what
    table_name, columns = what.split(".")[0], {part.split(".")[1] for part in what.split(", ")}
    return _named_in_metadata(table_name, columns) or f"{kind.lower()} {what}"


def _named_in_metadata(table_name: str, columns: set[str]) -> str | None:
    from boxoffice.storage.tables import every_table

    table = every_table().tables.get(table_name)
    if table is None:
        return None
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint) and columns == {
            column.name for column in constraint.columns
        }:
            return str(constraint.name)
    for index in table.indexes:
        if index.unique and columns == {column.name for column in index.columns}:
            return str(index.name)
    return None
