"""Golden texts: what is drawn, byte for byte, under tests/golden/present."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "present"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with its file; UPDATE_GOLDEN=1 writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert text.encode() == path.read_bytes()

    return compare
