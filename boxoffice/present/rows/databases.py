"""What a database is, and what the doctor found, as tables."""

from __future__ import annotations

from boxoffice.present.tables import Column, Table
from boxoffice.present.words import reason
from boxoffice.services.databases import DatabaseInfo, DatabaseMade, DatabaseMigrated
from boxoffice.services.doctor import Diagnosis

INFO = (Column("name", "What"), Column("value", "Value", is_flexible=True, is_wrapped=True))

STEPS = (Column("version", "Schema"), Column("what", "What", is_flexible=True, is_wrapped=True))

CHECKS = (
    Column("verdict", "Verdict"),
    Column("name", "Check"),
    Column("code"),
    Column("finding", "Finding", is_flexible=True, is_wrapped=True),
)


def info_table(info: DatabaseInfo) -> Table:
    """One line per fact; only tables with rows."""
    facts = [
        ("database", info.db),
        ("product", info.product),
        ("schema", info.schema_version),
        ("schema of this program", info.schema_known),
        ("journal", info.journal),
        ("synchronous", info.synchronous),
        ("why", _why(info)),
        ("size", f"{info.size_bytes / 1_000_000:.1f} MB"),
        ("owner", info.owner),
        ("group", info.group),
        ("mode", info.mode),
        ("shows", str(info.shows)),
    ]
    kept = [(name, value) for name, value in facts if value]
    counts = [(f"rows of {name}", str(count)) for name, count in info.rows.items() if count]
    return Table(name="info", columns=INFO, rows=tuple(kept + counts))


def fields_table(made: DatabaseMade) -> Table:
    """One line per field of the answer."""
    rows = tuple((name, str(value)) for name, value in made.document().items())
    return Table(name="made", columns=INFO, rows=rows)


def steps_table(moved: DatabaseMigrated) -> Table:
    """One line per step of the schema."""
    rows = tuple((step.version, step.what) for step in moved.steps)
    return Table(name="steps", columns=STEPS, rows=rows)


def diagnosis_table(diagnosis: Diagnosis) -> Table:
    """One line per check, with what to do."""
    return Table(
        name="checks",
        columns=CHECKS,
        rows=tuple(
            (str(check.verdict), check.name, check.code, reason(check.code, check.details))
            for check in diagnosis.checks
        ),
    )


def _why(info: DatabaseInfo) -> str:
    if not info.journal_reason:
        return ""
    return reason(info.journal_reason, {"journal": info.journal, "synchronous": info.synchronous})
