"""What the state machine reads of the real house past every service, and the one thing it sets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from boxoffice.services.app import App
from boxoffice.services.results import Result
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.bookings import Booking, Payment, Refund
from boxoffice.storage.tables.claims import Hold
from boxoffice.storage.tables.places import Theatre
from tests.programme import Nothing


def set_policy(app: App, ctx: Any, policy: str) -> None:
    """Say what the theatre gives back from now on."""

    def body(session: WriteSession, _request: Nothing) -> Result:
        session.run(update(Theatre.__table__).values(refund_policy=policy))  # type: ignore[attr-defined]
        return Result()

    app.db.write(ctx, Nothing(), body)


HOLDS = select(*(Hold.__table__.c[name] for name in ("id", "till", "status", "expires_at_ms")))  # type: ignore[attr-defined]


def _sum(table: Any, label: str) -> Any:
    core = table.__table__.c
    amount = func.coalesce(func.sum(core.amount_minor), 0)
    of_booking = core.booking_id == Booking.__table__.c.id  # type: ignore[attr-defined]
    return select(amount).where(of_booking).scalar_subquery().label(label)


BOOKINGS = select(
    Booking.__table__.c.ref,  # type: ignore[attr-defined]
    Booking.__table__.c.status,  # type: ignore[attr-defined]
    _sum(Payment, "captured_minor"),
    _sum(Refund, "refunded_minor"),
)
