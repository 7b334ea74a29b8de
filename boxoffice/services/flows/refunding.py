"""Refunds sent to the gateways their money came by: asked for once, whoever dies on the way.

Each is two writes around a call: SENT is on record before the gateway is asked, and the gateway
knows the refund by our id, so that asking again gives nothing back twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import RefundStatus
from boxoffice.errors import BoxofficeError, Declined, NotFound, Refused
from boxoffice.services import bookings, refund_queue
from boxoffice.services.requests import Request
from boxoffice.services.results import Reason, Result, Value
from boxoffice.storage.queries import refunds as queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import FoundRefund, Gateway
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession

TILL = "gateway"
"""What is asked of gateways, and what they tell, is written by one till, whoever runs it."""

ANSWER_MS = 60_000
"""Nobody waits longer than this for a gateway's answer: what was sent before is asked for again."""


class TakeRequest(Request):
    """One refund of a gateway to be sent now, or asked for again."""

    answer: ClassVar[type[Result]]

    gateway: str


class TakenRefund(Result):
    """What is to be sent, always in the same words for one refund; no id where there is none."""

    refund_id: str = ""
    ref: str = ""
    transaction_id: str = ""
    gateway_refund_id: str = ""
    amount_minor: int = 0
    currency: str = ""


class AnswerRequest(Request):
    """What a gateway said of a refund."""

    answer: ClassVar[type[Result]]

    refund_id: str
    status: str
    gateway_refund_id: str = ""
    failure: str = ""


class Answered(Result):
    """A refund after the gateway's answer."""

    ref: str
    status: str


TakeRequest.answer = TakenRefund
AnswerRequest.answer = Answered


class GatewayTrouble(Value):
    """Why a gateway was not asked any further."""

    gateway: str
    reason: Reason


class SentRefunds(Value):
    """How many refunds were asked for and what came of them; those under way were accepted."""

    asked: int = 0
    done: int = 0
    under_way: int = 0
    failed: int = 0
    unanswered: int = 0
    troubles: tuple[GatewayTrouble, ...] = ()


@dataclass
class _Tally:
    counts: dict[str, int] = field(default_factory=dict)
    troubles: list[GatewayTrouble] = field(default_factory=list)

    def add(self, what: str) -> None:
        for name in ("asked", what):
            self.counts[name] = self.counts.get(name, 0) + 1

    def result(self) -> SentRefunds:
        return SentRefunds(**self.counts, troubles=tuple(self.troubles))


def send_queued(
    app: App,
    ctx: Context,
    *,
    only: str = "",
    open_gateway: Callable[[str], Gateway] | None = None,
    told: Callable[[SentRefunds], object] = lambda _: None,
) -> SentRefunds:
    """Ask every configured gateway for the refunds that wait for it, until it does not answer.

    `only` names the one that is asked. `told` hears how far it is after each of them. What nobody
    answered stays sent.
    """
    from boxoffice.outbound.gateways import registry

    opened = open_gateway or (lambda name: registry.open_gateway(app.settings, name))
    tally = _Tally()
    if ctx.dry_run:
        return tally.result()
    own = replace(ctx, till=TILL, op_key="")
    names = registry.gateway_names(app.settings)
    for name in (each for each in names if only in ("", each)):
        gateway: Gateway | None = None
        while (taken := app.db.write(own, TakeRequest(gateway=name), _take)).refund_id:
            try:
                gateway = gateway or opened(name)
                answer = _ask(gateway, taken)
            except BoxofficeError as error:
                reason = Reason(code=error.code, details=dict(error.details))
                tally.troubles.append(GatewayTrouble(gateway=name, reason=reason))
                tally.add("unanswered")
                break
            done = app.db.write(own, answer, _answered)
            tally.add({"done": "done", "failed": "failed"}.get(done.status, "under_way"))
            told(tally.result())
    return tally.result()


def _take(session: WriteSession, request: TakeRequest) -> TakenRefund:
    """Put on record that a refund is being asked for; whoever is busy with another keeps it."""
    refund = session.first(
        queries.due_refunds, gateway=request.gateway, most=1,
        asked_before_ms=session.now_ms - ANSWER_MS,
    )  # fmt: skip
    if refund is None:
        return TakenRefund()
    is_new_try = refund.status == RefundStatus.QUEUED
    refund_queue.send(session, refund)
    return TakenRefund(
        refund_id=refund.id, ref=refund.ref, transaction_id=refund.transaction_id,
        gateway_refund_id="" if is_new_try else refund.gateway_refund_id,
        amount_minor=refund.amount_minor, currency=refund.currency,
    )  # fmt: skip


def _ask(gateway: Gateway, taken: TakenRefund) -> AnswerRequest:
    """Ask for the refund, or how it stands where the gateway has it already."""
    try:
        found = _found(gateway, taken)
    except (Declined, Refused, NotFound) as error:
        return AnswerRequest(
            refund_id=taken.refund_id, status=str(RefundStatus.FAILED), failure=error.code
        )
    return AnswerRequest(
        refund_id=taken.refund_id, status=str(found.status),
        gateway_refund_id=found.gateway_refund_id, failure=found.failure,
    )  # fmt: skip


def _found(gateway: Gateway, taken: TakenRefund) -> FoundRefund:
    if taken.gateway_refund_id:
        known = gateway.find_refund(taken.transaction_id, refund_id=taken.refund_id)
        if known is not None:
            return known
    return gateway.refund(
        taken.transaction_id, refund_id=taken.refund_id, amount_minor=taken.amount_minor,
        currency=taken.currency,
    )  # fmt: skip


def _answered(session: WriteSession, request: AnswerRequest) -> Answered:
    ref = refund_queue.get_refund(session, request.refund_id).ref
    booking = bookings.lock_booking(session, ref)
    refund = refund_queue.get_refund(session, request.refund_id)
    refund_queue.advance(
        session, booking, refund, RefundStatus(request.status),
        gateway_refund_id=request.gateway_refund_id, failure=request.failure,
    )  # fmt: skip
    return Answered(ref=ref, status=refund.status)
