"""Databases to measure on: a hall of 300 seats, many shows, and pairs of seats to sell in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from boxoffice.context import Context, SystemClock
from boxoffice.domain.layouts import Plan
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services.app import App, open_app
from boxoffice.services.holds import HoldRequest, place_hold
from boxoffice.services.results import BookingResult, HoldResult
from boxoffice.services.sales import SellRequest, sell
from boxoffice.storage.journal import ALLOW_VARIABLE
from boxoffice.storage.sqlite_setup import initialise
from tests.contexts import make_context
from tests.programme import make_plan, open_cinema

ROWS = "ABCDEFGHIJ"
PER_ROW = 30
CASH = Tender(PaymentMethod.CASH, "exact")


def make_hall() -> Plan:
    """300 seats."""
    return make_plan(rows=ROWS, per_row=PER_ROW, wheelchair=False)


def make_database(folder: Path, name: str, *, journal: str = "auto", shows: int = 300) -> Path:
    """A database with the hall and its shows, closed again."""
    path = folder / f"{name}.db"
    if journal == "wal":
        os.environ[ALLOW_VARIABLE] = "1"
    initialise(path, journal=journal)
    ctx = make_context(str(path), clock=SystemClock())
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx, plan=make_hall(), shows=shows)
    return path


def pairs_of_seats(shows: Iterator[int] | range) -> Iterator[tuple[str, str]]:
    """(show, words) of two neighbours each, every seat once."""
    for show in shows:
        for row in ROWS:
            for number in range(1, PER_ROW, 2):
                yield str(show), f"{row}{number}-{number + 1}"


@dataclass
class Till:
    """A till that holds and sells the next two seats again and again, in process."""

    app: App
    ctx: Context
    pairs: Iterator[tuple[str, str]] = field(default_factory=lambda: pairs_of_seats(range(1, 301)))

    def hold(self) -> HoldResult:
        """Hold the next two seats."""
        show, words = next(self.pairs)
        return place_hold(self.app, self.ctx, HoldRequest(show=show, words=(words,)))

    def sell(self) -> BookingResult:
        """Sell the next two seats for cash."""
        show, words = next(self.pairs)
        return sell(self.app, self.ctx, SellRequest(show=show, words=(words,), tenders=(CASH,)))


@contextmanager
def open_till(path: Path, *, till: str = "till-1", shows: range = range(1, 301)) -> Iterator[Till]:
    """A till at a database, closed at the end."""
    ctx = make_context(str(path), clock=SystemClock(), till=till)
    with open_app(ctx.settings) as app:
        yield Till(app, ctx, pairs_of_seats(shows))
