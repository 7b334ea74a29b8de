"""The tries of one refund at a gateway: another after each that failed, never two that count."""

from __future__ import annotations

from collections.abc import Iterable

from boxoffice.domain.lifecycle import RefundStatus
from boxoffice.outbound.gateways.protocol import FoundRefund


def tries_of(refunds: Iterable[FoundRefund], *, refund_id: str) -> list[FoundRefund]:
    """Every try of one of our refunds that the gateway knows of."""
    return [refund for refund in refunds if refund.refund_id == refund_id]


def standing(tries: Iterable[FoundRefund]) -> FoundRefund | None:
    """The try that counts: the one that is out or may still get there, else one that failed."""
    return min(tries, key=lambda each: each.status is RefundStatus.FAILED, default=None)


def key_of_next(tries: Iterable[FoundRefund], *, refund_id: str) -> str:
    """Our id, and after each failure a new one: a gateway answers an old key with the failure."""
    failures = sum(each.status is RefundStatus.FAILED for each in tries)
    return f"{refund_id}-{failures}" if failures else refund_id
