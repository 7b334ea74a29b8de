"""Sheets to begin with: the headers that need no mapping, and one row."""

from __future__ import annotations

import csv
import io

ROWS = {
    "movies": {
        "title": "The Quiet Lighthouse", "runtime": "101", "languages": "English,French",
        "genres": "Drama", "certificate": "12", "rating": "7.4", "formats": "2D",
        "distributor": "Harbour Films", "release": "2026-11-20",
    },
    "theatres": {
        "name": "Le Petit Rex", "city": "Lyon", "address": "1 rue de la République",
        "zone": "Europe/Paris", "currency": "EUR",
    },
    "shows": {
        "title": "The Quiet Lighthouse", "date": "2026-11-28", "time": "20:15", "screen": "rex/1",
        "language": "English", "subtitles": "French", "format": "2D",
    },
}  # fmt: skip


def template(what: str) -> str:
    """A sheet of films, theatres or shows with one row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([ROWS[what].keys(), ROWS[what].values()])
    return out.getvalue()
