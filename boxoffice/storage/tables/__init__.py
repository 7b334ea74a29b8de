"""What is kept, one file per concept; `every_table()` imports them all."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

CONCEPTS = (
    "places", "layouts", "programme", "prices", "offers", "vouchers", "claims", "bookings",
    "payments", "operations", "audit",
)  # fmt: skip


def every_table() -> MetaData:
    """The whole schema; for migrations and checks, since a hot command imports only its own."""
    for concept in CONCEPTS:
        import_module(f"boxoffice.storage.tables.{concept}")
    from boxoffice.storage.tables.base import metadata

    for table in metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_options["postgresql"]["where"] = index.info["where"]
    return metadata
