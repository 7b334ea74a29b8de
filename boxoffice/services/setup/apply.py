"""Write a plan: in one short transaction, if the house is still what the plan was made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boxoffice.domain.lifecycle import NEW, PRESENT, Subject, require
from boxoffice.services.setup import guards, offer_guards, screens
from boxoffice.services.setup.house import Columns, House, Seats
from boxoffice.services.setup.plan import Change, Plan, Verb
from boxoffice.services.setup.rows import TABLES, Rows
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries import offers
from boxoffice.storage.queries import setup as changes
from boxoffice.storage.queries.setup import CHUNK, rows_among
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.layouts import Layout
from boxoffice.storage.tables.programme import Show

SUBJECTS = {
    "cities": Subject.CITY, "categories": Subject.CATEGORY, "ticket_types": Subject.TICKET_TYPE,
    "layouts": Subject.LAYOUT, "theatres": Subject.THEATRE, "screens": Subject.SCREEN,
    "movies": Subject.MOVIE, "shows": Subject.SHOW, "prices": Subject.PRICE,
    "holidays": Subject.HOLIDAY, "taxes": Subject.TAX, "fees": Subject.FEE,
    "offers": Subject.OFFER,
}  # fmt: skip

_EVENTS = {Verb.ADD: "added", Verb.EDIT: "edited", Verb.REMOVE: "removed"}


class Overtaken(Exception):
    """The house is no longer what the plan was made for; it has to be made again."""


@dataclass(frozen=True)
class Prepared:
    """A plan with the house it was made for, its rows, and the seats of every plan it uses."""

    plan: Plan
    house: House
    rows: Rows
    seats: Mapping[str, Seats]


def write(session: WriteSession, prepared: Prepared) -> None:
    """Make it so, or raise Overtaken or what now stands against it."""
    plan, house, rows = prepared.plan, prepared.house, prepared.rows
    if not plan.changes:
        return
    if session.lock(queries.lock_setup_revision)[0].number != house.revision:
        raise Overtaken
    _lock_shows(session, prepared)
    _lock_offers(session, plan, house)
    _remove(session, plan, house)
    for layout in rows.retired:
        session.run(changes.CHANGE[Layout], **_to_change(Layout, layout))
    for table in TABLES.values():
        session.insert(table, rows.new.get(table, ()))
        if table is Layout:
            _draw(session, rows)
        if table is Show:
            _carry(session, prepared)
        if rows.changed.get(table):
            values = [_to_change(table, row) for row in rows.changed[table]]
            session.run_many(changes.CHANGE[table], values)
    for old, new in rows.relaid.items():
        session.run(changes.give_screens_layout, old_layout_id=old, new_layout_id=new)
    for change in plan.changes:
        _record(session, change, prepared)
    screens.receive(session, plan, rows.ids)
    session.run(queries.count_setup_up)


def _draw(session: WriteSession, rows: Rows) -> None:
    from boxoffice.storage.tables.layouts import SeatRow

    session.insert(SeatRow, rows.new[SeatRow])


def _lock_shows(session: WriteSession, prepared: Prepared) -> None:
    """Shows about to change are locked against every sale, and looked at once more."""
    plan, house = prepared.plan, prepared.house
    ids = sorted(house.ids["shows"][each.ref] for each in plan.of("shows", Verb.EDIT, Verb.REMOVE))
    if not ids:
        return
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        filled: dict[str, Any] = {
            f"key_{index}": chunk[min(index, len(chunk) - 1)] for index in range(CHUNK)
        }
        session.lock(changes.lock_shows, **filled)
    seen = House(ids={**house.ids, "shows": dict(house.ids["shows"])}, theatres=house.theatres)
    keys = {each.ref for each in plan.of("shows", Verb.EDIT, Verb.REMOVE)}
    seen.add_shows(rows_among(session, changes.FIND[Show], keys))
    if any(seen.shows.get(key) != house.shows[key] for key in keys):
        raise Overtaken
    problems = [
        *guards.stranded(session, plan, house, prepared.seats),
        *guards.removed_shows(session, plan, house),
    ]
    if problems:
        raise guards.refusal(problems)


def _lock_offers(session: WriteSession, plan: Plan, house: House) -> None:
    """Offers about to change are locked against their takers, and looked at once more."""
    ids = [house.ids["offers"][each.ref] for each in plan.of("offers", Verb.EDIT, Verb.REMOVE)]
    if not ids:
        return
    values: dict[str, Any] = {f"id_{place}": each for place, each in enumerate(sorted(ids))}
    session.lock(offers.lock_offers, size=len(values), **values)
    problems = list(offer_guards.taken_offers(session, plan, house))
    if problems:
        raise guards.refusal(problems)


def _remove(session: WriteSession, plan: Plan, house: House) -> None:
    for change in plan.changes:
        if change.verb is not Verb.REMOVE or change.kind == "layouts":
            continue
        if change.kind == "holidays":
            theatre, day = change.ref
            key = {"is_theatre_id": house.ids["theatres"][theatre], "is_day": day}
        else:
            key = {"is_id": house.ids[change.kind][change.ref]}
            if change.kind == "offers":
                session.run(offers.drop_codes, **key)
            if change.kind == "screens":
                session.run(queries.drop_closures, **key)
                session.run(queries.drop_broken_seats, **key)
        session.run(queries.REMOVE[TABLES[change.kind]], **key)


def _carry(session: WriteSession, prepared: Prepared) -> None:
    """Shows that go to another plan take along every claim and every line, seat by seat."""
    from boxoffice.services import owners

    house, rows = prepared.house, prepared.rows
    to_layout = {
        house.ids["shows"][change.ref]: rows.ids["layouts"][change.columns["layout"]]
        for change in prepared.plan.of("shows", Verb.EDIT)
        if "layout" in {name for name, _, _ in change.fields}
    }
    seated = {row.id for row in rows_among(session, queries.claimed_or_booked, to_layout)}
    for show_id in sorted(seated):
        layout_id = to_layout[show_id]
        carried = {"of_show_id": show_id, "to_layout_id": layout_id}
        owners.lock(session, show_id)
        session.run(queries.drop_expired_claims, of_show_id=show_id, now_ms=session.now_ms)
        session.run(queries.carry_claims, **carried)
        for line in session.all(queries.lines_to_carry, **carried):
            if line.to_seat_id is None:
                continue
            session.run(queries.carry_line, line_id=line.id, to_seat_id=line.to_seat_id)
            session.step(Subject.LINE, line.id, line.status, line.status, seat=line.to_seat_id)


def _record(session: WriteSession, change: Change, prepared: Prepared) -> None:
    """Who changed which fields from what to what; of something new, all that it has."""
    subject = SUBJECTS[change.kind]
    fields = {name: [old, new] for name, old, new in change.fields}
    if change.kind != "shows":
        source = NEW if change.verb is Verb.ADD else PRESENT
        target = NEW if change.verb is Verb.REMOVE else PRESENT
        require(subject, change.key, source=source, target=target)
        detail: dict[str, Any] = {"fields": fields} if change.verb is Verb.EDIT else change.columns
        session.audit(
            f"{subject}.{_EVENTS[change.verb]}", subject, change.key, source, target, **detail
        )
        return
    show_id = str(prepared.rows.ids["shows"][change.ref])
    source = NEW if change.verb is Verb.ADD else prepared.house.shows[change.ref]["status"]
    target = NEW if change.verb is Verb.REMOVE else change.columns["status"]
    require(subject, show_id, source=source, target=target)
    event = target if target != source and target != NEW else _EVENTS[change.verb]
    detail = {"key": change.ref}
    if change.verb is Verb.ADD:
        ids = prepared.rows.ids
        columns = change.columns
        detail |= {
            "movie_id": ids["movies"][columns["movie"]],
            "screen_id": ids["screens"][columns["screen"]],
            "starts_at_ms": columns["starts_at_ms"],
        }
    elif change.verb is Verb.EDIT:
        detail["fields"] = fields
    session.audit(f"{subject}.{event}", subject, show_id, source, target, **detail)


def _to_change(table: type[Any], row: Columns) -> Columns:
    """The parameters of a change: the key is what it is, the rest what it comes to."""
    keys = {column.name for column in table.__table__.primary_key.columns}
    return {f"{'is' if name in keys else 'to'}_{name}": value for name, value in row.items()}
