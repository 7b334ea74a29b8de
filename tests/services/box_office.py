"""Two tills at which anything happens in any order, beside a second, simple box office."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
)

from boxoffice.errors import BoxofficeError, NeedsPerson
from boxoffice.services import bookings, holds, refunds, reservations, sales, sweep, verify
from boxoffice.services.app import open_app
from boxoffice.services.clock import accept_clock
from boxoffice.services.moving.results import MoveRequest
from boxoffice.services.moving.use import move_show
from tests.clocks import FRIDAY_NOON_MS, FakeClock
from tests.contexts import CountedIds, make_context, make_settings
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.halls import add_screen
from tests.programme import open_cinema
from tests.services import house_model as model
from tests.services import house_records as records
from tests.services.machines import NewDatabase

PLAN, LABELS = records.PLAN, records.LABELS
TOLERANCE_MS = 60_000
STARTS_IN_MS = 10 * model.DAY_MS
POLICY = "9d=100,0h=50;fees=kept"
TILLS = st.sampled_from(["till-1", "till-2"])
WHICH = st.integers(0, 1000)
SEATS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=4, unique=True).map(
    lambda seats: tuple(sorted(seats))
)


class BoxOffice(RuleBasedStateMachine):
    """Steps at a counter; `new_database` is given by the test."""

    new_database: NewDatabase

    held = Bundle("held")
    booked = Bundle("booked")

    def __init__(self) -> None:
        super().__init__()
        self.db, self.forget = type(self).new_database()
        self.clock, self.ids, self.asked = FakeClock(), CountedIds(), 0
        self.app = open_app(make_settings(self.db))
        self.on_sqlite = not self.app.settings.is_postgres
        open_cinema(self.app, self.ctx("till-1"), plan=PLAN, shows=1, starts_in_ms=STARTS_IN_MS)
        add_screen(self.app, self.ctx("till-1"), 2, plan=PLAN)
        starts_ms = FRIDAY_NOON_MS + STARTS_IN_MS
        self.house = model.House(now_ms=FRIDAY_NOON_MS, starts_ms=starts_ms)
        records.set_policy(self.app, self.ctx("till-1"), POLICY)
        self.done: list[tuple[Any, Any, Any, Any]] = []

    def ctx(self, till: str, *, op_key: str = "") -> Any:
        return make_context(self.db, clock=self.clock, ids=self.ids, till=till, op_key=op_key)

    def ask(self, act: Any, request: Any, till: str) -> Any:
        """The answer or the refusal; an answer is remembered to be asked for again."""
        self.asked += 1
        ctx = self.ctx(till, op_key=f"OP{self.asked}")
        try:
            answer = act(self.app, ctx, request)
        except BoxofficeError as error:
            return error
        self.done.append((act, ctx, request, answer))
        return answer

    @rule(target=held, till=TILLS, seats=SEATS)
    def hold(self, till: str, seats: tuple[str, ...]) -> Any:
        answer = self.ask(holds.place_hold, hold_request(*seats), till)
        if taken := self.house.taken(seats):
            return refused(answer, "seats.taken", seats=taken)
        until_ms = self.house.now_ms + model.HOLD_MS
        self.house.holds[answer.hold.id] = model.Hold(till, until_ms)
        self.house.claim(answer.hold.id, seats, "held", until_ms)
        return answer.hold.id

    @rule(hold=held, till=TILLS)
    def extend(self, hold: str, till: str) -> None:
        answer = self.ask(holds.extend_hold, holds.ExtendRequest(hold=hold), till)
        if code := self.hold_is_gone(hold):
            refused(answer, code)
            return
        kept = self.house.holds[hold]
        kept.until_ms = max(kept.until_ms, self.house.now_ms + model.HOLD_MS)
        self.house.claim(hold, self.house.seats_of(hold), "held", kept.until_ms)

    @rule(hold=held, till=TILLS)
    def release(self, hold: str, till: str) -> None:
        answer = self.ask(holds.release_holds, holds.ReleaseRequest(hold=hold), till)
        if code := self.hold_is_gone(hold):
            refused(answer, code)
            return
        assert sorted(answer.holds[0].seats) == sorted(self.house.seats_of(hold))
        self.house.free(hold)
        self.house.holds[hold].status = "released"

    @precondition(lambda self: self.house.running_holds())
    @rule(which=WHICH, till=TILLS, goes=st.booleans())
    def extend_or_release_what_runs(self, which: int, till: str, goes: bool) -> None:
        running = self.house.running_holds()
        (self.release if goes else self.extend)(hold=running[which % len(running)], till=till)

    @rule(target=booked, till=TILLS, seats=SEATS, paid=st.booleans())
    def sell_or_book(self, till: str, seats: tuple[str, ...], paid: bool) -> Any:
        own = self.house.own_hold(till, seats)
        answer = self.sell_as(till, paid=paid, words=seats)
        if not own and (taken := self.house.taken(seats)):
            return refused(answer, "seats.taken", seats=taken)
        return self.sold(answer, till, seats, out_of=own, paid=paid)

    @rule(target=booked, hold=held, till=TILLS, paid=st.booleans())
    def sell_or_book_a_hold(self, hold: str, till: str, paid: bool) -> Any:
        answer = self.sell_as(till, paid=paid, hold=hold)
        if code := self.hold_is_gone(hold):
            return refused(answer, code)
        return self.sold(answer, till, self.house.seats_of(hold), out_of=hold, paid=paid)

    def sell_as(self, till: str, *, paid: bool, words: tuple[str, ...] = (), hold: str = "") -> Any:
        if paid:
            return self.ask(sales.sell, sell_request(*words, hold=hold), till)
        return self.ask(reservations.book, book_request(*words, hold=hold), till)

    def sold(
        self, answer: Any, till: str, seats: tuple[str, ...], *, out_of: str, paid: bool
    ) -> str:
        if out_of:
            self.house.free(out_of)
            self.house.holds[out_of].status = "converted"
        ref, until_ms = str(answer.booking.ref), self.house.now_ms + model.PENDING_MS
        assert sorted(line.seat for line in answer.booking.lines) == sorted(seats)
        assert ref not in self.house.bookings
        status = "confirmed" if paid else "pending"
        assert answer.booking.status == status
        self.house.bookings[ref] = model.Booking(
            till, seats, status, made_ms=self.house.now_ms, hall=self.house.hall
        )
        if paid:
            self.house.confirm(ref)
        else:
            self.house.bookings[ref].until_ms = until_ms
            self.house.claim(ref, seats, "pending", until_ms)
        return ref

    def hold_is_gone(self, hold: str) -> str:
        kept = self.house.holds[hold]
        if kept.status != "active":
            return "holds.not_active"
        return "holds.expired" if self.house.is_over(kept.until_ms) else ""

    @rule(ref=booked, till=TILLS)
    def pay_in_time_or_late(self, ref: str, till: str) -> None:
        answer = self.ask(reservations.pay, pay_request(ref), till)
        booking = self.house.bookings[ref]
        status = self.house.status_now(booking)
        if status not in ("pending", "expired", "cancelled"):
            refused(answer, "bookings.not_pending")
            return
        if status != "pending" and booking.hall != self.house.hall:
            refused(answer, "bookings.expired_moved")
            return
        others = [seat for seat in booking.seats if self.house.claims.get(seat) is not None]
        others = [seat for seat in others if self.house.claims[seat].owner != ref]
        if taken := self.house.taken(tuple(others)):
            refused(answer, "bookings.expired_taken", seats=taken)
            return
        assert answer.booking.status == "confirmed"
        self.house.confirm(ref)
        booking.paid_at = till

    @rule(ref=booked, till=TILLS)
    def cancel(self, ref: str, till: str) -> None:
        answer = self.ask(reservations.cancel, reservations.CancelRequest(ref=ref), till)
        booking = self.house.bookings[ref]
        if self.house.status_now(booking) != "pending":
            refused(answer, "bookings.not_pending")
            return
        booking.status = "cancelled"
        self.house.free(ref)

    @rule(ref=booked, till=TILLS)
    def void(self, ref: str, till: str) -> None:
        answer = self.ask(sales.void, sales.VoidRequest(ref=ref, reason="mistake"), till)
        booking = self.house.bookings[ref]
        if why := self.house.why_not_void(booking, till):
            refused(answer, "bookings.not_voidable")
            assert answer.details["why"] == why
            return
        booking.status, booking.refunded_minor = "voided", booking.captured_minor
        self.house.free(ref)

    @rule(ref=booked, till=TILLS, seats=st.none() | SEATS, in_full=st.booleans())
    def refund(self, ref: str, till: str, seats: tuple[str, ...] | None, in_full: bool) -> None:
        self.give_back(ref, till, seats or (), in_full=in_full)

    @rule(ref=booked, till=TILLS, which=st.integers(0, 3), in_full=st.booleans())
    def refund_a_seat_of_it(self, ref: str, till: str, which: int, in_full: bool) -> None:
        seats = self.house.bookings[ref].seats
        self.give_back(ref, till, (seats[which % len(seats)],), in_full=in_full)

    def give_back(self, ref: str, till: str, seats: tuple[str, ...], *, in_full: bool) -> None:
        request = refunds.RefundRequest(ref=ref, words=seats, in_full=in_full, reason="ill")
        answer = self.ask(refunds.refund, request, till)
        booking = self.house.bookings[ref]
        if code := self.house.why_not_refund(booking, seats):
            refused(answer, code)
            return
        percent = 100 if in_full else self.house.percent()
        assert answer.given_back.amount_minor == self.house.give_back(ref, seats, percent=percent)

    @precondition(lambda self: self.house.running_bookings())
    @rule(which=WHICH, first=st.booleans())
    def go_on_with_a_booking(self, which: int, first: bool) -> None:
        """Pay or cancel what is promised, void or refund what is paid, where it was made."""
        running = self.house.running_bookings()
        ref = running[which % len(running)]
        booking = self.house.bookings[ref]
        if booking.status == "pending":
            (self.pay_in_time_or_late if first else self.cancel)(ref=ref, till=booking.till)
        elif first:
            self.void(ref=ref, till=booking.paid_at or booking.till)
        else:
            self.give_back(ref, booking.till, (), in_full=False)

    @rule(minutes=st.sampled_from([-1, 0, 1]))
    def wait_for_the_policy(self, minutes: int) -> None:
        """Until a step of the policy is near."""
        at_ms = self.house.starts_ms - 9 * model.DAY_MS + minutes * model.MINUTE_MS
        if (by_ms := at_ms - self.house.now_ms) > 0:
            self.clock.advance(ms=by_ms)
            self.house.now_ms += by_ms

    @rule(hall=st.sampled_from([1, 2]), till=TILLS)
    def move(self, hall: int, till: str) -> None:
        asked = MoveRequest(show="1", screen=str(hall))
        answer = self.ask(move_show, asked, till)
        if hall == self.house.hall:
            refused(answer, "moving.nothing_changes")
            return
        self.house.move(hall)
        assert answer.show.screen == f"Screen {hall}"
        assert (answer.counts.other_label, answer.unplaced) == (0, ())
        assert sum(len(each.seats) for each in answer.parties) == len(self.house.claims)

    @rule(minutes=st.sampled_from([1, 4, 5, 10, 15, 60]))
    def let_time_go_by(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.house.now_ms += minutes * model.MINUTE_MS

    @rule(target=held, hold=held, till=TILLS)
    def take_over(self, hold: str, till: str) -> Any:
        """Wait until a hold has just run out and ask for its seats at once."""
        kept = self.house.holds[hold]
        seats = self.house.seats_of(hold)
        if not seats or not 0 <= kept.until_ms - self.house.now_ms <= model.HOUR_MS:
            return multiple()
        self.clock.advance(ms=kept.until_ms - self.house.now_ms)
        self.house.now_ms = kept.until_ms
        return self.hold(till=till, seats=seats)

    @rule(ref=booked)
    def let_a_booking_run_out(self, ref: str) -> None:
        left_ms = self.house.bookings[ref].until_ms - self.house.now_ms
        if 0 < left_ms <= model.HOUR_MS:
            self.clock.advance(ms=left_ms)
            self.house.now_ms += left_ms

    @rule(ref=booked)
    def look_at_a_booking(self, ref: str) -> None:
        seen = bookings.view_booking(self.app, self.ctx("till-1"), ref).booking
        booking = self.house.bookings[ref]
        assert seen.status == self.house.status_now(booking)
        assert (seen.expires_at is not None) == (seen.status == "pending")

    @precondition(lambda self: self.on_sqlite)
    @rule(hours=st.sampled_from([-1, 1]))
    def move_the_wall_clock(self, hours: int) -> None:
        self.clock.set_wall(self.clock.wall + hours * model.HOUR_MS)

    @precondition(lambda self: self.clock.wall != self.house.now_ms)
    @rule()
    def accept_the_wall_clock(self) -> None:
        if self.clock.wall < self.house.now_ms:
            self.house.go_back_to(self.clock.wall)
        accept_clock(self.app, self.ctx("till-1"))
        self.house.now_ms = self.clock.wall

    @rule()
    def sweep(self) -> None:
        if abs(self.clock.wall - self.house.now_ms) > TOLERANCE_MS:
            with pytest.raises(NeedsPerson):
                sweep.sweep(self.app, self.ctx("till-1"))
            return
        swept = sweep.sweep(self.app, self.ctx("till-1"), batch=2)
        expected = self.house.sweep()
        assert (swept.holds_expired, swept.bookings_expired, swept.seats_freed) == expected

    @precondition(lambda self: self.done)
    @rule(which=WHICH)
    def ask_the_same_again(self, which: int) -> None:
        act, ctx, request, answer = self.done[which % len(self.done)]
        assert act(self.app, ctx, request) == answer.model_copy(update={"replayed": True})

    @precondition(lambda self: self.done)
    @rule(which=WHICH, seats=SEATS)
    def ask_something_else_by_the_same_key(self, which: int, seats: tuple[str, ...]) -> None:
        _, ctx, request, _ = self.done[which % len(self.done)]
        other = hold_request(*seats, lasts="1m")
        assert request != other
        with pytest.raises(BoxofficeError) as caught:
            holds.place_hold(self.app, ctx, other)
        assert caught.value.code == "operations.other_request"

    @invariant()
    def both_houses_agree(self) -> None:
        with self.app.db.read(self.ctx("till-1")) as session:
            assert session.now_ms == self.house.now_ms
            assert records.claims(session) == self.house.claims
            assert records.holds(session) == self.house.holds
            assert records.money(session) == self.house.money()
            assert records.sold_seats(session) == self.house.sold_seats()
            assert records.halls(session) <= {self.house.hall}

    @invariant()
    def what_is_kept_is_what_is_owed(self) -> None:
        with self.app.db.read(self.ctx("till-1")) as session:
            kept = {
                ref: captured_minor - refunded_minor
                for ref, (_, captured_minor, refunded_minor) in records.money(session).items()
            }
        assert kept == {ref: each.owed_minor for ref, each in self.house.bookings.items()}

    def teardown(self) -> None:
        try:
            found = verify.verify(self.app, self.ctx("till-1"))
            assert found.violations == ()
        finally:
            self.app.close()
            self.forget()


def refused(answer: Any, code: str, **details: list[str]) -> Any:
    assert isinstance(answer, BoxofficeError), answer
    assert answer.code == code
    for name, labels in details.items():
        assert sorted(each["label"] for each in answer.details[name]) == sorted(labels)
    return multiple()
