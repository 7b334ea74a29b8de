"""Apply a set-up file: create what is new, change what is harmless, strand nobody's seat."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from sqlmodel import SQLModel

from boxoffice.domain.layouts import seat_key
from boxoffice.domain.lifecycle import NEW, ShowStatus, Subject
from boxoffice.errors import Refused
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.services.setup import guards
from boxoffice.services.setup.programme import Columns, Programme
from boxoffice.storage.queries import layouts
from boxoffice.storage.queries import setup as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import WriteSession
from boxoffice.storage.statements import Row, insert_one
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import Holiday, PriceRuleRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App

_FILLED: tuple[Any, ...] = (
    City, SeatCategory, TicketType, Layout, SeatRow, Theatre, Screen, Movie, Show, PriceRuleRow,
    Holiday,
)  # fmt: skip


class Changes(Value):
    """What happened to one kind of thing."""

    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0


class SetupResult(Result):
    """What a set-up did, kind by kind."""

    file: str
    changes: tuple[Changes, ...]


class SetupRequest(Request):
    """A set-up as asked for: the file's own bytes are its identity."""

    answer: ClassVar[type[Result]] = SetupResult
    file: str
    sha256: str


def apply(app: App, ctx: Context, programme: Programme) -> SetupResult:
    """Make the database say what the programme says, in one write; applied twice changes nothing.

    What the file does not mention stays as it is.
    """
    for table in _FILLED:
        insert_one(table.__table__, app.db.backend.dialect.name)
    request = SetupRequest(file=programme.file, sha256=programme.sha256)
    return app.db.write(ctx, request, partial(_apply, programme=programme))


def _apply(session: WriteSession, request: SetupRequest, *, programme: Programme) -> SetupResult:
    session.lock(queries.lock_setup)
    work = _Work(session, programme)
    work.cities()
    work.categories()
    work.ticket_types()
    work.layouts()
    work.theatres()
    work.screens()
    work.movies()
    work.shows()
    work.prices()
    work.holidays()
    changes = tuple(
        Changes(kind=kind, created=tally[0], changed=tally[1], unchanged=tally[2])
        for kind, tally in work.tallies.items()
    )
    return SetupResult(file=request.file, changes=changes)


class _Work:
    """One set-up in progress: each step knows the ids that the ones before it gave."""

    def __init__(self, session: WriteSession, programme: Programme) -> None:
        self.session = session
        self.programme = programme
        self.tallies: dict[str, list[int]] = {}
        self.ids: dict[str, dict[Any, int]] = {}

    def cities(self) -> None:
        self._sync("cities", City, self.programme.cities, self._by_key(City, "cities"))

    def categories(self) -> None:
        found = self._by_key(SeatCategory, "categories")
        self._sync("categories", SeatCategory, self.programme.categories, found)

    def ticket_types(self) -> None:
        """Positions follow the file where it names every ticket type, else new ones come last."""
        wanted = self.programme.ticket_types
        known = {row.key: row.position for row in self.session.all(queries.every_ticket_type)}
        if set(known) <= set(wanted):
            known = {}
        last = max(known.values(), default=-1)
        rows: dict[str, Columns] = {}
        for key, columns in wanted.items():
            if key not in known:
                last += 1
            rows[key] = {**columns, "position": known.get(key, last)}
        self._sync("ticket_types", TicketType, rows, self._by_key(TicketType, "ticket_types"))

    def layouts(self) -> None:
        """A changed plan is a new one under the same key; the old one keeps what was sold on it."""
        halls = self.programme.layouts
        found = self._by_key(Layout, "layouts")
        replaced = {
            key: row
            for key, row in found.items()
            if self._seats_of(row) != _fingerprint(halls[key])
        }
        guards.refuse_layouts_in_use(self.session, replaced)
        for key, row in replaced.items():
            retired = {**vars(row), "key": f"{key}~{row.id}"}
            self._change(Layout, row, retired)
            del found[key]
        wanted = {
            key: {"name": hall.name, "capacity": len(hall.seats), "unreserved": 0}
            for key, hall in halls.items()
        }
        self._sync("layouts", Layout, wanted, found)
        self._tally("layouts", created=-len(replaced), changed=len(replaced))
        for key, row in replaced.items():
            self.session.run(
                queries.give_screens_layout,
                old_layout_id=row.id,
                new_layout_id=self.ids["layouts"][key],
            )
        self._seats([key for key in halls if key not in found])

    def _seats_of(self, layout: Row) -> list[tuple[Any, ...]]:
        rows = self.session.all(layouts.seats_of_layout, layout_id=layout.id)
        return [(r.zone, r.row, r.number, r.category, r.kind, r.x, r.y) for r in rows]

    def _seats(self, keys: list[str]) -> None:
        next_id = self._next_id(SeatRow)
        rows = [
            {
                "layout_id": self.ids["layouts"][key],
                "seat_key": seat_key(seat.label),
                "zone": seat.zone,
                "row": seat.row,
                "number": seat.number,
                "category": seat.category,
                "kind": str(seat.kind),
                "x": seat.x,
                "y": seat.y,
                "guid": "",
            }
            for key in keys
            for seat in self.programme.layouts[key].seats
        ]
        numbered = [{"id": next_id + index, **row} for index, row in enumerate(rows)]
        self.session.insert(SeatRow, numbered)
        self._tally("seats", created=len(rows))

    def theatres(self) -> None:
        found = self._by_key(Theatre, "theatres")
        wanted = {
            key: _with_ids(columns, city=self.ids["cities"])
            for key, columns in self.programme.theatres.items()
        }
        guards.refuse_moved_theatres(self.session, found, wanted)
        self._sync("theatres", Theatre, wanted, found)

    def screens(self) -> None:
        names = {theatre_id: key for key, theatre_id in self.ids["theatres"].items()}
        rows = rows_among(self.session, queries.FIND[Screen], names)
        found = {f"{names[row.theatre_id]}/{row.key}": row for row in rows}
        wanted = {
            key: _with_ids(columns, theatre=self.ids["theatres"], layout=self.ids["layouts"])
            for key, columns in self.programme.screens.items()
        }
        self._sync("screens", Screen, wanted, found)

    def movies(self) -> None:
        self._sync("movies", Movie, self.programme.movies, self._by_key(Movie, "movies"))

    def shows(self) -> None:
        found = self._by_key(Show, "shows")
        wanted = {key: self._show(columns) for key, columns in self.programme.shows.items()}
        for key, row in found.items():
            guards.keep_history(row, wanted[key], now_ms=self.session.now_ms)
        guards.refuse_stranding(self.session, found, wanted)
        guards.refuse_overlaps(
            self.session, wanted,
            turnaround_ms={
                self.ids["screens"][key]: columns["turnaround_ms"]
                for key, columns in self.programme.screens.items()
            },
        )  # fmt: skip
        for key, row in found.items():
            if row.status != wanted[key]["status"]:
                self._step(row.id, key, row.status, wanted[key])
        self._sync("shows", Show, wanted, found)
        for key in wanted:
            if key not in found:
                self._step(self.ids["shows"][key], key, NEW, wanted[key])

    def _show(self, columns: Columns) -> Columns:
        screen = self.programme.screens[columns["screen"]]
        return {
            "movie_id": self.ids["movies"][columns["movie"]],
            "screen_id": self.ids["screens"][columns["screen"]],
            "layout_id": self.ids["layouts"][screen["layout"]],
            "starts_at_ms": columns["starts_at_ms"],
            "ends_at_ms": columns["ends_at_ms"],
            "language": columns["language"] or "",
            "subtitles": columns["subtitles"] or "",
            "format": columns["format"] or "2D",
            "status": str(ShowStatus.DRAFT if columns["draft"] else ShowStatus.ON_SALE),
        }

    def _step(self, show_id: int, key: str, source: str, columns: Columns) -> None:
        self.session.step(
            Subject.SHOW, str(show_id), source, columns["status"],
            key=key, movie_id=columns["movie_id"], screen_id=columns["screen_id"],
            starts_at_ms=columns["starts_at_ms"],
        )  # fmt: skip

    def prices(self) -> None:
        """A rule is the same rule while it is for the same seats; its key says which."""
        wanted: dict[tuple[Any, ...], Columns] = {}
        for (theatre, category, kind, day, show), columns in self.programme.prices.items():
            show_id = self.ids["shows"][show] if show else 0
            parts = (category, kind, day, f"show:{show}" if show else "")
            wanted[self.ids["theatres"][theatre], category, kind, show_id, day] = {
                "key": "+".join(part for part in parts if part) or "any",
                "theatre_id": self.ids["theatres"][theatre],
                "category": category,
                "ticket_type": kind,
                "show_id": show_id,
                "day_type": day,
                **columns,
            }
        theatres = {theatre_id for theatre_id, *_ in wanted}
        rows = list(rows_among(self.session, queries.FIND[PriceRuleRow], theatres))
        found = {}
        for row in rows:
            selectors = (row.theatre_id, row.category, row.ticket_type, row.show_id, row.day_type)
            if selectors in wanted:
                found[selectors] = row
                wanted[selectors]["key"] = row.key
        taken = {(row.theatre_id, row.key) for row in rows}
        for selectors, columns in wanted.items():
            if selectors not in found and (columns["theatre_id"], columns["key"]) in taken:
                raise Refused("setup.price_key_taken", key=columns["key"])
        self._sync("prices", PriceRuleRow, wanted, found)

    def holidays(self) -> None:
        wanted: dict[Any, Columns] = {
            (self.ids["theatres"][theatre], day): columns
            for (theatre, day), columns in self.programme.holidays.items()
        }
        rows = rows_among(self.session, queries.FIND[Holiday], {theatre for theatre, _ in wanted})
        found = {(row.theatre_id, row.day): row for row in rows}
        changed = {key for key in wanted if key in found and found[key].name != wanted[key]["name"]}
        new = [key for key in wanted if key not in found]
        for key in changed:
            self._change(Holiday, found[key], {**vars(found[key]), **wanted[key]})
        self.session.insert(
            Holiday, [{"theatre_id": key[0], "day": key[1], **wanted[key]} for key in new]
        )
        self._tally(
            "holidays", created=len(new), changed=len(changed),
            unchanged=len(wanted) - len(new) - len(changed),
        )  # fmt: skip

    def _by_key(self, table: type[SQLModel], kind: str) -> dict[str, Row]:
        rows = rows_among(self.session, queries.FIND[table], getattr(self.programme, kind))
        return {row.key: row for row in rows}

    def _sync(
        self,
        kind: str,
        table: type[SQLModel],
        wanted: Mapping[Any, Columns],
        found: Mapping[Any, Row],
    ) -> None:
        """Insert what is not there, change what differs, and know the id of each."""
        ids = self.ids[kind] = {key: row.id for key, row in found.items() if key in wanted}
        next_id = self._next_id(table)
        new: list[Columns] = []
        changes: list[Columns] = []
        for key, columns in wanted.items():
            if key not in found:
                ids[key] = next_id + len(new)
                new.append({"id": ids[key], "key": key, **columns})
            elif any(getattr(found[key], name) != value for name, value in columns.items()):
                changes.append(_change_values({**vars(found[key]), **columns}, key=("id",)))
        self.session.insert(table, new)
        if changes:
            self.session.run_many(queries.CHANGE[table], changes)
        self._tally(
            kind, created=len(new), changed=len(changes),
            unchanged=len(wanted) - len(new) - len(changes),
        )  # fmt: skip

    def _change(self, table: type[SQLModel], row: Row, columns: Mapping[str, Any]) -> None:
        key = ("theatre_id", "day") if table is Holiday else ("id",)
        self.session.run(queries.CHANGE[table], **_change_values(columns, key=key))

    def _next_id(self, table: type[SQLModel]) -> int:
        return int(self.session.scalar(queries.LAST[table]) or 0) + 1

    def _tally(self, kind: str, *, created: int = 0, changed: int = 0, unchanged: int = 0) -> None:
        tally = self.tallies.setdefault(kind, [0, 0, 0])
        for index, count in enumerate((created, changed, unchanged)):
            tally[index] += count


def _fingerprint(hall: Any) -> list[tuple[Any, ...]]:
    return [
        (seat.zone, seat.row, seat.number, seat.category, str(seat.kind), seat.x, seat.y)
        for seat in hall.seats
    ]


def _with_ids(columns: Columns, **references: Mapping[Any, int]) -> Columns:
    """The columns with each reference by key turned into one by id."""
    rest = {name: value for name, value in columns.items() if name not in references}
    return rest | {f"{name}_id": ids[columns[name]] for name, ids in references.items()}


def _change_values(columns: Mapping[str, Any], *, key: tuple[str, ...]) -> Columns:
    return {f"{'is' if name in key else 'to'}_{name}": value for name, value in columns.items()}
