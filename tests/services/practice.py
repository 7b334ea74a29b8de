"""A cinema whose customers pay at a simulated gateway, worked from the inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boxoffice.context import Context
from boxoffice.outbound.gateways.registry import open_simulated
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import Delivery, Outcome
from boxoffice.services import reservations, webhooks
from boxoffice.services.app import App, open_app
from boxoffice.services.bookings import view_booking
from boxoffice.services.flows import gateway_payment
from boxoffice.services.online import OnlineRequest, OnlineResult
from boxoffice.services.results import BookingResult
from boxoffice.services.verify import verify
from boxoffice.services.webhooks import WebhookResult
from tests.contexts import make_context
from tests.counter import book_request
from tests.programme import open_cinema

GATEWAY = "practice"


def with_gateway(ctx: Context, folder: Path, **section: Any) -> Context:
    """The same context where the house has a simulated gateway."""
    values = {"kind": "simulated", "folder": str(folder), **section}
    own = {name: (value, "test") for name, value in values.items()}
    return replace(ctx, settings=replace(ctx.settings, gateways={GATEWAY: own}))


@dataclass(frozen=True)
class Practice:
    """An open cinema with its gateway."""

    app: App
    ctx: Context
    clock: Any

    @property
    def gateway(self) -> SimulatedGateway:
        return open_simulated(self.ctx.settings)

    def book(self, words: str = "F7-8", **more: Any) -> str:
        """The reference of seats promised."""
        return reservations.book(self.app, self.ctx, book_request(words, **more)).booking.ref

    def start(self, ref: str, ctx: Context | None = None, **more: Any) -> OnlineResult:
        """A page to pay on."""
        request = OnlineRequest(ref=ref, gateway=GATEWAY, **more)
        return gateway_payment.start(self.app, ctx or self.ctx, request)

    def begun(self, words: str = "F7-8", **more: Any) -> OnlineResult:
        """Seats promised and a page to pay them on."""
        return self.start(self.book(words), **more)

    def deliveries(self, session_id: str, outcome: Outcome) -> tuple[Delivery, ...]:
        """What the gateway sends once a session goes on so."""
        return self.gateway.simulate(session_id, outcome, now_ms=self.clock.wall_ms())

    def receive(self, delivery: Delivery) -> WebhookResult:
        """Take one delivery in."""
        return webhooks.receive(self.app, self.ctx, self.gateway, delivery.body, delivery.headers)

    def happens(self, session_id: str, outcome: Outcome) -> list[str]:
        """The effects of all that is delivered then; a duplicate's in brackets."""
        done = [self.receive(each) for each in self.deliveries(session_id, outcome)]
        return [f"({d.posted.effect})" if d.is_duplicate else d.posted.effect for d in done]

    def view(self, ref: str) -> BookingResult:
        """A booking as it stands."""
        return view_booking(self.app, self.ctx, ref)

    def state(self, ref: str) -> tuple[str, ...]:
        """A booking's state, then those of its payments and refunds."""
        found = self.view(ref)
        return (
            found.booking.status,
            *(each.status for each in found.payments),
            *(each.status for each in found.refunds),
        )

    def is_sound(self) -> bool:
        """Whether everything adds up; says what does not."""
        found = verify(self.app, self.ctx)
        assert found.violations == ()
        return found.ok


@contextmanager
def practice(
    database: str,
    folder: Path,
    clock: Any,
    *,
    cinema: dict[str, Any] | None = None,
    section: dict[str, Any] | None = None,
    **settings: Any,
) -> Iterator[Practice]:
    """A cinema with a gateway on a new database."""
    plain = make_context(database, clock=clock, **settings)
    ctx = with_gateway(plain, folder, **section or {})
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx, **cinema or {})
        yield Practice(app, ctx, clock)
