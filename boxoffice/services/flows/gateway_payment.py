"""An online payment: a write, a call to the gateway with no session open, and a write."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from boxoffice.domain.lifecycle import PaymentStatus
from boxoffice.errors import BoxofficeError, Declined, NotFound, Refused, Unavailable
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found
from boxoffice.outbound.gateways.registry import open_gateway
from boxoffice.services import captures, online, payments
from boxoffice.services.online import Asked, OnlineRequest, OnlineResult, OpenedRequest
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Gateway, Session
    from boxoffice.services.app import App
    from boxoffice.services.payments import PostedResult

KINDS = {
    PaymentStatus.AUTHORIZED: EventKind.AUTHORIZED,
    PaymentStatus.CAPTURED: EventKind.CAPTURED,
    PaymentStatus.FAILED: EventKind.FAILED,
    PaymentStatus.EXPIRED: EventKind.EXPIRED,
    PaymentStatus.VOIDED: EventKind.VOIDED,
    PaymentStatus.DISPUTED: EventKind.DISPUTED,
    PaymentStatus.PART_REFUNDED: EventKind.CAPTURED,
    PaymentStatus.REFUNDED: EventKind.CAPTURED,
}
"""What a state that was looked up tells, in the words of events."""

NOT_OPENED = (Refused, Declined, NotFound)
"""Answers after which there is no page to pay on; where a key is missing there may be one."""


def start(app: App, ctx: Context, request: OnlineRequest) -> OnlineResult:
    """Begin an online payment, or go on where an earlier try under the same key stopped.

    Unavailable where the gateway did not answer: the payment stays begun, and `payment reconcile`
    or the same command again finds out what became of it.
    """
    gateway = open_gateway(app.settings, request.gateway)
    begun: OnlineResult = app.db.write(ctx, request, online.begin)
    if ctx.dry_run and not begun.replayed:
        return begun.unnamed()
    asked = look(app, ctx, begun.payment.id)
    if begun.replayed and asked.failure and not asked.session_id:
        raise _not_opened(app, ctx, asked)
    if asked.session_id or asked.status not in captures.OPEN:
        shown = payments.online_view(app, ctx, begun.payment.id)
        return shown.model_copy(update={"op_key": begun.op_key, "replayed": begun.replayed})
    opened = open_page(app, ctx, gateway, asked)
    if opened.payment.status not in captures.OPEN:
        close_pages(app, ctx, begun.booking.ref)
    return opened


def open_page(app: App, ctx: Context, gateway: Gateway, asked: Asked) -> OnlineResult:
    """Ask the gateway for the page of a payment, by its id, and keep it."""
    try:
        page = ask(gateway, asked)
    except Unavailable as error:
        error.details.setdefault("ref", asked.reference)
        raise
    except NOT_OPENED as error:
        request = OpenedRequest(
            payment_id=asked.payment_id, failure=error.code,
            details={**error.details, "family": type(error).__name__},
        )  # fmt: skip
        done = app.db.write(ctx, request, online.opened)
        error.details.update(_parts_back(done))
        raise
    return keep_page(app, ctx, asked, page)


def _parts_back(done: OnlineResult) -> dict[str, Any]:
    """What a page that was not opened leaves to be handed back at this till, as error details."""
    parts = [each.details for each in done.warnings if each.code == "payments.hand_back"]
    return {"hand_back": parts} if parts else {}


def _not_opened(app: App, ctx: Context, asked: Asked) -> BoxofficeError:
    """Why the page was not opened, as whoever asked first was told."""
    done = app.db.write(ctx, OpenedRequest(payment_id=asked.payment_id), online.opened)
    said = [dict(each.details) for each in done.warnings if each.code == asked.failure]
    details = said[0] if said else {"gateway": asked.gateway, "ref": asked.reference}
    families = {each.__name__: each for each in NOT_OPENED}
    family = families.get(str(details.pop("family", "")), Refused)
    return family(asked.failure, **details, **_parts_back(done))


def ask(gateway: Gateway, asked: Asked) -> Session:
    """The page of a payment: the same one however often it is asked for."""
    return gateway.start(
        asked.payment_id, amount_minor=asked.amount_minor, currency=asked.currency,
        reference=asked.reference, created_at_ms=asked.created_at_ms,
        expires_at_ms=asked.expires_at_ms,
    )  # fmt: skip


def keep_page(app: App, ctx: Context, asked: Asked, page: Session) -> OnlineResult:
    """The second write: which page it is."""
    request = OpenedRequest(
        payment_id=asked.payment_id, session_id=page.session_id, url=page.url,
        expires_at_ms=page.expires_at_ms,
    )  # fmt: skip
    return app.db.write(ctx, request, online.opened)


def look(app: App, ctx: Context, payment_id: str) -> Asked:
    """What a gateway is to be asked about a payment, as it stands now."""
    with app.db.read(ctx) as session:
        row = session.first(queries.payment_by_id, payment_id=payment_id)
    if row is None:
        raise NotFound("payments.unknown", id=payment_id)
    return Asked.of(row)


def post_found(app: App, ctx: Context, gateway: str, found: Found) -> tuple[PostedResult, ...]:
    """Post what a gateway answered about a session, its refunds after its money."""
    done = []
    kind = KINDS.get(found.status)
    if found.status is PaymentStatus.REFUNDED and not found.captured_minor:
        kind = EventKind.VOIDED
    if kind is EventKind.DISPUTED and found.captured_minor:
        done.append(payments.post(app, ctx, gateway, _event(found, EventKind.CAPTURED)))
    if kind is not None:
        done.append(payments.post(app, ctx, gateway, _event(found, kind)))
    for refund in found.refunds:
        event = Event(
            event_id="", kind=_REFUNDS[str(refund.status)], name="", at_ms=0, sha256="",
            session_id=found.session_id, payment_id=found.payment_id,
            transaction_id=refund.transaction_id, amount_minor=refund.amount_minor,
            currency=refund.currency, gateway_refund_id=refund.gateway_refund_id,
            refund_id=refund.refund_id, failure=refund.failure,
        )  # fmt: skip
        done.append(payments.post(app, ctx, gateway, event))
    return tuple(done)


_REFUNDS = {
    "queued": EventKind.REFUND_SENT,
    "sent": EventKind.REFUND_SENT,
    "done": EventKind.REFUND_DONE,
    "failed": EventKind.REFUND_FAILED,
}


def settle_authorized(
    app: App, ctx: Context, gateway: Gateway, payment_id: str
) -> tuple[PostedResult, ...]:
    """Take what a bank keeps for us if its booking still waits for it, else let go of it."""
    asked = look(app, ctx, payment_id)
    if asked.status != PaymentStatus.AUTHORIZED:
        return ()
    if payments.is_waited_for(app, ctx, payment_id):
        found = gateway.capture(asked.session_id, payment_id=asked.payment_id)
    else:
        found = gateway.cancel(asked.session_id, payment_id=asked.payment_id)
    return post_found(app, ctx, gateway.name, found)


def close_pages(app: App, ctx: Context, ref: str) -> tuple[PostedResult, ...]:
    """Close the pages of a booking's payments that were called off, as far as a gateway answers.

    Says what was posted of money that came in meanwhile; `payment reconcile` looks after the rest.
    """
    done: list[PostedResult] = []
    for asked in payments.called_off(app, ctx, ref):
        with suppress(BoxofficeError):
            gateway = open_gateway(app.settings, asked.gateway)
            found = gateway.cancel(asked.session_id, payment_id=asked.payment_id)
            if found.captured_minor:
                done += post_found(app, ctx, gateway.name, found)
    return tuple(done)


def _event(found: Found, kind: EventKind) -> Event:
    """What was looked up, said as an event; of a capture the sum that came in counts."""
    is_money = kind is EventKind.CAPTURED
    details: dict[str, Any] = {
        name: getattr(found, name)
        for name in (
            "session_id", "payment_id", "transaction_id", "reference", "currency", "brand",
            "last_four", "failure",
        )
    }  # fmt: skip
    return Event(
        event_id="", kind=kind, name="", at_ms=0, sha256="",
        amount_minor=found.captured_minor if is_money else found.amount_minor, **details,
    )  # fmt: skip
