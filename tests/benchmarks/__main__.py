"""Measures and prints the table; exits 1 where a figure is outside its bound."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

from tabulate import tabulate

from tests.benchmarks.figures import Figure, Measure, Scale

MEASURES = (
    "start_up",
    "commands",
    "writes",
    "race",
    "past",
    "sweeping",
    "drawing",
    "programme",
    "importing",
)


def main(words: Sequence[str] | None = None) -> int:
    """Measure the groups asked for, all by default, and print them."""
    figures = measure(words)
    sys.stdout.write(table(figures) + "\n")
    sys.stdout.write(
        f"\nPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores at load {os.getloadavg()[0]:.0f}; each ratio measured in turns in "
        "this run, medians.\n"
    )
    return int(not all(figure.within for figure in figures))


def measure(words: Sequence[str] | None = None) -> list[Figure]:
    """Every figure of the groups asked for."""
    typed = _parser().parse_args(words)
    figures: list[Figure] = []
    for name in typed.only or MEASURES:
        group: Measure = import_module(f"tests.benchmarks.{name}").MEASURE
        sys.stderr.write(f"{group.name} ...\n")
        with tempfile.TemporaryDirectory(prefix="boxoffice-", dir=typed.folder) as folder:
            figures += group.run(_scale(typed, Path(folder)))
    return figures


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines of text."""
    rows = [(each.what, each.bound, each.measured, each.verdict) for each in figures]
    return tabulate(
        rows, headers=("what", "bound", "measured", "verdict"), maxcolwidths=[44, 14, 44, 8]
    )


def _scale(typed: argparse.Namespace, folder: Path) -> Scale:
    if typed.quick:
        return Scale(folder, quick=True, seconds=0.3, processes=3, lines=2_000, holds=500, shows=20)
    return Scale(folder, seconds=typed.seconds, lines=typed.lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *MEASURES], help="groups of rows")
    parser.add_argument("--quick", action="store_true", help="every row once, figures of no worth")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the race lasts")
    parser.add_argument("--lines", type=int, default=10_000_000, help="past lines")
    parser.add_argument("--folder", type=Path, help="where databases are made, on a local disk")
    return parser


if __name__ == "__main__":
    sys.exit(main())
