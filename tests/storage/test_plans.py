"""Every named statement finds its rows by an index, however large the tables grow."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

import boxoffice.storage
import boxoffice.storage.queries
from boxoffice.storage.statements import NAMED, Compiled, Named, dialect_of

ONE_PRODUCT = {"clock": "sqlite", "postgres": "postgresql"}
"""Modules whose statements only one of the two databases runs."""

SMALL = {"alembic_version", "city", "clock", "seat_category", "theatre", "ticket_type"}
"""Tables of a row or a handful, however much is sold: read as a whole."""

WAITING = {
    *("ix_hold_active", "ix_booking_pending", "ix_payment_open", "ix_payment_unpaid"),
    "ix_refund_begun",
}
"""Partial indexes that hold only what is not resolved yet: walked as a whole, the table is not."""

AS_A_WHOLE = {"verify", "verify_offers", "verify_transfers", "verify_vouchers"}
"""Modules that mean to read everything, away from the counter."""

WHOLE_HOUSE = {
    *("house.every_holiday", "house.every_layout", "house.every_movie", "house.every_price"),
    *("house.every_screen", "house.every_tax_rate", "house.every_fee", "offers.every_offer"),
    "house.every_offer",
    *("house.seats_of_categories", "imports.every_movie", "programme.prices", "programme.screens"),
}
"""What a set-up is compared with, or somebody lists, all of it; nothing here grows with sales."""

SIZE = 3


def import_every_statement() -> None:
    for package in (boxoffice.storage, boxoffice.storage.queries):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if not module.ispkg:
                importlib.import_module(module.name)


import_every_statement()


def names_for(product: str) -> list[str]:
    return [
        name
        for name in sorted(NAMED)
        if ONE_PRODUCT.get(name.partition(".")[0], product) == product
        and name.partition(".")[0] not in AS_A_WHOLE
        and name not in WHOLE_HOUSE
    ]


def compiled_for(product: str, statement: Named) -> tuple[Compiled, dict[str, Any]]:
    compiled = statement.compiled(dialect_of(product), SIZE if statement.sized else 0)
    return compiled, {name: compiled.fixed.get(name, "1") for name in compiled.wanted}


def test_every_module_of_queries_has_statements() -> None:
    modules = {name.partition(".")[0] for name in NAMED}
    found = {module.name for module in pkgutil.iter_modules(boxoffice.storage.queries.__path__)}
    assert found <= modules
    assert len(NAMED) > 90


@pytest.fixture(scope="module")
def sqlite_plans(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("plans") / "boxoffice.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize("name", names_for("sqlite"))
def test_sqlite_scans_no_table(name: str, sqlite_plans: sqlite3.Connection) -> None:
    compiled, values = compiled_for("sqlite", NAMED[name])
    rows = sqlite_plans.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", values).fetchall()
    scans = [re.fullmatch(r"SCAN (\w+)(?: USING.* INDEX (\w+))?.*", row[3]) for row in rows]
    tables = {row[0] for row in sqlite_plans.execute("SELECT name FROM sqlite_master")}
    assert [
        scan[0]
        for scan in scans
        if scan and scan[1] in tables - SMALL and scan[2] not in WAITING
    ] == []  # fmt: skip


@pytest.fixture(scope="module")
def postgres_plans(postgres_server: Any) -> Any:
    url = postgres_server.create()
    with psycopg.connect(url) as connection:
        connection.execute("ANALYZE")
        connection.execute("SET enable_seqscan = off")
        yield connection
    postgres_server.drop(url)


@pytest.mark.parametrize("name", names_for("postgresql"))
def test_postgres_scans_no_table(name: str, postgres_plans: Any) -> None:
    compiled, values = compiled_for("postgresql", NAMED[name])
    rows = postgres_plans.execute(f"EXPLAIN {compiled.sql}", values).fetchall()
    scanned = re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in rows))
    assert sorted(set(scanned) - SMALL) == []


def test_the_check_itself_notices_a_scan(sqlite_plans: Any, postgres_plans: Any) -> None:
    sql = "SELECT * FROM booking WHERE late_reason = 'x'"
    plan = sqlite_plans.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert plan[0][3] == "SCAN booking"
    rows = postgres_plans.execute(f"EXPLAIN {sql}").fetchall()
    assert rows[0][0].startswith("Seq Scan on booking")
