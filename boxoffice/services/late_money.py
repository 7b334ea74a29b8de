"""Seats for money that came after its booking had lapsed: its own, or others as good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.layouts import Plan, Seat, SeatKind
from boxoffice.domain.lifecycle import ClaimState, LineStatus, OwnerKind, Subject
from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.services import claims, seating, shows
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import moving as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

RESEAT = "reseat"
KEPT_KINDS = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)


def seat_again(
    session: WriteSession, show: Row, booking: Row, lines: Sequence[Row]
) -> list[str] | None:
    """Claim seats for a lapsed booking by the house's policy, and say which; None without any.

    Its own ones if all of them are free, else as many of the same categories, the price as
    promised. Nothing is claimed for a show that is not on sale any more.
    """
    if session.ctx.settings.for_theatre(show.theatre_key).late_money != RESEAT:
        return None
    try:
        shows.require_on_sale(session, show, late=False)
    except BoxofficeError:
        return None
    plan = seating.plan_of(session, show.layout_id)
    free = _free(session, show, plan)
    own = [plan.by_id.get(line.seat_id) for line in lines]
    if all(seat is not None and seat.id in free for seat in own):
        seats = [seat for seat in own if seat is not None]
    else:
        seats = as_good(plan, free, lines)
        if len(seats) < len(lines):
            return None
    try:
        claims.place(
            session, show, seats, state=ClaimState.SOLD, owner_kind=OwnerKind.BOOKING,
            owner_id=booking.id, until_ms=None,
        )  # fmt: skip
    except Conflict as error:
        raise Retry(error) from error
    for line, seat in zip(lines, seats, strict=True):
        _move(session, line, seat)
    return [seat.label for seat in seats]


def alternative(session: ReadSession, show: Row, lines: Sequence[Row]) -> list[str]:
    """Free seats as good as those of a lapsed booking, by their labels; none where there are none.

    A person decides at a counter: nothing is claimed.
    """
    plan = seating.plan_of(session, show.layout_id)
    return [seat.label for seat in as_good(plan, _free(session, show, plan), lines)]


def as_good(plan: Plan, free: set[int], lines: Sequence[Row]) -> list[Seat]:
    """For each line a free seat of its category, together if that can be; else no seats at all.

    Who sat on a wheelchair's or a companion's place gets one of its kind.
    """
    from boxoffice.domain.best import Wish, choose

    left, found = set(free), {}
    for category in dict.fromkeys(line.category for line in lines):
        own = [line for line in lines if line.category == category]
        kinds = [plan.by_id[line.seat_id].kind for line in own if line.seat_id in plan.by_id]
        need = Counter(kind for kind in kinds if kind in KEPT_KINDS)
        try:
            picks = choose(plan, left, Wish(count=len(own), category=category, need=need))
        except BoxofficeError:
            return []
        left -= {seat.id for seat in picks[0].seats}
        found.update(_given_out(plan, own, picks[0].seats))
    return [found[line.id] for line in lines]


def _given_out(plan: Plan, lines: Sequence[Row], seats: Sequence[Seat]) -> dict[str, Seat]:
    """Which line gets which seat: places of a kind first to those who had one."""
    rest, found = list(seats), {}
    for kind in (*KEPT_KINDS, None):
        for line in lines:
            had = plan.by_id.get(line.seat_id)
            fits = [seat for seat in rest if kind is None or seat.kind == kind]
            wants = kind is None or (had is not None and had.kind == kind)
            if line.id not in found and wants and fits:
                found[line.id] = fits[0]
                rest.remove(fits[0])
    return found


def _free(session: ReadSession, show: Row, plan: Plan) -> set[int]:
    taken = claims.around(session, show, plan.seats)
    return {seat.id for seat in plan.seats if seat.id not in taken}


def _move(session: WriteSession, line: Row, seat: Seat) -> None:
    """Put a line on another seat of the same category; what was sold stays as it was priced."""
    if line.seat_id == seat.id and line.seat == seat.label:
        return
    session.step(Subject.LINE, line.id, line.status, LineStatus.RELEASED, seat=seat.id)
    session.run(queries.move_line, line_id=line.id, to_seat=seat.id, label=seat.label)
    line.seat_id, line.seat = seat.id, seat.label
