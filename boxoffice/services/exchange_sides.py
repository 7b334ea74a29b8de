"""One customer's side of an exchange: what is given up, what is taken for it, the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boxoffice.domain import refunds as rules
from boxoffice.domain import seats as labels
from boxoffice.domain.access import Permission
from boxoffice.domain.lifecycle import (
    BookingStatus,
    LineStatus,
    ShowStatus,
    Subject,
    TicketStatus,
)
from boxoffice.domain.refunds import Cause
from boxoffice.domain.transfers import Way, left_of, moved_on
from boxoffice.errors import Conflict, Refused
from boxoffice.services import (
    access,
    bookings,
    exchange_seats,
    prices,
    redemptions,
    refunds,
    sales,
    seating,
    tendering,
    transfers,
)
from boxoffice.services.bookings import Customer
from boxoffice.services.claims import Move
from boxoffice.services.exchange_results import ExchangedView, ExchangeResult, SeatMoved
from boxoffice.services.exchange_seats import Beside, Terms
from boxoffice.services.refund_results import TenderBack
from boxoffice.services.results import BookingResult
from boxoffice.services.seating import Choice
from boxoffice.storage.queries import bookings as queries

if TYPE_CHECKING:
    from boxoffice.domain.tenders import Paid, Tender
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

SOLD = LineStatus.SOLD
EXCHANGEABLE = frozenset({BookingStatus.CONFIRMED, BookingStatus.PART_REFUNDED})


@dataclass
class Side:
    """A booking, locked, with the lines given up; what is taken for them is decided step by step.

    `moved` is what of each old line pays for new ones, `backs` what of it goes back, each at so
    many `percents` of what is left of it. `refund_policy` is that of the new lines.
    """

    show: Row
    booking: Row
    lines: list[Row]
    old: list[Row]
    tickets: list[Row]
    had_offers: list[Row] = field(default_factory=list)
    to_show: Row = field(init=False)
    choice: Choice = field(init=False)
    booking_id: str = ""
    moved: tuple[int, ...] = ()
    percents: tuple[int, ...] = ()
    backs: tuple[int, ...] = ()
    paid: tuple[Paid, ...] = ()
    accounts: transfers.Accounts = field(default_factory=dict)
    way: Way = field(default_factory=Way)
    granted: str = ""
    refund_policy: str | None = None

    @property
    def left(self) -> list[Row]:
        """The lines that stay sold."""
        gone = {line.id for line in self.old}
        return [
            line for line in self.lines if line.status == LineStatus.SOLD and line.id not in gone
        ]

    @property
    def worth(self) -> list[int]:
        """What each old line still stands for."""
        return [refunds.paid_of(line).whole_minor - line.refunded_minor for line in self.old]

    @property
    def due_minor(self) -> int:
        """What the customer pays on top."""
        return self.choice.total_minor - sum(self.moved)

    @property
    def back_minor(self) -> int:
        return sum(self.backs)

    @property
    def kept_minor(self) -> int:
        """What neither moves nor goes back: the house keeps it by the policy."""
        return sum(self.worth) - sum(self.moved) - self.back_minor


def opened(
    session: ReadSession, show: Row, booking: Row, words: Sequence[str], *, late: bool
) -> Side:
    """A side with the lines that are named, or all that are sold; refused where that cannot be."""
    status = bookings.status_now(booking, session.now_ms)
    if status not in EXCHANGEABLE:
        raise Conflict("exchanges.not_exchangeable", ref=booking.ref, status=status)
    require_running(session, show, booking, late=late)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    old = _named(session, show, booking, lines, words)
    ids = {line.id for line in old}
    every = session.all(queries.tickets_of, booking_id=booking.id)
    tickets = [each for each in every if each.line_id in ids]
    admitted = [each.seat for each in tickets if each.status == TicketStatus.ADMITTED]
    if admitted:
        raise Refused("exchanges.admitted", ref=booking.ref, labels=admitted)
    live = [each for each in tickets if each.status == TicketStatus.ISSUED]
    return Side(show, booking, lines, old, live)


def require_running(session: ReadSession, show: Row, booking: Row, *, late: bool) -> None:
    """Refuse seats of a show that was called off, or has begun unless that is wanted."""
    if show.status == ShowStatus.CANCELLED:
        raise Refused("exchanges.show_cancelled", ref=booking.ref, show_id=show.id)
    if session.now_ms >= show.starts_at_ms and not late:
        raise Refused(
            "exchanges.has_begun", ref=booking.ref, show_id=show.id,
            starts_at_ms=show.starts_at_ms, zone=show.zone,
        )  # fmt: skip


def _named(
    session: ReadSession, show: Row, booking: Row, lines: Sequence[Row], words: Sequence[str]
) -> list[Row]:
    own = {line.seat_id: line for line in lines if line.status == LineStatus.SOLD}
    if not words:
        return list(own.values())
    seats = labels.parse_seats(words, seating.plan_of(session, show.layout_id))
    missing = [seat.label for seat in seats if seat.id not in own]
    if missing:
        raise Refused(
            "exchanges.other_seats", ref=booking.ref, labels=missing,
            has=[line.seat for line in own.values()],
        )  # fmt: skip
    return [own[seat.id] for seat in seats]


def beside(side: Side, show: Row, *, freed: frozenset[int] = frozenset()) -> Beside:
    """What the customer has beside the new seats of a show."""
    same = show.id == side.show.id
    own = frozenset(line.seat_id for line in side.old) if same else frozenset()
    return Beside(
        old=tuple(side.old), kept=tuple(side.left) if same else (), freed=own | freed,
        phone=side.booking.phone, given_up="" if side.left else side.booking.id,
    )  # fmt: skip


def price(
    session: WriteSession, side: Side, show: Row, choice: Choice, near: Beside, terms: Terms
) -> None:
    """Stamp the new seats as sold now; offers come along once no seat is left behind."""
    if not side.left:
        side.had_offers = exchange_seats.kept_of(session, side.booking)
    side.to_show = show
    side.choice = exchange_seats.with_codes_of(session, show, choice, near, terms, side.had_offers)
    if side.left:
        moved = [price.ticket_type for price in side.choice.prices]
        exchange_seats.require_company(
            prices.load(session, side.show), side.left,
            moved if show.id == side.show.id else (),
        )  # fmt: skip


def settle(
    session: WriteSession,
    side: Side,
    tenders: Sequence[Tender],
    *,
    in_full: bool,
    for_nothing: bool,
) -> None:
    """Divide the money: what moves, what is paid on top, what goes back by the old policy."""
    worth = side.worth
    side.moved = moved_on(worth, [price.paid_minor for price in side.choice.prices])
    left = [
        left_of(refunds.paid_of(line), gone_minor=line.refunded_minor, moved_minor=moved)
        for line, moved in zip(side.old, side.moved, strict=True)
    ]
    policies = [rules.parse_policy(line.refund_policy) for line in side.old]
    percents = [
        policy.percent_at(session.now_ms, starts_at_ms=side.show.starts_at_ms)
        for policy in policies
    ]
    side.refund_policy = _policy_after(side, left, policies, percents)
    backs = [
        rules.given_back(paid, policy, percent=percent)
        for paid, policy, percent in zip(left, policies, percents, strict=True)
    ]
    if in_full:
        whole = [paid.whole_minor for paid in left]
        if sum(whole) > sum(backs):
            permission = Permission.REFUND_OVER_POLICY
            access.require(session, permission, theatre=side.show.theatre_key)
            side.granted = str(permission)
        percents, backs = [100] * len(whole), whole
    side.percents, side.backs = tuple(percents), tuple(backs)
    if side.kept_minor and not side.back_minor and not for_nothing:
        raise Refused(
            "exchanges.nothing_back", ref=side.booking.ref, kept_minor=side.kept_minor,
            currency=side.booking.currency, policy=side.old[0].refund_policy,
        )  # fmt: skip
    side.paid = to_be_paid(session, side.due_minor, side.to_show, tenders)
    side.accounts = transfers.accounts(session, side.booking)
    side.way = transfers.divide(
        side.accounts, side.booking, back_minor=side.back_minor,
        cash_step_minor=side.show.cash_rounding_minor,
    )  # fmt: skip


def _policy_after(
    side: Side,
    left: Sequence[rules.Paid],
    policies: Sequence[rules.Policy],
    percents: Sequence[int],
) -> str:
    """What the new lines give back: of money that moves never more than the old ones give now."""
    policy = rules.parse_policy(side.to_show.refund_policy)
    moved = []
    for line, after, old, percent in zip(side.old, left, policies, percents, strict=True):
        before = refunds.paid_of(line).without(line.refunded_minor)
        refundable_minor = rules.given_back(before, old, percent=100) - rules.given_back(
            after, old, percent=100
        )
        moved.append((refundable_minor, percent))
    prices_now = [refunds.to_be_paid_of(price) for price in side.choice.prices]
    found = rules.carried_on(
        policy, moved, added_minor=side.due_minor,
        price_minor=sum(rules.given_back(each, policy, percent=100) for each in prices_now),
    )  # fmt: skip
    return str(side.to_show.refund_policy) if found == policy else rules.spelled(found)


def to_be_paid(
    session: ReadSession, due_minor: int, show: Row, tenders: Sequence[Tender]
) -> tuple[Paid, ...]:
    """The sum divided over its tenders; of a mere plan it is enough that it is due."""
    if session.ctx.dry_run and not tenders:
        return ()
    return tendering.settled(
        session, due_minor, tenders, currency=show.currency,
        cash_step_minor=show.cash_rounding_minor,
    )  # fmt: skip


def moves_of(side: Side, *, hold: str = "", held: frozenset[int] = frozenset()) -> list[Move]:
    """Which claims change: the old seats are free, the new ones the new booking's."""
    at, to = side.show.id, side.to_show.id
    old = {line.seat_id for line in side.old} if at == to else set()
    new = {seat.id for seat in side.choice.seats}
    given_up = {line.seat_id for line in side.old} - (new if at == to else set())
    moves = [Move(at, seat_id, side.booking.id) for seat_id in given_up]
    moves += [Move(to, seat_id, hold) for seat_id in held - new]
    for seat_id in new:
        owner = hold if seat_id in held else side.booking.id if seat_id in old else ""
        moves.append(Move(to, seat_id, owner, side.booking_id))
    return moves


def end(session: WriteSession, side: Side, *, reason: str) -> None:
    """The old lines, their tickets, the booking's state and offers; what of their money is gone."""
    replaced = len(side.choice.seats)
    for place, line in enumerate(side.old):
        status = LineStatus.EXCHANGED if place < replaced else LineStatus.REFUNDED
        gone_minor = line.refunded_minor + side.moved[place] + side.backs[place]
        session.step(Subject.LINE, line.id, line.status, status, refunded_minor=gone_minor)
        session.run(queries.refund_line, line_id=line.id, status=str(status), back_minor=gone_minor)
        line.status = str(status)
    for ticket in side.tickets:
        session.step(Subject.TICKET, ticket.id, ticket.status, TicketStatus.VOID)
        session.run(queries.set_ticket, ticket_id=ticket.id, status=str(TicketStatus.VOID))
    detail: dict[str, Any] = {"into": side.booking_id, "reason": reason, "granted": side.granted}
    told = {name: text for name, text in detail.items() if text}
    set_status(session, side.booking, status_by(side.lines), **told)
    if side.had_offers:
        redemptions.release(session, side.booking)


def status_by(lines: Sequence[Row]) -> BookingStatus:
    """What a paid booking is by what became of its lines."""
    found = {line.status for line in lines}
    if LineStatus.SOLD in found:
        back = LineStatus.REFUNDED in found
        return BookingStatus.PART_REFUNDED if back else BookingStatus.CONFIRMED
    gone = LineStatus.EXCHANGED in found
    return BookingStatus.EXCHANGED if gone else BookingStatus.REFUNDED


def set_status(session: WriteSession, booking: Row, status: BookingStatus, **detail: Any) -> None:
    """A booking's next state, on record; confirmed as long ago as it was."""
    session.step(Subject.BOOKING, booking.id, booking.status, status, **detail)
    session.run(
        queries.set_booking, booking_id=booking.id, status=str(status),
        confirmed_ms=booking.confirmed_at_ms,
    )  # fmt: skip
    booking.status = str(status)


def begin(session: WriteSession, side: Side, *, reason: str, late: bool) -> BookingResult:
    """The new booking with its seats, offers, money and tickets; the claims are its own by now."""
    old = side.booking
    booking, lines = bookings.insert_booking(
        session, side.to_show, side.choice, booking_id=side.booking_id,
        status=BookingStatus.CONFIRMED, customer=Customer(old.name, old.phone),
        late_reason=reason if late else "",
        replaces=[line.id for line in side.old[: len(side.choice.seats)]],
        refund_policy=side.refund_policy,
    )  # fmt: skip
    sales.take_offers(session, booking, side.choice)
    transfers.insert(
        session, source=old, target=booking, amount_minor=sum(side.moved), reason=reason
    )
    payments = tendering.take(session, booking, side.paid)
    bookings.insert_tickets(session, booking, lines)
    found = bookings.result(session, bookings.get_booking(session, booking.ref))
    warnings = (*side.choice.warnings, *tendering.notes(payments))
    return found.model_copy(update={"warnings": warnings})


def give_back(
    session: WriteSession, side: Side, *, reason: str, slips: tuple[str, ...]
) -> tuple[TenderBack, ...]:
    """The difference, to the tenders that the old booking's money came from."""
    return transfers.pay_back(
        session, side.accounts, side.way, reason=reason, cause=Cause.EXCHANGED, slips=slips
    )


def answer(side: Side, found: BookingResult, tenders: tuple[TenderBack, ...]) -> ExchangeResult:
    """The new booking with what it took."""
    seats = zip(side.old, side.worth, side.moved, side.percents, side.backs, strict=True)
    return ExchangeResult(
        **{name: getattr(found, name) for name in BookingResult.model_fields},
        exchanged=ExchangedView(
            ref=side.booking.ref, status=side.booking.status,
            seats=tuple(
                SeatMoved(
                    seat=line.seat, ticket_type=line.ticket_type, worth_minor=worth,
                    moved_minor=moved, percent=percent, back_minor=back,
                )
                for line, worth, moved, percent, back in seats
            ),
        ),
        difference_minor=side.due_minor or -side.back_minor,
        kept_minor=side.kept_minor, given_back=tenders,
    )  # fmt: skip
