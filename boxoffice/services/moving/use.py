"""Plan a show's move, and carry it out: the front door for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import OwnerKind
from boxoffice.domain.moving import Moving, Party
from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.services import contacts, shows, timetable
from boxoffice.services.moving import apply, scene, targets
from boxoffice.services.moving.results import (
    LossView,
    MoveCounts,
    MovedBlock,
    MovedSeat,
    MoveRequest,
    MoveResult,
    PartyView,
    UnplacedView,
)
from boxoffice.services.moving.scene import Decisions, Scene

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.results import TicketView
    from boxoffice.storage.session import ReadSession, WriteSession


def plan_move(app: App, ctx: Context, request: MoveRequest) -> MoveResult:
    """Who would sit where and who would lose what; writes nothing."""
    with app.db.read(ctx) as session:
        planned = _plan(session, request, Decisions())
    return _with_contacts(app, ctx, planned)


def move_show(app: App, ctx: Context, request: MoveRequest) -> MoveResult:
    """Move a show with everybody in it, in one write; refused where anybody is left standing.

    What was thought out before the gate is used inside it if nothing has changed since.
    """
    known = Decisions()
    with suppress(BoxofficeError), app.db.read(ctx) as session:
        _plan(session, request, known)
    result = app.db.write(ctx, request, partial(_move, known=known))
    return _with_contacts(app, ctx, result.without_new_names())


def _plan(session: ReadSession, request: MoveRequest, known: Decisions) -> MoveResult:
    show_id = shows.get_show(session, request.show).id
    found = _scene(session, request, show_id)
    return _result(session, found, known.of(found), applied=False)


def _move(session: WriteSession, request: MoveRequest, *, known: Decisions) -> MoveResult:
    show_id = apply.lock(session, request.show)
    found = _scene(session, request, show_id)
    if request.token and request.token.strip().lower() != found.token:
        raise Conflict("moving.changed", show_id=show_id, token=request.token)
    moving = known.of(found)
    planned = _result(session, found, moving, applied=False)
    tickets = apply.carry_over(session, found, moving, unplaced=planned.unplaced)
    return _result(session, found, moving, applied=True, tickets=tickets)


def _scene(session: ReadSession, request: MoveRequest, show_id: int) -> Scene:
    show = timetable.get_show(session, show_id)
    target = targets.find(session, show, screen=request.screen, at=request.at)
    targets.require_movable(session, show, target)
    apply.require_nobody_inside(session, show_id)
    return scene.load(session, show, target)


def _result(
    session: ReadSession,
    found: Scene,
    moving: Moving,
    *,
    applied: bool,
    tickets: Mapping[str, tuple[TicketView, ...]] | None = None,
) -> MoveResult:
    unplaced = {each.owner for each in moving.unplaced}
    parties = [party for party in found.parties if party.owner not in unplaced]
    same = sum(move.keeps_label for move in moving.moves)
    return MoveResult(
        show=shows.label(targets.moved(found.show, found.target)),
        was=shows.label(found.show),
        applied=applied,
        fits=moving.fits,
        token=found.token,
        counts=MoveCounts(
            bookings=sum(party.kind is OwnerKind.BOOKING for party in found.parties),
            holds=sum(party.kind is OwnerKind.HOLD for party in found.parties),
            same_label=same, other_label=len(moving.moves) - same,
            losing=len({loss.owner for loss in moving.losses}), unplaced=len(moving.unplaced),
        ),
        parties=tuple(
            _party(found, moving, party, now_ms=session.now_ms, tickets=tickets or {})
            for party in parties
        ),
        unplaced=tuple(
            UnplacedView(
                **_names(found, party),
                seats=tuple(place.seat.label for place in party.places),
            )
            for party in found.parties
            if party.owner in unplaced
        ),
        blocks=tuple(
            MovedBlock(
                id=each.block.id, reason=each.block.reason,
                seats=tuple(new.label for _, new in each.pairs),
                dropped=tuple(seat.label for seat in each.dropped),
            )
            for each in found.blocks
            if each.pairs or each.dropped
        ),
    )  # fmt: skip


def _party(
    found: Scene,
    moving: Moving,
    party: Party,
    *,
    now_ms: int,
    tickets: Mapping[str, tuple[TicketView, ...]],
) -> PartyView:
    categories = {place.seat.id: place.category for place in party.places}
    return PartyView(
        **_names(found, party),
        status=found.status_of(party, now_ms=now_ms),
        seats=tuple(
            MovedSeat(
                old=move.old.label, new=move.new.label, category=categories[move.old.id],
                category_now=move.new.category,
            )
            for move in moving.moves
            if move.owner == party.owner
        ),
        losses=tuple(
            LossView(what=loss.what, seats=loss.labels, was=loss.was, now=loss.now)
            for loss in moving.losses
            if loss.owner == party.owner
        ),
        tickets=tickets.get(party.owner, ()),
    )  # fmt: skip


def _names(found: Scene, party: Party) -> dict[str, str]:
    if party.kind is OwnerKind.HOLD:
        return {"kind": str(party.kind), "ref": "", "hold": party.owner}
    return {"kind": str(party.kind), "ref": found.bookings[party.owner].ref, "hold": ""}


def _with_contacts(app: App, ctx: Context, result: MoveResult) -> MoveResult:
    """Names and phones are read anew: an operation's answer keeps none of them."""
    known = contacts.read(app, ctx, [result.was.id])
    return result.model_copy(
        update={
            "parties": tuple(
                view.model_copy(update=dict(known.get(view.ref, {}))) for view in result.parties
            ),
            "unplaced": tuple(
                view.model_copy(update=dict(known.get(view.ref, {}))) for view in result.unplaced
            ),
        }
    )
