"""Broken seats of a screen: out of sale on every show to come, mended or not yet added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import seats as labels
from boxoffice.domain.layouts import Plan, Seat, seat_key
from boxoffice.domain.lifecycle import PRESENT, ClaimState, Subject
from boxoffice.errors import Conflict, Invalid, NotFound
from boxoffice.services import blocks, claims, contacts, places, seating, shows, timetable
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, Value
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import moving as queries
from boxoffice.storage.queries import setup as setup_queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.tables.places import BrokenSeat

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


class TakenSeat(Value):
    """A broken seat that somebody has: to be exchanged, then blocked by asking again."""

    seat: str
    state: str
    ref: str
    name: str = ""
    phone: str = ""


class ShowSeats(Value):
    """One show of the screen: seats blocked (or freed) now, blocked before, and taken."""

    show: ShowLabel
    seats: tuple[str, ...]
    already: tuple[str, ...] = ()
    taken: tuple[TakenSeat, ...] = ()


class BrokenResult(Result):
    """Seats of a screen that are broken or mended now, and what that did to each show."""

    screen: str
    blocks: bool
    seats: tuple[str, ...]
    reason: str
    shows: tuple[ShowSeats, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nobody sits on any of them."""
        return not any(each.taken for each in self.shows)


class BreakRequest(Request):
    """Seats of a screen that nobody can sit on."""

    answer: ClassVar[type[Result]] = BrokenResult

    screen: str
    words: tuple[str, ...]
    reason: str


class MendRequest(Request):
    """Seats of a screen that can be sat on again."""

    answer: ClassVar[type[Result]] = BrokenResult

    screen: str
    words: tuple[str, ...]
    reason: str = ""


def block_screen(app: App, ctx: Context, request: BreakRequest) -> BrokenResult:
    """Block seats on every show to come of a screen, and on those added later.

    Seats that somebody has are listed with their bookings; asked again, it blocks what is free
    by then.
    """
    return _with_contacts(app, ctx, app.db.write(ctx, request, _break))


def unblock_screen(app: App, ctx: Context, request: MendRequest) -> BrokenResult:
    """Give the seats back on every show to come; blocks made for one show alone stand."""
    return app.db.write(ctx, request, _mend)


def reasons(session: ReadSession, screen_id: int) -> Mapping[str, str]:
    """Why seats of a screen are broken, by the key of their label."""
    rows = session.all(queries.broken_of_screen, screen_id=screen_id)
    return {row.seat_key: row.reason for row in rows}


def block_new_shows(session: WriteSession, show_ids: Iterable[int]) -> None:
    """Block what is broken on the screens of shows that were just added or moved there."""
    concerned = {row.id for row in rows_among(session, queries.shows_with_broken, show_ids)}
    for show_id in sorted(concerned):
        show = timetable.get_show(session, show_id)
        plan = seating.plan_of(session, show.layout_id)
        why = reasons(session, show.screen_id)
        for reason in sorted(set(why.values())):
            wanted = [plan.by_key[key] for key in sorted(why) if why[key] == reason
                      and key in plan.by_key]  # fmt: skip
            _block_free(session, show, wanted, reason=reason)


def _break(session: WriteSession, request: BreakRequest) -> BrokenResult:
    if not request.reason.strip():
        raise Invalid("seats.no_reason")
    house, screen, plan, seats = _seats(session, request.screen, request.words)
    reason = request.reason.strip()
    keys = [seat_key(seat.label) for seat in seats]
    known = reasons(session, screen.id)
    for key in keys:
        if key in known:
            session.run(queries.mend_seat, screen_id=screen.id, of_key=key)
    session.insert(
        BrokenSeat,
        [
            {
                "screen_id": screen.id, "seat_key": key, "reason": reason,
                "actor": session.actor, "created_at_ms": session.now_ms,
            }
            for key in sorted(keys)
        ],
    )  # fmt: skip
    session.audit(
        "screen.seats_broken", Subject.SCREEN, f"{house.key}/{screen.key}", PRESENT, PRESENT,
        seats=sorted(keys), reason=reason,
    )  # fmt: skip
    found = []
    for show_id in _shows_to_come(session, screen.id):
        show = shows.lock_show(session, str(show_id))
        plan = seating.plan_of(session, show.layout_id)
        wanted = [plan.by_key[key] for key in keys if key in plan.by_key]
        found.append(_block_free(session, show, wanted, reason=reason))
    return BrokenResult(
        screen=f"{house.key}/{screen.key}", blocks=True, reason=reason, shows=tuple(found),
        seats=tuple(seat.label for seat in seats),
    )  # fmt: skip


def _seats(
    session: WriteSession, screen: str, words: tuple[str, ...]
) -> tuple[Row, Row, Plan, tuple[Seat, ...]]:
    """Nobody adds or moves a show meanwhile."""
    session.lock(setup_queries.lock_setup)
    session.run(queries.count_revision)
    house, row = places.get_screen(session, screen)
    plan = seating.plan_of(session, row.layout_id)
    try:
        return house, row, plan, tuple(labels.parse_seats(words, plan))
    except (Invalid, NotFound) as error:
        error.details.setdefault("screen", f"{house.key}/{row.key}")
        raise


def _shows_to_come(session: WriteSession, screen_id: int) -> list[int]:
    rows = session.all(
        queries.shows_to_come, screen_id=screen_id, now_ms=session.now_ms,
        from_ms=session.now_ms - timetable.LONGEST_SHOW_MS,
    )  # fmt: skip
    return [row.id for row in rows]


def _block_free(session: WriteSession, show: Row, wanted: list[Seat], *, reason: str) -> ShowSeats:
    """Block those seats that are free; who has the others is told."""
    live = claims.around(session, show, wanted)
    free = [seat for seat in wanted if seat.id not in live]
    if free:
        try:
            blocks.insert_block(session, show, free, reason=reason)
        except Conflict as error:
            raise Retry(error) from error
    others = [(seat, live[seat.id]) for seat in wanted if seat.id in live]
    return ShowSeats(
        show=shows.label(show),
        seats=tuple(seat.label for seat in free),
        already=tuple(seat.label for seat, row in others if row.state == ClaimState.BLOCKED),
        taken=tuple(
            TakenSeat(seat=seat.label, state=row.state, ref=row.ref or "")
            for seat, row in others
            if row.state != ClaimState.BLOCKED
        ),
    )


def _mend(session: WriteSession, request: MendRequest) -> BrokenResult:
    house, screen, _, seats = _seats(session, request.screen, request.words)
    why = reasons(session, screen.id)
    keys = {seat_key(seat.label) for seat in seats}
    whole = [seat.label for seat in seats if seat_key(seat.label) not in why]
    if whole:
        raise Conflict("broken.not_broken", screen=screen.name, labels=whole)
    for key in sorted(keys):
        session.run(queries.mend_seat, screen_id=screen.id, of_key=key)
    session.audit(
        "screen.seats_mended", Subject.SCREEN, f"{house.key}/{screen.key}", PRESENT, PRESENT,
        seats=sorted(keys), reason=request.reason.strip(),
    )  # fmt: skip
    found = [
        _give_back(session, show_id, {key: why[key] for key in keys}, note=request.reason)
        for show_id in _shows_to_come(session, screen.id)
    ]
    return BrokenResult(
        screen=f"{house.key}/{screen.key}", blocks=False, shows=tuple(found),
        seats=tuple(seat.label for seat in seats), reason=request.reason.strip(),
    )  # fmt: skip


def _give_back(
    session: WriteSession, show_id: int, why: Mapping[str, str], *, note: str
) -> ShowSeats:
    """Free the seats of one show that are blocked for just that reason."""
    show = shows.lock_show(session, str(show_id))
    plan = seating.plan_of(session, show.layout_id)
    freed: list[Seat] = []
    for block in session.lock(claim_queries.lock_blocks, show_id=show.id):
        owned = session.all(claim_queries.claims_of_owner, owner_id=block.id, show_id=show.id)
        own = [plan.by_id[row.seat_id] for row in owned]
        mended = [seat for seat in own if why.get(seat_key(seat.label)) == block.reason]
        if mended:
            ids = [seat.id for seat in mended]
            blocks.shrink(session, block, plan, ids, reason=note or block.reason)
            freed += mended
    return ShowSeats(show=shows.label(show), seats=tuple(seat.label for seat in freed))


def _with_contacts(app: App, ctx: Context, result: BrokenResult) -> BrokenResult:
    """Names and phones are read anew: they are kept nowhere but with their bookings."""
    known = contacts.read(app, ctx, [each.show.id for each in result.shows if each.taken])
    listed = tuple(
        each.model_copy(
            update={
                "taken": tuple(
                    taken.model_copy(update=known.get(taken.ref, {})) for taken in each.taken
                )
            }
        )
        for each in result.shows
    )
    return result.model_copy(update={"shows": listed})
