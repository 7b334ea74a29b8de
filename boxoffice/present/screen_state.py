"""Closed screens and broken seats in words: what it leaves, and the commands to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boxoffice.domain.lifecycle import SeatState
from boxoffice.present.labels import spoken
from boxoffice.present.moments import clock_time, day, day_and_time
from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean
from boxoffice.services.broken import BrokenResult, TakenSeat
from boxoffice.services.moving.closing import (
    CloseResult,
    ClosureView,
    HallView,
    LeftShow,
    OpenResult,
)

_HALLS = (
    Column("show_id", "Show", is_number=True),
    Column("movie", "Film", is_flexible=True),
    Column("starts_at", "Starts"),
    Column("seats_taken", "Taken", is_number=True),
    Column("screen", "Hall"),
    Column("verdict", "There", is_wrapped=True, only_for_people=True),
    Column("fits"),
    Column("losing"),
    Column("unplaced"),
)
_SEATS = (
    Column("show_id", "Show", is_number=True),
    Column("movie", "Film", is_flexible=True),
    Column("starts_at", "Starts"),
    Column("seat", "Seat"),
    Column("state", "State"),
    Column("ref", "Booking"),
    Column("name", "Name", is_flexible=True),
    Column("phone", "Phone"),
)
_LOSE = {
    "together": "sit apart",
    "category": "change category",
    "aisle": "lose an aisle",
    "wheelchair": "lose a wheelchair place",
    "companion": "lose a companion's place",
    "sofa": "lose a sofa",
    "numbered": "have free seating",
}


def halls_table(result: CloseResult) -> Table:
    """Each show with each hall that is free then; a show without any has one row."""
    rows = [
        (
            each.show.id, each.show.movie, each.show.starts_at, each.seats_taken,
            hall.screen if hall else "", verdict(hall) if hall else "no hall is free then",
            hall.fits if hall else False,
            ",".join(f"{what}={count}" for what, count in hall.losing.items()) if hall else "",
            hall.unplaced if hall else 0,
        )
        for each in result.shows
        for hall in each.halls or (None,)
    ]  # fmt: skip
    return Table("shows", _HALLS, tuple(rows))


def verdict(hall: HallView) -> str:
    """What a hall does to those who have seats."""
    if not hall.fits:
        return f"does not fit: {_parties(hall.unplaced)} without seats"
    if hall.losing:
        return ", ".join(f"{count} {_LOSE.get(what, what)}" for what, count in hall.losing.items())
    return "all keep their seats" if hall.same_label else "all sit as well, on other seats"


def closed_text(result: CloseResult) -> str:
    """The closure, for each show what to type, and for the empty ones at once."""
    lines = [f"{clean(result.name)} ({result.screen}) closed {_span(result.closure)}"]
    if not result.shows:
        lines.append("No show is on there then.")
    idle = [each.show.id for each in result.shows if not (each.halls or each.seats_taken)]
    for each in result.shows:
        lines += _ways(each)
    if len(idle) > 1:
        lines += [
            "Where nobody has seats and no hall is free, take another time, or end the sales:",
            "  boxoffice show move SHOW --at TIME --apply",
            f"  boxoffice show close {' '.join(_runs(idle))}",
        ]
    elif idle:
        lines += _other_time(idle[0])
    return "".join(f"{line}\n" for line in lines)


def _ways(each: LeftShow) -> Iterator[str]:
    """A show on a closed screen, and the halls it can go to."""
    show = each.show
    taken = f"{each.seats_taken} seat{'' if each.seats_taken == 1 else 's'} taken"
    yield (
        f"Show {show.id} {clean(show.movie)} {day_and_time(show.starts_at)},"
        f" {taken if each.seats_taken else 'no seat taken'}"
    )
    for hall in each.halls:
        flag = "--apply" if hall.fits and not hall.losing else "--plan"
        yield f"  {clean(hall.name)}, {clean(hall.theatre)}: {verdict(hall)}"
        yield f"    boxoffice show move {show.id} --screen {hall.screen} {flag}"
    if not each.halls and each.seats_taken:
        yield from _other_time(show.id)


def _other_time(show_id: int) -> Iterator[str]:
    yield "  no hall is free then; another time, or no more sales:"
    yield f"    boxoffice show move {show_id} --at TIME --plan"
    yield f"    boxoffice show close {show_id}"


def _runs(numbers: list[int]) -> list[str]:
    """Numbers as they may be typed: 30-32 for what follows one another."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def opened_text(result: OpenResult) -> str:
    """What is over."""
    ended = "; ".join(_span(each) for each in result.closures)
    return f"{clean(result.name)} ({result.screen}) open again; it was closed {ended}\n"


def seats_table(result: BrokenResult) -> Table:
    """Each seat of each show: blocked (or free again) now, blocked before, or taken by whom."""
    rows = []
    for each in result.shows:
        show = (each.show.id, each.show.movie, each.show.starts_at)
        done = "blocked" if result.blocks else "available"
        rows += [(*show, label, done, "", "", "") for label in each.seats]
        rows += [(*show, label, "blocked", "", "", "") for label in each.already]
        rows += [
            (*show, seat.seat, seat.state, seat.ref, seat.name, seat.phone) for seat in each.taken
        ]
    return Table("seats", _SEATS, tuple(rows))


def broken_text(result: BrokenResult) -> str:
    """How many shows it reached, and who sits there all the same."""
    labels = spoken(result.seats)
    reached = [each for each in result.shows if each.seats or each.already]
    shows = f"{len(reached)} show{'' if len(reached) == 1 else 's'}"
    if not result.blocks:
        freed = sum(bool(each.seats) for each in result.shows)
        return f"{labels} of {result.screen} mended: free again at {freed} of the shows to come\n"
    reason = clean(result.reason)
    lines = [f"{labels} of {result.screen} blocked at {shows} and at every new one: {reason}"]
    for each in result.shows:
        if each.taken:
            lines.append(
                f"Show {each.show.id} {clean(each.show.movie)} {day_and_time(each.show.starts_at)}:"
            )
            lines += [f"  {_taken(seat)}" for seat in each.taken]
            lines += [f"  `{command}`" for command in _exchanges(each.taken)]
    return "".join(f"{line}\n" for line in lines)


def _exchanges(taken: Sequence[TakenSeat]) -> list[str]:
    """What seats the people of each paid booking elsewhere."""
    sold = [seat for seat in taken if seat.state == SeatState.SOLD]
    return [
        f"boxoffice exchange {ref} {' '.join(seat.seat for seat in sold if seat.ref == ref)}"
        " --to SEATS"
        for ref in dict.fromkeys(seat.ref for seat in sold)
    ]


def _taken(seat: TakenSeat) -> str:
    whose = [f"booking {seat.ref}" if seat.ref else "", clean(seat.name), clean(seat.phone)]
    told = ", ".join(part for part in whose if part)
    return f"{seat.seat} is {seat.state}{f': {told}' if told else ''}"


def _span(closure: ClosureView) -> str:
    begins, ends = closure.begins_at, closure.ends_at
    last = clock_time(ends) if day(ends) == day(begins) else day_and_time(ends)
    return f"{day_and_time(begins)} to {last}: {clean(closure.reason)}"


def _parties(count: int) -> str:
    return "1 booking or hold" if count == 1 else f"{count} bookings or holds"
