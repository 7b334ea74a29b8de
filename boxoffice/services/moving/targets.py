"""Where a show is to go, and whether that screen is free then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Refused
from boxoffice.services import closures, naming, places, timetable
from boxoffice.storage.queries import programme as queries
from boxoffice.storage.statements import Row

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession

_CLOCK = re.compile(r"\d{1,2}:\d{2}", re.ASCII)


@dataclass(frozen=True)
class Target:
    """A screen with its theatre, the plan that is played on, and from when to when."""

    house: Row
    screen: Row
    layout_id: int
    starts_ms: int
    ends_ms: int


def find(session: ReadSession, show: Row, *, screen: str, at: str) -> Target:
    """What was typed as a target: a screen of the same theatre may go by its key alone.

    Without a screen the show keeps its own and the plan it is sold on.
    """
    house, row = _screen(session, show, screen)
    starts_ms = _moment(show, at) if at.strip() else show.starts_at_ms
    return Target(
        house=house,
        screen=row,
        layout_id=row.layout_id if screen.strip() else show.layout_id,
        starts_ms=starts_ms,
        ends_ms=starts_ms + show.ends_at_ms - show.starts_at_ms,
    )


def moved(show: Row, target: Target) -> Row:
    """The show's row as it is at its target."""
    return Row(
        **{
            **vars(show),
            "screen_id": target.screen.id, "screen_key": target.screen.key,
            "screen": target.screen.name, "layout_id": target.layout_id,
            "theatre_id": target.house.id, "theatre_key": target.house.key,
            "theatre": target.house.name, "city": target.house.city,
            "zone": target.house.zone, "starts_at_ms": target.starts_ms,
            "ends_at_ms": target.ends_ms,
        }
    )  # fmt: skip


def _screen(session: ReadSession, show: Row, typed: str) -> tuple[Row, Row]:
    if "/" in typed:
        return places.get_screen(session, typed)
    house = next(row for row in session.all(queries.theatres) if row.id == show.theatre_id)
    rows = session.all(queries.screens_of_theatre, theatre_id=house.id)
    if not typed.strip():
        return house, next(row for row in rows if row.id == show.screen_id)
    return house, naming.choose_row("screen", typed, rows)


def _moment(show: Row, typed: str) -> int:
    """A time as typed; one without a day is on the day the show starts on."""
    text = plain_form(typed)
    if _CLOCK.fullmatch(text):
        text = f"{times.local(show.starts_at_ms, zone=show.zone):%Y-%m-%d} {text}"
    return times.resolve_local(text, zone=show.zone)


def require_movable(session: ReadSession, show: Row, target: Target) -> None:
    """Refuse what is over, called off, sold in other money, or already as asked."""
    if show.status == ShowStatus.CANCELLED:
        raise Refused("moving.cancelled", show_id=show.id)
    if show.starts_at_ms <= session.now_ms:
        raise Refused("moving.past", show_id=show.id, starts_at=_at(show, show.starts_at_ms))
    if (target.house.zone, target.house.currency) != (show.zone, show.currency):
        raise Refused(
            "moving.other_house", show_id=show.id, theatre=target.house.name,
            zone=target.house.zone, currency=target.house.currency, show_zone=show.zone,
            show_currency=show.currency,
        )  # fmt: skip
    if target.starts_ms <= session.now_ms:
        raise Refused("moving.into_past", show_id=show.id, starts_at=_at(show, target.starts_ms))
    before = (show.screen_id, show.layout_id, show.starts_at_ms)
    if (target.screen.id, target.layout_id, target.starts_ms) == before:
        raise Refused("moving.nothing_changes", show_id=show.id, screen=target.screen.name)
    other = in_the_way(session, show, target)
    if other is not None:
        raise Refused(
            "moving.overlaps", show_id=show.id, screen=target.screen.name, other=other.id,
            movie=other.movie, starts_at=_at(show, other.starts_at_ms),
            ends_at=_at(show, other.ends_at_ms),
            turnaround_minutes=target.screen.turnaround_ms // 60_000,
        )  # fmt: skip
    closures.refuse_closed(
        session, target.house, target.screen, show=str(show.id),
        starts_ms=target.starts_ms, ends_ms=target.ends_ms,
    )  # fmt: skip


def in_the_way(session: ReadSession, show: Row, target: Target) -> Row | None:
    """Another show on the target's screen that does not leave both of them the pause."""
    rows = timetable.playing(
        session, target.screen.id, from_ms=target.starts_ms, to_ms=target.ends_ms,
        pause_ms=target.screen.turnaround_ms,
    )  # fmt: skip
    return next((row for row in rows if row.id != show.id), None)


def _at(show: Row, ms: int) -> str:
    return times.local(ms, zone=show.zone).isoformat()
