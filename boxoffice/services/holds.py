"""Keeping seats for a few minutes, longer, or no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import times
from boxoffice.domain.lifecycle import ClaimState, HoldStatus, OwnerKind, Subject
from boxoffice.errors import Conflict, Invalid, NotFound
from boxoffice.services import claims, seating, shows
from boxoffice.services.requests import Request
from boxoffice.services.results import HoldResult, HoldView, Result, Value
from boxoffice.services.seating import SeatsRequest
from boxoffice.storage.queries import claims as queries
from boxoffice.storage.tables.claims import Hold

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


FULL_ID = 36
SHORTEST_ID = 4
"""A hold is named by its whole id or by its last four signs or more."""


class HoldRequest(SeatsRequest):
    """Seats to keep; `lasts` as typed (7m), else the house's usual time."""

    answer: ClassVar[type[Result]] = HoldResult

    lasts: str = ""
    late: bool = False


class ExtendRequest(Request):
    """A hold to keep for longer, from now on."""

    answer: ClassVar[type[Result]] = HoldResult

    hold: str
    lasts: str = ""


class ReleaseRequest(Request):
    """One hold to give up, or all of this till's."""

    hold: str = ""
    every: bool = False


class HoldList(Value):
    """Holds that still run."""

    holds: tuple[HoldView, ...]


class Released(Result):
    """What was given up."""

    holds: tuple[HoldView, ...]


ReleaseRequest.answer = Released


def place_hold(app: App, ctx: Context, request: HoldRequest) -> HoldResult:
    """Claim seats of a show for a few minutes; all of them or none."""
    seating.read_ahead(app, ctx, request.show)
    return app.db.write(ctx, request, _place_hold).without_new_names()


def extend_hold(app: App, ctx: Context, request: ExtendRequest) -> HoldResult:
    """Keep a hold that still runs for longer."""
    return app.db.write(ctx, request, _extend_hold)


def release_holds(app: App, ctx: Context, request: ReleaseRequest) -> Released:
    """Give up a hold that still runs, or all of this till's, and free the seats at once."""
    return app.db.write(ctx, request, _release_holds)


def list_holds(app: App, ctx: Context, *, every_till: bool = False) -> HoldList:
    """The holds of this till, or of all, that have not run out."""
    with app.db.read(ctx) as session:
        if every_till:
            rows = session.all(queries.active_holds, now_ms=session.now_ms)
        else:
            rows = session.all(queries.active_holds_of_till, till=ctx.till)
        running = [row for row in rows if row.expires_at_ms > session.now_ms]
        return HoldList(holds=tuple(view(session, row) for row in running))


def _place_hold(session: WriteSession, request: HoldRequest) -> HoldResult:
    show = shows.lock_show_on_sale(session, request.show, late=request.late)
    choice = seating.choose(session, show, request)
    until_ms = session.now_ms + _lasts_ms(session, show, request.lasts)
    hold_id = session.ctx.ids.uuid7(session.now_ms)
    seating.claim(
        session, show, choice, request, state=ClaimState.HELD, owner_kind=OwnerKind.HOLD,
        owner_id=hold_id, until_ms=until_ms,
    )  # fmt: skip
    hold = {
        "id": hold_id, "show_id": show.id, "till": session.till, "actor": session.actor,
        "status": str(HoldStatus.ACTIVE), "seat_count": len(choice.seats),
        "created_at_ms": session.now_ms, "expires_at_ms": until_ms,
    }  # fmt: skip
    session.insert(Hold, [hold])
    session.step(
        Subject.HOLD, hold_id, "", HoldStatus.ACTIVE,
        show=show.id, seats=[seat.id for seat in choice.seats], until_ms=until_ms,
    )  # fmt: skip
    return HoldResult(
        hold=HoldView(
            id=hold_id, show_id=show.id, seats=tuple(seat.label for seat in choice.seats),
            status=HoldStatus.ACTIVE, till=session.till,
            expires_at=times.local(until_ms, zone=show.zone),
        ),
        warnings=choice.warnings,
    )  # fmt: skip


def _extend_hold(session: WriteSession, request: ExtendRequest) -> HoldResult:
    hold = lock_active(session, request.hold)
    show = shows.counted(session, hold.show_id)
    until_ms = session.now_ms + _lasts_ms(session, show, request.lasts)
    until_ms = max(until_ms, hold.expires_at_ms)
    moved = claims.turn_over(
        session, show, from_owner=hold.id, from_state=ClaimState.HELD, to_owner=hold.id,
        to_kind=OwnerKind.HOLD, to_state=ClaimState.HELD, until_ms=until_ms,
    )  # fmt: skip
    if moved != hold.seat_count:
        raise Conflict("holds.expired", id=hold.id)
    set_status(session, hold, HoldStatus.ACTIVE, until_ms=until_ms)
    hold.expires_at_ms = until_ms
    return HoldResult(hold=view(session, hold))


def _release_holds(session: WriteSession, request: ReleaseRequest) -> Released:
    if request.every:
        locked = session.lock(queries.lock_holds_of_till, till=session.till)
        holds = [hold for hold in locked if hold.expires_at_ms > session.now_ms]
    else:
        holds = [lock_active(session, request.hold)]
    released = []
    for hold in holds:
        before = view(session, hold)
        claims.free(session, show_id=hold.show_id, owner_id=hold.id)
        set_status(session, hold, HoldStatus.RELEASED, until_ms=hold.expires_at_ms)
        released.append(before.model_copy(update={"status": str(HoldStatus.RELEASED)}))
    return Released(holds=tuple(released))


def lock_hold(session: WriteSession, hold_id: str) -> Row:
    """A hold by its id or the end of it that no other has, locked; it may have run out."""
    rows = session.lock(queries.lock_hold, hold_id=full_id(session, hold_id))
    if not rows:
        raise NotFound("holds.unknown", id=hold_id)
    return rows[0]


def full_id(session: ReadSession, hold_id: str) -> str:
    """The whole id for what was typed, which may be the end of it that no other hold has."""
    typed = hold_id.strip().lower()
    if SHORTEST_ID <= len(typed) < FULL_ID and set(typed) <= set("0123456789abcdef-"):
        found = session.all(queries.active_hold_ids, ending=typed)
        if len(found) > 1:
            raise Invalid("holds.ambiguous", id=hold_id)
        return found[0].id if found else typed
    return typed


def get_hold(session: ReadSession, hold_id: str) -> Row:
    """A hold by the same names, only to read; it may have run out."""
    hold = session.first(queries.hold_by_id, hold_id=full_id(session, hold_id))
    if hold is None:
        raise NotFound("holds.unknown", id=hold_id)
    return hold


def get_active(session: ReadSession, hold_id: str) -> Row:
    """A hold that still runs, only to read."""
    return _require_active(session, get_hold(session, hold_id))


def lock_active(session: WriteSession, hold_id: str) -> Row:
    """A hold that still runs, locked; its own expiry is the authority."""
    return _require_active(session, lock_hold(session, hold_id))


def _require_active(session: ReadSession, hold: Row) -> Row:
    if hold.status != HoldStatus.ACTIVE:
        raise Conflict("holds.not_active", id=hold.id, status=hold.status)
    if hold.expires_at_ms <= session.now_ms:
        raise Conflict("holds.expired", id=hold.id)
    return hold


def set_status(session: WriteSession, hold: Row, status: HoldStatus, *, until_ms: int) -> None:
    """Take a hold's next step, on the record."""
    session.step(Subject.HOLD, hold.id, hold.status, status, until_ms=until_ms)
    session.run(queries.set_hold, hold_id=hold.id, status=str(status), until_ms=until_ms)


def view(session: ReadSession, hold: Row) -> HoldView:
    """A hold as commands answer with it, with the seats it still has."""
    show = shows.get_show(session, str(hold.show_id))
    plan = seating.plan_of(session, show.layout_id)
    owned = session.all(queries.claims_of_owner, owner_id=hold.id, show_id=hold.show_id)
    return HoldView(
        id=hold.id, show_id=hold.show_id,
        seats=tuple(plan.by_id[row.seat_id].label for row in owned),
        status=hold.status, till=hold.till,
        expires_at=times.local(hold.expires_at_ms, zone=show.zone),
    )  # fmt: skip


def _lasts_ms(session: WriteSession, show: Row, typed: str) -> int:
    if typed:
        return times.parse_duration(typed)
    return session.ctx.settings.for_theatre(show.theatre_key).hold_minutes * shows.MINUTE_MS
