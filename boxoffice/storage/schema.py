"""Which versions of the schema this program knows; kept apart so that nothing heavy is loaded."""

from __future__ import annotations

from boxoffice.errors import SchemaMismatch

VERSIONS = ("0001", "0002", "0003", "0004")
"""Every migration in order; a test compares them with the migration files."""

HEAD = VERSIONS[-1]


def require_head(found: str) -> None:
    """Refuse a database that an older or newer program made."""
    if found == HEAD:
        return
    code = "db.older" if found in VERSIONS else "db.newer"
    raise SchemaMismatch(code, found=found, known=HEAD)
