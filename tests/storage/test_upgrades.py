"""A database that the first version of the program made comes along to today's with all it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from boxoffice.errors import SchemaMismatch
from boxoffice.services import bookings, databases, sales, shows, verify
from boxoffice.services.app import open_app
from boxoffice.storage import postgres_setup, sqlite_setup
from boxoffice.storage.migrations import BUNDLED, Migrations
from boxoffice.storage.schema import HEAD, VERSIONS
from tests.contexts import make_context, make_settings
from tests.counter import sell_request
from tests.storage.test_migrations import CITY, HOLIDAY, THEATRE, execute

CLOCK_FREE_MS = 4_102_444_800_000
"""The year 2100, when the house below plays."""

FIRST_HOUSE = (
    CITY,
    THEATRE,
    HOLIDAY,
    "INSERT INTO seat_category (id, key, name) VALUES (1, 'standard', 'Standard')",
    "INSERT INTO layout (id, key, name, capacity) VALUES (1, 'hall', 'Hall', 2)",
    (
        "INSERT INTO seat (id, layout_id, seat_key, zone, row, number, category, kind, x, y) VALUES"
        " (1, 1, 'a1', '', 'A', '1', 'standard', 'standard', 0, 0),"
        " (2, 1, 'a2', '', 'A', '2', 'standard', 'standard', 100, 0)"
    ),
    (
        "INSERT INTO screen (id, key, theatre_id, layout_id, name, turnaround_ms)"
        " VALUES (1, '1', 1, 1, 'Screen 1', 0)"
    ),
    "INSERT INTO ticket_type (id, key, name, position) VALUES (1, 'adult', 'Adult', 0)",
    (
        "INSERT INTO price_rule (id, key, theatre_id, category, ticket_type, show_id, day_type,"
        " amount_minor) VALUES (1, 'any', 1, '', '', 0, '', 900)"
    ),
    (
        "INSERT INTO movie (id, key, title, languages, genres, certificate, rating_tenths,"
        " runtime_minutes, distributor, release_date)"
        " VALUES (1, 'dune', 'Dune', '', '', '', 0, 120, '', '')"
    ),
    (
        "INSERT INTO show (id, key, movie_id, screen_id, layout_id, starts_at_ms, ends_at_ms,"
        " language, subtitles, format, status)"
        f" VALUES (1, 'dune-1', 1, 1, 1, {CLOCK_FREE_MS}, {CLOCK_FREE_MS + 7_200_000},"
        " '', '', '2D', 'on_sale')"
    ),
)


@pytest.fixture(params=["sqlite", "postgres"])
def first(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A filled database with the first schema."""
    oldest = Migrations(folder=BUNDLED.folder, versions=VERSIONS[:1])
    if request.param == "sqlite":
        db = str(tmp_path / "old.db")
        sqlite_setup.initialise(Path(db), journal="persist", migrations=oldest)
    else:
        db = request.getfixturevalue("blank_postgres_url")
        postgres_setup.initialise(db, migrations=oldest)
    execute(db, *FIRST_HOUSE)
    return db


def test_this_program_reads_and_writes_nothing_before_it_is_migrated(first: str) -> None:
    ctx = make_context(first)
    with open_app(ctx.settings) as app:
        with pytest.raises(SchemaMismatch) as reading:
            shows.list_shows(app, ctx)
        with pytest.raises(SchemaMismatch) as selling:
            sales.sell(app, ctx, sell_request("A1"))
    for caught in (reading, selling):
        assert caught.value.code == "db.older"
        assert caught.value.details["found"] == VERSIONS[0]
        assert caught.value.details["known"] == HEAD


def test_everything_comes_along_and_can_be_sold(first: str) -> None:
    moved = databases.migrate(make_settings(first))
    assert (moved.found, moved.known, moved.done) == (VERSIONS[0], HEAD, True)
    assert execute(first, "SELECT key, currency FROM theatre") == [("odeon", "EUR")]
    assert execute(first, "SELECT id, seat_key, category FROM seat ORDER BY id") == [
        (1, "a1", "standard"), (2, "a2", "standard"),
    ]  # fmt: skip
    ctx = make_context(first)
    with open_app(ctx.settings) as app:
        assert sales.sell(app, ctx, sell_request("A1-2")).booking.total_minor == 1800
        found = verify.verify(app, ctx).violations
        assert [(fault.invariant, fault.subject) for fault in found] == [("audit_state", "show 1")]


def test_a_line_older_than_its_parts_has_its_price_as_its_base(first: str) -> None:
    execute(
        first,
        "INSERT INTO booking (id, ref, show_id, status, till, actor, name, phone, late_reason,"
        " currency, total_minor, tax_minor, fee_minor, created_at_ms, confirmed_at_ms,"
        " expires_at_ms) VALUES ('b', 'K7M2P', 1, 'cancelled', 'till-1', 'ann', '', '', '', 'EUR',"
        " 900, 0, 0, 0, 0, 0)",
        "INSERT INTO booking_line (id, booking_id, seat_id, seat, category, ticket_type,"
        " price_minor, rule, status) VALUES ('l', 'b', 1, 'A1', 'standard', 'adult', 900, 'any',"
        " 'released')",
    )
    databases.migrate(make_settings(first))
    ctx = make_context(first)
    with open_app(ctx.settings) as app:
        (line,) = bookings.view_booking(app, ctx, "K7M2P").booking.lines
        assert (line.price_minor, line.base_minor, line.parts) == (900, 900, ())
        found = verify.verify(app, ctx).violations
        assert {fault.invariant for fault in found} == {"audit_state"}
