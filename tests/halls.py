"""More halls for the small cinema: another plan on another screen, of this theatre or the next."""

from __future__ import annotations

from dataclasses import replace

from boxoffice.context import Context
from boxoffice.domain.layouts import Plan, seat_key
from boxoffice.services.app import App
from boxoffice.services.results import Result
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.places import Screen, Theatre
from tests.programme import Nothing, make_plan

FIRST_ID = 1000
"""The seat ids of screen 2 count from 2001, those of screen 3 from 3001."""


def hall_of(number: int, plan: Plan) -> Plan:
    """A plan with the seat ids that the hall of a screen has."""
    return Plan(tuple(replace(seat, id=seat.id + number * FIRST_ID) for seat in plan.seats))


def add_screen(
    app: App,
    ctx: Context,
    number: int = 2,
    *,
    plan: Plan | None = None,
    theatre_id: int = 1,
    like_screen_1: bool = False,
) -> Plan:
    """One more screen, with its own hall or the plan of screen 1; answers with its plan."""
    hall = hall_of(number, plan or make_plan())

    def body(session: WriteSession, _request: Nothing) -> Result:
        if not like_screen_1:
            _write_layout(session, number, hall)
        screen = {
            "id": number, "key": str(number), "theatre_id": theatre_id,
            "layout_id": 1 if like_screen_1 else number, "name": f"Screen {number}",
            "turnaround_ms": 1_200_000,
        }  # fmt: skip
        session.insert(Screen, [screen])
        return Result()

    app.db.write(ctx, Nothing(what=f"screen {number}"), body)
    return hall


def add_theatre(
    app: App, ctx: Context, *, zone: str = "Europe/Paris", currency: str = "EUR"
) -> None:
    """A second theatre, roxy, without screens."""

    def body(session: WriteSession, _request: Nothing) -> Result:
        theatre = {
            "id": 2, "key": "roxy", "city_id": 1, "name": "Roxy", "zone": zone,
            "currency": currency, "address": "",
        }  # fmt: skip
        session.insert(Theatre, [theatre])
        return Result()

    app.db.write(ctx, Nothing(what="roxy"), body)


def _write_layout(session: WriteSession, number: int, hall: Plan) -> None:
    layout = {
        "id": number, "key": f"hall-{number}", "name": f"Hall {number}",
        "capacity": len(hall.seats), "unreserved": 0,
    }  # fmt: skip
    session.insert(Layout, [layout])
    known = {row.key for row in session.all(CATEGORIES)}
    missing = sorted({seat.category for seat in hall.seats} - known)
    session.insert(
        SeatCategory,
        [
            {"id": number * FIRST_ID + index, "key": key, "name": key.title()}
            for index, key in enumerate(missing)
        ],
    )
    session.insert(
        SeatRow,
        [
            {
                "id": seat.id, "layout_id": number, "seat_key": seat_key(seat.label),
                "zone": seat.zone, "row": seat.row, "number": seat.number,
                "category": seat.category, "kind": str(seat.kind), "x": seat.x, "y": seat.y,
                "guid": "",
            }
            for seat in hall.seats
        ],
    )  # fmt: skip


CATEGORIES = SeatCategory.__table__.select()  # type: ignore[attr-defined]
