"""Planning a set-up: what the house has, what the document comes to, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxoffice.errors import InvalidFile
from boxoffice.services import timetable
from boxoffice.services.results import Reason
from boxoffice.services.setup import apply, guards, offer_guards, peers, rows, screens, uses
from boxoffice.services.setup import house as houses
from boxoffice.services.setup.guards import Problem
from boxoffice.services.setup.plan import (
    Thing,
    Verb,
    compare,
    relaid_screens,
    retimed_movies,
    slower_screens,
)
from boxoffice.services.setup.programme import resolve
from boxoffice.services.setup.prune import Prune, Removal, doomed, pruned
from boxoffice.services.setup.scope import Programme
from boxoffice.services.setup.wishes import Wishes, wishes
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries.setup import rows_among

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.setup.files import Document
    from boxoffice.services.setup.house import House
    from boxoffice.storage.session import ReadSession


@dataclass(frozen=True)
class Order:
    """What is wanted: a document, and what goes beyond it."""

    document: Document
    prune: Prune | None = None
    removals: tuple[Removal, ...] = ()
    strict: bool = False

    @property
    def words(self) -> dict[str, Any]:
        """What makes it the same request when it is asked again."""
        return {
            "file": self.document.name,
            "sha256": self.document.sha256,
            "prune": (self.prune.first_day, self.prune.last_day) if self.prune else (),
            "removals": tuple((each.kind, each.key) for each in self.removals),
            "strict": self.strict,
        }


@dataclass(frozen=True)
class Draft:
    """A plan as far as it could be made, and everything that stands against it."""

    prepared: apply.Prepared
    programme: Programme
    warnings: tuple[Reason, ...]
    problems: list[Problem]


def read_house(app: App, ctx: Context, document: Document) -> House:
    """What the database has, with the shows and the seats that a document names."""
    with app.db.read(ctx) as session:
        return houses.read(session, document.text)


def make(app: App, ctx: Context, order: Order, faults: list[InvalidFile] | None = None) -> Draft:
    """Plan in three short steps: read the house, think, read what the plan touches.

    Raises Overtaken where somebody changed the house in between.
    """
    house = read_house(app, ctx, order.document)
    programme = resolve(order.document, house, now_ms=ctx.clock.wall_ms(), faults=faults)
    return _planned(app, ctx, order, house, programme)


def _planned(app: App, ctx: Context, order: Order, house: House, programme: Programme) -> Draft:
    with app.db.read(ctx) as session:
        _require_same(session, house)
        gone = _read_around(session, house, programme, order)
        now_ms = session.now_ms
    wanted = wishes(programme, house, now_ms=now_ms, doomed=gone)
    plan = compare(programme, wanted, house, doomed=gone)
    seats = {**house.seats, **{key: hall.seats for key, hall in programme.layouts.items()}}
    prepared = apply.Prepared(plan, house, rows.of_plan(plan, house, seats), seats)
    with app.db.read(ctx) as session:
        _require_same(session, house)
        problems = _problems(session, prepared, programme, wanted)
    return Draft(prepared, programme, peers.warnings(plan, house), problems)


def _require_same(session: ReadSession, house: House) -> None:
    """What is read now belongs to the house that was read before."""
    if session.scalar(queries.setup_revision) != house.revision:
        raise apply.Overtaken


def _read_around(
    session: ReadSession, house: House, programme: Programme, order: Order
) -> list[Thing]:
    """Know the shows that the programme names or touches; what is to go."""
    for removal in order.removals:
        if removal.kind == "shows":
            houses.read_shows(session, house, [removal.key])
    houses.read_shows(session, house, programme.shows)
    retimed = [house.ids["movies"][key] for key in retimed_movies(programme, house)]
    longer = house.add_shows(
        rows_among(session, queries.shows_of_movies_to_come, retimed, now_ms=session.now_ms)
    )
    around = [*programme.shows.values(), *(house.shows[key] for key in longer)]
    starts = [show["starts_at_ms"] for show in around]
    places = {show["screen"] for show in around} & house.screens.keys()
    if starts and places:
        house.add_shows(
            rows_among(
                session, queries.shows_on_screens, [house.ids["screens"][key] for key in places],
                from_ms=min(starts) - timetable.LONGEST_SHOW_MS,
                to_ms=max(starts) + timetable.LONGEST_SHOW_MS,
            )
        )  # fmt: skip
    relaid = relaid_screens(programme, house)
    numbers = [house.ids["screens"][key] for key in {*relaid, *slower_screens(programme, house)}]
    house.add_shows(rows_among(session, queries.shows_to_come, numbers, now_ms=session.now_ms))
    layouts = {(programme.screens.get(key) or house.screens[key])["layout"] for key in relaid}
    for show in programme.shows.values():
        screen = programme.screens.get(show["screen"]) or house.screens[show["screen"]]
        layouts.add(screen["layout"])
    houses.read_seats(session, house, layouts - house.seats.keys())
    gone = doomed(house, programme, order.removals)
    if order.prune is not None:
        gone += pruned(session, house, order.document, programme, order.prune)
    return list(dict.fromkeys(gone))


def _problems(
    session: ReadSession, prepared: apply.Prepared, programme: Programme, wanted: Wishes
) -> list[Problem]:
    plan, house = prepared.plan, prepared.house
    gone = {each.ref for each in plan.of("shows", Verb.REMOVE)}
    turnaround_ms = {
        key: columns["turnaround_ms"]
        for key, columns in {**house.screens, **programme.screens}.items()
    }
    return [
        *guards.moved_theatres(session, plan, house),
        *guards.overlaps(wanted["shows"], programme.shows, house, turnaround_ms, gone),
        *guards.drafts_again(plan, house),
        *screens.closed_then(session, plan, house),
        *guards.stranded(session, plan, house, prepared.seats),
        *guards.removed_shows(session, plan, house),
        *uses.still_used(session, plan, house),
        *offer_guards.taken_offers(session, plan, house),
    ]


def make_fitting(app: App, ctx: Context, order: Order, faults: list[InvalidFile]) -> Draft:
    """A plan without the things that stand in its way, each of them a fault with its line."""
    house = read_house(app, ctx, order.document)
    now_ms = ctx.clock.wall_ms()
    programme = resolve(order.document, house, now_ms=now_ms, faults=faults)
    while True:
        draft = _planned(app, ctx, order, house, programme)
        blamed = {
            problem.thing: problem
            for problem in draft.problems
            if problem.thing[1] in programme.of(problem.thing[0])
        }
        if not blamed:
            return draft
        for (kind, ref), problem in blamed.items():
            faults.append(_fault(programme, problem))
            del programme.of(kind)[ref]
            if kind == "movies" and ref in house.movies:
                _run_as_before(programme, ref, house.movies[ref]["runtime_minutes"])


def _run_as_before(programme: Programme, movie: str, minutes: int) -> None:
    """Shows of a film that is left out run for as long as it does in the house."""
    for show in programme.shows.values():
        if show["movie"] == movie:
            show["ends_at_ms"] = show["starts_at_ms"] + minutes * 60_000


def _fault(programme: Programme, problem: Problem) -> InvalidFile:
    place = programme.places.get(problem.thing, {"file": programme.file, "line": 0, "column": 0})
    return InvalidFile(
        "setup.row_refused", **place, because=problem.code,
        details={**problem.details, "all": [problem.details], "count": 1},
    )  # fmt: skip
