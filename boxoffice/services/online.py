"""The two writes around a gateway's page: what is begun, and the page that was opened for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from boxoffice.domain.lifecycle import (
    NEW,
    BookingStatus,
    PaymentMethod,
    PaymentStatus,
    Subject,
)
from boxoffice.domain.money import parse_amount
from boxoffice.domain.tenders import Paid, Tender
from boxoffice.errors import Conflict, Invalid, NotFound
from boxoffice.services import attention, bookings, captures, shows, tendering
from boxoffice.services.payment_views import PaymentDetail, detail_of
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, Reason, Result
from boxoffice.services.webhooks import TILL
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import payments as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.bookings import Payment

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession, WriteSession

UNSURE = ("gateways.lapsed", "gateways.key_reused")
"""Refusals of a gateway that has, or may have, a page of this payment that nobody here knows."""


class OnlineResult(BookingResult):
    """A booking with the page on which the rest of it is being paid."""

    payment: PaymentDetail

    def unnamed(self) -> OnlineResult:
        """The same as a plan: what it would make has no name yet."""
        nameless = self.without_new_names("payments")
        return nameless.model_copy(
            update={"payment": self.payment.model_copy(update={"id": "", "session_id": ""})}
        )


class OnlineRequest(Request):
    """A booking whose customer pays by a gateway; tenders of the counter pay their part."""

    answer: ClassVar[type[Result]] = OnlineResult

    ref: str
    gateway: str
    tenders: tuple[Tender, ...] = ()


class OpenedRequest(Request):
    """The page that a gateway opened; asked again under one key it is the same page."""

    answer: ClassVar[type[Result]] = OnlineResult
    step: ClassVar[int] = 2

    payment_id: str
    session_id: str = Field(default="", exclude=True)
    url: str = Field(default="", exclude=True)
    expires_at_ms: int = Field(default=0, exclude=True)
    failure: str = Field(default="", exclude=True)
    details: dict[str, Any] = Field(default_factory=dict, exclude=True)


@dataclass(frozen=True)
class Asked:
    """What a gateway is to be asked, always in the same words for one payment."""

    payment_id: str
    gateway: str
    status: str
    session_id: str
    reference: str
    amount_minor: int
    currency: str
    created_at_ms: int
    expires_at_ms: int
    failure: str = ""

    @classmethod
    def of(cls, row: Row) -> Asked:
        """As the payment's row says."""
        return cls(
            payment_id=row.id, gateway=row.gateway, status=row.status, session_id=row.session_id,
            reference=row.ref, amount_minor=row.amount_minor, currency=row.currency,
            created_at_ms=row.created_at_ms, expires_at_ms=row.expires_at_ms,
            failure=row.failure,
        )  # fmt: skip


def begin(session: WriteSession, request: OnlineRequest) -> OnlineResult:
    """Put on record that a payment is begun; where one is under way already, that one."""
    found = bookings.get_booking(session, request.ref)
    show = shows.lock_show(session, str(found.show_id))
    booking = bookings.lock_booking(session, found.ref)
    status = bookings.status_now(booking, session.now_ms)
    if status != BookingStatus.PENDING:
        raise Conflict("payments.not_pending", ref=booking.ref, status=status)
    is_over = session.now_ms >= show.ends_at_ms
    shows.require_on_sale(session, show, late=not is_over)
    payments = session.all(booking_queries.payments_of, booking_id=booking.id)
    live = _live(session, payments)
    if live is None:
        captures.void_open(session, payments)
        live = _insert(session, request, booking, show)
    elif live.gateway != request.gateway or _differs(request, payments, currency=booking.currency):
        raise Conflict(
            "payments.other_open", ref=booking.ref, gateway=live.gateway,
            amount_minor=live.amount_minor, currency=live.currency,
        )  # fmt: skip
    return answer(session, booking.ref, live.id)


def opened(session: WriteSession, request: OpenedRequest) -> OnlineResult:
    """Keep the page of a payment; one that could not be opened is over, with why.

    Whoever is at the till is told what to hand back, else a line waits for somebody.
    """
    of = session.first(queries.payment_by_id, payment_id=request.payment_id)
    if of is None:
        raise NotFound("payments.unknown", id=request.payment_id)
    matter = captures.lock(session, of)
    if request.session_id:
        session.run(
            queries.set_session, payment_id=of.id, opened_session=request.session_id,
            opened_url=request.url, until_ms=request.expires_at_ms,
        )  # fmt: skip
        return answer(session, of.ref, of.id)
    if matter.payment.session_id or matter.payment.status not in captures.OPEN:
        return answer(session, of.ref, of.id)
    beside = matter.beside
    session.step(
        Subject.PAYMENT, of.id, matter.payment.status, PaymentStatus.VOIDED,
        failure=request.failure,
    )  # fmt: skip
    matter.payment.status = str(PaymentStatus.VOIDED)
    matter.payment.failure = request.failure
    captures.keep(session, matter.payment)
    if request.failure in UNSURE:
        attention.note_unsure(session, matter.payment)
    is_at_till = session.till != TILL
    captures.void_open(session, beside, is_told=is_at_till)
    why = Reason(code=request.failure, details=request.details)
    told = hand_back(beside) if is_at_till else ()
    return answer(session, of.ref, of.id, warnings=(why, *told))


def hand_back(parts: Sequence[Row]) -> tuple[Reason, ...]:
    """What a cashier has to hand back of parts that paid for nothing."""
    return tuple(
        Reason(
            code="payments.hand_back",
            details={
                "amount_minor": part.amount_minor, "currency": part.currency,
                "method": part.method, "slip": part.slip,
            },
        )
        for part in parts
        if part.method not in (PaymentMethod.GATEWAY, PaymentMethod.VOUCHER)
    )  # fmt: skip


def answer(
    session: ReadSession, ref: str, payment_id: str, *, warnings: tuple[Reason, ...] = ()
) -> OnlineResult:
    """The booking with one of its payments in full."""
    (row,) = session.all(queries.payment_by_id, payment_id=payment_id)
    found = bookings.result(session, bookings.get_booking(session, ref))
    fields = {name: getattr(found, name) for name in BookingResult.model_fields}
    return OnlineResult(
        **{**fields, "warnings": (*found.warnings, *warnings)},
        payment=detail_of(session, row),
    )


def _live(session: WriteSession, payments: Sequence[Row]) -> Row | None:
    """The page that is open, or about to be; one whose time has passed is not."""
    return next(
        (
            each for each in payments
            if each.method == PaymentMethod.GATEWAY and each.status in captures.OPEN
            and each.expires_at_ms > session.now_ms
        ),
        None,
    )  # fmt: skip


def _differs(request: OnlineRequest, payments: Sequence[Row], *, currency: str) -> bool:
    """Whether other money is put beside it than the first time; none named is all the same.

    A payment does not tell its voucher's code, so one voucher is as good as another.
    """
    kept = sorted(
        (each.method, _known_by(each), _kept_minor(each))
        for each in payments
        if captures.is_counter_part(each)
    )
    asked = sorted(
        (str(each.method), _known_by(each), _typed_minor(each, currency))
        for each in request.tenders
    )
    return bool(asked) and asked != kept


def _known_by(tender: Tender | Row) -> str:
    return "" if tender.method == PaymentMethod.VOUCHER else str(tender.slip)


def _kept_minor(payment: Row) -> int:
    return 0 if payment.method == PaymentMethod.VOUCHER else int(payment.tendered_minor)


def _typed_minor(tender: Tender, currency: str) -> int:
    """The amount as typed; what takes the rest is none that was kept beside a page."""
    if tender.method == PaymentMethod.VOUCHER:
        return 0
    return -1 if tender.is_open else parse_amount(tender.amount, currency=currency)


def _insert(session: WriteSession, request: OnlineRequest, booking: Row, show: Row) -> Row:
    """Write every part as begun: the gateway's takes what the counter's leave."""
    if not booking.total_minor:
        raise Invalid("bookings.nothing_to_pay")
    asked = (*request.tenders, Tender(PaymentMethod.GATEWAY))
    paid = tendering.settled(
        session, booking.total_minor, tendering.with_kept(session, booking, asked),
        currency=booking.currency, cash_step_minor=show.cash_rounding_minor,
        booking_id=booking.id,
    )  # fmt: skip
    vouchers = tendering.reserve(session, booking, paid)
    rows = [
        _row(session, booking, part, gateway=request.gateway, vouchers=vouchers) for part in paid
    ]
    session.insert(Payment, [vars(row) for row in rows])
    for row in rows:
        session.step(
            Subject.PAYMENT, row.id, NEW, PaymentStatus.INITIATED, booking=booking.id,
            amount_minor=row.amount_minor, method=row.method,
        )  # fmt: skip
    return next(row for row in rows if row.method == PaymentMethod.GATEWAY)


def _row(
    session: WriteSession,
    booking: Row,
    part: Paid,
    *,
    gateway: str,
    vouchers: Mapping[str, str],
) -> Row:
    is_online = part.method is PaymentMethod.GATEWAY
    return Row(
        id=session.ctx.ids.uuid7(session.now_ms), booking_id=booking.id, till=session.till,
        method=str(part.method), status=str(PaymentStatus.INITIATED), currency=booking.currency,
        amount_minor=part.amount_minor, tendered_minor=part.tendered_minor,
        change_minor=part.change_minor, rounding_minor=part.rounding_minor,
        created_at_ms=session.now_ms, captured_at_ms=0, gateway=gateway if is_online else "",
        expires_at_ms=booking.expires_at_ms if is_online else 0,
        **{"slip": part.slip, **tendering.named_by(part, vouchers)},
    )  # fmt: skip
