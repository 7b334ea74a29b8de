"""What the tests ask gateways to do."""

from __future__ import annotations

from typing import Any

from boxoffice.outbound.gateways.protocol import Gateway, Session
from tests.clocks import FRIDAY_NOON_MS

PAYMENT = "01999999-0000-7000-8000-000000000001"
REFUND = "01999999-0000-7000-8000-0000000000aa"
QUARTER_MS = 15 * 60_000


def start(gateway: Gateway, payment_id: str = PAYMENT, **values: Any) -> Session:
    """A payment of 25.00 euro for booking K7M2, begun on Friday at noon."""
    asked: dict[str, Any] = {
        "amount_minor": 2500,
        "currency": "EUR",
        "reference": "K7M2",
        "created_at_ms": FRIDAY_NOON_MS,
        "expires_at_ms": FRIDAY_NOON_MS + QUARTER_MS,
        **values,
    }
    return gateway.start(payment_id, **asked)
