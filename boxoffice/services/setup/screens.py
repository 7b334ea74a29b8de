"""What a screen asks of the shows that come to it: open all the time, broken seats out of sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.services import broken, closures
from boxoffice.services.setup.guards import Problem
from boxoffice.services.setup.plan import Change, Plan, Verb
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries.setup import rows_among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from boxoffice.services.setup.house import House
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

_COMES = {"screen", "starts_at_ms"}


def closed_then(session: ReadSession, plan: Plan, house: House) -> Iterator[Problem]:
    """Shows that would run into a time when their screen is closed; those that did already stay.

    A show that does so because its film gets longer blames the film.
    """
    ids = house.ids["screens"]
    shows = [
        change
        for change in plan.of("shows", Verb.ADD, Verb.EDIT)
        if change.columns["screen"] in ids and change.columns["status"] != ShowStatus.CANCELLED
    ]
    by_screen: dict[int, list[Row]] = {}
    wanted = {ids[change.columns["screen"]] for change in shows}
    for row in rows_among(session, queries.closures_to_come, wanted, now_ms=session.now_ms):
        by_screen.setdefault(row.screen_id, []).append(row)
    for change in shows:
        columns = change.columns
        before = None if _comes(change) else house.shows[change.ref]
        is_longer = before is not None and before["movie"] == columns["movie"]
        for closure in by_screen.get(ids[columns["screen"]], ()):
            if _meets(columns, closure) and not (before and _meets(before, closure)):
                thing = ("movies", columns["movie"]) if is_longer else ("shows", change.ref)
                details = closures.told(
                    closure, show=change.key, starts_ms=columns["starts_at_ms"],
                    ends_ms=columns["ends_at_ms"], zone=house.zone_of(columns["screen"]),
                    screen=columns["screen"],
                )  # fmt: skip
                yield Problem(thing, "closures.closed", details)
                break


def _meets(show: Mapping[str, Any], closure: Row) -> bool:
    return bool(show["starts_at_ms"] < closure.to_ms and closure.from_ms < show["ends_at_ms"])


def receive(session: WriteSession, plan: Plan, ids: Mapping[str, Mapping[str, int]]) -> None:
    """Block what is broken for the shows that are new on a screen."""
    came = [change for change in plan.of("shows", Verb.ADD, Verb.EDIT) if _comes(change)]
    broken.block_new_shows(session, [ids["shows"][change.ref] for change in came])


def _comes(change: Change) -> bool:
    return change.verb is Verb.ADD or bool(_COMES & {name for name, _, _ in change.fields})
