"""What gateways tell us: every event once, and what nothing here goes with."""

from sqlalchemy import Index

from boxoffice.domain.lifecycle import UnmatchedStatus
from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, one_of, text


class WebhookEvent(Stored, table=True):
    """An event of a gateway that was verified, and what it did; none is taken twice.

    `sha256` is that of the bytes delivered: they may hold personal data and are not kept.
    """

    __tablename__ = "webhook_inbox"
    __table_args__ = (Index("ix_webhook_inbox_payment_id", "payment_id"), CLUSTERED)

    gateway: str = text(primary_key=True)
    event_id: str = text(primary_key=True)
    kind: str = text()
    payment_id: str = text()
    sha256: str = text()
    effect: str = text()
    event_at_ms: int = integer()
    received_at_ms: int = integer()


class Unmatched(Stored, table=True):
    """Money that a gateway reports and nothing here explains; never guessed, a person decides."""

    __tablename__ = "unmatched"
    __table_args__ = (
        one_of("status", UnmatchedStatus),
        check("amount", "amount_minor >= 0"),
        Index("ix_unmatched_status", "status"),
        Index("ix_unmatched_payment_id", "payment_id"),
        STRICT,
    )

    id: str = text(primary_key=True)
    gateway: str = text()
    event_id: str = text()
    kind: str = text()
    status: str = text()
    session_id: str = text()
    transaction_id: str = text()
    payment_id: str = text()
    currency: str = text()
    amount_minor: int = integer()
    note: str = text()
    created_at_ms: int = integer()
    resolved_at_ms: int = integer()
