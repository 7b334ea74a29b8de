"""What a gateway reports and nothing here explains, and what else a person has to look at."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from boxoffice.domain import times
from boxoffice.domain.lifecycle import (
    NEW,
    BookingStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
    Subject,
    UnmatchedStatus,
)
from boxoffice.errors import Conflict, Invalid, NotFound
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.storage.queries import payments as queries
from boxoffice.storage.tables.payments import Unmatched

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Event
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

HAND_BACK = "hand_back"
"""A counter's part of a payment whose other part never came: to be handed back."""

MISMATCH = "mismatch"
"""Money for a payment that is not what was asked for."""

UNSURE = "unsure"
"""A payment of which its gateway may have a page that it tells nothing of."""


FAILED_AFTER_DONE = "failed after done"
"""The detail of a refund that was out and failed all the same: the gateway has the money."""


class Candidate(Value):
    """A refund of ours that may be the one a gateway reports; never taken for it by itself."""

    refund_id: str
    ref: str
    status: str
    amount_minor: int


class AttentionLine(Value):
    """One thing for a person; `kind` says what, `id` is what `payment resolve` takes if it can."""

    id: str
    kind: str
    gateway: str = ""
    ref: str = ""
    payment_id: str = ""
    session_id: str = ""
    transaction_id: str = ""
    amount_minor: int
    currency: str
    detail: str = ""
    at: datetime
    is_resolvable: bool = True
    candidates: tuple[Candidate, ...] = ()


class AttentionList(Value):
    """Everything that waits for a person, the oldest first."""

    attention: tuple[AttentionLine, ...]


class ResolveRequest(Request):
    """Somebody looked at a line and says what came of it."""

    answer: ClassVar[type[Result]]

    line: str
    note: str


class Resolved(Result):
    """A line that nobody has to look at any more."""

    line: AttentionLine
    note: str


ResolveRequest.answer = Resolved


def list_attention(app: App, ctx: Context) -> AttentionList:
    """What waits for a person: unexplained money, parts to hand back, refunds that are stuck."""
    with app.db.read(ctx) as session:
        return AttentionList(attention=waiting(session))


def waiting(session: ReadSession) -> tuple[AttentionLine, ...]:
    """The same within a session."""
    begun = session.all(queries.begun_refunds)
    lines = [_line(session, row, begun) for row in session.all(queries.open_unmatched)]
    configured = session.ctx.settings.gateways
    kinds = ((row, _kind_of_refund(row, configured)) for row in begun)
    lines += [_of_refund(row, kind) for row, kind in kinds if kind]
    return tuple(sorted(lines, key=lambda line: (line.at, line.id)))


def resolve(app: App, ctx: Context, request: ResolveRequest) -> Resolved:
    """Take a line off the list, with what somebody found out about it."""
    return app.db.write(ctx, request, _resolve)


def note_unmatched(
    session: WriteSession,
    gateway: str,
    event: Event,
    *,
    kind: str,
    payment: Row | None = None,
    detail: str = "",
) -> str:
    """Put on record what a gateway reported and nothing here goes with; answers with its id.

    What is told again while it waits is the same line. "" for what was only asked for again after
    somebody has looked at it.
    """
    transaction_id = event.gateway_refund_id or event.transaction_id
    payment_id = payment.id if payment else ""
    same = (kind, gateway, event.session_id, transaction_id, payment_id)
    for row in session.all(queries.open_unmatched):
        if same == _told_by(row):
            return str(row.id)
    looked_at = session.all(queries.unmatched_of_payment, payment_id=payment_id) if payment else []
    if not event.event_id and any(same == _told_by(row) for row in looked_at):
        return ""
    return _insert(
        session, gateway=gateway, event_id=event.event_id, kind=kind,
        session_id=event.session_id, transaction_id=transaction_id,
        payment_id=payment_id,
        currency=event.currency.upper() or (payment.currency if payment else ""),
        amount_minor=max(event.amount_minor or 0, 0), note=detail,
    )  # fmt: skip


def _told_by(row: Row) -> tuple[str, ...]:
    """What makes two reports the same."""
    return (row.kind, row.gateway, row.session_id, row.transaction_id, row.payment_id)


def note_hand_back(session: WriteSession, payment: Row) -> str:
    """Put on record that a counter took a part which has to be handed back."""
    return _insert(
        session, gateway="", event_id="", kind=HAND_BACK, session_id="", transaction_id="",
        payment_id=payment.id, currency=payment.currency, amount_minor=payment.amount_minor,
        note=payment.method,
    )  # fmt: skip


def note_unsure(session: WriteSession, payment: Row) -> str:
    """Put on record that a gateway may have a page of a payment of which it tells nothing."""
    return _insert(
        session, gateway=payment.gateway, event_id="", kind=UNSURE, session_id="",
        transaction_id="", payment_id=payment.id, currency=payment.currency,
        amount_minor=payment.amount_minor, note=payment.failure,
    )  # fmt: skip


def _insert(session: WriteSession, **values: Any) -> str:
    line_id = session.ctx.ids.uuid7(session.now_ms)
    session.step(
        Subject.UNMATCHED, line_id, NEW, UnmatchedStatus.OPEN, kind=values["kind"],
        payment=values["payment_id"], amount_minor=values["amount_minor"],
    )  # fmt: skip
    row = {
        "id": line_id, "status": str(UnmatchedStatus.OPEN), "created_at_ms": session.now_ms,
        "resolved_at_ms": 0, **values,
    }  # fmt: skip
    session.insert(Unmatched, [row])
    return line_id


def _resolve(session: WriteSession, request: ResolveRequest) -> Resolved:
    if not request.note.strip():
        raise Invalid("payments.resolve_note")
    row = _lock_named(session, request.line.strip())
    if row.status != UnmatchedStatus.OPEN:
        raise Conflict("payments.resolved_already", id=row.id, note=row.note)
    session.step(Subject.UNMATCHED, row.id, row.status, UnmatchedStatus.RESOLVED)
    if row.kind == MISMATCH:
        _let_go(session, row)
    note = " | ".join(each for each in (row.note, request.note.strip()) if each)
    session.run(
        queries.resolve_unmatched, line_id=row.id, said=note, resolved_ms=session.now_ms
    )  # fmt: skip
    return Resolved(line=_line(session, row, ()), note=request.note.strip())


def _let_go(session: WriteSession, row: Row) -> None:
    """A payment whose money was not what was asked for waits for no other."""
    from boxoffice.services import captures

    (payment,) = session.all(queries.payment_by_id, payment_id=row.payment_id)
    matter = captures.lock(session, payment)
    captures.void_open(session, [matter.payment, *matter.beside])


def _lock_named(session: WriteSession, typed: str) -> Row:
    """The line that an id, or the end of one as it is shown, means."""
    ids = [row.id for row in session.all(queries.open_unmatched) if row.id.endswith(typed)]
    found = session.lock(queries.lock_unmatched, line_id=ids[0] if len(ids) == 1 else typed)
    if not typed or not found:
        raise NotFound("payments.unknown_line", id=typed)
    return found[0]


def _line(session: ReadSession, row: Row, begun: list[Row] | tuple[Row, ...]) -> AttentionLine:
    payment = row.payment_id and session.first(queries.payment_by_id, payment_id=row.payment_id)
    return AttentionLine(
        id=row.id, kind=row.kind, gateway=row.gateway, ref=payment.ref if payment else "",
        payment_id=row.payment_id, session_id=row.session_id, transaction_id=row.transaction_id,
        amount_minor=row.amount_minor, currency=row.currency, detail=row.note,
        at=_moment(row), candidates=_candidates(row, begun),
    )  # fmt: skip


def _candidates(row: Row, begun: list[Row] | tuple[Row, ...]) -> tuple[Candidate, ...]:
    """Refunds on their way by that gateway that a reported one may be, same payment or amount."""
    if row.kind != "refund" or row.note == FAILED_AFTER_DONE:
        return ()
    return tuple(
        Candidate(
            refund_id=each.id, ref=each.ref, status=each.status, amount_minor=each.amount_minor
        )
        for each in begun
        if each.gateway == row.gateway and not each.gateway_refund_id
        and (each.payment_id == row.payment_id or each.amount_minor == row.amount_minor)
    )  # fmt: skip


def _kind_of_refund(refund: Row, configured: Container[str]) -> str:
    """Why somebody has to look at a refund, or "" where it finds its own way.

    Seats nobody got, one that failed or that no gateway is asked for, one for a till.
    """
    if refund.status == RefundStatus.FAILED:
        kind = "refund_failed"
    elif refund.method != PaymentMethod.GATEWAY:
        kind = "refund_by_hand"
    elif refund.payment_status == PaymentStatus.DISPUTED:
        kind = "refund_disputed"
    elif refund.gateway not in configured:
        kind = "refund_no_gateway"
    else:
        kind = ""
    stuck = kind in ("refund_disputed", "refund_no_gateway")
    is_unseated = refund.booking_status == BookingStatus.PAID_UNSEATED
    return "paid_unseated" if is_unseated and not stuck else kind


def _of_refund(row: Row, kind: str) -> AttentionLine:
    return AttentionLine(
        id=row.id, kind=kind, gateway=row.gateway, ref=row.ref,
        payment_id=row.payment_id, transaction_id=row.transaction_id,
        amount_minor=row.amount_minor, currency=row.currency,
        detail=row.failure or row.cause, at=_moment(row), is_resolvable=False,
    )  # fmt: skip


def _moment(row: Row) -> datetime:
    """When it came up, in UTC: it may be about no house that is known here."""
    return times.local(row.created_at_ms, zone="UTC")
