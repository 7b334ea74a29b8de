"""A screen that closes for a while: which shows it leaves, and which halls could take them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import times
from boxoffice.domain.lifecycle import PRESENT, Subject
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Conflict, Invalid
from boxoffice.services import closures, places, prices, shows, timetable
from boxoffice.services.moving import scene
from boxoffice.services.moving.scene import Decisions
from boxoffice.services.moving.targets import Target, in_the_way
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, Value
from boxoffice.storage.queries import moving as queries
from boxoffice.storage.queries import programme as programme_queries
from boxoffice.storage.queries import setup as setup_queries
from boxoffice.storage.tables.places import ScreenClosure

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

MOST_HALLS = 5
_CLOCK = re.compile(r"\d{1,2}:\d{2}", re.ASCII)


class HallView(Value):
    """A screen that is free then: how many parties lose what there, how many have no seats."""

    screen: str
    name: str
    theatre: str
    fits: bool
    same_label: bool
    losing: dict[str, int]
    unplaced: int


class LeftShow(Value):
    """A show on the closed screen, the seats somebody has, and the halls, the best one first."""

    show: ShowLabel
    seats_taken: int
    halls: tuple[HallView, ...] = ()


class ClosureView(Value):
    """From when to when a screen is closed, and why."""

    begins_at: datetime
    ends_at: datetime
    reason: str


class CloseResult(Result):
    """A closure and the shows that stay on the screen until somebody moves or closes them."""

    screen: str
    name: str
    theatre: str
    closure: ClosureView
    shows: tuple[LeftShow, ...]


class OpenResult(Result):
    """A screen that is open again, and the closures that are over by that."""

    screen: str
    name: str
    theatre: str
    closures: tuple[ClosureView, ...]


class CloseRequest(Request):
    """A screen to close; `begins` and `ends` as typed, nothing begins now."""

    answer: ClassVar[type[Result]] = CloseResult

    screen: str
    ends: str
    reason: str
    begins: str = ""


class OpenRequest(Request):
    """A closed screen to open again."""

    answer: ClassVar[type[Result]] = OpenResult

    screen: str


def close_screen(app: App, ctx: Context, request: CloseRequest) -> CloseResult:
    """Let nothing new be played on a screen for a while; shows on it are listed and stay."""
    closed = app.db.write(ctx, request, _close)
    with app.db.read(ctx) as session:
        left = tuple(
            each.model_copy(update={"halls": tuple(_halls(session, each.show.id))})
            for each in closed.shows
        )
    return closed.model_copy(update={"shows": left})


def open_screen(app: App, ctx: Context, request: OpenRequest) -> OpenResult:
    """End the closures of a screen that run or are to come."""
    return app.db.write(ctx, request, _open)


def _close(session: WriteSession, request: CloseRequest) -> CloseResult:
    reason = request.reason.strip()
    if not reason:
        raise Invalid("closures.no_reason")
    session.lock(setup_queries.lock_setup)
    session.run(queries.count_revision)
    house, screen = places.get_screen(session, request.screen)
    from_ms = session.now_ms
    if request.begins.strip():
        from_ms = _moment(session, house, request.begins, at_end=False)
    to_ms = _moment(session, house, request.ends, at_end=True)
    if to_ms <= from_ms:
        raise Invalid("closures.ends_before")
    if to_ms <= session.now_ms:
        raise Invalid("closures.over")
    closure = {
        "id": int(session.scalar(queries.last_closure) or 0) + 1, "screen_id": screen.id,
        "from_ms": from_ms, "to_ms": to_ms, "reason": reason, "actor": session.actor,
        "created_at_ms": session.now_ms,
    }  # fmt: skip
    session.insert(ScreenClosure, [closure])
    key = f"{house.key}/{screen.key}"
    session.audit(
        "screen.closed", Subject.SCREEN, key, PRESENT, PRESENT,
        from_ms=from_ms, to_ms=to_ms, reason=reason,
    )  # fmt: skip
    left = [
        row
        for row in timetable.playing(session, screen.id, from_ms=from_ms, to_ms=to_ms)
        if row.ends_at_ms > session.now_ms
    ]
    return CloseResult(
        screen=key, name=screen.name, theatre=house.name,
        closure=_view(house, from_ms, to_ms, reason),
        shows=tuple(
            LeftShow(show=shows.label(row), seats_taken=shows.counted(session, row.id).taken)
            for row in left
        ),
    )  # fmt: skip


def _open(session: WriteSession, request: OpenRequest) -> OpenResult:
    session.lock(setup_queries.lock_setup)
    session.run(queries.count_revision)
    house, screen = places.get_screen(session, request.screen)
    rows = session.all(queries.closures_of_screen, screen_id=screen.id, now_ms=session.now_ms)
    if not rows:
        raise Conflict("closures.not_closed", screen=screen.name)
    session.audit(
        "screen.opened", Subject.SCREEN, f"{house.key}/{screen.key}", PRESENT, PRESENT,
        closures=[row.id for row in rows],
    )  # fmt: skip
    for row in rows:
        if row.from_ms < session.now_ms:
            session.run(queries.end_closure, closure_id=row.id, until_ms=session.now_ms)
        else:
            session.run(queries.drop_closure, closure_id=row.id)
    return OpenResult(
        screen=f"{house.key}/{screen.key}", name=screen.name, theatre=house.name,
        closures=tuple(_view(house, row.from_ms, row.to_ms, row.reason) for row in rows),
    )  # fmt: skip


def _view(house: Row, from_ms: int, to_ms: int, reason: str) -> ClosureView:
    return ClosureView(
        begins_at=times.local(from_ms, zone=house.zone),
        ends_at=times.local(to_ms, zone=house.zone),
        reason=reason,
    )


def _moment(session: ReadSession, house: Row, typed: str, *, at_end: bool) -> int:
    """A moment as typed; a day alone is its first moment, or at the end the first after it."""
    text = plain_form(typed)
    if _CLOCK.fullmatch(text):
        today = times.local(session.now_ms, zone=house.zone)
        return times.resolve_local(f"{today:%Y-%m-%d} {text}", zone=house.zone)
    ends_at = prices.day_ends_at_minute(session.ctx, house.key)
    try:
        day = times.parse_day(text, now_ms=session.now_ms, zone=house.zone, ends_at_minute=ends_at)
    except Invalid:
        return times.resolve_local(text, zone=house.zone)
    return times.day_bounds_ms(day, zone=house.zone, ends_at_minute=ends_at)[at_end]


def _halls(session: ReadSession, show_id: int) -> list[HallView]:
    """Halls with enough seats that are free then: of the same theatre first, the best first."""
    show = timetable.get_show(session, show_id)
    if show.starts_at_ms <= session.now_ms:
        return []
    found: list[tuple[tuple[bool, bool, int, int], HallView]] = []
    for target in _free(session, show):
        here = target.house.id == show.theatre_id
        if not here and len(found) >= MOST_HALLS:
            continue
        hall = _hall(session, show, target)
        found.append(((not here, not hall.fits, sum(hall.losing.values()), len(found)), hall))
    return [hall for _, hall in sorted(found, key=lambda each: each[0])][:MOST_HALLS]


def _free(session: ReadSession, show: Row) -> Iterator[Target]:
    houses = [
        row
        for row in session.all(programme_queries.theatres)
        if (row.zone, row.currency, row.city) == (show.zone, show.currency, show.city)
    ]
    taken = shows.counted(session, show.id).taken
    for house in sorted(houses, key=lambda row: (row.id != show.theatre_id, row.key)):
        for screen in session.all(programme_queries.screens_of_theatre, theatre_id=house.id):
            target = Target(house, screen, screen.layout_id, show.starts_at_ms, show.ends_at_ms)
            closed = closures.closed_between(
                session, screen.id, from_ms=show.starts_at_ms, to_ms=show.ends_at_ms
            )
            if (
                screen.id != show.screen_id
                and screen.capacity >= taken
                and closed is None
                and in_the_way(session, show, target) is None
            ):
                yield target


def _hall(session: ReadSession, show: Row, target: Target) -> HallView:
    moving = Decisions().of(scene.load(session, show, target))
    here = target.house.id == show.theatre_id
    losing = Counter(what for _, what in {(loss.owner, loss.what) for loss in moving.losses})
    return HallView(
        screen=target.screen.key if here else f"{target.house.key}/{target.screen.key}",
        name=target.screen.name, theatre=target.house.name, fits=moving.fits,
        same_label=moving.fits and all(move.keeps_label for move in moving.moves),
        losing=dict(sorted(losing.items())), unplaced=len(moving.unplaced),
    )  # fmt: skip
