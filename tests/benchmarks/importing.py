"""Import of 3,201 films out of JSON, against the same parsed and inserted by hand."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from boxoffice.services.imports import use
from boxoffice.services.imports.options import Options
from boxoffice.storage.journal import prepare_journal
from boxoffice.storage.sqlite_setup import initialise
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, seconds_of
from tests.contexts import make_context

FILMS = 3_201
ROUNDS = 5
_WORDS = ("night", "river", "king", "lost", "summer", "iron", "last", "city", "love", "storm")


def measure(scale: Scale) -> Sequence[Figure]:
    """Each round a new database of both kinds, in turns; the median ratio."""
    films = 200 if scale.quick else FILMS
    content = make_file(films)
    found = [_round(scale.folder, number, content) for number in range(scale.rounds(ROUNDS))]
    ratio = sorted(mine / hand for mine, hand in found)[len(found) // 2]
    seconds = max(mine for mine, _ in found)
    what = f"import of {films:,} films"
    return (
        at_most(what, 4, seconds, unit="s", note="JSON, the slowest of all rounds"),
        at_most(f"{what}: against parsing and inserting by hand", 50, ratio),
    )


def _round(folder: Path, number: int, content: bytes) -> tuple[float, float]:
    """Seconds of an import and of the same by hand, each into a database of its own."""
    ours, theirs = (folder / f"{kind}-{number}.db" for kind in ("import", "by-hand"))
    for path in (ours, theirs):
        initialise(path)
    seconds = _import(ours, content), seconds_of(lambda: _by_hand(theirs, content))
    if not _count(ours) == _count(theirs) == len(json.loads(content)):
        raise RuntimeError(f"{_count(ours)} films came in, {_count(theirs)} by hand")
    return seconds


def make_file(films: int) -> bytes:
    """Films as exports have them: half without this, a third without that."""
    rng = random.Random(films)
    rows = []
    for number in range(films):
        title = " ".join(rng.choice(_WORDS).title() for _ in range(3))
        rows.append(
            {
                "Title": number if number % 300 == 0 else f"{title} {number}",
                "US Gross": rng.randrange(10**8),
                "Release Date": f"{rng.choice(('Jun', 'Dec'))} {rng.randint(1, 28):02d} 1998",
                "MPAA Rating": rng.choice(("R", "PG-13", None)),
                "Running Time min": rng.choice((None, rng.randint(70, 190))),
                "Distributor": rng.choice(("Gramercy", "Tom &amp; Sons", None)),
                "Major Genre": rng.choice(("Drama", "Thriller/Suspense", None)),
                "Director": None,
                "IMDB Rating": rng.choice((None, round(rng.uniform(1, 9.9), 1))),
            }
        )  # fmt: skip
    return json.dumps(rows, indent=1).encode()


def _import(path: Path, content: bytes) -> float:
    ctx = make_context(str(path), clock=SystemClock())
    options = Options(defaults={"runtime": "120"})
    with open_app(ctx.settings) as app:
        return seconds_of(
            lambda: use.import_movies(app, ctx, content, name="films.json", options=options)
        )


def _by_hand(path: Path, content: bytes) -> None:
    """Parse, insert and commit, and nothing else: no line, no check, no audit."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        prepare_journal(connection)
        rows = [
            (
                number, re.sub(r"[^a-z0-9]+", "-", str(film["Title"]).lower()), str(film["Title"]),
                film["Major Genre"] or "", film["MPAA Rating"] or "",
                int(10 * (film["IMDB Rating"] or 0)), film["Running Time min"] or 120,
                film["Distributor"] or "", film["Release Date"],
            )
            for number, film in enumerate(json.loads(content), 1)
        ]  # fmt: skip
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO movie (id, key, title, genres, certificate, rating_tenths,"
            " runtime_minutes, distributor, release_date, languages, formats)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
            rows,
        )
        connection.execute("COMMIT")


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM movie").fetchone()[0])


MEASURE = Measure("imports", measure)
