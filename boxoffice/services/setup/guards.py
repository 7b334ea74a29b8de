"""What a set-up must not do: take away, move or shift what somebody holds, bought or plays."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from boxoffice.domain.layouts import Seat, seat_key
from boxoffice.domain.lifecycle import OwnerKind, ShowStatus
from boxoffice.errors import Refused
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.plan import Change, Plan, Thing, Verb
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries import setup as found
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession
from boxoffice.storage.statements import Row

MOST_NAMED = 20
MOVES = {"movie": "film", "screen": "screen", "starts_at_ms": "time"}
"""What a show with seats held or sold does not change by a set-up."""


@dataclass(frozen=True)
class Problem:
    """One thing of a set-up that cannot be, and why."""

    thing: Thing
    code: str
    details: Mapping[str, Any]


def refusal(problems: list[Problem]) -> Refused:
    """Everything that is wrong for the first reason, at most twenty things named."""
    same = [each for each in problems if each.code == problems[0].code]
    first = dict(same[0].details)
    listed = [dict(each.details) for each in same[:MOST_NAMED]]
    return Refused(same[0].code, **first, all=listed, count=len(same))


def overlaps(
    wanted: Mapping[str, Columns], named: Container[str], house: House,
    turnaround_ms: Mapping[str, int], gone: set[str],
) -> Iterator[Problem]:  # fmt: skip
    """Shows wanted leave the turnaround to all others; those that the file names were compared.

    A show is wanted without being named where its film or its screen is changed.
    """
    shows = {
        key: columns
        for key, columns in {**house.shows, **wanted}.items()
        if key not in gone and columns["status"] != ShowStatus.CANCELLED
    }
    by_screen: dict[str, list[tuple[int, int, str]]] = {}
    for key, each in shows.items():
        entry = (each["starts_at_ms"], each["ends_at_ms"], key)
        by_screen.setdefault(each["screen"], []).append(entry)
    for screen, entries in by_screen.items():
        latest: tuple[int, int, str] | None = None
        for entry in sorted(entries):
            if latest is not None:
                clash = entry[0] < latest[1] + turnaround_ms[screen]
                if clash and (found := _overlap(house, wanted, named, latest[2], entry[2])):
                    yield found
                elif clash and _only_now(house, screen, latest, entry, named):
                    yield _too_close(house, screen, latest[2], entry[2])
                if latest[1] >= entry[1]:
                    continue
            latest = entry


def _overlap(
    house: House, wanted: Mapping[str, Columns], named: Container[str], before: str, after: str
) -> Problem | None:
    """What is wrong with two shows that need one screen at once, if the file makes it so."""
    ids = house.ids["shows"]
    ends_at_ms = house.shows[before]["ends_at_ms"] if before in house.shows else 0
    if before not in named and before in wanted and wanted[before]["ends_at_ms"] > ends_at_ms:
        movie = wanted[before]["movie"]
        details = {"movie": movie, "show": ids[before], "key": before,
                   "other": ids.get(after), "other_key": after}  # fmt: skip
        return Problem(("movies", movie), "setup.runtime_overlaps", details)
    if (before in named) == (after in named):
        return None
    show, other = (before, after) if before in named else (after, before)
    details = {"show": show, "other": ids[other], "other_key": other}
    return Problem(("shows", show), "setup.overlaps", details)


def _only_now(
    house: House,
    screen: str,
    before: tuple[int, int, str],
    after: tuple[int, int, str],
    named: Container[str],
) -> bool:
    """Whether two shows that nobody touches had the pause that their screen needed until now."""
    if before[2] in named or after[2] in named or screen not in house.screens:
        return False
    return after[0] >= before[1] + int(house.screens[screen]["turnaround_ms"])


def _too_close(house: House, screen: str, before: str, after: str) -> Problem:
    ids = house.ids["shows"]
    details = {"screen": screen, "show": ids[before], "other": ids[after], "other_key": after}
    return Problem(("screens", screen), "setup.turnaround_overlaps", details)


def drafts_again(plan: Plan, house: House) -> Iterator[Problem]:
    """What was on sale is no draft again."""
    for change in plan.of("shows", Verb.EDIT):
        before = house.shows[change.ref]["status"]
        if change.columns["status"] == ShowStatus.DRAFT and before != ShowStatus.DRAFT:
            details = {"id": house.ids["shows"][change.ref], "key": change.ref}
            yield Problem(("shows", change.ref), "setup.already_on_sale", details)


def moved_theatres(session: ReadSession, plan: Plan, house: House) -> Iterator[Problem]:
    """Zone and currency are what past and future shows were timed and sold in."""
    moved = {
        house.ids["theatres"][change.ref]: change.ref
        for change in plan.of("theatres", Verb.EDIT)
        if {"zone", "currency"} & {name for name, _, _ in change.fields}
    }
    for row in rows_among(session, found.shows_of_theatres, moved):
        theatre = moved[row.theatre_id]
        details = {"theatre": theatre, "shows": row.shows}
        yield Problem(("theatres", theatre), "setup.theatre_in_use", details)


def stranded(
    session: ReadSession, plan: Plan, house: House, seats: Mapping[str, Iterable[Seat]]
) -> Iterator[Problem]:
    """Shows that would move from under the seats that somebody has, or lose these seats.

    `seats` are those of each plan as it will be.
    """
    risky: dict[int, Change] = {}
    for change in plan.of("shows", Verb.EDIT):
        if {name for name, _, _ in change.fields} & {*MOVES, "layout"}:
            risky[house.ids["shows"][change.ref]] = change
    taken: dict[int, list[Row]] = {}
    for row in rows_among(session, queries.seats_taken, risky, now_ms=session.now_ms):
        taken.setdefault(row.show_id, []).append(row)
    known = {key: {seat_key(seat.label): seat for seat in each} for key, each in seats.items()}
    for show_id, rows in sorted(taken.items()):
        change = risky[show_id]
        words = [MOVES[name] for name, _, _ in change.fields if name in MOVES]
        code = "setup.would_strand"
        if not words:
            there = known[change.columns["layout"]]
            rows = [row for row in rows if not _is_there(row, there)]
            code = "setup.seats_gone"
        if rows:
            details = {"id": show_id, "key": change.ref, "layout": change.columns["layout"],
                       "changes": words, "seats": len(rows), **claimed_by(rows)}  # fmt: skip
            yield Problem(("shows", change.ref), code, details)


def _is_there(row: Row, seats: Mapping[str, Seat]) -> bool:
    """Whether somebody's seat is in the other plan; of people it has to be of the same kind too."""
    seat = seats.get(row.seat_key)
    if seat is None or seat.category != row.category:
        return False
    return bool(row.owner_kind == OwnerKind.BLOCK or seat.kind == row.kind)


def claimed_by(rows: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    """Whose these seats are: bookings, holds and blocks, at most twenty of each, with the seats."""
    owners: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        names = {
            OwnerKind.BOOKING: {"ref": row.ref},
            OwnerKind.HOLD: {"id": row.owner_id, "till": row.till},
            OwnerKind.BLOCK: {"id": row.owner_id, "reason": row.reason},
        }
        key = (row.owner_kind, row.owner_id)
        owner = owners.setdefault(key, {**names[OwnerKind(row.owner_kind)], "seats": []})
        owner["seats"].append(Seat(0, row.row, row.number, row.category, 0, 0, zone=row.zone).label)
    return {
        f"{kind}s": [owner for (of, _), owner in owners.items() if of == kind][:MOST_NAMED]
        for kind in OwnerKind
    }


def removed_shows(session: ReadSession, plan: Plan, house: House) -> Iterator[Problem]:
    """A show that anybody ever had a seat of stays, with its bookings."""
    removed = {house.ids["shows"][each.ref]: each.ref for each in plan.of("shows", Verb.REMOVE)}
    past = sorted(row.id for row in rows_among(session, queries.shows_with_past, removed))
    refs: dict[int, list[str]] = {}
    for row in rows_among(session, queries.bookings_of_shows, past):
        refs.setdefault(row.show_id, []).append(row.ref)
    taken: dict[int, list[Row]] = {}
    for row in rows_among(session, queries.seats_taken, past, now_ms=session.now_ms):
        taken.setdefault(row.show_id, []).append(row)
    for show_id in past:
        own = taken.get(show_id, [])
        details = {"id": show_id, "key": removed[show_id], "seats": len(own),
                   "refs": refs.get(show_id, [])[:MOST_NAMED], **claimed_by(own)}  # fmt: skip
        yield Problem(("shows", removed[show_id]), "setup.show_has_past", details)
