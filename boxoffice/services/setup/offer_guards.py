"""What a set-up must not do to offers that somebody has taken or has a code of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boxoffice.services.setup.guards import Problem
from boxoffice.services.setup.house import House
from boxoffice.services.setup.plan import Plan, Verb
from boxoffice.storage.queries import offers as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession


def taken_offers(session: ReadSession, plan: Plan, house: House) -> Iterator[Problem]:
    """Offers that somebody took stay, with limits that are not below that; codes stay codes."""
    changes = {house.ids["offers"][each.ref]: each for each in plan.of("offers", Verb.REMOVE)}
    for row in rows_among(session, queries.ever_taken, changes):
        key = changes[row.offer_id].ref
        yield _problem(key, "setup.offer_taken", times=row.times)
    edits = {house.ids["offers"][each.ref]: each for each in plan.of("offers", Verb.EDIT)}
    most: dict[int, int] = {}
    for row in rows_among(session, queries.taken_by_customers, edits, now_ms=session.now_ms):
        columns = edits[row.offer_id].columns
        most[row.offer_id] = most.get(row.offer_id, 0) + row.times
        if row.customer and 0 < columns["limit_customer"] < row.times:
            yield _problem(
                edits[row.offer_id].ref, "setup.offer_limit", times=row.times,
                limit=columns["limit_customer"],
            )  # fmt: skip
    for offer_id, times in most.items():
        limit = edits[offer_id].columns["limit_total"]
        if 0 < limit < times:
            yield _problem(edits[offer_id].ref, "setup.offer_limit", times=times, limit=limit)
    turned = {
        each: change
        for each, change in edits.items()
        if change.columns["single_use"] and not house.offers[change.ref]["single_use"]
    }
    for row in rows_among(session, queries.ever_taken, turned):
        yield _problem(turned[row.offer_id].ref, "setup.offer_way_taken", times=row.times)
    without = {each: change for each, change in edits.items() if not change.columns["single_use"]}
    for row in rows_among(session, queries.with_codes, without):
        yield _problem(without[row.offer_id].ref, "setup.offer_has_codes", codes=row.times)


def _problem(key: str, code: str, **details: Any) -> Problem:
    return Problem(("offers", key), code, {"offer": key, **details})
