"""What a set-up takes away: things named one by one, and shows of some days that it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.errors import Invalid, NotFound
from boxoffice.services import prices
from boxoffice.services.setup.house import House
from boxoffice.services.setup.plan import KINDS, Thing, spelled
from boxoffice.services.setup.scope import Programme
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession

if TYPE_CHECKING:
    from boxoffice.services.setup.files import Document


@dataclass(frozen=True, slots=True)
class Prune:
    """Business days, as typed, whose shows go unless the document names them; both included."""

    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing to take away: the name of its list in a file, and its key.

    Screens are theatre/screen, prices theatre/rule, holidays theatre/day.
    """

    kind: str
    key: str


def doomed(house: House, programme: Programme, removals: Sequence[Removal]) -> list[Thing]:
    """The things that these removals mean; with a theatre go its prices and holidays."""
    things: dict[Thing, None] = {}
    for removal in removals:
        if removal.kind not in KINDS:
            raise Invalid("setup.unknown_kind", kind=removal.kind, known=list(KINDS))
        keys = {spelled(removal.kind, ref, columns): ref
                for ref, columns in house.of(removal.kind).items()}  # fmt: skip
        if removal.key not in keys:
            nearest = get_close_matches(removal.key, keys, n=1, cutoff=0.5)
            raise NotFound("setup.unknown_thing", kind=removal.kind, key=removal.key,
                           nearest=nearest[0] if nearest else None)  # fmt: skip
        ref = keys[removal.key]
        if ref in programme.of(removal.kind):
            raise Invalid("setup.removed_and_named", kind=removal.kind, key=removal.key)
        things[removal.kind, ref] = None
    return _with_parts(house, things)


def _with_parts(house: House, things: Iterable[Thing]) -> list[Thing]:
    """What goes along: the prices of a show, the prices and holidays of a theatre."""
    found = dict.fromkeys(things)
    theatres = {ref for kind, ref in found if kind == "theatres"}
    shows = {ref for kind, ref in found if kind == "shows"}
    for ref in house.prices:
        if ref[0] in theatres or house.prices[ref]["show"] in shows:
            found["prices", ref] = None
    for kind in ("taxes", "fees"):
        for ref in house.of(kind):
            if ref[0] in theatres:
                found[kind, ref] = None
    for holiday in house.holidays:
        if holiday[0] in theatres:
            found["holidays", holiday] = None
    return list(found)


def pruned(
    session: ReadSession, house: House, document: Document, programme: Programme, prune: Prune
) -> list[Thing]:
    """Shows of these days that the document does not name, at the theatres that it speaks of."""
    keys: list[str] = []
    for theatre in _theatres(house, document, programme):
        zone = house.theatres[theatre]["zone"]
        ends_at = prices.day_ends_at_minute(session.ctx, theatre)
        days = [
            times.parse_day(day, now_ms=session.now_ms, zone=zone, ends_at_minute=ends_at)
            for day in (prune.first_day, prune.last_day)
        ]
        if days[1] < days[0]:
            raise Invalid("setup.days_reversed", first=prune.first_day, last=prune.last_day)
        from_ms, _ = times.day_bounds_ms(days[0], zone=zone, ends_at_minute=ends_at)
        _, to_ms = times.day_bounds_ms(days[1], zone=zone, ends_at_minute=ends_at)
        screens = [
            house.ids["screens"][key]
            for key, screen in house.screens.items()
            if screen["theatre"] == theatre
        ]
        rows = rows_among(
            session, queries.shows_on_screens, screens, from_ms=from_ms, to_ms=to_ms
        )  # fmt: skip
        keys += house.add_shows(row for row in rows if row.status != "cancelled")
    return _with_parts(house, [("shows", key) for key in keys if key not in programme.shows])


def _theatres(house: House, document: Document, programme: Programme) -> list[str]:
    named = {theatre.key for city in document.text.cities for theatre in city.theatres}
    for show in programme.shows.values():
        screen = programme.screens.get(show["screen"]) or house.screens[show["screen"]]
        named.add(screen["theatre"])
    return sorted(named & house.theatres.keys())
