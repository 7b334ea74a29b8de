"""What a gateway says happened, posted once: the same code for webhooks and for what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.outbound.gateways.protocol import REFUND_STATUS, Event, EventKind
from boxoffice.services import attention, captures, lapses, refund_queue
from boxoffice.services.captures import Matter
from boxoffice.services.results import Value
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

Did = tuple[str, dict[str, Any]]

NEEDS_PERSON = frozenset(
    {"unseated", "unmatched", "disputed", "refund_failed", "refund_came_back"}
)  # fmt: skip
"""Effects after which somebody has to look."""

_MONEY = frozenset({EventKind.CAPTURED, EventKind.DISPUTED})
"""Kinds that mean money came in, whether or not anything here explains it."""

_CHECKED = frozenset({EventKind.CAPTURED, EventKind.AUTHORIZED})
"""Kinds whose amount must be the payment's."""


class Posted(Value):
    """What one report did: a code with its details, to which payment and booking."""

    effect: str
    details: dict[str, Any] = Field(default_factory=dict)
    payment_id: str = ""
    ref: str = ""
    needs_person: bool = False


def post(session: WriteSession, gateway: str, event: Event) -> Posted:
    """Do what a verified report asks for, in the transaction that records it."""
    if event.kind is EventKind.IGNORED:
        return Posted(effect="ignored")
    if event.kind in REFUND_STATUS:
        return _refund(session, gateway, event)
    payment = find_payment(session, gateway, event)
    if payment is None:
        return _unknown(session, gateway, event)
    matter = captures.lock(session, payment)
    wrong = _mismatch(gateway, event, matter)
    if wrong:
        line = attention.note_unmatched(
            session, gateway, event, kind=attention.MISMATCH, payment=matter.payment, detail=wrong
        )
        return _posted(matter, _unmatched(wrong, line))
    return _posted(matter, _EFFECTS[event.kind](session, matter, event))


def find_payment(session: ReadSession, gateway: str, event: Event) -> Row | None:
    """The payment a report is about: by our own id, its session, or its transaction."""
    found: list[Row] = []
    if event.payment_id:
        found = session.all(queries.payment_by_id, payment_id=event.payment_id)
    if not found and event.session_id:
        found = session.all(queries.payments_of_session, session_id=event.session_id)
    if not found and event.transaction_id:
        found = session.all(
            queries.payments_of_transaction, transaction_id=event.transaction_id, gateway=gateway
        )
    return next((row for row in found if row.gateway == gateway), None)


def _posted(matter: Matter, did: Did) -> Posted:
    effect, details = did
    return Posted(
        effect=effect, details=details, payment_id=matter.payment.id, ref=matter.booking.ref,
        needs_person=effect in NEEDS_PERSON,
    )  # fmt: skip


def _unmatched(why: str, line: str) -> Did:
    """What is on a line for a person, or what was there already."""
    return ("unmatched", {"why": why, "line": line}) if line else ("already", {"why": why})


def _mismatch(gateway: str, event: Event, matter: Matter) -> str:
    """What of a report does not go with the payment it names; "" where all of it does."""
    payment = matter.payment
    if event.currency and event.currency.upper() != payment.currency:
        return "currency"
    if event.reference and event.reference != matter.booking.ref:
        return "booking"
    if event.kind in _CHECKED and event.amount_minor != payment.amount_minor:
        return "amount"
    return ""


def _unknown(session: WriteSession, gateway: str, event: Event) -> Posted:
    """Money that nothing here explains is kept for a person; anything else is somebody else's."""
    if event.kind not in _MONEY:
        return Posted(effect="unknown")
    line = attention.note_unmatched(session, gateway, event, kind="payment")
    return Posted(
        effect="unmatched", details={"why": "unknown", "line": line}, needs_person=True
    )  # fmt: skip


def _note(effect: str) -> Callable[[WriteSession, Matter, Event], Did]:
    """Kinds that move nothing and are only kept on record."""
    return lambda _session, matter, event: (
        effect,
        {"status": matter.payment.status, "failure": event.failure},
    )


def _dispute(session: WriteSession, matter: Matter, event: Event) -> Did:
    """The payer wants the money back from the bank: nobody gives it back meanwhile."""
    if matter.payment.status == PaymentStatus.DISPUTED:
        return "already", {"status": matter.payment.status}
    if matter.payment.status in (PaymentStatus.CAPTURED, PaymentStatus.PART_REFUNDED):
        captures.move(session, matter.payment, PaymentStatus.DISPUTED, event)
    line = attention.note_unmatched(
        session, matter.payment.gateway, event, kind="dispute", payment=matter.payment,
        detail=event.failure,
    )  # fmt: skip
    if not line:
        return "already", {"status": matter.payment.status}
    return "disputed", {"line": line, "amount_minor": event.amount_minor}


_EFFECTS: Mapping[EventKind, Callable[[WriteSession, Matter, Event], Did]] = {
    EventKind.CAPTURED: captures.capture,
    EventKind.AUTHORIZED: lapses.authorize,
    EventKind.FAILED: lapses.fail,
    EventKind.EXPIRED: lapses.expire,
    EventKind.VOIDED: lapses.void,
    EventKind.DISPUTED: _dispute,
    EventKind.PROCESSING: _note("processing"),
    EventKind.ATTEMPT_FAILED: _note("attempt_failed"),
}


def _refund(session: WriteSession, gateway: str, event: Event) -> Posted:
    """A refund of ours goes on; one that nobody here made is kept for a person, never guessed."""
    refund = _find_refund(session, gateway, event)
    payment = find_payment(session, gateway, event)
    if refund is None:
        line = attention.note_unmatched(session, gateway, event, kind="refund", payment=payment)
        effect, details = _unmatched("refund", line)
        return Posted(
            effect=effect, details=details, needs_person=bool(line),
            payment_id=payment.id if payment else "", ref=payment.ref if payment else "",
        )  # fmt: skip
    (of,) = session.all(queries.payment_by_id, payment_id=refund.payment_id)
    matter = captures.lock(session, of)
    refund = refund_queue.get_refund(session, refund.id)
    if event.amount_minor not in (None, refund.amount_minor):
        line = attention.note_unmatched(
            session, gateway, event, kind=attention.MISMATCH, payment=matter.payment,
            detail="amount",
        )  # fmt: skip
        return _posted(matter, _unmatched("amount", line))
    status = REFUND_STATUS[event.kind]
    if status is RefundStatus.FAILED and refund.status == RefundStatus.DONE:
        line = attention.note_unmatched(
            session, gateway, event, kind="refund", payment=matter.payment,
            detail=attention.FAILED_AFTER_DONE,
        )  # fmt: skip
        return _posted(matter, ("refund_came_back", {"line": line}) if line else ("already", {}))
    moved = refund_queue.advance(
        session, matter.booking, refund, status, gateway_refund_id=event.gateway_refund_id,
        failure=event.failure if status is RefundStatus.FAILED else "",
    )  # fmt: skip
    if not moved:
        return _posted(matter, ("already", {"status": refund.status}))
    return _posted(matter, (f"refund_{status}", {"amount_minor": refund.amount_minor}))


def _find_refund(session: ReadSession, gateway: str, event: Event) -> Row | None:
    """The refund of ours that a report is about: by the gateway's id of it, or by ours."""
    found: list[Row] = []
    if event.gateway_refund_id:
        found = session.all(
            queries.refunds_of_gateway_id, gateway_refund_id=event.gateway_refund_id
        )
    if not found and event.refund_id:
        found = session.all(queries.refund_by_id, refund_id=event.refund_id)
    return next((row for row in found if row.gateway == gateway), None)
