"""Offers for tests: rows with overrides, and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.offers import OfferCode, OfferRow, Redemption
from tests.programme import write

REDEMPTION = Redemption.__table__  # type: ignore[attr-defined]
CODE = OfferCode.__table__  # type: ignore[attr-defined]

EMPTY: dict[str, Any] = {
    "name": "", "kind": "percent", "automatic": 0, "code": "", "single_use": 0, "stackable": 0,
    "gives_back": 1, "priority": 0, "currency": "", "amount_minor": 0, "percent_bp": 0,
    "take": 0, "pay": 0, "item": "", "limit_total": 0, "limit_customer": 0, "min_seats": 0,
    "min_minor": 0, "sold_from": "", "sold_to": "", "show_from": "", "show_to": "",
    "weekdays": "", "theatres": "", "shows": "", "movies": "", "categories": "",
    "ticket_types": "",
}  # fmt: skip


def add_offer(app: App, ctx: Context, number: int, key: str, **columns: Any) -> None:
    """An offer that is in the house, with its codes if it has some."""
    codes = columns.pop("codes", ())
    row = {"id": number, "key": key, **EMPTY, "name": key.title(), **columns}

    def body(session: WriteSession) -> None:
        session.insert(OfferRow, [row])
        session.insert(
            OfferCode,
            [
                {"code": code, "offer_id": number, "booking_id": "", "expires_at_ms": 0}
                for code in codes
            ],
        )
        session.audit("offer.added", _subject(), key, "", "present")

    write(app, ctx, body)


def _subject() -> Any:
    from boxoffice.domain.lifecycle import Subject

    return Subject.OFFER


def states(app: App, ctx: Context) -> list[str]:
    """The states of all redemptions, sorted."""
    with app.db.read(ctx) as session:
        return sorted(row.status for row in session.all(select(REDEMPTION.c.status)))


def codes_in_use(app: App, ctx: Context) -> dict[str, bool]:
    """Whether each code belongs to a booking for good."""
    with app.db.read(ctx) as session:
        rows = session.all(select(*CODE.c).order_by(CODE.c.code))
        return {row.code: bool(row.booking_id and not row.expires_at_ms) for row in rows}
