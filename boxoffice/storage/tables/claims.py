"""Who has which seat right now: holds, blocks, and the one live claim a seat can have."""

from sqlalchemy import Index, PrimaryKeyConstraint

from boxoffice.domain.lifecycle import ClaimState, HoldStatus, OwnerKind
from boxoffice.storage.tables.base import (
    CLUSTERED,
    STRICT,
    Stored,
    check,
    integer,
    one_of,
    partial_index,
    text,
)

ACTIVE = "status = 'active'"


class SeatClaim(Stored, table=True):
    """A live claim on a seat of a show; a free seat has no row, and the key allows only one."""

    __tablename__ = "seat_claim"
    __table_args__ = (
        PrimaryKeyConstraint("show_id", "seat_id"),
        one_of("state", ClaimState),
        one_of("owner_kind", OwnerKind),
        check("expiry", "(expires_at_ms IS NULL) = (state IN ('sold', 'blocked'))"),
        Index("ix_seat_claim_owner_id", "owner_id"),
        CLUSTERED,
    )

    show_id: int = integer(references="show.id")
    seat_id: int = integer(references="seat.id")
    state: str = text()
    owner_kind: str = text()
    owner_id: str = text()
    expires_at_ms: int | None = integer(nullable=True)


class Hold(Stored, table=True):
    """Seats kept for a few minutes; its own expiry is the authority, not its claims'."""

    __tablename__ = "hold"
    __table_args__ = (
        one_of("status", HoldStatus),
        check("seats", "seat_count > 0"),
        partial_index("ix_hold_active", "expires_at_ms", where=ACTIVE),
        partial_index("ix_hold_active_till", "till", where=ACTIVE),
        Index("ix_hold_show_id", "show_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    show_id: int = integer(references="show.id")
    till: str = text()
    actor: str = text()
    status: str = text()
    seat_count: int = integer()
    created_at_ms: int = integer()
    expires_at_ms: int = integer()


class Block(Stored, table=True):
    """Seats taken out of sale with a reason; released_at_ms is 0 while it stands."""

    __tablename__ = "block"
    __table_args__ = (Index("ix_block_show_id", "show_id"), STRICT)

    id: str = text(primary_key=True)
    show_id: int = integer(references="show.id")
    actor: str = text()
    reason: str = text()
    status: str = text()
    seat_count: int = integer()
    created_at_ms: int = integer()
    released_at_ms: int = integer()
