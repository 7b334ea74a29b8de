"""A till of a small cinema, worked through the installed program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from tests import warm
from tests.cli.program import clean_environment, in_text
from tests.contexts import make_context, make_settings
from tests.programme import open_cinema


@dataclass(frozen=True)
class Till:
    """One till: a database, and a home for whoever sits at it."""

    db: str
    home: Path
    name: str = "till-1"

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(self.home, BOXOFFICE_DB=self.db, BOXOFFICE_TILL=self.name)

    def run(self, *args: str, program: str = "") -> subprocess.CompletedProcess[str]:
        """One command line; `program` is Python that runs in place of the installed one."""
        if not program:
            return in_text(warm.run(*args, env=self.environment, cwd=self.home))
        return subprocess.run(
            [sys.executable, "-P", "-c", program, *args],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def on_terminal(
        self, *args: str, asked: Sequence[tuple[str, str]] = (), columns: int = 100
    ) -> tuple[int, str]:
        """A command on a terminal, with the keys for each question: exit code, all it showed."""
        child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable, ["-P", "-m", "boxoffice", *args, "--no-color"], env=self.environment,
            cwd=str(self.home), encoding="utf-8", timeout=30, dimensions=(40, columns),
        )  # fmt: skip
        seen = ""
        for question, keys in asked:
            child.expect_exact(question)
            seen += child.before or ""
            child.send(keys)
        child.expect(pexpect.EOF)
        seen += child.before or ""
        child.close()
        return int(child.exitstatus or 0), seen.replace("\r\n", "\n")

    def document(self, *args: str) -> dict[str, Any]:
        """The answer of a command that has to work."""
        done = self.run(*args, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def error(self, *args: str) -> tuple[int, dict[str, Any]]:
        """Exit code and error of a command that has to fail without saying anything on stdout."""
        done = self.run(*args, "--json")
        assert done.stdout == ""
        found: dict[str, Any] = json.loads(done.stderr)["error"]
        return done.returncode, found

    def states(self, show: str = "1") -> dict[str, int]:
        """How many seats are in each state, those with any."""
        summary = self.document("seats", show)["summary"]
        return {state: count for state, count in summary.items() if count}


def open_till(db: str, home: Path, **cinema: Any) -> Till:
    """A till of a cinema that opens now, by the clock of this machine."""
    with open_app(make_settings(db)) as app:
        open_cinema(app, make_context(db, clock=SystemClock()), **cinema)
    return Till(db, home)
