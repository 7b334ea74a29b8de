"""What still uses a thing that is to be removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from boxoffice.services.setup.guards import MOST_NAMED, Problem
from boxoffice.services.setup.house import House
from boxoffice.services.setup.plan import Change, Plan, Verb
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession
from boxoffice.storage.statements import Named

Users = Iterator[tuple[str, str]]
"""The kind and the key of each thing that uses another."""


def still_used(session: ReadSession, plan: Plan, house: House) -> Iterator[Problem]:
    """Things that would leave others without what they refer to."""
    gone = {(each.kind, each.ref) for each in plan.changes if each.verb is Verb.REMOVE}
    for change in plan.changes:
        if change.verb is not Verb.REMOVE or change.kind not in _USERS:
            continue
        users = [
            (kind, name)
            for kind, name in _USERS[change.kind](session, change, plan, house)
            if (kind, name) not in gone
        ]
        if users:
            kind = users[0][0]
            names = [name for of, name in users if of == kind]
            details = {
                "kind": change.kind, "key": change.key, "used_by": kind,
                "names": names[:MOST_NAMED], "uses": len(names),
            }  # fmt: skip
            yield Problem((change.kind, change.ref), "setup.still_used", details)


def _referring(kind: str, name: str) -> Callable[..., Users]:
    """Things of a kind that will have the removed one in a column."""

    def users(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
        after = {each.ref: each.columns for each in plan.of(kind, Verb.ADD, Verb.EDIT)}
        for key, columns in {**house.of(kind), **after}.items():
            if columns[name] == change.ref:
                yield kind, key

    return users


def _shows_of(statement: Named, kind: str) -> Callable[..., Users]:
    """Shows, past ones too, by their numbers; those to be removed by their keys."""

    def users(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
        names = house.names("shows")
        for row in rows_among(session, statement, [house.ids[kind][change.ref]]):
            yield "shows", names.get(row.name, str(row.name))

    return users


def _shown_and_priced(statement: Named, kind: str, name: str) -> Callable[..., Users]:
    """Shows, and rules that are for it alone."""

    def users(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
        yield from _shows_of(statement, kind)(session, change, plan, house)
        yield from _pricing(name, change, plan, house)

    return users


def _of_layout(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
    yield from _referring("screens", "layout")(session, change, plan, house)


def _of_category(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
    for row in rows_among(session, queries.seats_of_categories, [change.ref]):
        yield "layouts", row.name
    yield from _pricing("category", change, plan, house)


def _of_ticket_type(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
    yield from _pricing("ticket_type", change, plan, house)
    yield from _referring("ticket_types", "needs")(session, change, plan, house)


def _pricing(name: str, change: Change, plan: Plan, house: House) -> Users:
    gone = {each.ref for each in plan.of("prices", Verb.REMOVE)}
    for ref, columns in house.prices.items():
        if columns[name] == change.ref and ref not in gone:
            yield "prices", f"{ref[0]}/{columns['key']}"


def _offering(kind: str, users: Callable[..., Users] | None = None) -> Callable[..., Users]:
    """What else uses it, and offers that are for it."""

    def found(session: ReadSession, change: Change, plan: Plan, house: House) -> Users:
        if users is not None:
            yield from users(session, change, plan, house)
        after = {each.ref: each.columns for each in plan.of("offers", Verb.ADD, Verb.EDIT)}
        for key, columns in {**house.offers, **after}.items():
            if change.ref in columns[kind].split(","):
                yield "offers", key

    return found


_USERS: dict[str, Callable[..., Users]] = {
    "cities": _referring("theatres", "city"),
    "theatres": _offering("theatres", _referring("screens", "theatre")),
    "screens": _shown_and_priced(queries.shows_of_screens, "screens", "screen"),
    "movies": _offering("movies", _shown_and_priced(queries.shows_of_movies, "movies", "movie")),
    "shows": _offering("shows"),
    "layouts": _of_layout,
    "categories": _offering("categories", _of_category),
    "ticket_types": _offering("ticket_types", _of_ticket_type),
}
