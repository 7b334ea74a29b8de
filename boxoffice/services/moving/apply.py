"""Carry a show over: claims, lines, tickets and blocks, everything in one write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import (
    BlockStatus,
    HoldStatus,
    OwnerKind,
    Subject,
    TicketStatus,
)
from boxoffice.domain.moving import Moving
from boxoffice.errors import Conflict, Refused
from boxoffice.services import broken, owners, shows
from boxoffice.services.moving.results import UnplacedView
from boxoffice.services.moving.scene import BlockedSeats, Scene
from boxoffice.services.results import TicketView
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import moving as queries
from boxoffice.storage.queries import setup as setup_queries
from boxoffice.storage.queries import shows as show_queries
from boxoffice.storage.tables.bookings import Ticket
from boxoffice.storage.tables.claims import SeatClaim

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

MOST_NAMED = 20


def lock(session: WriteSession, text: str) -> int:
    """Nobody sells, pays, releases, blocks or sets up anything of this show until the write ends.

    In the order of all locks: set-ups, the show, whoever has a seat there.
    """
    show_id = shows.get_show(session, text).id
    session.lock(setup_queries.lock_setup)
    session.run(queries.count_revision)
    session.lock(show_queries.lock_show, first=queries.lock_to_move, show_id=show_id)
    owners.lock(session, show_id)
    return int(show_id)


def require_nobody_inside(session: ReadSession, show_id: int) -> None:
    """Refuse a show that somebody was let into already."""
    tickets = session.all(queries.tickets_of_show, show_id=show_id)
    admitted = sorted({row.ref for row in tickets if row.status == TicketStatus.ADMITTED})
    if admitted:
        raise Refused("moving.admitted", show_id=show_id, refs=admitted[:MOST_NAMED])


def carry_over(
    session: WriteSession, scene: Scene, moving: Moving, *, unplaced: Sequence[UnplacedView]
) -> Mapping[str, tuple[TicketView, ...]]:
    """Put the show on its new screen, plan and time; answers with the new tickets by booking."""
    if unplaced:
        raise Conflict(
            "moving.unplaced", show_id=scene.show.id, screen=scene.target.screen.name,
            parties=[
                {"ref": each.ref, "hold": each.hold, "seats": list(each.seats)}
                for each in unplaced[:MOST_NAMED]
            ],
            count=len(unplaced),
        )  # fmt: skip
    tickets = session.all(queries.tickets_of_show, show_id=scene.show.id)
    _move_show(session, scene)
    _move_claims(session, scene, moving)
    _move_lines(session, scene, moving)
    _move_holds(session, scene, moving)
    for each in scene.blocks:
        _shrink_block(session, each)
    reissued = _reissue(session, scene, moving, tickets)
    if scene.target.screen.id != scene.show.screen_id:
        broken.block_new_shows(session, [scene.show.id])
    return reissued


def _move_show(session: WriteSession, scene: Scene) -> None:
    show, target = scene.show, scene.target
    session.audit(
        "show.moved", Subject.SHOW, str(show.id), show.status, show.status,
        key=show.key, movie_id=show.movie_id,
        screen_id=target.screen.id, starts_at_ms=target.starts_ms,
        from_screen_id=show.screen_id, from_starts_at_ms=show.starts_at_ms,
    )  # fmt: skip
    session.run(
        queries.move_show, show_id=show.id, to_screen_id=target.screen.id,
        to_layout_id=target.layout_id, to_starts_at_ms=target.starts_ms,
        to_ends_at_ms=target.ends_ms,
    )  # fmt: skip


def _move_claims(session: WriteSession, scene: Scene, moving: Moving) -> None:
    """Give up every seat that changes and take the new ones, so that none is taken twice."""
    pairs = {move.old.id: move.new.id for move in moving.moves}
    pairs |= {old.id: new.id for each in scene.blocks for old, new in each.pairs}
    changing = sorted(seat_id for seat_id in scene.claims if pairs.get(seat_id, 0) != seat_id)
    session.run_many(
        queries.free_claim_of_show,
        [{"show_id": scene.show.id, "of_seat": seat_id} for seat_id in changing],
    )
    rows = [
        {
            "show_id": scene.show.id, "seat_id": pairs[seat_id], "state": claim.state,
            "owner_kind": claim.owner_kind, "owner_id": claim.owner_id,
            "expires_at_ms": claim.expires_at_ms,
        }
        for seat_id, claim in scene.claims.items()
        if seat_id in pairs and pairs[seat_id] != seat_id
    ]  # fmt: skip
    session.insert(SeatClaim, sorted(rows, key=lambda row: row["seat_id"]))


def _move_lines(session: WriteSession, scene: Scene, moving: Moving) -> None:
    """Give lines their new seats; what was paid, and for which category, stays as sold."""
    changes = []
    for move in moving.moves:
        line = scene.lines.get((move.owner, move.old.id))
        if line is None or move.old.id == move.new.id:
            continue
        session.step(Subject.LINE, line.id, line.status, line.status, seat=move.new.id)
        changes.append({"line_id": line.id, "to_seat": move.new.id, "label": move.new.label})
    if changes:
        session.run_many(queries.move_line, changes)


def _move_holds(session: WriteSession, scene: Scene, moving: Moving) -> None:
    for party in scene.parties:
        seats = [move.new.id for move in moving.moves if move.owner == party.owner]
        if party.kind is OwnerKind.HOLD and seats != [place.seat.id for place in party.places]:
            session.step(
                Subject.HOLD, party.owner, HoldStatus.ACTIVE, HoldStatus.ACTIVE, seats=seats
            )


def _shrink_block(session: WriteSession, each: BlockedSeats) -> None:
    """A block keeps the seats that came along; it is released where none did."""
    gone = [seat.id for seat in (*each.dropped, *each.left_behind)]
    if not gone:
        return
    status = BlockStatus.ACTIVE if each.pairs else BlockStatus.RELEASED
    session.step(
        Subject.BLOCK, each.block.id, each.block.status, status, seats=gone, reason="moved"
    )
    session.run(
        claim_queries.set_block, block_id=each.block.id, status=str(status),
        seat_count=len(each.pairs) or each.block.seat_count,
        released_ms=0 if each.pairs else session.now_ms,
    )  # fmt: skip


def _reissue(
    session: WriteSession, scene: Scene, moving: Moving, tickets: Sequence[Row]
) -> dict[str, tuple[TicketView, ...]]:
    """Void every ticket and issue it anew: it says the place and the time."""
    labels = {line.id: line.seat for line in scene.lines.values()}
    for move in moving.moves:
        if line := scene.lines.get((move.owner, move.old.id)):
            labels[line.id] = move.new.label
    for ticket in tickets:
        session.step(Subject.TICKET, ticket.id, ticket.status, TicketStatus.VOID)
    session.run_many(queries.void_ticket, [{"ticket_id": ticket.id} for ticket in tickets])
    rows = [
        {
            "id": session.ctx.ids.uuid7(session.now_ms), "booking_id": ticket.booking_id,
            "line_id": ticket.line_id, "code": session.ctx.ids.code(),
            "issue_number": ticket.issue_number + 1, "status": str(TicketStatus.ISSUED),
            "created_at_ms": session.now_ms, "admitted_at_ms": 0,
        }
        for ticket in tickets
    ]  # fmt: skip
    session.insert(Ticket, rows)
    made: dict[str, tuple[TicketView, ...]] = {}
    for row in rows:
        session.step(Subject.TICKET, str(row["id"]), "", TicketStatus.ISSUED, line=row["line_id"])
        view = TicketView(code=row["code"], seat=labels[row["line_id"]], status=TicketStatus.ISSUED)
        made[row["booking_id"]] = (*made.get(row["booking_id"], ()), view)
    return made
