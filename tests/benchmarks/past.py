"""A hold on a database with millions of lines sold before, against one with a few."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.cinemas import make_database, open_till
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, in_turns

FEW_LINES = 10_000
FIRST_PAST_SHOW = 1_000
SEATS = 300
STEP = 300_000

BOOKINGS = """
WITH RECURSIVE n(i) AS (SELECT :low UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :high)
INSERT INTO booking
    (id, ref, show_id, status, till, actor, name, phone, late_reason, currency, total_minor,
     tax_minor, fee_minor, created_at_ms, confirmed_at_ms, expires_at_ms)
SELECT printf('01%010x-0000-7000-8000-%012x', i, i), printf('P%07d', i),
       :show + i / 150, 'confirmed', 'till-' || (i % 60), 'ann', '', '', '', 'EUR', 2400, 0, 0,
       1700000000000 + i, 1700000000000 + i, 0
FROM n
"""
LINES = """
WITH RECURSIVE n(i) AS (SELECT :low UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :high)
INSERT INTO booking_line
    (id, booking_id, seat_id, seat, category, ticket_type, price_minor, rule, status, base_minor)
SELECT printf('01%010x-0000-7000-9000-%012x', i, 2 * i + j),
       printf('01%010x-0000-7000-8000-%012x', i, i), (2 * i + j) % 300 + 1,
       'A' || ((2 * i + j) % 300 + 1), 'standard', 'adult', 1200, 'rule-1', 'sold', 1200
FROM n, (SELECT 0 AS j UNION ALL SELECT 1)
"""
CLAIMS = """
WITH RECURSIVE n(i) AS (SELECT :low UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :high)
INSERT INTO seat_claim
SELECT :show + i / 150, (2 * i + j) % 300 + 1, 'sold', 'booking',
       printf('01%010x-0000-7000-8000-%012x', i, i), NULL
FROM n, (SELECT 0 AS j UNION ALL SELECT 1)
"""


def measure(scale: Scale) -> Sequence[Figure]:
    """The same hold on both, in turns."""
    few = make_database(scale.folder, "few", shows=300)
    many = make_database(scale.folder, "many", shows=300)
    sell_before(few, min(FEW_LINES, scale.lines))
    sell_before(many, scale.lines)
    with open_till(few) as small, open_till(many) as large:
        short, long = in_turns(
            small.hold, large.hold, rounds=scale.rounds(1500), warm_up=300
        )  # fmt: skip
    size = many.stat().st_size / 1e9
    return (
        at_most(
            f"hold with {scale.lines:,} past lines over one with {FEW_LINES:,}", 1.2, long / short,
            note=f"{long * 1000:.2f} and {short * 1000:.2f} ms, {size:.1f} GB",
        ),
    )  # fmt: skip


def sell_before(path: Path, lines: int) -> None:
    """Write past bookings of two lines each with their claims, as fast as SQLite can."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-1000000")
        for low in range(0, lines // 2, STEP):
            high = min(low + STEP, lines // 2)
            connection.execute("BEGIN")
            for statement in (BOOKINGS, LINES, CLAIMS):
                values = {"low": low, "high": high, "show": FIRST_PAST_SHOW}
                connection.execute(statement, values)
            connection.execute("COMMIT")
            if lines > FEW_LINES:
                sys.stderr.write(f"\r{2 * high:,} past lines")
        connection.execute("PRAGMA journal_mode=PERSIST")
    if lines > FEW_LINES:
        sys.stderr.write("\n")


MEASURE = Measure("past lines", measure)
