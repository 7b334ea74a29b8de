"""Giving seats back for money: by their own policy, to the tenders it came from, never twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from boxoffice.domain import refunds as rules
from boxoffice.domain import seats as labels
from boxoffice.domain.access import Permission
from boxoffice.domain.cards import looks_like_card_number
from boxoffice.domain.lifecycle import (
    BookingStatus,
    LineStatus,
    Subject,
    TicketStatus,
)
from boxoffice.domain.refunds import Cause
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.services import (
    access,
    bookings,
    claims,
    company,
    paying_back,
    price_parts,
    redemptions,
    refund_guards,
    refund_queue,
    seating,
    shows,
    transfers,
)
from boxoffice.services.refund_results import GivenBack, RefundResult, SeatBack, TenderBack
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, Reason, Result
from boxoffice.storage.queries import bookings as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.results import PricePart, SeatPrice
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row


class RefundRequest(Request):
    """A booking, or seats of it, to be given back; where money of it waits, the booking is that.

    `in_full` pays over the policy, `for_nothing` takes seats back that give nothing any more,
    `by_hand` hands out in cash what its gateway could not give back.
    `slips` are the card terminal's, `agreed_minor` is what somebody was told and said yes to.
    """

    answer: ClassVar[type[Result]] = RefundResult

    ref: str
    words: tuple[str, ...] = ()
    reason: str = ""
    in_full: bool = False
    for_nothing: bool = False
    by_hand: bool = False
    slips: tuple[str, ...] = ()
    agreed_minor: int | None = Field(default=None, exclude=True)

    @property
    def is_of_seats(self) -> bool:
        """Whether it surely means seats, and not money that waits for the customer."""
        return bool(self.words) or self.in_full or self.for_nothing

    @model_validator(mode="after")
    def _without_card_numbers(self) -> Self:
        if any(looks_like_card_number(slip) for slip in self.slips):
            raise Invalid("cards.refused", field="slip")
        return self


@dataclass(frozen=True)
class _Sold:
    """A line to be given back, what of its price is left, and what it gives."""

    line: Row
    paid_minor: int
    percent: int
    back_minor: int

    @property
    def refunded_minor(self) -> int:
        """What of the line went back in all, with what was given back for it before."""
        return int(self.line.refunded_minor + self.back_minor)


def refund(app: App, ctx: Context, request: RefundRequest) -> RefundResult:
    """Give seats back at any till: their tickets are void, they are free, the money is noted."""
    return app.db.write(ctx, request, _refund)


def _refund(session: WriteSession, request: RefundRequest) -> RefundResult:
    if request.in_full and not request.reason.strip():
        raise Invalid("refunds.full_reason")
    found = bookings.get_booking(session, request.ref)
    show = shows.lock_show(session, str(found.show_id))
    booking = transfers.lock(session, found)[found.id]
    payments = session.all(queries.payments_of, booking_id=booking.id)
    earlier = session.all(queries.refunds_of, booking_id=booking.id)
    if request.by_hand:
        return _hand_out_failed(session, show, booking, payments, earlier, request)
    waiting = refund_queue.at_till_of(payments, earlier)
    if waiting and not request.is_of_seats:
        return _hand_out(session, booking, payments, earlier, request)
    refund_guards.require_refundable(session, booking)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    if not request.is_of_seats:
        refund_guards.require_not_just_paid(session, show, booking, payments, earlier, lines)
    chosen = _chosen(session, show, booking, lines, request.words)
    tickets = _tickets_of(session, booking, chosen)
    sold = [_worth(session, show, line, in_full=request.in_full) for line in chosen]
    back_minor = sum(each.back_minor for each in sold)
    _require_meant(booking, show, sold, request, back_minor=back_minor)
    granted = _granted(session, show, chosen, request, back_minor=back_minor)
    accounts = transfers.accounts(session, booking, payments=payments, refunds=earlier)
    way = transfers.divide(
        accounts, booking, back_minor=back_minor, cash_step_minor=show.cash_rounding_minor
    )
    _end_lines(
        session, booking, sold, tickets, reason=request.reason, granted=granted, all_lines=lines
    )
    tenders = transfers.pay_back(
        session, accounts, way, reason=request.reason, cause=Cause.SEATS_BACK, slips=request.slips
    )
    alone = company.left_alone(session, show, lines, chosen)
    return _answer(
        session, booking, sold, tenders, done=earlier, in_full=request.in_full, warnings=alone
    )


def _hand_out(
    session: WriteSession,
    booking: Row,
    payments: Sequence[Row],
    earlier: Sequence[Row],
    request: RefundRequest,
) -> RefundResult:
    """What was promised to the customer before; the seats are as they are."""
    waiting = refund_queue.at_till_of(payments, earlier)
    done = [row for row in earlier if row not in waiting]
    back_minor = sum(row.amount_minor - row.rounding_minor for row in waiting)
    _require_agreed(booking, request, back_minor=back_minor)
    tenders = paying_back.hand_out(session, booking, payments, waiting, slips=request.slips)
    return _answer(session, booking, (), tenders, done=done)


def _hand_out_failed(
    session: WriteSession,
    show: Row,
    booking: Row,
    payments: Sequence[Row],
    earlier: Sequence[Row],
    request: RefundRequest,
) -> RefundResult:
    """In cash what a gateway has said it could not give back; the seats are as they are."""
    if request.is_of_seats or request.slips:
        raise Invalid("refunds.by_hand_alone")
    if not request.reason.strip():
        raise Invalid("refunds.by_hand_reason")
    failed = refund_guards.get_failed(booking, payments, earlier)
    access.require(session, Permission.REFUND_OVER_POLICY, theatre=show.theatre_key)
    back_minor = sum(row.amount_minor - row.rounding_minor for row in failed)
    _require_agreed(booking, request, back_minor=back_minor)
    done = [row for row in earlier if row not in failed]
    tenders = paying_back.hand_out_failed(session, booking, failed, reason=request.reason.strip())
    return _answer(session, booking, (), tenders, done=done)


def _granted(
    session: WriteSession,
    show: Row,
    chosen: Sequence[Row],
    request: RefundRequest,
    *,
    back_minor: int,
) -> str:
    """The permission that it takes to give more than the policy, if it is more."""
    if not request.in_full:
        return ""
    by_policy = (_worth(session, show, line, in_full=False).back_minor for line in chosen)
    if back_minor <= sum(by_policy):
        return ""
    access.require(session, Permission.REFUND_OVER_POLICY, theatre=show.theatre_key)
    return str(Permission.REFUND_OVER_POLICY)


def _chosen(
    session: WriteSession, show: Row, booking: Row, lines: list[Row], words: Sequence[str]
) -> list[Row]:
    """The lines to give back: those of the seats named, else all that are still sold."""
    if not words:
        return [line for line in lines if line.status == LineStatus.SOLD]
    seats = labels.parse_seats(words, seating.plan_of(session, show.layout_id))
    own = {line.seat_id: line for line in lines if line.status == LineStatus.SOLD}
    ended = {line.seat: line.status for line in lines if line.status != LineStatus.SOLD}
    missing = [seat.label for seat in seats if seat.id not in own]
    strange = [label for label in missing if label not in ended]
    if strange:
        raise Refused(
            "refunds.other_seats", ref=booking.ref, labels=strange,
            has=[line.seat for line in own.values()],
        )  # fmt: skip
    if missing:
        raise Conflict(
            "refunds.seats_gone", ref=booking.ref, labels=missing, status=ended[missing[0]]
        )
    return [own[seat.id] for seat in seats]


def _tickets_of(session: WriteSession, booking: Row, lines: Sequence[Row]) -> list[Row]:
    """The tickets that still let in to these seats; nobody may have gone in with one."""
    ids = {line.id for line in lines}
    every = session.all(queries.tickets_of, booking_id=booking.id)
    tickets = [each for each in every if each.line_id in ids]
    admitted = [each.seat for each in tickets if each.status == TicketStatus.ADMITTED]
    if admitted:
        raise Refused("refunds.admitted", ref=booking.ref, labels=admitted)
    return [each for each in tickets if each.status == TicketStatus.ISSUED]


def _worth(session: WriteSession, show: Row, line: Row, *, in_full: bool) -> _Sold:
    """What a line gives back now, by the policy that it was sold with."""
    paid, gone_minor = paid_of(line), line.refunded_minor
    left_minor = paid.whole_minor - gone_minor
    if in_full:
        return _Sold(line, left_minor, 100, left_minor)
    policy = rules.parse_policy(line.refund_policy)
    percent = policy.percent_at(session.now_ms, starts_at_ms=show.starts_at_ms)
    back_minor = rules.given_back(paid.without(gone_minor), policy, percent=percent)
    return _Sold(line, left_minor, percent, back_minor)


def paid_of(line: Row) -> rules.Paid:
    """What was paid for a line: for the ticket and for fees."""
    return _paid_for(line, price_parts.read_back(line.parts))


def to_be_paid_of(price: SeatPrice) -> rules.Paid:
    """The same of a seat before it is sold."""
    return _paid_for(price, price.parts)


def _paid_for(line: Row | SeatPrice, parts: Iterable[PricePart]) -> rules.Paid:
    taxes = (part for part in parts if part.kind == "tax")
    return rules.paid_for(
        price_minor=line.price_minor, fee_minor=line.fee_minor, tax_minor=line.tax_added_minor,
        fee_tax_minor=sum(
            part.amount_minor for part in taxes if part.product == "fee" and not part.included
        ),
    )  # fmt: skip


def _require_meant(
    booking: Row, show: Row, sold: Sequence[_Sold], request: RefundRequest, *, back_minor: int
) -> None:
    """Refuse what nobody would expect: seats for nothing, or another sum than was agreed to."""
    if not back_minor and any(each.paid_minor for each in sold) and not request.for_nothing:
        raise Refused(
            "refunds.nothing_back", ref=booking.ref, labels=[each.line.seat for each in sold],
            policy=sold[0].line.refund_policy, starts_at_ms=show.starts_at_ms, zone=show.zone,
        )  # fmt: skip
    _require_agreed(booking, request, back_minor=back_minor)


def _require_agreed(booking: Row, request: RefundRequest, *, back_minor: int) -> None:
    if request.agreed_minor is not None and request.agreed_minor != back_minor:
        raise Conflict(
            "refunds.changed", ref=booking.ref, agreed_minor=request.agreed_minor,
            back_minor=back_minor, currency=booking.currency,
        )  # fmt: skip


def _end_lines(
    session: WriteSession,
    booking: Row,
    sold: Sequence[_Sold],
    tickets: Sequence[Row],
    *,
    reason: str,
    granted: str,
    all_lines: Sequence[Row],
) -> None:
    """Seats, tickets and the booking's state, in the order in which rows are locked."""
    given = {each.line.id for each in sold}
    left = [line for line in all_lines if line.status == LineStatus.SOLD and line.id not in given]
    status = BookingStatus.PART_REFUNDED if left else BookingStatus.REFUNDED
    detail = {"reason": reason, "granted": granted}
    told = {name: text for name, text in detail.items() if text}
    session.step(Subject.BOOKING, booking.id, booking.status, status, **told)
    session.run(
        queries.set_booking, booking_id=booking.id, status=str(status),
        confirmed_ms=booking.confirmed_at_ms,
    )  # fmt: skip
    for each in sold:
        session.step(
            Subject.LINE, each.line.id, each.line.status, LineStatus.REFUNDED,
            refunded_minor=each.refunded_minor,
        )  # fmt: skip
        session.run(
            queries.refund_line, line_id=each.line.id, status=str(LineStatus.REFUNDED),
            back_minor=each.refunded_minor,
        )  # fmt: skip
    for ticket in tickets:
        session.step(Subject.TICKET, ticket.id, ticket.status, TicketStatus.VOID)
        session.run(queries.set_ticket, ticket_id=ticket.id, status=str(TicketStatus.VOID))
    freed = claims.free_seats(
        session, show_id=booking.show_id, owner_id=booking.id,
        seat_ids=sorted(each.line.seat_id for each in sold),
    )  # fmt: skip
    if freed != len(sold):
        raise Conflict("bookings.seats_differ", ref=booking.ref, lines=len(sold), seats=freed)
    if not left:
        redemptions.give_back(session, booking)


def _answer(
    session: WriteSession,
    booking: Row,
    sold: Sequence[_Sold],
    tenders: tuple[TenderBack, ...],
    *,
    done: Sequence[Row],
    in_full: bool = False,
    warnings: Sequence[Reason] = (),
) -> RefundResult:
    """The booking after it, with what went back; in a plan what is not `done` has no name yet."""
    after = bookings.result(session, bookings.get_booking(session, booking.ref))
    if session.ctx.dry_run:
        named = {row.id for row in done}
        planned = (
            each if each.id in named else each.model_copy(update={"id": ""})
            for each in after.refunds
        )  # fmt: skip
        after = after.model_copy(update={"refunds": tuple(planned)})
    from boxoffice.services import voucher_tender

    told = (*after.warnings, *voucher_tender.unspendable(tenders), *warnings)
    after = after.model_copy(update={"warnings": told})
    paid_minor = sum(each.paid_minor for each in sold)
    return RefundResult(
        **{name: getattr(after, name) for name in BookingResult.model_fields},
        given_back=GivenBack(
            amount_minor=sum(tender.amount_minor for tender in tenders),
            kept_minor=paid_minor - sum(each.back_minor for each in sold),
            in_full=in_full,
            seats=tuple(
                SeatBack(
                    seat=each.line.seat, ticket_type=each.line.ticket_type,
                    paid_minor=each.paid_minor, percent=each.percent,
                    amount_minor=each.back_minor,
                )
                for each in sold
            ),
            tenders=tenders,
        ),
    )  # fmt: skip
