"""A box office to break: run through the installed command, compared before and after."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import warm
from tests.cli.program import clean_environment

COMMAND = Path(sys.executable).parent / "boxoffice"
BOOKKEEPING = {"operation", "clock", "alembic_version"}
"""Tables that may differ although nothing that people care about changed."""

LONGEST_SENTENCE = 600
PATIENCE_SECONDS = 120

Dump = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Done:
    """How one command line ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error document on stderr: its last line, after any talk."""
        document: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        assert set(document) == {"error"}
        assert set(document["error"]) == {"code", "message", "details", "retryable", "op_key"}
        return dict(document["error"])


@dataclass(frozen=True)
class Place:
    """One database with a cinema, and a home for whoever works there."""

    db: str
    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_postgres(self) -> bool:
        return self.db.startswith("postgresql:")

    def environment(self, **more: str) -> dict[str, str]:
        """What a command runs in: nothing of this machine but PATH."""
        fixed = {"BOXOFFICE_DB": self.db, "BOXOFFICE_TILL": "till-1", "BOXOFFICE_BUSY_SECONDS": "5"}
        return clean_environment(self.home, **{**fixed, **self.variables, **more})

    def run(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        prepare: Callable[[], None] | None = None,
    ) -> Done:
        """One command line of the installed program, its output captured."""
        around = self.environment(**(env or {}))
        if prepare is None:
            ended = warm.run(
                *args, env=around, cwd=self.home, stdin=stdin.encode(), timeout=PATIENCE_SECONDS
            )
        else:
            ended = subprocess.run(
                [COMMAND, *args],
                env=around,
                cwd=self.home,
                input=stdin.encode(),
                capture_output=True,
                check=False,
                preexec_fn=prepare,
                timeout=PATIENCE_SECONDS,
            )
        return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def dump(self) -> Dump:
        """Every row of every table that matters."""
        if self.is_postgres:
            with psycopg.connect(self.db) as server:
                names = server.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                ).fetchall()
                return {
                    name: sorted(server.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                    for (name,) in names
                    if name not in BOOKKEEPING
                }
        with closing(sqlite3.connect(self.db)) as file:
            names = file.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {
                name: sorted(file.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for (name,) in names
                if name not in BOOKKEEPING
            }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What one statement of raw SQL finds or changes."""
        if self.is_postgres:
            with psycopg.connect(self.db) as server:
                found = server.execute(sql)
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.db)) as file:
            rows = file.execute(sql).fetchall()
            file.commit()
            return rows


def require_one_sentence(said: str, *, about: object = "") -> str:
    """The one line of stderr, as something a person at a counter can read."""
    lines = said.splitlines()
    assert len(lines) == 1, (about, said)
    (line,) = lines
    assert "Traceback" not in line, (about, line)
    assert "Error(" not in line, (about, line)
    assert line.isprintable(), (about, line)
    assert len(line) <= LONGEST_SENTENCE, (about, line)
    sentence = line.partition(" (operation key ")[0]
    assert sentence.rstrip("`)")[-1] in ".?!…", (about, line)
    return line


def require_refused(
    place: Place,
    *args: str,
    code: int,
    says: str = "",
    name: str = "",
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> str:
    """Exit with this code, one sentence or its JSON document, and no row changed.

    A file is asked in JSON, a server plainly, so that each sentence is seen in both.
    """
    before = place.dump()
    typed = " ".join(args)[:200]
    if place.is_postgres:
        ended = place.run(*args, env=env, stdin=stdin)
        told = require_one_sentence(ended.err, about=typed)
    else:
        ended = place.run("--json", *args, env=env, stdin=stdin)
        error = ended.error
        assert name in error["code"], (typed, error)
        told = require_one_sentence(error["message"], about=typed)
    assert (ended.code, ended.out) == (code, ""), (typed, ended)
    assert says in told, (typed, told)
    assert place.dump() == before, typed
    return told
