"""Which columns no invariant covers: whatever is written into them, nothing is noticed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services.app import App, open_app
from boxoffice.services.verify import verify
from boxoffice.storage import sqlite_setup
from boxoffice.storage.tables import every_table
from tests.clocks import FakeClock
from tests.contexts import make_context
from tests.services.histories import live_evening

Key = tuple[Any, ...]
ROWS_LOOKED_AT = 3

UNCOVERED: dict[str, set[str]] = {
    "city": {"key", "name"},
    "clock": {"wall_ms", "boot_ms", "boot_id"},
    "holiday": {"day", "name"},
    "layout": {"key", "name", "capacity", "unreserved"},
    "movie": {
        *("key", "title", "languages", "genres", "certificate", "rating_tenths"),
        *("runtime_minutes", "distributor", "release_date", "formats"),
    },
    "operation": {
        *("scope", "op_key", "step", "actor", "till", "use_case", "request_hash", "result"),
        "created_at_ms",
    },
    "fee": {"id", "key", "name", "per", "amount_minor"},
    "price_rule": {
        *("key", "category", "ticket_type", "show_id", "day_type", "amount_minor", "kind"),
        *("screen_id", "movie_id", "format", "weekdays", "time_from", "time_to", "date_from"),
        *("date_to", "priority", "percent_bp", "steps", "floor_minor", "cap_minor", "label"),
    },
    "tax_rate": {"id", "product", "name", "rate_bp", "included"},
    "screen": {"key", "name", "turnaround_ms"},
    "seat": {"seat_key", "zone", "row", "number", "kind", "x", "y", "guid"},
    "seat_category": {"name"},
    "show": {"key", "starts_at_ms", "ends_at_ms", "language", "subtitles", "format"},
    "theatre": {
        *("key", "name", "zone", "address", "cash_rounding_minor", "refund_policy"),
    },
    "broken_seat": {"seat_key", "reason", "actor", "created_at_ms"},
    "screen_closure": {"id", "to_ms", "reason", "actor", "created_at_ms"},
    "setup_revision": {"number"},
    "ticket_type": {"key", "name", "position", "needs", "proof", "reason"},
    "offer": {
        *("name", "kind", "code", "stackable", "priority", "currency", "amount_minor"),
        *("percent_bp", "take", "pay", "item", "min_seats", "min_minor", "sold_from", "sold_to"),
        *("show_from", "show_to", "weekdays", "theatres", "shows", "movies", "categories"),
        "ticket_types",
    },
    "redemption": {"item", "created_at_ms"},
    "booking": {"ref", "name", "phone"},
    "booking_key": {"key"},
    "booking_line": {"seat", "category", "ticket_type", "rule", "proof", "refund_policy"},
    "payment": {
        *("slip", "brand", "last_four", "failure", "url", "expires_at_ms", "transaction_id"),
    },
    "unmatched": {
        *("note", "currency", "gateway", "event_id", "session_id", "transaction_id"),
    },
    "webhook_inbox": {"gateway", "event_id", "sha256", "event_at_ms", "received_at_ms"},
    "refund": {
        *("attempts", "done_at_ms", "failure", "gateway_refund_id", "reason"),
        *("sent_at_ms", "slip"),
    },
    "transfer": {"reason"},
    "ticket": {"code"},
    "voucher": {"code", "name"},
    "voucher_entry": {"id", "created_at_ms"},
}
"""What is set up or typed and may become anything: no other row says what it should be.

Operations are forgotten after 30 days.
"""

PARTLY: dict[str, set[str]] = {
    "refund": {"cause"},
    "seat_category": {"id"},
    "ticket_type": {"id"},
    "price_rule": {"id"},
    "seat_claim": {"seat_id"},
    "payment": {"rounding_minor"},
    "offer": {"automatic", "single_use", "gives_back", "limit_total", "limit_customer"},
    "offer_code": {"code", "offer_id"},
    "redemption": {"code"},
    "voucher_reservation": {"amount_minor"},
}
"""Noticed only where the new value is another row's; a claim that ran out may be on any seat.

Rounding is noticed as long as the money is kept: it is given back whole. What a refund is for is
noticed until it is out.
"""

TABLES = {table.name: table for table in every_table().sorted_tables}
COLUMNS = [(table.name, column.name) for table in TABLES.values() for column in table.columns]


@dataclass(frozen=True)
class Evening:
    """A sold database with its app, to be written into and put right again."""

    path: Path
    app: App
    ctx: Context

    def keys(self, table: Table) -> list[Key]:
        names = [f'"{column.name}"' for column in table.primary_key.columns]
        with closing(sqlite3.connect(self.path)) as file:
            order = ", ".join(names)
            return file.execute(f"SELECT {order} FROM {table.name} ORDER BY {order}").fetchall()

    def some_keys(self, table: Table) -> list[Key]:
        """The first row, the last and one between."""
        keys = self.keys(table)
        return sorted({keys[0], keys[len(keys) // 2], keys[-1]})

    def notices(
        self, table: Table, columns: Collection[str], keys: Sequence[Key], step: int
    ) -> bool:
        """Whether other values in columns of rows are found; the rows are as before after."""
        changed: list[tuple[Key, dict[str, Any]]] = []
        try:
            with self._unguarded() as file:
                for place, key in enumerate(keys):
                    changed.append(change(file, table, columns, key, step + place))
            return not verify(self.app, self.ctx).ok
        except (BoxofficeError, sqlite3.IntegrityError):
            return True
        finally:
            with self._unguarded() as file:
                for key, before in changed:
                    write(file, table, key, before)

    @contextmanager
    def _unguarded(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as file:
            file.execute("PRAGMA foreign_keys=OFF")
            file.execute("PRAGMA ignore_check_constraints=ON")
            yield file


def change(
    file: sqlite3.Connection, table: Table, columns: Collection[str], key: Key, step: int
) -> tuple[Key, dict[str, Any]]:
    """Write other values into columns of a row; its key by then, and the row as it was.

    Each by another step, that no two columns stay as far apart as they were.
    """
    names = [each.name for each in table.columns]
    sql = ", ".join(f'"{name}"' for name in names)
    found = file.execute(f"SELECT {sql} FROM {table.name} WHERE {is_row(table)}", key).fetchone()
    before = dict(zip(names, found, strict=True))
    others = {
        column: other_than(table, column, before[column], step + place * ROWS_LOOKED_AT)
        for place, column in enumerate(sorted(columns))
    }
    write(file, table, key, others)
    return tuple({**before, **others}[each.name] for each in table.primary_key.columns), before


def write(file: sqlite3.Connection, table: Table, key: Key, values: Mapping[str, Any]) -> None:
    sets = ", ".join(f'"{name}" = ?' for name in values)
    sql = f"UPDATE {table.name} SET {sets} WHERE {is_row(table)}"
    file.execute(sql, (*values.values(), *key))


def is_row(table: Table) -> str:
    return " AND ".join(f'"{each.name}" = ?' for each in table.primary_key.columns)


def other_than(table: Table, column: str, value: Any, step: int) -> Any:
    """Another value that the column's own CHECK would let pass, if there is one."""
    words = words_of(table, column)
    if words:
        others = [word for word in words if word != str(value)]
        return others[step % len(others)]
    if isinstance(value, str):
        return f"{value}{'x' * step}"
    return (value or 0) + step


def words_of(table: Table, column: str) -> list[str]:
    """The words a CHECK allows in a column."""
    for rule in table.constraints:
        listed = re.search(rf"\b{column} IN \(([^)]*)\)", str(getattr(rule, "sqltext", "")))
        if listed:
            return [word.strip(" '") for word in listed[1].split(",")]
    return []


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    path = tmp_path_factory.mktemp("columns") / "boxoffice.db"
    sqlite_setup.initialise(path, journal="persist")
    hand = FakeClock()
    ctx = make_context(str(path), clock=hand)
    with open_app(ctx.settings) as app:
        live_evening(app, ctx, make_context(str(path), clock=hand, till="till-2"), hand)
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("INSERT INTO holiday VALUES (1, '2026-12-25', 'Christmas')")
            file.execute("INSERT INTO tax_rate VALUES (1, 1, 'ticket', 'VAT', 1000, 1)")
            file.execute("INSERT INTO fee VALUES (1, 1, 'service', 'Service', 'ticket', 50)")
            file.execute("INSERT INTO screen_closure VALUES (1, 1, 1, 2, 'painters', 'ann', 0)")
            file.execute("INSERT INTO broken_seat VALUES (1, 'a1', 'spring', 'ann', 0)")
        assert verify(app, ctx).ok
        yield Evening(path, app, ctx)


def covered(table: str, column: str) -> bool:
    return column not in UNCOVERED.get(table, set()) | PARTLY.get(table, set())


@pytest.mark.slow
def test_what_is_listed_is_noticed_by_nothing(evening: Evening) -> None:
    """All of a table's at once; which one it is, where it is noticed, is looked for then."""
    for name, columns in UNCOVERED.items():
        table, keys = TABLES[name], evening.some_keys(TABLES[name])
        if evening.notices(table, columns, keys, 1):
            assert [each for each in columns if evening.notices(table, {each}, keys, 1)] == [], name
            raise AssertionError(f"{name}: together they are noticed")
    assert verify(evening.app, evening.ctx).ok


@pytest.mark.slow
@pytest.mark.first
def test_what_is_not_listed_is_noticed_in_some_row(evening: Evening) -> None:
    unnoticed = [
        (name, column)
        for name, column in COLUMNS
        if covered(name, column)
        and not any(
            evening.notices(TABLES[name], {column}, [key], 1)
            for key in evening.some_keys(TABLES[name])
        )
    ]
    assert unnoticed == []
    assert verify(evening.app, evening.ctx).ok


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    st.sampled_from([each for each in COLUMNS if covered(*each)]),
    st.integers(min_value=0, max_value=10_000),
    st.integers(min_value=1, max_value=3),
)
def test_any_other_value_in_any_other_column_of_any_row_is_noticed(
    evening: Evening, place: tuple[str, str], row: int, step: int
) -> None:
    name, column = place
    keys = evening.keys(TABLES[name])
    assert evening.notices(TABLES[name], {column}, [keys[row % len(keys)]], step)
