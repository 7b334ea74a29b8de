"""The program as the shell runs it, in a home of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests import warm

KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """No setting of the machine that runs the tests, only what is given."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **more}


def run(
    *args: str, home: Path, env: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """One command line, its output captured; the folder it runs in is its home."""
    done = warm.run(
        *args, env=clean_environment(home, **(env or {})), cwd=home, stdin=stdin.encode()
    )
    return in_text(done)


def in_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    """The same with what was printed as text."""
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
