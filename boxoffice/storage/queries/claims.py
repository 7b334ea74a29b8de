"""The one statement that claims seats, and those that read, turn over and free claims."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, and_, bindparam, delete, select, tuple_, update

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking
from boxoffice.storage.tables.claims import Block, Hold, SeatClaim

claim_table = SeatClaim.__table__  # type: ignore[attr-defined]
claim = claim_table.c
hold_table = Hold.__table__  # type: ignore[attr-defined]
hold = hold_table.c
booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c
block_table = Block.__table__  # type: ignore[attr-defined]
block = block_table.c

_show_id = bindparam("show_id", type_=INTEGER)
_now = bindparam("now_ms", type_=INTEGER)
_low = bindparam("low_id", type_=INTEGER)
_high = bindparam("high_id", type_=INTEGER)


@named
def place_claims(insert: Any, size: int) -> Executable:
    """Claim seats that are free or whose claim has expired; gives back those it got.

    Nothing but expiry is in the WHERE: not the holder, not the till (a sold seat has no expiry).
    """
    common = {
        "show_id": _show_id,
        "state": bindparam("state"),
        "owner_kind": bindparam("owner_kind"),
        "owner_id": bindparam("owner_id"),
        "expires_at_ms": bindparam("expires_at_ms", type_=INTEGER),
    }
    rows = [
        common | {"seat_id": bindparam(f"seat_id_{index}", type_=INTEGER)} for index in range(size)
    ]
    statement = insert(claim_table).values(rows)
    new = statement.excluded
    return statement.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=[claim.show_id, claim.seat_id],
        set_={
            "state": new.state,
            "owner_kind": new.owner_kind,
            "owner_id": new.owner_id,
            "expires_at_ms": new.expires_at_ms,
        },
        where=claim.expires_at_ms <= _now,
    ).returning(claim.seat_id)


@named
def claims_of_seats() -> Executable:
    """A show's claims between two seat ids, live or not, with whose they are."""
    return (
        select(
            claim.seat_id, claim.state, claim.owner_kind, claim.owner_id, claim.expires_at_ms,
            hold.till.label("hold_till"), booking.ref,
        )
        .join_from(claim_table, hold_table, hold.id == claim.owner_id, isouter=True)
        .join(booking_table, booking.id == claim.owner_id, isouter=True)
        .where(claim.show_id == _show_id, claim.seat_id.between(_low, _high))
    )  # fmt: skip


@named
def claims_of_owner() -> Executable:
    """The claims a hold, booking or block has on its show, live or not."""
    return (
        select(claim.seat_id, claim.state, claim.expires_at_ms)
        .where(claim.owner_id == bindparam("owner_id"), claim.show_id == _show_id)
        .order_by(claim.seat_id)
    )


def in_order(*which: Any, dialect: str) -> Any:
    """Which claims to change; on PostgreSQL they are locked as a sale locks them, by seat.

    In the order the table happens to have them, two such changes could wait for each other. SQLite
    has one writer at a time and no row locks.
    """
    if dialect == "sqlite":
        return and_(*which)
    locked = (
        select(claim.show_id, claim.seat_id)
        .where(*which)
        .order_by(claim.show_id, claim.seat_id)
        .with_for_update()
        .cte("locked")
    )
    return tuple_(claim.show_id, claim.seat_id).in_(select(locked.c.show_id, locked.c.seat_id))


@named
def turn_over(dialect: str) -> Executable:
    """Give an owner's claims in one state to another owner, state and expiry; counts must match."""
    own = (
        claim.owner_id == bindparam("from_owner"),
        claim.show_id == _show_id,
        claim.state == bindparam("from_state"),
    )
    return (
        update(claim_table)
        .where(in_order(*own, dialect=dialect))
        .values(
            state=bindparam("to_state"),
            owner_kind=bindparam("to_kind"),
            owner_id=bindparam("to_owner"),
            expires_at_ms=bindparam("until_ms", type_=INTEGER),
        )
    )


@named
def set_claims_expiry() -> Executable:
    """Change until when an owner has its seats."""
    return (
        update(claim_table)
        .where(claim.owner_id == bindparam("of_owner"), claim.show_id == _show_id)
        .values(expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def free_claims(dialect: str) -> Executable:
    """Delete every claim of an owner on a show."""
    own = (claim.owner_id == bindparam("owner_id"), claim.show_id == _show_id)
    return delete(claim_table).where(in_order(*own, dialect=dialect))


@named
def free_claim() -> Executable:
    """Delete one claim of an owner."""
    return delete(claim_table).where(
        claim.owner_id == bindparam("of_owner"),
        claim.show_id == _show_id,
        claim.seat_id == bindparam("of_seat", type_=INTEGER),
    )


@named
def lock_hold() -> Executable:
    """One hold, locked against everybody else's next step."""
    return select(*hold).where(hold.id == bindparam("hold_id")).with_for_update()


@named
def hold_by_id() -> Executable:
    """One hold, as it stands."""
    return select(*hold).where(hold.id == bindparam("hold_id"))


@named
def active_hold_ids() -> Executable:
    """The ids of holds not resolved that end like this."""
    ending: Any = bindparam("ending")
    return select(hold.id).where(hold.status == "active", hold.id.like("%" + ending))


@named
def set_hold() -> Executable:
    """Change a hold's state and expiry."""
    return (
        update(hold_table)
        .where(hold.id == bindparam("hold_id"))
        .values(status=bindparam("status"), expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def active_holds_of_till() -> Executable:
    """A till's holds that were not resolved, the oldest first; some may have expired."""
    return (
        select(*hold)
        .where(hold.till == bindparam("till"), hold.status == "active")
        .order_by(hold.created_at_ms, hold.id)
    )


@named
def lock_holds_of_till() -> Executable:
    """A till's holds that were not resolved, locked in the order of their ids."""
    return (
        select(*hold)
        .where(hold.till == bindparam("till"), hold.status == "active")
        .order_by(hold.id)
        .with_for_update()
    )


@named
def active_holds() -> Executable:
    """Every hold that still runs at a moment, the next to expire first."""
    return (
        select(*hold)
        .where(hold.status == "active", hold.expires_at_ms > _now)
        .order_by(hold.expires_at_ms, hold.id)
    )


@named
def blocks_of_show() -> Executable:
    """A show's blocks that stand, the oldest first."""
    return (
        select(*block)
        .where(block.show_id == _show_id, block.status == "active")
        .order_by(block.created_at_ms, block.id)
    )


@named
def lock_blocks() -> Executable:
    """A show's blocks that stand, locked in the order of their ids."""
    return (
        select(*block)
        .where(block.show_id == _show_id, block.status == "active")
        .order_by(block.id)
        .with_for_update()
    )


@named
def set_block() -> Executable:
    """Change a block's state and how many seats are in it."""
    return (
        update(block_table)
        .where(block.id == bindparam("block_id"))
        .values(
            status=bindparam("status"),
            seat_count=bindparam("seat_count", type_=INTEGER),
            released_at_ms=bindparam("released_ms", type_=INTEGER),
        )
    )
