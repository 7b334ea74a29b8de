"""What a sale imports to answer stays light: no drawing library until something is drawn."""

import subprocess
import sys

import pytest

HEAVY = ["rich", "babel", "tabulate", "segno", "sqlalchemy"]


@pytest.mark.parametrize(
    "module",
    ["receipts", "seatmap", "stubs", "words", "tables", "formats", "rows.shows", "text"],
)
def test_a_part_of_present_imports_nothing_heavy(module: str) -> None:
    script = (
        f"import sys, boxoffice.present.{module}; print(*(sys.modules.keys() & set({HEAVY!r})))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == ("", "")
