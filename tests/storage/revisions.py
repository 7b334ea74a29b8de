"""Throwaway next revisions, to see what happens when a database has to move on."""

from __future__ import annotations

import shutil
from pathlib import Path

from boxoffice.storage.migrations import BUNDLED, Migrations
from boxoffice.storage.schema import HEAD, VERSIONS

NEXT = f"{int(HEAD) + 1:04}"

GOOD = """
with op.batch_alter_table(
    "city", copy_from=CITY, recreate=RECREATE, table_kwargs=STRICT
) as batch:
    batch.add_column(sa.Column("country", sa.Text(), nullable=False, server_default="?"))
op.create_table("note", sa.Column("text", sa.Text(), nullable=False), **STRICT)
"""
FAILS = """
op.execute("UPDATE city SET name = 'half done'")
op.execute("INSERT INTO nowhere VALUES (1)")
"""
LOSES_ROWS = 'op.execute("DELETE FROM holiday")'
BREAKS_LINKS = 'op.execute("UPDATE theatre SET city_id = 99")'
IS_KILLED = """
op.execute("UPDATE city SET name = 'half done'")
os.kill(os.getpid(), 9)
"""

FRAME = '''"""Countries of cities."""
import os
import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{head}"
STRICT = {{"sqlite_strict": True}}
CITY = sa.Table(
    "city", sa.MetaData(),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("key", sa.Text(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_city"),
    sa.UniqueConstraint("key", name="uq_city_key"),
)


def upgrade():
    RECREATE = "always" if op.get_bind().dialect.name == "sqlite" else "never"
{body}
'''


def next_schema(folder: Path, body: str) -> Migrations:
    """The bundled revisions and one more."""
    versions = folder / "versions"
    shutil.copytree(BUNDLED.folder, versions, ignore=shutil.ignore_patterns("__pycache__"))
    indented = "\n".join("    " + line for line in body.strip().splitlines())
    text = FRAME.format(body=indented, head=HEAD, next=NEXT)
    (versions / f"{NEXT}_countries.py").write_text(text, encoding="utf-8")
    return Migrations(folder=versions, versions=(*VERSIONS, NEXT))


def first_schema_dies(folder: Path) -> Migrations:
    """A first revision that is killed after its first table."""
    versions = folder / "versions"
    versions.mkdir()
    body = 'op.create_table("city", sa.Column("id", sa.Integer()))\nos.kill(os.getpid(), 9)'
    text = FRAME.format(body="    " + body.replace("\n", "\n    "), head="", next="0001")
    text = text.replace('down_revision = ""', "down_revision = None")
    (versions / "0001_dies.py").write_text(text, encoding="utf-8")
    return Migrations(folder=versions, versions=("0001",))
