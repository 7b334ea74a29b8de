"""Payments: which there are, how one stands, and posting what a gateway answered about it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import BookingStatus, PaymentMethod, PaymentStatus
from boxoffice.errors import Invalid, NotFound
from boxoffice.services import bookings, gateway_events, online
from boxoffice.services.gateway_events import Posted
from boxoffice.services.online import Asked, OnlineResult
from boxoffice.services.payment_views import (
    PaymentHistory,
    PaymentList,
    detail_of,
    event_of,
)
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.services.webhooks import TILL
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Event
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

DAY_MS = 86_400_000
MOST_LISTED = 500
FEWEST_SIGNS = 4


class PostRequest(Request):
    """What was learned of a payment by asking."""

    answer: ClassVar[type[Result]]

    gateway: str
    kind: str
    about: str


class PostedResult(Result):
    """What that did."""

    posted: Posted


PostRequest.answer = PostedResult


def post(app: App, ctx: Context, gateway: str, event: Event) -> PostedResult:
    """Post what a gateway answered, by the same code as what it delivers."""
    about = event.gateway_refund_id or event.session_id or event.payment_id
    request = PostRequest(gateway=gateway, kind=str(event.kind), about=about)
    own = replace(ctx, till=TILL, op_key="")
    return app.db.write(own, request, partial(_post, event=event))


def _post(session: WriteSession, request: PostRequest, *, event: Event) -> PostedResult:
    return PostedResult(posted=gateway_events.post(session, request.gateway, event))


def list_payments(
    app: App, ctx: Context, *, is_open: bool = False, gateway: str = "", days: int = 1
) -> PaymentList:
    """Payments of the last days, the newest first, or those that are under way.

    NotFound for a gateway that is not configured and of which nothing is found.
    """
    from boxoffice.outbound.gateways import registry

    with app.db.read(ctx) as session:
        if is_open:
            rows = session.all(queries.open_payments, most=MOST_LISTED)
        else:
            after = id_at(session.now_ms - days * DAY_MS)
            rows = session.all(queries.newest_payments, after=after, most=MOST_LISTED)
        chosen = [row for row in rows if not gateway or row.gateway == gateway]
        if gateway and not chosen:
            registry.require_known(app.settings, gateway)
        return PaymentList(payments=tuple(detail_of(session, row) for row in chosen))


def view_payment(app: App, ctx: Context, typed: str) -> PaymentHistory:
    """One payment by its id, the end of it, its session or its transaction."""
    with app.db.read(ctx) as session:
        row = get_payment(session, typed)
        of = {"payment_id": row.id}
        events = session.all(queries.events_of_payment, **of)
        found = bookings.result(session, bookings.get_booking(session, row.ref))
        return PaymentHistory(
            payment=detail_of(session, row),
            events=tuple(event_of(session, each, booking_id=row.booking_id) for each in events),
            refunds=tuple(each for each in found.refunds if each.payment_id == row.id),
        )


def status_of(app: App, ctx: Context, typed: str) -> PaymentList:
    """How the payments of a booking stand, or the one of a session."""
    with app.db.read(ctx) as session:
        booking = bookings.find_booking(session, typed)
        if booking is None:
            rows = [get_payment(session, typed)]
        else:
            ids = session.all(booking_queries.payments_of, booking_id=booking.id)
            rows = [get_payment(session, each.id) for each in ids]
        return PaymentList(payments=tuple(detail_of(session, row) for row in rows))


def online_view(app: App, ctx: Context, payment_id: str) -> OnlineResult:
    """A booking with one of its payments, as it stands."""
    with app.db.read(ctx) as session:
        return online.answer(session, get_payment(session, payment_id).ref, payment_id)


def get_payment(session: ReadSession, typed: str) -> Row:
    """The payment that an id, the end of one, a session or a transaction means."""
    word = typed.strip()
    found = word and session.first(queries.payment_by_id, payment_id=word)
    found = found or (word and session.first(queries.payments_of_session, session_id=word))
    if not found and len(word) >= FEWEST_SIGNS and set(word.lower()) <= set("0123456789abcdef-"):
        after = id_at(session.now_ms - 90 * DAY_MS)
        ending = session.all(queries.payments_ending, ending=word.lower(), after=after)
        if len(ending) > 1:
            raise Invalid("payments.ambiguous", id=word)
        found = next(iter(ending), None)
    if not found:
        raise NotFound("payments.unknown", id=word)
    return found


def session_of(app: App, ctx: Context, typed: str) -> str:
    """The session typed, or the newest one of the booking typed."""
    with app.db.read(ctx) as session:
        booking = bookings.find_booking(session, typed)
        rows = session.all(booking_queries.payments_of, booking_id=booking.id) if booking else []
    opened = [row.session_id for row in rows if row.session_id]
    return opened[-1] if opened else typed.strip()


def is_waited_for(app: App, ctx: Context, payment_id: str) -> bool:
    """Whether a payment's booking still waits for its money."""
    with app.db.read(ctx) as session:
        row = get_payment(session, payment_id)
        booking = bookings.get_booking(session, row.ref)
        return bookings.status_now(booking, session.now_ms) == BookingStatus.PENDING


def called_off(app: App, ctx: Context, ref: str) -> list[Asked]:
    """The payments of a booking that are void here and may have a page open at their gateway."""
    with app.db.read(ctx) as session:
        booking = bookings.get_booking(session, ref)
        rows = session.all(booking_queries.payments_of, booking_id=booking.id)
        return [
            Asked.of(get_payment(session, row.id))
            for row in rows
            if row.method == PaymentMethod.GATEWAY
            and row.status == PaymentStatus.VOIDED
            and row.session_id
        ]


def id_at(at_ms: int) -> str:
    """An id before every one that is made from then on."""
    text = f"{max(at_ms, 0):012x}"
    return f"{text[:8]}-{text[8:]}"
