"""A small cinema to sell at: one theatre, one hall, ticket types, prices, a film and its shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from boxoffice.context import Clock, Context
from boxoffice.domain.layouts import Plan, Seat, SeatKind, seat_key
from boxoffice.domain.lifecycle import NEW, ShowStatus, Subject
from boxoffice.services.app import App
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import PriceRuleRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

HOUR_MS = 3_600_000
AISLE_AFTER = 5


class Nothing(Request):
    """Asks for nothing but a transaction."""

    what: str = "programme"


def write(app: App, ctx: Context, body: Callable[[WriteSession], Any]) -> None:
    """Whatever a test needs in the database that no use case puts there, in one write."""

    def run(session: WriteSession, _request: Nothing) -> Result:
        body(session)
        return Result()

    app.db.write(ctx, Nothing(), run)


def make_plan(
    *, rows: Sequence[str] = "ABCDEFGH", per_row: int = 10, wheelchair: bool = True
) -> Plan:
    """Rows of seats with an aisle after the fifth, premium at the back, A1-2 for wheelchairs."""
    seats = []
    for depth, row in enumerate(rows):
        for number in range(1, per_row + 1):
            kind = SeatKind.STANDARD
            if wheelchair and row == rows[0] and number in (1, 2):
                kind = SeatKind.WHEELCHAIR if number == 1 else SeatKind.COMPANION
            aisle = 100 if number > AISLE_AFTER else 0
            category = "premium" if depth >= len(rows) - 2 else "standard"
            seats.append(
                Seat(
                    id=len(seats) + 1, row=row, number=str(number), category=category,
                    x=number * 100 + aisle, y=depth * 100, kind=kind,
                )
            )  # fmt: skip
    return Plan(tuple(seats))


def open_cinema(
    app: App,
    ctx: Context,
    *,
    plan: Plan | None = None,
    shows: int = 2,
    starts_in_ms: int = 2 * HOUR_MS,
    zone: str = "",
    currency: str = "EUR",
    title: str = "Dune",
) -> None:
    """Write the whole cinema; show 1 starts in two hours, the next ones three hours later each.

    Without a zone it is in Paris, or where no day ends soon if time goes by as on this machine.
    """
    hall = plan or make_plan()
    zone = zone or ("Europe/Paris" if ctx.clock.source == "injected" else noon_zone(ctx.clock))

    def body(session: WriteSession, _request: Nothing) -> Result:
        _write_places(session, hall, zone=zone, currency=currency)
        _write_prices(session)
        movie = {
            "id": 1, "key": "film-1", "title": title, "languages": "en", "genres": "drama",
            "certificate": "12", "rating_tenths": 80, "runtime_minutes": 120,
            "distributor": "", "release_date": "", "formats": "",
        }  # fmt: skip
        session.insert(Movie, [movie])
        starts_ms = session.now_ms + starts_in_ms
        session.insert(Show, [_show(number, starts_ms) for number in range(1, shows + 1)])
        for number in range(1, shows + 1):
            session.step(Subject.SHOW, str(number), NEW, ShowStatus.ON_SALE)
        return Result()

    app.db.write(ctx, Nothing(), body)


def noon_zone(clock: Clock) -> str:
    """Where it is about noon; these names count to the west."""
    hour = clock.wall_ms() // HOUR_MS % 24
    return f"Etc/GMT{hour - 12:+}"


def _show(number: int, first_ms: int) -> dict[str, Any]:
    starts_ms = first_ms + (number - 1) * 3 * HOUR_MS
    return {
        "id": number, "key": f"show-{number}", "movie_id": 1, "screen_id": 1, "layout_id": 1,
        "starts_at_ms": starts_ms, "ends_at_ms": starts_ms + 2 * HOUR_MS, "language": "en",
        "subtitles": "", "format": "2D", "status": "on_sale",
    }  # fmt: skip


def _write_places(session: WriteSession, hall: Plan, *, zone: str, currency: str) -> None:
    session.insert(City, [{"id": 1, "key": "paris", "name": "Paris"}])
    theatre = {
        "id": 1, "key": "rex", "city_id": 1, "name": "Rex", "zone": zone, "currency": currency,
        "address": "",
    }  # fmt: skip
    session.insert(Theatre, [theatre])
    layout = {"id": 1, "key": "hall", "name": "Hall", "capacity": len(hall.seats), "unreserved": 0}
    session.insert(Layout, [layout])
    categories = sorted({seat.category for seat in hall.seats})
    session.insert(
        SeatCategory,
        [{"id": n, "key": key, "name": key.title()} for n, key in enumerate(categories, 1)],
    )
    session.insert(
        SeatRow,
        [
            {
                "id": seat.id, "layout_id": 1, "seat_key": seat_key(seat.label),
                "zone": seat.zone, "row": seat.row, "number": seat.number,
                "category": seat.category, "kind": str(seat.kind), "x": seat.x, "y": seat.y,
                "guid": "",
            }
            for seat in hall.seats
        ],
    )  # fmt: skip
    screen = {
        "id": 1, "key": "1", "theatre_id": 1, "layout_id": 1, "name": "Screen 1",
        "turnaround_ms": 1_200_000,
    }  # fmt: skip
    session.insert(Screen, [screen])


def _write_prices(session: WriteSession) -> None:
    session.insert(
        TicketType,
        [
            {"id": 1, "key": "adult", "name": "Adult", "position": 1},
            {"id": 2, "key": "child", "name": "Child", "position": 2},
        ],
    )
    rules = [("standard", "", 1200), ("premium", "", 1550), ("", "child", 800)]
    session.insert(
        PriceRuleRow,
        [
            {
                "id": number, "key": f"rule-{number}", "theatre_id": 1, "category": category,
                "ticket_type": kind, "show_id": 0, "day_type": "", "amount_minor": amount,
            }
            for number, (category, kind, amount) in enumerate(rules, 1)
        ],
    )  # fmt: skip
