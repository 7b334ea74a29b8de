"""Whoever has a seat at a show, locked before the show changes under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import BookingStatus, HoldStatus, OwnerKind
from boxoffice.services import claims, holds, reservations
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import moving as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import WriteSession


def lock(session: WriteSession, show_id: int) -> None:
    """Nobody pays, extends, releases, voids or unblocks a seat of a locked show until the end.

    In the order of all locks: its bookings, holds and blocks, its claims. What has run out is put
    on record, so that it takes no seat along.
    """
    booked = session.lock(queries.lock_bookings, show_id=show_id)
    claimed = session.all(queries.claims_of_show, show_id=show_id)
    hold_ids = {row.owner_id for row in claimed if row.owner_kind == OwnerKind.HOLD}
    held = [
        hold
        for hold_id in sorted(hold_ids)
        for hold in session.lock(claim_queries.lock_hold, hold_id=hold_id)
    ]
    session.lock(claim_queries.lock_blocks, show_id=show_id)
    session.lock(queries.lock_claims, show_id=show_id)
    for booking in booked:
        if booking.status == BookingStatus.PENDING:
            reservations.expire_if_due(session, booking)
    for hold in held:
        if hold.status == HoldStatus.ACTIVE and hold.expires_at_ms <= session.now_ms:
            holds.set_status(session, hold, HoldStatus.EXPIRED, until_ms=hold.expires_at_ms)
            claims.free(session, show_id=show_id, owner_id=hold.id)
