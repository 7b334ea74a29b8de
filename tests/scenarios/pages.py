"""An evening on which people pay on a page at a gateway, and money comes when it comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boxoffice.domain.tenders import Tender
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import attention
from boxoffice.services.app import App
from boxoffice.services.flows import gateway_payment, receiving, refunding
from boxoffice.services.online import OnlineRequest
from boxoffice.services.results import BookingResult
from tests.contexts import make_context
from tests.online import NAME, gateway_of, with_gateway
from tests.scenarios.evening import Evening


@dataclass
class Online:
    """The evening's house with a simulated gateway; `settings` are those of the theatre."""

    evening: Evening
    folder: Path
    settings: dict[str, Any]

    @property
    def app(self) -> App:
        return with_gateway(self.evening.app, self.folder)

    def ctx(self, till: str) -> Any:
        ctx = make_context(
            self.evening.db, clock=self.evening.clock, till=till, **self.settings
        )  # fmt: skip
        gateways = self.app.settings.gateways
        return replace(ctx, settings=replace(ctx.settings, gateways=gateways))

    def begin(
        self, *seats: str, till: str = "till-1", beside: tuple[Tender, ...] = ()
    ) -> tuple[str, str]:
        """Promised seats and the page to pay them on: reference and session."""
        ref = self.evening.book(*seats, till=till).booking.ref
        request = OnlineRequest(ref=ref, gateway=NAME, tenders=beside)
        page = gateway_payment.start(self.app, self.ctx(till), request)
        return ref, page.payment.session_id

    def pays(self, session: str) -> list[str]:
        """The customer pays after all, and the gateway tells of it: what that did."""
        self.evening.sweep()
        told = receiving.simulate(self.app, self.ctx("till-9"), session, Outcome.SUCCESS)
        self.evening.sweep()
        return [each.webhook.posted.effect for each in told.received]

    def send_refunds(self) -> tuple[int, int]:
        """Ask the gateway for what waits: how many were asked for and done."""
        sent = refunding.send_queued(self.app, self.ctx("till-9"))
        return sent.asked, sent.done

    def given_back_minor(self, session: str) -> int:
        """What the gateway itself says went back."""
        return sum(each.amount_minor for each in gateway_of(self.app).look_up(session).refunds)

    def waiting(self) -> list[tuple[str, str]]:
        """What a person is to look at."""
        found = attention.list_attention(self.app, self.ctx("till-9")).attention
        return [(line.kind, line.ref) for line in found]


def state(found: BookingResult) -> tuple[str, list[tuple[str, int]], list[tuple[str, int]]]:
    """A booking's status, its payments and its refunds."""
    return (
        found.booking.status,
        [(each.status, each.amount_minor) for each in found.payments],
        [(each.status, each.amount_minor) for each in found.refunds],
    )


def seats(found: BookingResult) -> list[str]:
    return [line.seat for line in found.booking.lines]
