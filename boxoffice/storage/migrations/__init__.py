"""How the schema came to be, one revision per file in `versions/`, and how a database follows.

Alembic runs them without an environment file: the caller brings a connection that is already
inside the transaction which also keeps the new version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from boxoffice.errors import SchemaMismatch
from boxoffice.storage.schema import VERSIONS

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema."""

    version: str
    what: str
    upgrade: Callable[[], None]


@dataclass(frozen=True)
class Migrations:
    """A folder of revisions in one line, and the versions that a program knows."""

    folder: Path = Path(__file__).parent / "versions"
    versions: Sequence[str] = VERSIONS

    @property
    def head(self) -> str:
        return self.versions[-1]

    def pending(self, found: str) -> list[Revision]:
        """What a database at that version still lacks, in order; all of it for ""."""
        if found and found not in self.versions:
            raise SchemaMismatch("db.newer", found=found, known=self.head)
        done = list(self.versions).index(found) + 1 if found else 0
        return [self._revision(version) for version in self.versions[done:]]

    def upgrade(self, connection: Connection, revisions: Sequence[Revision]) -> None:
        """Run them one after the other, each with its own record; the caller commits."""
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        for revision in revisions:
            with Operations.context(MigrationContext.configure(connection)):
                revision.upgrade()
            connection.execute(text("DELETE FROM alembic_version"))
            connection.execute(
                text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                {"version": revision.version},
            )

    def _revision(self, version: str) -> Revision:
        script = self._scripts.get_revision(version)
        return Revision(version=version, what=script.doc, upgrade=script.module.upgrade)

    @cached_property
    def _scripts(self) -> ScriptDirectory:
        from alembic.script import ScriptDirectory

        return ScriptDirectory(str(self.folder.parent), version_locations=[str(self.folder)])


BUNDLED = Migrations()
"""The revisions that come with this program."""
