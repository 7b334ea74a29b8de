"""The benchmarks run and print every row; how long anything took is for people to read."""

from __future__ import annotations

import pytest

from tests.benchmarks.__main__ import measure, table

ROWS = (
    "boxoffice --version",
    "boxoffice --help",
    "completion",
    "boxoffice seats",
    "boxoffice quote",
    "boxoffice hold",
    "boxoffice sell",
    "hold of two seats, PERSIST/EXTRA",
    "hold of two seats, WAL/FULL",
    "cash sale of two seats, PERSIST/EXTRA",
    "cash sale of two seats, WAL/FULL",
    "errors",
    "seats sold twice",
    "slowest/fastest",
    "p99 of holds",
    "p99 of sales",
    "past lines",
    "expired holds",
    "longest sale meanwhile",
    "seat map of 1,000 seats",
    "setup apply of",
    "the gate held",
    "rows per seat and show",
    "import of",
    "against parsing and inserting by hand",
)


@pytest.mark.slow
@pytest.mark.first
def test_every_row_is_measured_and_printed() -> None:
    figures = measure(["--quick"])
    named = [row for row in ROWS if any(row in figure.what for figure in figures)]
    assert named == list(ROWS)
    assert len(table(figures).splitlines()) > len(figures)
