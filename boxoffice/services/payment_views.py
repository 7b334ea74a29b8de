"""Payments as they are shown: one with all that is known of it, or many as rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.services import shows
from boxoffice.services.results import PaymentView, RefundView, Value
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


class PaymentDetail(PaymentView):
    """A payment with its booking, and its page where a gateway opened one."""

    ref: str
    till: str
    gateway: str = ""
    session_id: str = ""
    url: str = ""
    transaction_id: str = ""
    failure: str = ""
    created_at: datetime
    captured_at: datetime | None = None
    expires_at: datetime | None = None


class EventView(Value):
    """What a gateway told of a payment, and what that did."""

    event_id: str
    kind: str
    effect: str
    at: datetime


class PaymentHistory(Value):
    """One payment, what a gateway told of it, and what went back."""

    payment: PaymentDetail
    events: tuple[EventView, ...]
    refunds: tuple[RefundView, ...]


class PaymentList(Value):
    """Payments, the newest first unless they wait: then the oldest."""

    payments: tuple[PaymentDetail, ...]


def detail_of(session: ReadSession, row: Row) -> PaymentDetail:
    """A payment's row with its booking's reference, in the time of its house."""
    zone = _zone(session, row.booking_id)
    return PaymentDetail(
        id=row.id, method=row.method, status=row.status, currency=row.currency,
        amount_minor=row.amount_minor, tendered_minor=row.tendered_minor,
        change_minor=row.change_minor, rounding_minor=row.rounding_minor, slip=row.slip,
        ref=row.ref, till=row.till, gateway=row.gateway, session_id=row.session_id, url=row.url,
        transaction_id=row.transaction_id, **_known(row), failure=row.failure,
        created_at=times.local(row.created_at_ms, zone=zone),
        captured_at=_moment(row.captured_at_ms, zone), expires_at=_moment(row.expires_at_ms, zone),
    )  # fmt: skip


def _known(row: Row) -> dict[str, str]:
    """What of a card or account is kept, as far as every payment tells it."""
    wanted = set(PaymentView.model_fields) & {"brand", "last_four", "voucher_id"}
    return {name: getattr(row, name) for name in wanted}


def event_of(session: ReadSession, row: Row, *, booking_id: str) -> EventView:
    """An event of the inbox, in the time of the payment's house."""
    at = times.local(row.received_at_ms, zone=_zone(session, booking_id))
    return EventView(event_id=row.event_id, kind=row.kind, effect=row.effect, at=at)


def _moment(at_ms: int, zone: str) -> datetime | None:
    return times.local(at_ms, zone=zone) if at_ms else None


def _zone(session: ReadSession, booking_id: str) -> str:
    def load() -> str:
        (of,) = session.all(queries.ref_of_booking, booking_id=booking_id)
        zone: str = session.within(
            ("zone", of.show_id), lambda: shows.counted(session, of.show_id).zone
        )
        return zone

    return session.within(("zone of", booking_id), load)
