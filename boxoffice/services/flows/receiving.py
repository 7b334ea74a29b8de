"""A delivery of a gateway taken in, and what has to be asked of the gateway after it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import PaymentStatus
from boxoffice.errors import BoxofficeError
from boxoffice.outbound.gateways.registry import open_gateway, open_simulated
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import payments, webhooks
from boxoffice.services.flows.gateway_payment import settle_authorized
from boxoffice.services.gateway_events import Posted
from boxoffice.services.results import Value
from boxoffice.services.webhooks import WebhookResult

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Gateway
    from boxoffice.services.app import App


class Received(Value):
    """What a delivery did, and what was posted after asking the gateway to go on."""

    webhook: WebhookResult
    then: tuple[Posted, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look."""
        return any(each.needs_person for each in (self.webhook.posted, *self.then))


class Simulated(Value):
    """Everything that was delivered after a simulated session went on."""

    session_id: str
    outcome: str
    received: tuple[Received, ...]


def receive(
    app: App, ctx: Context, gateway: str, body: bytes, headers: Mapping[str, str]
) -> Received:
    """Take in a raw delivery; what is only reserved is taken or let go of at once.

    Where the gateway does not answer to that, `payment reconcile` does it later.
    """
    return _receive(app, ctx, open_gateway(app.settings, gateway), body, headers)


def simulate(
    app: App, ctx: Context, session_id: str, outcome: Outcome, *, gateway: str = ""
) -> Simulated:
    """Let a simulated session go on, or a booking's newest, and take in what it delivers."""
    simulated = open_simulated(app.settings, gateway)
    session_id = payments.session_of(app, ctx, session_id)
    now_ms = webhooks.now_ms(app, ctx)
    sent = simulated.simulate(session_id, outcome, now_ms=now_ms, is_kept=not ctx.dry_run)
    own = replace(ctx, op_key="")
    received = tuple(_receive(app, own, simulated, each.body, each.headers) for each in sent)
    return Simulated(session_id=session_id, outcome=str(outcome), received=received)


def _receive(
    app: App, ctx: Context, gateway: Gateway, body: bytes, headers: Mapping[str, str]
) -> Received:
    taken = webhooks.receive(app, ctx, gateway, body, headers)
    then: tuple[Posted, ...] = ()
    if taken.posted.effect == PaymentStatus.AUTHORIZED and not ctx.dry_run:
        with suppress(BoxofficeError):
            done = settle_authorized(app, ctx, gateway, taken.posted.payment_id)
            then = tuple(each.posted for each in done)
    return Received(webhook=taken, then=then)
