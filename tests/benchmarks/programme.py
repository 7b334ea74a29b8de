"""A set-up of many shows in halls of 300 seats, from the file's bytes to the commit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from boxoffice.context import SystemClock
from boxoffice.services.app import App, open_app
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.storage.gate import Deadline
from boxoffice.storage.sqlite_setup import initialise
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, seconds_of
from tests.contexts import make_context

SCREENS = 10
PER_DAY = 5
SEATS = 300
ROUNDS = 3


@dataclass
class Gate:
    """How long the gate of an app was held, all in all."""

    seconds: float = 0.0


def measure(scale: Scale) -> Sequence[Figure]:
    """The slowest of some set-ups, each of a new database; the first of them compiles as well."""
    content = make_file(scale.shows)
    rounds = [_apply(scale.folder / f"set-up-{n}.db", content) for n in range(scale.rounds(ROUNDS))]
    seconds, held = (max(values) for values in zip(*rounds, strict=True))
    rows = _count_rows(scale.folder / "set-up-0.db")
    if rows["show"] != scale.shows:
        raise RuntimeError(f"{rows['show']} shows were made of {scale.shows}")
    what = f"setup apply of {scale.shows:,} shows in halls of {SEATS}"
    beyond = rows["seat"] - SCREENS * SEATS + rows["seat_claim"]
    return (
        at_most(what, 2, seconds, unit="s", note="from the file's bytes"),
        at_most(f"{what}: the gate held", 300, held * 1000, unit="ms"),
        at_most(f"{what}: rows per seat and show", 0, beyond, unit=""),
    )


def make_file(shows: int) -> bytes:
    """A set-up file with ten halls, each of a plan of its own, and shows over many days."""
    screens = range(1, SCREENS + 1)
    plan = "\n".join(f"      {row}: {'o' * 15} {'o' * 15}" for row in "ABCDEFGHIJ")
    lines = ["categories: [{key: standard, name: Standard}]",
             "ticket_types: [{key: adult, name: Adult}]",
             "layouts:"]  # fmt: skip
    for number in screens:
        lines += [f"  - key: hall-{number}", f"    name: Hall {number}", "    category: standard",
                  "    plan: |", plan]  # fmt: skip
    lines += ["cities:", "  - key: lyon", "    name: Lyon", "    theatres:", "      - key: rex",
              "        name: Rex", "        zone: Europe/Paris", "        currency: EUR",
              "        prices: [{amount: 9.50}]", "        screens:"]  # fmt: skip
    lines += [f'          - {{key: "{n}", name: Screen {n}, layout: hall-{n}}}' for n in screens]
    lines += ["movies:", "  - {key: film, title: A film, runtime: 100, languages: [English]}",
              "shows:"]  # fmt: skip
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    for number in range(shows):
        slot, screen = divmod(number, SCREENS)
        day, turn = divmod(slot, PER_DAY)
        at = f"{tomorrow + timedelta(days=day)} {10 + turn * 2 + turn // 2}:00"
        lines.append(f"  - {{movie: film, screen: rex/{screen + 1}, at: {at}, language: English}}")
    return ("\n".join(lines) + "\n").encode()


def _apply(path: Path, content: bytes) -> tuple[float, float]:
    initialise(path)
    ctx = make_context(str(path), clock=SystemClock())
    with open_app(ctx.settings) as app:
        gate = _timed_gate(app)

        def apply() -> None:
            document = read(content, name="programme.yaml")
            apply_document(app, ctx, document)

        return seconds_of(apply), gate.seconds


def _timed_gate(app: App) -> Gate:
    """From now on the app's gate notes how long it is held."""
    backend, gate = app.db.backend, Gate()
    held = backend.gate

    @contextmanager
    def timed(deadline: Deadline) -> Iterator[None]:
        with held(deadline):
            began = time.perf_counter()
            try:
                yield
            finally:
                gate.seconds += time.perf_counter() - began

    backend.gate = timed  # type: ignore[method-assign]
    return gate


def _count_rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in ("show", "seat", "seat_claim")
        }


MEASURE = Measure("set-up", measure)
