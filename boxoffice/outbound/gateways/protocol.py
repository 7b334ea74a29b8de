"""What every payment gateway can do, and the words in which it answers.

Amounts are minor units of ISO 4217 (yen for JPY, fils for KWD), whatever the gateway itself counts
in; times are milliseconds since 1970, UTC. Only token, brand and last four digits of a card are
ever asked for. What can go wrong is the same everywhere: `Unavailable` when the gateway gave no
answer (it may have acted: ask again with the same ids), `Declined` when the payer's bank said no,
`Refused` when the gateway or a limit of the house forbids it, `NotFound` for a session it does not
know, `Invalid` when the configuration does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus


class EventKind(StrEnum):
    """What a webhook reports; ATTEMPT_FAILED leaves the page open, FAILED is the end of it."""

    AUTHORIZED = "payment.authorized"
    CAPTURED = "payment.captured"
    PROCESSING = "payment.processing"
    ATTEMPT_FAILED = "payment.attempt_failed"
    FAILED = "payment.failed"
    EXPIRED = "payment.expired"
    VOIDED = "payment.voided"
    DISPUTED = "payment.disputed"
    REFUND_SENT = "refund.sent"
    REFUND_DONE = "refund.done"
    REFUND_FAILED = "refund.failed"
    IGNORED = "ignored"


PAYMENT_STATUS: Mapping[EventKind, PaymentStatus] = {
    EventKind.AUTHORIZED: PaymentStatus.AUTHORIZED,
    EventKind.CAPTURED: PaymentStatus.CAPTURED,
    EventKind.FAILED: PaymentStatus.FAILED,
    EventKind.EXPIRED: PaymentStatus.EXPIRED,
    EventKind.VOIDED: PaymentStatus.VOIDED,
    EventKind.DISPUTED: PaymentStatus.DISPUTED,
}
"""The state a payment takes by an event; the other kinds move no payment."""

REFUND_STATUS: Mapping[EventKind, RefundStatus] = {
    EventKind.REFUND_SENT: RefundStatus.SENT,
    EventKind.REFUND_DONE: RefundStatus.DONE,
    EventKind.REFUND_FAILED: RefundStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A page on which somebody can pay; `expires_at_ms` may lie after what was asked for."""

    session_id: str
    url: str
    qr_text: str
    expires_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRefund:
    """A refund as the gateway has it; `refund_id` is ours, empty if somebody else made it."""

    gateway_refund_id: str
    refund_id: str
    transaction_id: str
    amount_minor: int
    currency: str
    status: RefundStatus
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A session as the gateway has it now.

    `is_processing`: the payer is done and the bank is not; `captured_minor` is what came in,
    before refunds.
    """

    session_id: str
    payment_id: str
    reference: str
    status: PaymentStatus
    amount_minor: int
    currency: str
    is_processing: bool = False
    captured_minor: int = 0
    transaction_id: str = ""
    brand: str = ""
    last_four: str = ""
    failure: str = ""
    refunds: tuple[FoundRefund, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A verified webhook; a gateway leaves empty what its event does not say.

    `name` is the gateway's own name of the event, `sha256` that of the bytes delivered,
    `amount_minor` None where the event names no amount. `session_id`, `payment_id` and
    `transaction_id` each may find the payment; at least one is there unless kind is IGNORED.
    """

    event_id: str
    kind: EventKind
    name: str
    at_ms: int
    sha256: str
    session_id: str = ""
    payment_id: str = ""
    transaction_id: str = ""
    reference: str = ""
    amount_minor: int | None = None
    currency: str = ""
    brand: str = ""
    last_four: str = ""
    gateway_refund_id: str = ""
    refund_id: str = ""
    failure: str = ""


class Gateway(Protocol):
    """One configured gateway; safe to ask again with the same ids after any failure."""

    @property
    def name(self) -> str:
        """The name of its section in the configuration."""

    @property
    def kind(self) -> str:
        """Which implementation answers: simulated, stripe or razorpay."""

    def start(
        self,
        payment_id: str,
        *,
        amount_minor: int,
        currency: str,
        reference: str,
        created_at_ms: int,
        expires_at_ms: int,
        return_url: str = "",
    ) -> Session:
        """Open a page to pay on; the same payment id and arguments give the same session.

        `created_at_ms` is the payment's own and must not change between two tries: where the
        gateway demands a longer life than asked for, the end is counted from it.
        """

    def look_up(self, session_id: str) -> Found:
        """Ask how a session stands."""

    def capture(self, session_id: str, *, payment_id: str) -> Found:
        """Take what was authorised; a session already captured is returned as it is."""

    def cancel(self, session_id: str, *, payment_id: str) -> Found:
        """Close the page and let go of what was authorised; paid meanwhile: found as CAPTURED."""

    def refund(
        self, transaction_id: str, *, refund_id: str, amount_minor: int, currency: str
    ) -> FoundRefund:
        """Give back a part or all; the same refund id never gives back twice."""

    def find_refund(self, transaction_id: str, *, refund_id: str) -> FoundRefund | None:
        """How one of our refunds stands, None if the gateway never got it."""

    def verify_webhook(self, body: bytes, headers: Mapping[str, str], *, now_ms: int) -> Event:
        """The event in a raw delivery, or Refused if it is forged, stale or from the future."""
