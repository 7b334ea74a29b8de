"""What the state machine reads of the real house past every service, and the one thing it sets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from boxoffice.services.app import App
from boxoffice.services.results import Result
from boxoffice.storage.queries import claims as queries
from boxoffice.storage.session import ReadSession, WriteSession
from boxoffice.storage.tables.bookings import Booking, BookingLine, Payment, Refund
from boxoffice.storage.tables.claims import Hold
from boxoffice.storage.tables.places import Theatre
from tests.halls import FIRST_ID
from tests.programme import Nothing, make_plan
from tests.services import house_model as model

PLAN = make_plan(rows="AB", per_row=5, wheelchair=False)
LABELS = [seat.label for seat in PLAN.seats]
"""Of both halls: the second one's seats count from 2001."""


def set_policy(app: App, ctx: Any, policy: str) -> None:
    """Say what the theatre gives back from now on."""

    def body(session: WriteSession, _request: Nothing) -> Result:
        session.run(update(Theatre.__table__).values(refund_policy=policy))  # type: ignore[attr-defined]
        return Result()

    app.db.write(ctx, Nothing(), body)


def claims(session: ReadSession) -> dict[str, model.Claim]:
    """Every claim on the show, run out or not, by the label of its seat."""
    rows = session.all(queries.claims_of_seats, show_id=1, low_id=1, high_id=9999)
    return {
        _label(row.seat_id): model.Claim(row.ref or row.owner_id, row.state, row.expires_at_ms)
        for row in rows
    }


def holds(session: ReadSession) -> dict[str, model.Hold]:
    """Every hold there ever was."""
    rows = session.all(HOLDS)
    return {row.id: model.Hold(row.till, row.expires_at_ms, row.status) for row in rows}


def money(session: ReadSession) -> dict[str, tuple[str, int, int]]:
    """Status, what came in and what went back of every booking."""
    rows = session.all(BOOKINGS)
    return {row.ref: (row.status, row.captured_minor, row.refunded_minor) for row in rows}


def sold_seats(session: ReadSession) -> list[tuple[str, str]]:
    """Seats that somebody paid for and has not given back; the label is that of the seat."""
    rows = session.all(SOLD_SEATS)
    assert [row.seat for row in rows] == [_label(row.seat_id) for row in rows]
    return sorted((row.seat, row.ref) for row in rows)


def halls(session: ReadSession) -> set[int]:
    """The halls of all seats that are claimed or sold."""
    rows = session.all(queries.claims_of_seats, show_id=1, low_id=1, high_id=9999)
    return {max(1, row.seat_id // FIRST_ID) for row in (*rows, *session.all(SOLD_SEATS))}


def _label(seat_id: int) -> str:
    return LABELS[seat_id % FIRST_ID - 1]


hold = Hold.__table__.c  # type: ignore[attr-defined]
booking = Booking.__table__.c  # type: ignore[attr-defined]
line = BookingLine.__table__.c  # type: ignore[attr-defined]
HOLDS = select(hold.id, hold.till, hold.status, hold.expires_at_ms)


def _sum(table: Any, label: str) -> Any:
    core = table.__table__.c
    amount = func.coalesce(func.sum(core.amount_minor), 0)
    return select(amount).where(core.booking_id == booking.id).scalar_subquery().label(label)


BOOKINGS = select(
    booking.ref,
    booking.status,
    _sum(Payment, "captured_minor"),
    _sum(Refund, "refunded_minor"),
)
SOLD_SEATS = (
    select(line.seat_id, line.seat, booking.ref)
    .join_from(BookingLine, Booking, line.booking_id == booking.id)
    .where(line.status == "sold")
)
