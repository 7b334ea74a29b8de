"""Taking seats out of sale for one show, and giving them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import seats as labels
from boxoffice.domain.lifecycle import BlockStatus, ClaimState, OwnerKind, Subject
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.services import claims, seating, shows
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import claims as queries
from boxoffice.storage.tables.claims import Block

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.domain.layouts import Plan, Seat
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


class BlockView(Value):
    """Seats that nobody may have, and why; `seats` are those still in it."""

    id: str
    show_id: int
    seats: tuple[str, ...]
    status: str
    reason: str


class BlockResult(Result):
    """A block that was placed."""

    block: BlockView


class UnblockResult(Result):
    """The seats that were given back, and what is left of the blocks they were in."""

    show_id: int
    seats: tuple[str, ...]
    blocks: tuple[BlockView, ...]


class BlockRequest(Request):
    """Seats of a show to take out of sale."""

    answer: ClassVar[type[Result]] = BlockResult

    show: str
    words: tuple[str, ...]
    reason: str


class UnblockRequest(Request):
    """Blocked seats of a show to give back."""

    answer: ClassVar[type[Result]] = UnblockResult

    show: str
    words: tuple[str, ...]
    reason: str


def block_seats(app: App, ctx: Context, request: BlockRequest) -> BlockResult:
    """Take free seats out of sale; all of them or none."""
    seating.read_ahead(app, ctx, request.show)
    return app.db.write(ctx, request, _block)


def unblock_seats(app: App, ctx: Context, request: UnblockRequest) -> UnblockResult:
    """Give blocked seats back, all of them or none; the rest of their blocks stands."""
    seating.read_ahead(app, ctx, request.show)
    return app.db.write(ctx, request, _unblock)


def blocks_of(session: ReadSession, show: Row) -> tuple[BlockView, ...]:
    """The blocks of a show that stand, with the seats still in them."""
    plan = seating.plan_of(session, show.layout_id)
    rows = session.all(queries.blocks_of_show, show_id=show.id)
    return tuple(_view(session, row, plan) for row in rows)


def _block(session: WriteSession, request: BlockRequest) -> BlockResult:
    reason = _reason(request.reason)
    show = shows.lock_show(session, request.show)
    if show.status == "cancelled":
        raise Refused("shows.not_on_sale", show_id=show.id, status=show.status)
    with shows.named(show):
        seats = labels.parse_seats(request.words, seating.plan_of(session, show.layout_id))
    return BlockResult(block=insert_block(session, show, seats, reason=reason))


def insert_block(
    session: WriteSession, show: Row, seats: Sequence[Seat], *, reason: str
) -> BlockView:
    """Take seats of a locked show out of sale; Conflict naming each that somebody has."""
    block_id = session.ctx.ids.uuid7(session.now_ms)
    claims.place(
        session, show, seats, state=ClaimState.BLOCKED, owner_kind=OwnerKind.BLOCK,
        owner_id=block_id, until_ms=None,
    )  # fmt: skip
    block = {
        "id": block_id, "show_id": show.id, "actor": session.actor, "reason": reason,
        "status": str(BlockStatus.ACTIVE), "seat_count": len(seats),
        "created_at_ms": session.now_ms, "released_at_ms": 0,
    }  # fmt: skip
    session.insert(Block, [block])
    session.step(
        Subject.BLOCK, block_id, "", BlockStatus.ACTIVE,
        show=show.id, seats=[seat.id for seat in seats], reason=reason,
    )  # fmt: skip
    return BlockView(
        id=block_id, show_id=show.id, seats=tuple(seat.label for seat in seats),
        status=BlockStatus.ACTIVE, reason=reason,
    )  # fmt: skip


def _unblock(session: WriteSession, request: UnblockRequest) -> UnblockResult:
    reason = _reason(request.reason)
    show = shows.lock_show(session, request.show)
    plan = seating.plan_of(session, show.layout_id)
    with shows.named(show):
        seats = labels.parse_seats(request.words, plan)
    blocks = {row.id: row for row in session.lock(queries.lock_blocks, show_id=show.id)}
    owners = _owners(session, show, seats)
    if not owners.keys() <= blocks.keys():
        raise Retry(Conflict("seats.not_blocked", show_id=show.id, labels=list(request.words)))
    left = [
        shrink(session, blocks[block_id], plan, freed, reason=reason)
        for block_id, freed in owners.items()
    ]
    return UnblockResult(
        show_id=show.id, seats=tuple(seat.label for seat in seats), blocks=tuple(left)
    )


def _owners(session: WriteSession, show: Row, seats: Sequence[Seat]) -> Mapping[str, list[int]]:
    """Which seats are to go out of which block, by its id; Conflict where one is not blocked."""
    live = claims.around(session, show, seats)
    others = [
        seat.label
        for seat in seats
        if seat.id not in live or live[seat.id].state != ClaimState.BLOCKED
    ]
    if others:
        raise Conflict("seats.not_blocked", show_id=show.id, labels=others)
    owners: dict[str, list[int]] = {}
    for seat in seats:
        owners.setdefault(live[seat.id].owner_id, []).append(seat.id)
    return dict(sorted(owners.items()))


def shrink(
    session: WriteSession, block: Row, plan: Plan, freed: list[int], *, reason: str
) -> BlockView:
    """Take seats out of a block; it is released with its last one."""
    claims.free_seats(session, show_id=block.show_id, owner_id=block.id, seat_ids=sorted(freed))
    rest = _view(session, block, plan)
    status = BlockStatus.ACTIVE if rest.seats else BlockStatus.RELEASED
    session.step(Subject.BLOCK, block.id, block.status, status, seats=sorted(freed), reason=reason)
    session.run(
        queries.set_block, block_id=block.id, status=str(status),
        seat_count=len(rest.seats) or block.seat_count,
        released_ms=0 if rest.seats else session.now_ms,
    )  # fmt: skip
    return rest.model_copy(update={"status": status})


def _view(session: ReadSession, block: Row, plan: Plan) -> BlockView:
    owned = session.all(queries.claims_of_owner, owner_id=block.id, show_id=block.show_id)
    return BlockView(
        id=block.id, show_id=block.show_id,
        seats=tuple(plan.by_id[row.seat_id].label for row in owned),
        status=block.status, reason=block.reason,
    )  # fmt: skip


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise Invalid("seats.no_reason")
    return reason
