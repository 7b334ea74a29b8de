"""What must be true of a house after any crowd, recomputed by raw SQL."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from boxoffice.storage.gate import Deadline, Gate
from tests.concurrency.crowds import command
from tests.concurrency.houses import House, until

SOLD_LINES = """
    SELECT booking.ref, line.seat FROM booking_line AS line
    JOIN booking ON booking.id = line.booking_id
    WHERE line.status = 'sold' AND booking.status = 'confirmed'
"""
SOLD_TWICE = """
    SELECT line.seat_id, count(*) FROM booking_line AS line
    JOIN booking ON booking.id = line.booking_id
    WHERE line.status = 'sold' GROUP BY booking.show_id, line.seat_id HAVING count(*) > 1
"""
CLAIMED_TWICE = """
    SELECT seat_id, count(*) FROM seat_claim GROUP BY show_id, seat_id HAVING count(*) > 1
"""
LINES_WITHOUT_CLAIM = """
    SELECT line.seat FROM booking_line AS line JOIN booking ON booking.id = line.booking_id
    LEFT JOIN seat_claim AS claim ON claim.show_id = booking.show_id
        AND claim.seat_id = line.seat_id AND claim.owner_id = booking.id AND claim.state = 'sold'
    WHERE line.status = 'sold' AND claim.seat_id IS NULL
"""
CLAIMS_WITHOUT_LINE = """
    SELECT claim.seat_id FROM seat_claim AS claim
    LEFT JOIN booking_line AS line ON line.booking_id = claim.owner_id
        AND line.seat_id = claim.seat_id AND line.status = 'sold'
    WHERE claim.state = 'sold' AND line.id IS NULL
"""
MONEY_THAT_DIFFERS = """
    SELECT booking.ref FROM booking WHERE booking.status = 'confirmed' AND booking.total_minor <>
        (SELECT coalesce(sum(amount_minor), 0) FROM payment WHERE booking_id = booking.id
            AND status IN ('captured', 'part_refunded', 'refunded'))
        - (SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE booking_id = booking.id)
        + (SELECT coalesce(sum(amount_minor), 0) FROM transfer WHERE to_booking_id = booking.id)
        - (SELECT coalesce(sum(amount_minor), 0) FROM transfer WHERE from_booking_id = booking.id)
        + (SELECT coalesce(sum(refunded_minor), 0) FROM booking_line WHERE booking_id = booking.id)
"""
WRONG = {
    "sold twice": SOLD_TWICE,
    "claimed twice": CLAIMED_TWICE,
    "lines without their claim": LINES_WITHOUT_CLAIM,
    "claims without their line": CLAIMS_WITHOUT_LINE,
    "money that differs": MONEY_THAT_DIFFERS,
}


def sold(house: House) -> set[tuple[object, ...]]:
    """Every reference and seat that the database knows as sold."""
    return set(house.rows(SOLD_LINES))


def damage(house: House, acknowledged: Collection[tuple[object, ...]] = ()) -> dict[str, int]:
    """How much of each kind is wrong; nothing at all gives an empty answer."""
    counts = {name: len(house.rows(sql)) for name, sql in WRONG.items()}
    counts["acknowledged but missing"] = len(set(acknowledged) - sold(house))
    return {name: count for name, count in counts.items() if count}


def require_sound(house: House, acknowledged: Collection[tuple[object, ...]] = ()) -> None:
    """Nothing twice, nothing lost, and the program's own check finds the same."""
    assert damage(house, acknowledged) == {}
    verified = command(house, "db", "verify")
    assert verified.code == 0, verified


def require_open(house: House) -> None:
    """Whoever died left no lock behind: the gate is free at once, the server is rid of them."""
    if not house.is_postgres:
        gate = Gate(Path(house.db))
        with gate.held(Deadline(0)):
            pass
        gate.close()
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    until(lambda: house.rows(others) == [(0,)], what="the server to end what the dead began")
