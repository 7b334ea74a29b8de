"""Claiming seats: all of them or none, and the primary key has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxoffice.domain import times
from boxoffice.domain.layouts import Seat
from boxoffice.domain.lifecycle import ClaimState, OwnerKind, SeatState
from boxoffice.errors import Conflict
from boxoffice.storage.queries import claims as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


def place(
    session: WriteSession,
    show: Row,
    seats: Sequence[Seat],
    *,
    state: ClaimState,
    owner_kind: OwnerKind,
    owner_id: str,
    until_ms: int | None,
) -> None:
    """Claim seats for one owner, or raise Conflict naming each that somebody else has."""
    ids = sorted({seat.id for seat in seats})
    got = session.all(
        queries.place_claims, size=len(ids), show_id=show.id, state=str(state),
        owner_kind=str(owner_kind), owner_id=owner_id, expires_at_ms=until_ms,
        now_ms=session.now_ms, **{f"seat_id_{index}": id_ for index, id_ in enumerate(ids)},
    )  # fmt: skip
    if len(got) < len(ids):
        missing = set(ids) - {row.seat_id for row in got}
        raise Conflict(
            "seats.taken",
            show_id=show.id,
            seats=taken_details(session, show, [seat for seat in seats if seat.id in missing]),
        )


def turn_over(
    session: WriteSession,
    show: Row,
    *,
    from_owner: str,
    from_state: ClaimState,
    to_owner: str,
    to_kind: OwnerKind,
    to_state: ClaimState,
    until_ms: int | None,
) -> int:
    """Give an owner's claims to another owner or state; the caller compares the count."""
    return session.run(
        queries.turn_over, show_id=show.id, from_owner=from_owner, from_state=str(from_state),
        to_owner=to_owner, to_kind=str(to_kind), to_state=str(to_state), until_ms=until_ms,
    )  # fmt: skip


def free(session: WriteSession, *, show_id: int, owner_id: str) -> int:
    """Free every seat an owner still has on a show, and say how many."""
    return session.run(queries.free_claims, owner_id=owner_id, show_id=show_id)


def free_seats(
    session: WriteSession, *, show_id: int, owner_id: str, seat_ids: Iterable[int]
) -> int:
    """Free some of an owner's seats, and say how many of them it still had."""
    return sum(
        session.run(queries.free_claim, of_owner=owner_id, show_id=show_id, of_seat=seat_id)
        for seat_id in seat_ids
    )


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One seat from an owner to another: "" is nobody, so it is claimed, or freed."""

    show_id: int
    seat_id: int
    from_owner: str = ""
    to_owner: str = ""


def move_all(
    session: WriteSession,
    shows: Mapping[int, Row],
    moves: Iterable[Move],
    seats: Mapping[int, Seat],
) -> None:
    """Take, hand over and free seats of any shows for bookings that are paid, all or none.

    One pass in the order of the seats, as a sale claims them: in any other two would wait for
    each other.
    """
    from boxoffice.storage.queries import transfers

    missing: dict[int, list[Seat]] = {}
    for move in sorted(set(moves)):
        of: dict[str, Any] = {"show_id": move.show_id, "of_seat": move.seat_id}
        if not move.from_owner:
            got = session.all(
                queries.place_claims, size=1, show_id=move.show_id, state=str(ClaimState.SOLD),
                owner_kind=str(OwnerKind.BOOKING), owner_id=move.to_owner, expires_at_ms=None,
                now_ms=session.now_ms, seat_id_0=move.seat_id,
            )  # fmt: skip
            if not got:
                missing.setdefault(move.show_id, []).append(seats[move.seat_id])
            continue
        if move.to_owner:
            changed = session.run(
                transfers.hand_over, **of, from_owner=move.from_owner, to_owner=move.to_owner
            )
        else:
            changed = session.run(queries.free_claim, **of, of_owner=move.from_owner)
        if changed != 1:
            raise Conflict("exchanges.seat_moved", show_id=move.show_id)
    for show_id, lost in missing.items():
        raise Conflict(
            "seats.taken", show_id=show_id, seats=taken_details(session, shows[show_id], lost)
        )


def around(session: ReadSession, show: Row, seats: Iterable[Seat]) -> dict[int, Row]:
    """The show's live claims by seat id, at least for the seats given."""
    ids = [seat.id for seat in seats]
    if not ids:
        return {}
    rows = session.all(queries.claims_of_seats, show_id=show.id, low_id=min(ids), high_id=max(ids))
    return {row.seat_id: row for row in rows if is_live(row, session.now_ms)}


def is_live(claim: Row, now_ms: int) -> bool:
    """Whether a claim still counts; an expired one is a free seat, swept or not."""
    return claim.expires_at_ms is None or bool(claim.expires_at_ms > now_ms)


def state_for(claim: Row | None, *, till: str) -> SeatState:
    """A seat's state as one till sees it."""
    if claim is None:
        return SeatState.AVAILABLE
    if claim.state == ClaimState.HELD:
        return SeatState.HELD_BY_ME if claim.hold_till == till else SeatState.HELD
    return SeatState(claim.state)


def taken_details(session: ReadSession, show: Row, seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """Each seat that somebody has, its state, until when, and the booking or the block's reason."""
    claims = around(session, show, seats)
    reasons = {}
    if any(claim.state == ClaimState.BLOCKED for claim in claims.values()):
        blocks = session.all(queries.blocks_of_show, show_id=show.id)
        reasons = {block.id: block.reason for block in blocks}
    details = []
    for seat in seats:
        claim = claims.get(seat.id)
        until = claim.expires_at_ms if claim else None
        details.append(
            {
                "label": seat.label,
                "state": str(state_for(claim, till=session.ctx.till)),
                "until": times.local(until, zone=show.zone).isoformat() if until else "",
                "ref": (claim.ref or "") if claim else "",
            }
        )
        if claim and claim.owner_id in reasons:
            details[-1]["reason"] = reasons[claim.owner_id]
    return details
