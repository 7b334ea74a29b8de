"""Files that nobody here wrote: they lie beside the project, and tests skip without them."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def real_file(name: str) -> Path:
    """The path of a file of the real data; the test skips where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    return path
