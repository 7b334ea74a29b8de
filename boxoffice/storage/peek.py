"""A quick look for TAB: a few plain statements on the driver alone, no library loaded for them.

Nothing is decided by what is read here, so a database that is busy or odd simply offers nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

WAIT_SECONDS = 0.2

SHOWS = """
    SELECT s.id, m.title, s.starts_at_ms, t.zone, t.key, t.name
    FROM "show" s JOIN movie m ON m.id = s.movie_id JOIN screen c ON c.id = s.screen_id
    JOIN theatre t ON t.id = c.theatre_id
    WHERE s.starts_at_ms > :from_ms AND s.starts_at_ms < :to_ms AND s.status = 'on_sale'
    ORDER BY s.starts_at_ms, s.id LIMIT 60
"""
FREE_SEATS = """
    SELECT seat.id, seat.zone, seat."row", seat."number" FROM "show" s
    JOIN seat ON seat.layout_id = s.layout_id
    WHERE s.id = :show_id AND NOT EXISTS (
        SELECT 1 FROM seat_claim c WHERE c.show_id = s.id AND c.seat_id = seat.id
        AND (c.expires_at_ms IS NULL OR c.expires_at_ms > :now_ms)
    ) ORDER BY seat.id
"""
UNPAID = """
    SELECT ref, name, status FROM booking WHERE status = 'pending' AND expires_at_ms > :now_ms
    ORDER BY expires_at_ms LIMIT 20
"""
NEWEST = """
    SELECT ref, name, status FROM booking WHERE till = :till
    ORDER BY created_at_ms DESC, id DESC LIMIT 20
"""
HOLDS = """
    SELECT id FROM hold WHERE till = :till AND status = 'active' AND expires_at_ms > :now_ms
    ORDER BY created_at_ms
"""
CITIES = "SELECT key, name FROM city ORDER BY key LIMIT 500"
THEATRES = "SELECT key, name FROM theatre ORDER BY key LIMIT 500"
SCREENS = """
    SELECT t.key || '/' || s.key, t.name || ' ' || s.name FROM screen s
    JOIN theatre t ON t.id = s.theatre_id ORDER BY t.key, s.key LIMIT 2000
"""
MOVIES = """
    SELECT key, title FROM movie
    WHERE substr(key, 1, length(:start)) = :start ORDER BY key LIMIT 60
"""
LAYOUTS = "SELECT key, name FROM layout WHERE replace(key, '~', '') = key ORDER BY key LIMIT 500"
CATEGORIES = "SELECT key, name FROM seat_category ORDER BY key"
TICKET_TYPES = 'SELECT key, name FROM ticket_type ORDER BY "position", id'
PRICES = """
    SELECT t.key || '/' || p.key, '' FROM price_rule p
    JOIN theatre t ON t.id = p.theatre_id ORDER BY t.key, p.key LIMIT 500
"""
TAXES = """
    SELECT t.key || '/' || x.product || '/' || x.name, '' FROM tax_rate x
    JOIN theatre t ON t.id = x.theatre_id ORDER BY t.key, x.id LIMIT 500
"""
OFFERS = """
    SELECT key, name FROM offer ORDER BY key LIMIT 500
"""
FEES = """
    SELECT t.key || '/' || f.key, f.name FROM fee f
    JOIN theatre t ON t.id = f.theatre_id ORDER BY t.key, f.id LIMIT 500
"""


def look(db: str, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement, read on a connection of its own that cannot write."""
    if db.startswith(("postgresql:", "postgres:")):
        return _on_postgres(db, sql, values)
    return _on_sqlite(Path(db), sql, values)


def _on_sqlite(path: Path, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    import sqlite3
    from urllib.parse import quote

    from boxoffice.storage.files import require_own_file

    require_own_file(path)
    address = f"file:{quote(str(path))}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only=ON")
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def _on_postgres(url: str, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(url, connect_timeout=2) as connection:
        connection.read_only = True
        return connection.execute(re.sub(r":(\w+)", r"%(\1)s", sql), values).fetchall()
