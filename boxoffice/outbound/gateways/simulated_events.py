"""What the simulated gateway does when told how a session goes on, and the webhooks it sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Conflict, Invalid
from boxoffice.outbound.gateways.protocol import EventKind
from boxoffice.outbound.gateways.simulated_state import SimulatedRefund, SimulatedSession

SIGNATURE_HEADER = "Boxoffice-Signature"
BRAND, LAST_FOUR = "visa", "4242"


class Outcome(StrEnum):
    """How a session goes on; each always does the same.

    SUCCESS pays, or delivers again what was paid. DUPLICATE pays and delivers twice. LOST pays and
    delivers nothing. LATE lets the session expire and pays after it. DELAY leaves it at the bank.
    DECLINE is one failed try on a page that stays open, FAIL the end. REORDERED delivers captured
    before authorised. REFUND is money given back by hand at the gateway, which no refund of ours
    explains. REFUND_DONE and REFUND_FAILED settle what was sent.
    """

    SUCCESS = "success"
    FAIL = "fail"
    EXPIRE = "expire"
    DUPLICATE = "duplicate"
    LATE = "late"
    LOST = "lost"
    DELAY = "delay"
    DECLINE = "decline"
    REORDERED = "reordered"
    REFUND = "refund"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One raw webhook as it would arrive: the bytes and their headers."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened to one session: the session, when, and how the gateway takes money."""

    session: SimulatedSession
    now_ms: int
    is_manual: bool
    amount_minor: int | None = None


def play(turn: Turn, outcome: Outcome) -> list[dict[str, Any]]:
    """Change the session and give the events to deliver, in their order."""
    return _PLAYS[outcome](turn)


def take(session: SimulatedSession) -> None:
    """Capture what the session asks for."""
    session.status = PaymentStatus.CAPTURED
    session.is_processing = False
    session.failure = ""
    session.captured_minor = session.amount_minor
    session.transaction_id = transaction_of(session)


def transaction_of(session: SimulatedSession) -> str:
    """The id of the money a session took."""
    return session.session_id.replace("sim_", "simtxn_", 1)


def body_of(event: Mapping[str, Any]) -> bytes:
    """An event as it is delivered, the same bytes each time."""
    return json.dumps(event, separators=(",", ":"), sort_keys=True).encode("ascii")


def _success(turn: Turn) -> list[dict[str, Any]]:
    session = turn.session
    if session.captured_minor:
        return [_last(session, EventKind.CAPTURED) or _event(turn, EventKind.CAPTURED)]
    if session.status is PaymentStatus.AUTHORIZED:
        return [_last(session, EventKind.AUTHORIZED) or _event(turn, EventKind.AUTHORIZED)]
    if turn.is_manual and session.status is PaymentStatus.INITIATED:
        session.status = PaymentStatus.AUTHORIZED
        session.is_processing = False
        session.transaction_id = transaction_of(session)
        return [_event(turn, EventKind.AUTHORIZED)]
    take(session)
    return [_event(turn, EventKind.CAPTURED)]


def _duplicate(turn: Turn) -> list[dict[str, Any]]:
    return _success(turn) * 2


def _lost(turn: Turn) -> list[dict[str, Any]]:
    _success(turn)
    return []


def _late(turn: Turn) -> list[dict[str, Any]]:
    """The session is over first, then the money comes all the same."""
    over = _expire(turn) if turn.session.status is PaymentStatus.INITIATED else []
    if not turn.session.captured_minor:
        take(turn.session)
    return [*over, _last(turn.session, EventKind.CAPTURED) or _event(turn, EventKind.CAPTURED)]


def _reordered(turn: Turn) -> list[dict[str, Any]]:
    _require_open(turn)
    turn.session.transaction_id = transaction_of(turn.session)
    authorized = _event(turn, EventKind.AUTHORIZED)
    take(turn.session)
    return [_event(turn, EventKind.CAPTURED), authorized]


def _delay(turn: Turn) -> list[dict[str, Any]]:
    _require_open(turn)
    turn.session.is_processing = True
    return [_event(turn, EventKind.PROCESSING)]


def _decline(turn: Turn) -> list[dict[str, Any]]:
    _require_open(turn)
    turn.session.failure = "card_declined"
    return [_event(turn, EventKind.ATTEMPT_FAILED)]


def _fail(turn: Turn) -> list[dict[str, Any]]:
    return _end(turn, PaymentStatus.FAILED, EventKind.FAILED, failure="card_declined")


def _expire(turn: Turn) -> list[dict[str, Any]]:
    return _end(turn, PaymentStatus.EXPIRED, EventKind.EXPIRED)


def _end(
    turn: Turn, status: PaymentStatus, kind: EventKind, *, failure: str = ""
) -> list[dict[str, Any]]:
    session = turn.session
    if session.status is status:
        return [_last(session, kind) or _event(turn, kind)]
    _require_open(turn)
    session.status, session.is_processing, session.failure = status, False, failure
    return [_event(turn, kind)]


def _dispute(turn: Turn) -> list[dict[str, Any]]:
    _require_captured(turn)
    turn.session.status = PaymentStatus.DISPUTED
    return [_event(turn, EventKind.DISPUTED)]


def _refund(turn: Turn) -> list[dict[str, Any]]:
    session = turn.session
    _require_captured(turn)
    left_minor = session.captured_minor - session.refunded_minor
    amount_minor = left_minor if turn.amount_minor is None else turn.amount_minor
    if not 0 < amount_minor <= left_minor:
        raise Invalid("gateways.refund_too_much", gateway="simulated",
                      amount_minor=amount_minor, left_minor=left_minor,
                      currency=session.currency)  # fmt: skip
    made = SimulatedRefund(
        gateway_refund_id=next_refund_id(session),
        refund_id="", amount_minor=amount_minor, status=RefundStatus.DONE,
    )  # fmt: skip
    session.refunds.append(made)
    return [_event(turn, EventKind.REFUND_DONE, refund=made)]


def next_refund_id(session: SimulatedSession) -> str:
    """The gateway's own id of the next refund of a session."""
    return f"{session.session_id.replace('sim_', 'simre_', 1)}_{len(session.refunds) + 1}"


def _settle(status: RefundStatus, kind: EventKind) -> Callable[[Turn], list[dict[str, Any]]]:
    def settled(turn: Turn) -> list[dict[str, Any]]:
        waiting = [r for r in turn.session.refunds if r.status is RefundStatus.SENT]
        for refund in waiting:
            refund.status = status
        chosen = waiting or [r for r in turn.session.refunds if r.status is status]
        return [_event(turn, kind, refund=refund) for refund in chosen]

    return settled


_PLAYS: Mapping[Outcome, Callable[[Turn], list[dict[str, Any]]]] = {
    Outcome.SUCCESS: _success,
    Outcome.FAIL: _fail,
    Outcome.EXPIRE: _expire,
    Outcome.DUPLICATE: _duplicate,
    Outcome.LATE: _late,
    Outcome.LOST: _lost,
    Outcome.DELAY: _delay,
    Outcome.DECLINE: _decline,
    Outcome.REORDERED: _reordered,
    Outcome.REFUND: _refund,
    Outcome.REFUND_DONE: _settle(RefundStatus.DONE, EventKind.REFUND_DONE),
    Outcome.REFUND_FAILED: _settle(RefundStatus.FAILED, EventKind.REFUND_FAILED),
    Outcome.DISPUTE: _dispute,
}


def _event(turn: Turn, kind: EventKind, *, refund: SimulatedRefund | None = None) -> dict[str, Any]:
    """A new event, kept so that it can be delivered again."""
    session = turn.session
    event: dict[str, Any] = {
        "id": f"simevt_{session.session_id.removeprefix('sim_')}_{len(session.events) + 1}",
        "type": str(kind),
        "created_ms": turn.now_ms,
        "session_id": session.session_id,
        "payment_id": session.payment_id,
        "transaction_id": session.transaction_id,
        "reference": session.reference,
        "amount_minor": session.amount_minor if refund is None else refund.amount_minor,
        "currency": session.currency,
        "failure": session.failure,
    }
    if session.transaction_id:
        event |= {"brand": BRAND, "last_four": LAST_FOUR}
    if refund is not None:
        event |= {
            "gateway_refund_id": refund.gateway_refund_id,
            "refund_id": refund.refund_id,
        }
    session.events.append(event)
    return event


def _last(session: SimulatedSession, kind: EventKind) -> dict[str, Any] | None:
    return next((each for each in reversed(session.events) if each["type"] == kind), None)


def _require_open(turn: Turn) -> None:
    if turn.session.status not in (PaymentStatus.INITIATED, PaymentStatus.AUTHORIZED):
        raise Conflict(
            "gateways.already_over",
            session=turn.session.session_id, status=str(turn.session.status),
        )  # fmt: skip


def _require_captured(turn: Turn) -> None:
    if not turn.session.captured_minor:
        raise Conflict("gateways.nothing_taken", session=turn.session.session_id)
