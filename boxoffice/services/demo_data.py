"""Finds the files that travel with the program, in a checkout and in an installed package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from boxoffice.errors import Failed


def read_demo_file(name: str = "cinema.yaml") -> bytes:
    """The bytes of a file of `data/demo`."""
    package = files("boxoffice")
    checkout = Path(__file__).resolve().parents[2]
    for place in (package.joinpath("data", "demo", name), checkout / "data" / "demo" / name):
        if place.is_file():
            return place.read_bytes()
    raise Failed("setup.no_demo", file=name)
