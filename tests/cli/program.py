"""The program as the shell runs it, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """No setting of the machine that runs the tests, only what is given."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **more}


def run(
    *args: str, home: Path, env: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """One command line, its output captured; the folder it runs in is its home."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "boxoffice", *args],
        env=clean_environment(home, **(env or {})),
        cwd=home,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
