"""What a gateway delivers: verified, taken once, and posted in the transaction that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from boxoffice.errors import Invalid
from boxoffice.services import gateway_events
from boxoffice.services.gateway_events import Posted
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Event, Gateway
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession

TILL = "gateway"
"""Everything that gateways tell us writes the same audit chain, whoever delivers it."""


class WebhookRequest(Request):
    """One event of a gateway: what it is called and the hash of the bytes that brought it."""

    answer: ClassVar[type[Result]]

    gateway: str
    event_id: str
    sha256: str


class WebhookResult(Result):
    """What one delivery did; a duplicate says what the first one had done."""

    gateway: str
    event_id: str
    kind: str
    is_duplicate: bool = False
    posted: Posted


WebhookRequest.answer = WebhookResult


def receive(
    app: App, ctx: Context, gateway: Gateway, body: bytes, headers: Mapping[str, str]
) -> WebhookResult:
    """Verify a raw delivery by the database's clock and post it, whatever came before it.

    Refused if it is forged, stale or from the future: nothing is recorded then.
    """
    event = gateway.verify_webhook(body, headers, now_ms=now_ms(app, ctx))
    if not event.event_id:
        raise Invalid("payments.no_event_id", gateway=gateway.name)
    return take(app, ctx, gateway.name, event)


def take(app: App, ctx: Context, gateway: str, event: Event) -> WebhookResult:
    """Post a verified event once; told again, say what it did the first time."""
    request = WebhookRequest(gateway=gateway, event_id=event.event_id, sha256=event.sha256)
    body = partial(_take, event=event)
    return app.db.write(replace(ctx, till=TILL), request, body)


def now_ms(app: App, ctx: Context) -> int:
    """The time by the database's clock, which no till can set."""
    with app.db.read(ctx) as session:
        return session.now_ms


def _take(session: WriteSession, request: WebhookRequest, *, event: Event) -> WebhookResult:
    is_new = session.all(
        queries.take_event, gateway=request.gateway, event_id=event.event_id,
        kind=str(event.kind), payment_id="", sha256=event.sha256, effect="",
        event_at_ms=event.at_ms, received_at_ms=session.now_ms,
    )  # fmt: skip
    if not is_new:
        return _told_before(session, request, event)
    posted = gateway_events.post(session, request.gateway, event)
    session.run(
        queries.finish_event, gateway=request.gateway, of_event=event.event_id,
        done=posted.effect, of_payment=posted.payment_id,
    )  # fmt: skip
    return WebhookResult(
        gateway=request.gateway, event_id=event.event_id, kind=str(event.kind), posted=posted
    )


def _told_before(session: WriteSession, request: WebhookRequest, event: Event) -> WebhookResult:
    (row,) = session.all(queries.event_by_id, gateway=request.gateway, event_id=event.event_id)
    payment = row.payment_id and session.first(queries.payment_by_id, payment_id=row.payment_id)
    posted = Posted(
        effect=row.effect, payment_id=row.payment_id, ref=payment.ref if payment else ""
    )
    return WebhookResult(
        gateway=request.gateway, event_id=event.event_id, kind=row.kind, is_duplicate=True,
        posted=posted,
    )  # fmt: skip
