"""What is asked of a whole database at once: seats twice, lost links, what the product says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from operator import add

from sqlalchemy import Executable, Table, and_, exists, func, or_, select, text

from boxoffice.storage.queries.verify import MOST, booking, claim, line, seat, show
from boxoffice.storage.session import ReadSession
from boxoffice.storage.tables import every_table
from boxoffice.storage.tables.bookings import Booking, BookingLine
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.layouts import SeatRow
from boxoffice.storage.tables.programme import Show

_INTEGRITY = text(f"PRAGMA integrity_check({MOST})")
_SCHEMA = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
_CONSTRAINTS = text(
    "SELECT r.relname AS name, c.conname AS rule, c.convalidated"
    " AND coalesce(i.indisvalid, true) AS sound"
    " FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
    " LEFT JOIN pg_index i ON i.indexrelid = c.conindid"
    " WHERE r.relnamespace = current_schema()::regnamespace"
)


@cache
def seats_twice() -> Executable:
    """Seats of a show with more than one claim; only a lost primary key lets that be."""
    return (
        select(claim.show_id, claim.seat_id, func.count().label("times"))
        .group_by(claim.show_id, claim.seat_id)
        .having(func.count() > 1)
        .limit(MOST)
    )


@cache
def seats_sold_twice() -> Executable:
    """Seats of a show on more than one sold line."""
    return (
        select(booking.show_id, line.seat_id, func.min(line.seat).label("seat"),
               func.count().label("times"))
        .join_from(BookingLine, Booking, booking.id == line.booking_id)
        .where(line.status == "sold")
        .group_by(booking.show_id, line.seat_id)
        .having(func.count() > 1)
        .limit(MOST)
    )  # fmt: skip


@cache
def claims_elsewhere() -> Executable:
    """Claims on seats of another hall than the show is in."""
    return (
        select(claim.show_id, claim.seat_id, seat.zone, seat.row, seat.number)
        .join_from(SeatClaim, Show, show.id == claim.show_id)
        .join(SeatRow, seat.id == claim.seat_id)
        .where(seat.layout_id != show.layout_id)
        .limit(MOST)
    )


@cache
def lines_elsewhere() -> Executable:
    """Lines that have a seat, in another hall than the booking's show is in."""
    return (
        select(booking.ref, line.seat)
        .join_from(BookingLine, Booking, booking.id == line.booking_id)
        .join(Show, show.id == booking.show_id)
        .join(SeatRow, seat.id == line.seat_id)
        .where(seat.layout_id != show.layout_id)
        .where(or_(line.status == "sold", line.status == "reserved"))
        .limit(MOST)
    )


@cache
def unlinked() -> tuple[tuple[str, str, Executable], ...]:
    """For each foreign key its name, its table, and the rows whose other end is not there."""
    return tuple(_unlinked())


def _unlinked() -> Iterator[tuple[str, str, Executable]]:
    for table in every_table().sorted_tables:
        for constraint in table.foreign_key_constraints:
            ends = [(part.parent, part.column) for part in constraint.elements]
            other: Table = constraint.referred_table
            there = exists().where(*(column == end for column, end in ends)).select_from(other)
            rows = select(*table.primary_key.columns).where(
                and_(*(column.is_not(None) for column, _ in ends)), ~there.correlate(table)
            )
            yield str(constraint.name), table.name, rows.limit(MOST)


def constraints() -> Iterator[tuple[str, str]]:
    """Table and name of every constraint and unique index that the program leans on."""
    for table in every_table().sorted_tables:
        for constraint in table.constraints:
            yield table.name, str(constraint.name)


def sqlite_integrity(session: ReadSession) -> list[str]:
    """What SQLite itself finds wrong with pages, indexes, NOT NULL and CHECKs."""
    rows = session.all(_INTEGRITY)
    return [row.integrity_check for row in rows if row.integrity_check != "ok"]


def sqlite_schema(session: ReadSession) -> dict[str, str]:
    """The SQL of every table by its name."""
    rows = session.all(_SCHEMA)
    return {row.name: row.sql or "" for row in rows}


def postgres_constraints(session: ReadSession) -> dict[tuple[str, str], bool]:
    """Every constraint by table and name, and whether the server has checked all rows with it."""
    rows = session.all(_CONSTRAINTS)
    return {(row.name, row.rule): row.sound for row in rows}


def rows_in(session: ReadSession, *tables: Table) -> int:
    """How many rows these tables have together."""
    return int(session.scalar(_count_of(*tables)))


@cache
def _count_of(*tables: Table) -> Executable:
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    return select(reduce(add, counts))
