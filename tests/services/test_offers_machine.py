"""Offers taken, kept, given back and paid late in any order: never once too often."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, redemptions, refunds, reservations, sales, sweep
from boxoffice.services.app import open_app
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings
from tests.counter import book_request, pay_request, sell_request
from tests.offers import add_offer
from tests.programme import HOUR_MS, make_plan, open_cinema
from tests.services.machines import NewDatabase, play

CODES = ("LIM", "A1", "B2")
LIMIT = 2
PENDING_MINUTES = 15
PLAN = make_plan(rows="ABCDEFGHIJ", per_row=20, wheelchair=False)


@dataclass
class Taken:
    """One booking as a simple house knows it: its offer is live while it counts for somebody."""

    code: str
    phone: str
    status: str
    until: int = 0
    offer: str = ""


@dataclass
class House:
    """Who has which offer at which minute."""

    minute: int = 0
    bookings: dict[str, Taken] = field(default_factory=dict)

    def is_live(self, each: Taken) -> bool:
        return each.offer == "redeemed" or (each.offer == "reserved" and each.until > self.minute)

    def why_not(self, code: str, phone: str, *, but: str = "") -> str:
        live = [
            each for ref, each in self.bookings.items()
            if ref != but and each.code == code and self.is_live(each)
        ]  # fmt: skip
        if code != "LIM":
            return "offers.code_used" if live else ""
        if not phone:
            return "offers.needs_phone"
        if len(live) >= LIMIT:
            return "offers.limit"
        return "offers.limit_customer" if any(each.phone == phone for each in live) else ""

    def status_now(self, each: Taken) -> str:
        ran_out = each.status == "pending" and each.until <= self.minute
        return "expired" if ran_out else each.status


class Offers(RuleBasedStateMachine):
    """A real house beside the simple one; after every step both know the same."""

    new_database: NewDatabase

    def __init__(self) -> None:
        super().__init__()
        self.db, self.gone = type(self).new_database()
        self.clock = FakeClock()
        self.app = open_app(make_settings(self.db))
        self.house, self.seats, self.looks = House(), count(), count()
        open_cinema(self.app, self.ctx(), plan=PLAN, starts_in_ms=1000 * HOUR_MS)
        add_offer(self.app, self.ctx(), 1, "limited", percent_bp=1000, code="LIM",
                  limit_total=LIMIT, limit_customer=1)  # fmt: skip
        add_offer(self.app, self.ctx(), 2, "single", percent_bp=5000, single_use=1, gives_back=0,
                  codes=CODES[1:])  # fmt: skip

    def teardown(self) -> None:
        self.app.close()
        self.gone()

    def ctx(self) -> Context:
        return make_context(self.db, clock=self.clock)

    def refs(self, *statuses: str) -> list[str]:
        return [
            ref for ref, each in self.house.bookings.items()
            if self.house.status_now(each) in statuses
        ]  # fmt: skip

    @rule(code=st.sampled_from(CODES), phone=st.sampled_from(["", "1", "2"]), paid=st.booleans())
    def take(self, code: str, phone: str, paid: bool) -> None:
        seat = PLAN.seats[next(self.seats)].label
        asked: dict[str, Any] = {"offers": (code,), "phone": phone}
        why, refused = self.house.why_not(code, phone), ""
        try:
            if paid:
                made = sales.sell(self.app, self.ctx(), sell_request(seat, **asked))
            else:
                made = reservations.book(self.app, self.ctx(), book_request(seat, **asked))
        except BoxofficeError as error:
            refused = error.code
        assert refused == why
        if refused:
            return
        until = 0 if paid else self.house.minute + PENDING_MINUTES
        state = ("confirmed", "redeemed") if paid else ("pending", "reserved")
        self.house.bookings[made.booking.ref] = Taken(code, phone, state[0], until, state[1])

    @precondition(lambda self: self.refs("pending", "expired", "cancelled"))
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        ref = data.draw(st.sampled_from(self.refs("pending", "expired", "cancelled")))
        each = self.house.bookings[ref]
        in_time = self.house.status_now(each) == "pending"
        left = in_time or not self.house.why_not(each.code, each.phone, but=ref)
        paid = reservations.pay(self.app, self.ctx(), pay_request(ref))
        told = "offers.honoured" in [warning.code for warning in paid.warnings]
        assert told == (not left)
        each.status, each.offer = "confirmed", "redeemed" if left else "honoured"

    @precondition(lambda self: self.refs("pending"))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        ref = data.draw(st.sampled_from(self.refs("pending")))
        reservations.cancel(self.app, self.ctx(), reservations.CancelRequest(ref=ref))
        self.house.bookings[ref].status, self.house.bookings[ref].offer = "cancelled", "released"

    @precondition(lambda self: self.refs("confirmed"))
    @rule(data=st.data(), is_void=st.booleans())
    def give_back(self, data: st.DataObject, is_void: bool) -> None:
        ref = data.draw(st.sampled_from(self.refs("confirmed")))
        each = self.house.bookings[ref]
        if is_void:
            sales.void(self.app, self.ctx(), sales.VoidRequest(ref=ref, reason="wrong"))
        else:
            refunds.refund(self.app, self.ctx(), refunds.RefundRequest(ref=ref))
        each.status = "voided" if is_void else "refunded"
        if is_void or each.code == "LIM":
            each.offer = "released"

    @rule(minutes=st.sampled_from([1, 16]))
    def let_time_go_by(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.house.minute += minutes

    @rule()
    def tidy(self) -> None:
        sweep.sweep(self.app, self.ctx())
        for each in self.house.bookings.values():
            if self.house.status_now(each) == "expired" and each.status == "pending":
                each.status, each.offer = "expired", "released"

    @invariant()
    def both_houses_agree(self) -> None:
        with self.app.db.read(self.ctx()) as session:
            for ref, each in self.house.bookings.items():
                booking = bookings.get_booking(session, ref)
                offers = redemptions.of_booking(session, booking.id)
                assert (
                    bookings.status_now(booking, session.now_ms), [row.status for row in offers]
                ) == (self.house.status_now(each), [each.offer])  # fmt: skip
        if self.house.bookings:
            ref = list(self.house.bookings)[next(self.looks) % len(self.house.bookings)]
            each = self.house.bookings[ref]
            view = bookings.view_booking(self.app, self.ctx(), ref).booking
            assert (view.status, [offer.status for offer in view.offers]) == (
                self.house.status_now(each), [each.offer],
            )  # fmt: skip
        assert verify(self.app, self.ctx()).violations == ()


def test_a_few_evenings_of_offers(new_database: NewDatabase) -> None:
    play(Offers, new_database, examples=2, steps=12)


@pytest.mark.slow
@pytest.mark.first
def test_many_evenings_of_offers(new_database: NewDatabase) -> None:
    play(Offers, new_database, examples=4, steps=50)
