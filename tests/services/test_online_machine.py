"""Online payments in any order, lost, late, twice and stale: no money goes astray."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from boxoffice.domain.invariants.money import TAKEN
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Conflict, Refused, Unavailable
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.outbound.gateways.simulated_events import Delivery, Outcome
from boxoffice.services import refunds, reservations, sales, sweep
from boxoffice.services.flows import gateway_payment, reconciling
from boxoffice.services.flows.reconciling import JUST_OVER_MS
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.reservations import CancelRequest
from boxoffice.services.results import BookingResult
from tests.clocks import FakeClock
from tests.counter import pay_request, sell_request
from tests.programme import make_plan
from tests.services.machines import NewDatabase, play
from tests.services.practice import practice

OUTCOMES = (
    Outcome.SUCCESS, Outcome.FAIL, Outcome.EXPIRE, Outcome.DUPLICATE, Outcome.LATE, Outcome.LOST,
    Outcome.DECLINE, Outcome.DELAY, Outcome.REORDERED,
)  # fmt: skip
MANY = 8
SEATS = tuple(f"{row}{number}" for row in "AC" for number in range(1, 5))
CASH = Tender(PaymentMethod.CASH, "5")
STANDING = {"confirmed", "part_refunded", "refunded"}


class Online(RuleBasedStateMachine):
    """A small house, its gateway, and customers who do whatever they like."""

    new_database: NewDatabase
    bookings = Bundle("bookings")
    pages = Bundle("pages")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        db, drop = type(self).new_database()
        self.open.callback(drop)
        folder = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        self.clock = FakeClock()
        plan = make_plan(rows="ABC", per_row=4, wheelchair=False)
        cinema = {"plan": plan, "starts_in_ms": 24 * 3_600_000, "shows": 1}
        self.house = self.open.enter_context(
            practice(db, folder / "gateway", self.clock, cinema=cinema)
        )
        self.refs: list[str] = []
        self.sessions: dict[str, str] = {}

    @rule(target=bookings, seat=st.sampled_from(SEATS))
    def book(self, seat: str) -> object:
        try:
            ref = self.house.book(seat)
        except Conflict:
            return multiple()
        self.refs.append(ref)
        return ref

    @rule(target=pages, ref=bookings, with_cash=st.booleans())
    def begin(self, ref: str, *, with_cash: bool) -> object:
        return self.start(ref, with_cash=with_cash)

    def start(self, ref: str, *, with_cash: bool) -> object:
        try:
            begun = self.house.start(ref, tenders=(CASH,) if with_cash else ())
        except (Conflict, Refused, Unavailable):
            return multiple()
        self.sessions[begun.payment.session_id] = ref
        return begun.payment.session_id

    @rule(
        target=sent, seat=st.sampled_from(SEATS), outcome=st.sampled_from(OUTCOMES),
        minutes=st.sampled_from((1, 14, 16)), is_told=st.booleans(), with_cash=st.booleans(),
    )  # fmt: skip
    def buy_online(
        self, seat: str, outcome: Outcome, *, minutes: int, is_told: bool, with_cash: bool
    ) -> object:
        """The usual way, in time or late, told of or not."""
        try:
            ref = self.house.book(seat)
        except Conflict:
            return multiple()
        self.refs.append(ref)
        session_id = self.start(ref, with_cash=with_cash)
        if not isinstance(session_id, str):
            return multiple()
        self.clock.advance(minutes=minutes)
        deliveries = self.house.deliveries(session_id, outcome)
        for delivery in deliveries if is_told else ():
            self.is_told(delivery)
        return multiple(*deliveries)

    @rule(
        target=sent, session_id=pages, outcome=st.sampled_from(OUTCOMES), is_told=st.booleans()
    )  # fmt: skip
    def goes_on(self, session_id: str, outcome: Outcome, *, is_told: bool) -> object:
        ended_ms = self.house.gateway._get(session_id).expires_at_ms
        is_long_over = ended_ms + JUST_OVER_MS <= self.clock.wall_ms()
        if is_long_over and outcome is Outcome.LOST:
            outcome = Outcome.LATE
        try:
            deliveries = self.house.deliveries(session_id, outcome)
        except Conflict:
            return multiple()
        for delivery in deliveries if is_told or is_long_over else ():
            self.is_told(delivery)
        return multiple(*deliveries)

    @rule(delivery=sent)
    def is_told(self, delivery: Delivery) -> None:
        with suppress(Refused):
            self.house.receive(delivery)

    @rule(delivery=sent)
    def is_told_again_much_later(self, delivery: Delivery) -> None:
        body = delivery.body
        self.house.receive(self.house.gateway.delivery(body, now_ms=self.clock.wall_ms()))

    @rule(ref=bookings)
    def cancel(self, ref: str) -> None:
        with suppress(Conflict):
            reservations.cancel(self.house.app, self.house.ctx, CancelRequest(ref=ref))
            gateway_payment.close_pages(self.house.app, self.house.ctx, ref)

    @rule(ref=bookings)
    def pay_in_cash(self, ref: str) -> None:
        with suppress(BoxofficeError):
            reservations.pay(self.house.app, self.house.ctx, pay_request(ref))

    @rule(seat=st.sampled_from(SEATS))
    def sell(self, seat: str) -> None:
        with suppress(Conflict):
            done = sales.sell(self.house.app, self.house.ctx, sell_request(seat))
            self.refs.append(done.booking.ref)

    @rule(ref=bookings)
    def refund(self, ref: str) -> None:
        with suppress(BoxofficeError):
            refunds.refund(self.house.app, self.house.ctx, RefundRequest(ref=ref))

    @rule(minutes=st.sampled_from((1, 4, 9, 16)))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule()
    def tidy(self) -> None:
        sweep.sweep(self.house.app, self.house.ctx)

    @rule()
    def reconcile(self) -> None:
        reconciling.reconcile(self.house.app, self.house.ctx)

    @rule(outage=st.sampled_from((None, Outage.UNREACHABLE, Outage.ANSWER_LOST)))
    def gateway_is_away(self, outage: Outage | None) -> None:
        self.house.gateway.set_outage(outage)

    @invariant()
    def nothing_is_kept_that_is_not_owed(self) -> None:
        for found in map(self.house.view, self.refs):
            kept = kept_minor(found)
            owed = sum(line.paid_minor for line in found.booking.lines if line.status == "sold")
            assert kept == (owed if found.booking.status in STANDING else 0), found.booking.status

    def teardown(self) -> None:
        try:
            self.in_the_end_all_adds_up()
        finally:
            self.open.close()

    def in_the_end_all_adds_up(self) -> None:
        """Gateway and house agree on every session once all was asked for."""
        house = self.house
        house.gateway.set_outage(None)
        for minutes in (2, 20, 2):
            self.clock.advance(minutes=minutes)
            reconciling.reconcile(house.app, house.ctx)
        self.nothing_is_kept_that_is_not_owed()
        assert house.is_sound()
        for session_id, ref in self.sessions.items():
            at_gateway = house.gateway.look_up(session_id)
            mine = [each for each in house.view(ref).payments if each.method == "gateway"]
            known = {each.id: each for each in mine}[at_gateway.payment_id]
            assert (known.status in TAKEN) == bool(at_gateway.captured_minor), session_id
            given_back = sum(each.amount_minor for each in at_gateway.refunds)
            promised = sum(
                each.amount_minor for each in house.view(ref).refunds
                if each.payment_id == known.id
            )  # fmt: skip
            assert given_back == promised
        states = {each.status for ref in self.refs for each in house.view(ref).payments}
        assert not states & {"initiated", "authorized"} or self._is_at_the_bank()

    def _is_at_the_bank(self) -> bool:
        """Whether every page still under way is one the bank has not decided about."""
        return any(
            self.house.gateway.look_up(session_id).is_processing for session_id in self.sessions
        )


def kept_minor(found: BookingResult) -> int:
    """What the house has of a booking's money and promised to nobody."""
    taken = sum(each.amount_minor for each in found.payments if each.status in TAKEN)
    return taken - sum(each.amount_minor for each in found.refunds)


def test_some_evenings(new_database: NewDatabase) -> None:
    play(Online, new_database, examples=3, steps=15)


@pytest.mark.slow
@pytest.mark.first
def test_many_evenings(new_database: NewDatabase) -> None:
    play(Online, new_database, examples=MANY, steps=40)
