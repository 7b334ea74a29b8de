"""Whole processes: started, run and waited for, with an environment that holds no surprises."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("boxoffice")
"""The installed command, as people start it."""


def python(code: str, *, folder: Path) -> Callable[[], None]:
    """A process that runs one line of Python."""
    return _runner([sys.executable, "-c", code], folder=folder)


def program(*words: str, folder: Path, **variables: str) -> Callable[[], None]:
    """A process that runs one command line of the program."""
    return _runner([str(PROGRAM), *words], folder=folder, **variables)


def _runner(words: Sequence[str], *, folder: Path, **variables: str) -> Callable[[], None]:
    dropped = ("BOXOFFICE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    environment = {**kept, "HOME": str(folder), "COLUMNS": "80", **variables}

    def run() -> None:
        done = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} exited {done.returncode}: {done.stderr}")

    return run
