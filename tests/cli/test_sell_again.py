"""A sale asked for again by its key, when its words have come to mean something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.tills import open_till

pytestmark = pytest.mark.slow

SECOND_THEATRE = (
    "INSERT INTO theatre (id, key, city_id, name, zone, currency)"
    " SELECT 2, 'lux', city_id, 'Lux', zone, currency FROM theatre"
)


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_a_sale_is_answered_again_though_its_show_goes_by_another_name(
    sqlite_path: Path, tmp_path: Path
) -> None:
    till = open_till(str(sqlite_path), tmp_path, shows=1)
    change(sqlite_path, SECOND_THEATRE)
    words = ("sell", "dune", "F7", "-c", "--op-key", "KEYKEY01")
    first = till.document(*words)
    change(sqlite_path, "UPDATE movie SET title = 'Arrival'")
    again = till.document(*words)
    assert (again["replayed"], again["booking"]) == (True, first["booking"])
    code, error = till.error("sell", "dune", "F8", "-c")
    assert (code, error["code"]) == (5, "shows.unknown")
