"""What happens at the tills: sold, promised, paid with several tenders, called off, given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from boxoffice.errors import BoxofficeError
from boxoffice.services import holds, refunds, reservations, sales, sweep
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.services.ledger import prices
from tests.services.ledger.books import HOLD_MS, MINUTE_MS, PENDING_MS, Booking, Redemption
from tests.services.ledger.house import LABELS, SHOWS, TILLS, WHICH, House, refused
from tests.services.ledger.prices import Line

DAY_MS = 24 * 60 * MINUTE_MS

SHOW = st.sampled_from(SHOWS)
PLACES = st.lists(st.integers(0, len(LABELS) - 1), min_size=1, max_size=3, unique=True)
CLASH = st.sampled_from((False, False, False, True))
CODE = st.sampled_from(("", "", *prices.CODES))
PHONE = st.sampled_from(("0301234", "0301234", "0305678", ""))
GIFT = st.none() | st.integers(0, 1)
REST = st.sampled_from(("cash", "cash", "cash", ""))


class Counter(House):
    """Sales, promises and what becomes of them at two tills."""

    def seats(self, show: int, places: Sequence[int], clash: bool) -> tuple[str, ...]:
        """Seats that are free, as a rule; others in a clash."""
        free = [label for label in LABELS if not self.books.taken(show, [label])]
        among = LABELS if clash or not free else free
        return tuple(sorted({among[place % len(among)] for place in places}))

    @initialize(sizes=st.lists(st.integers(1, 3), min_size=4, max_size=4), code=CODE)
    def some_have_seats(self, sizes: list[int], code: str) -> None:
        """Bookings to begin with, whichever rules Hypothesis leaves out of an evening."""
        for number, size in enumerate(sizes):
            self.sell(
                till=f"till-{1 + number % 2}", show=1 + number % 3, places=list(range(size)),
                clash=False, code="" if number else code, phone="0301234", gift=None,
                card=not number, rest="cash",
            )  # fmt: skip

    @rule(
        till=TILLS, show=SHOW, places=PLACES, clash=CLASH, code=CODE, phone=PHONE, gift=GIFT,
        card=st.booleans(), rest=REST,
    )  # fmt: skip
    def sell(
        self, till: str, show: int, places: list[int], clash: bool, code: str, phone: str,
        gift: int | None, card: bool, rest: str,
    ) -> None:  # fmt: skip
        given, seats = self.given(gift, card, rest), self.seats(show, places, clash)
        request = sell_request(
            *seats, show=str(show), tenders=self.tenders(given), phone=phone,
            offers=(code,) if code else (),
        )  # fmt: skip
        answer = self.ask(sales.sell, request, till)
        made, taken, reasons = self.offer(show, seats, code, phone, "sold")
        due_minor = sum(line.paid_minor for line in made)
        paid = self.books.settle(due_minor, given, till)
        if isinstance(paid, str):
            reasons += [paid, "bookings.no_tender"]
        if reasons:
            refused(answer, *reasons)
            return
        assert not isinstance(paid, str)
        booking = self.enter(answer, show, till, phone, made, taken)
        self.books.add(booking, paid)
        self.books.claim(show, booking.ref, seats, "sold", None)
        booking.status, booking.paid_ms = "confirmed", self.books.now_ms

    @rule(
        till=TILLS, show=SHOW, places=PLACES, clash=CLASH, code=CODE, phone=PHONE, gift=GIFT
    )  # fmt: skip
    def book(
        self, till: str, show: int, places: list[int], clash: bool, code: str, phone: str,
        gift: int | None,
    ) -> None:  # fmt: skip
        given, seats = self.given(gift, False, ""), self.seats(show, places, clash)
        request = book_request(
            *seats, show=str(show), tenders=self.tenders(given), phone=phone,
            offers=(code,) if code else (),
        )  # fmt: skip
        answer = self.ask(reservations.book, request, till)
        made, taken, reasons = self.offer(show, seats, code, phone, "reserved")
        there = self.books.there(given.voucher) if given.voucher else 0
        if given.voucher and not there:
            reasons.append("vouchers.empty")
        if reasons:
            refused(answer, *reasons)
            return
        booking = self.enter(answer, show, till, phone, made, taken)
        booking.status, booking.until_ms = "pending", self.books.now_ms + PENDING_MS
        if given.voucher:
            booking.kept = {given.voucher: min(there, booking.total_minor)}
        for each in taken:
            each.until_ms = booking.until_ms
        self.books.claim(show, booking.ref, seats, "pending", booking.until_ms)

    def offer(
        self, show: int, seats: tuple[str, ...], code: str, phone: str, status: str
    ) -> tuple[list[Line], list[Redemption], list[str]]:
        """The seats with their prices, and every reason against selling them."""
        made, taken, why = self.books.priced(seats, code, phone, status)
        reasons = [why] if why else []
        if self.books.taken(show, seats):
            reasons.append("seats.taken")
        if self.books.shows[show] != "on_sale":
            reasons.append("shows.not_on_sale")
        return made, taken, reasons

    def enter(
        self, answer: Any, show: int, till: str, phone: str, made: list[Line],
        taken: list[Redemption],
    ) -> Booking:  # fmt: skip
        """Put a new booking into the books, priced as the house priced it."""
        assert not isinstance(answer, BoxofficeError), answer
        ref = str(answer.booking.ref)
        assert ref not in self.books.bookings
        assert answer.booking.total_minor == sum(line.paid_minor for line in made)
        booking = Booking(ref, show, till, phone, made, "", redemptions=taken)
        self.books.bookings[ref] = booking
        return booking

    @rule(till=TILLS, show=SHOW, places=PLACES, clash=CLASH)
    def hold(self, till: str, show: int, places: list[int], clash: bool) -> None:
        """Somebody elsewhere keeps seats, so that money may come too late for them."""
        seats = self.seats(show, places, clash)
        answer = self.ask(holds.place_hold, hold_request(*seats, show=str(show)), f"{till}-door")
        reasons = ["seats.taken"] * bool(self.books.taken(show, seats))
        reasons += ["shows.not_on_sale"] * (self.books.shows[show] != "on_sale")
        if reasons:
            refused(answer, *reasons)
            return
        until_ms = self.books.now_ms + HOLD_MS
        self.books.holds[answer.hold.id] = (until_ms, "active")
        self.books.claim(show, answer.hold.id, seats, "held", until_ms)

    @precondition(lambda self: self.payable())
    @rule(which=WHICH, till=TILLS, gift=GIFT, card=st.booleans(), rest=REST)
    def pay(self, which: int, till: str, gift: int | None, card: bool, rest: str) -> None:
        booking = self.one_of(self.payable(), which)
        given = self.given(gift, card, rest)
        request = pay_request(booking.ref, tenders=self.tenders(given))
        answer = self.ask(reservations.pay, request, till)
        paid = self.books.settle(booking.total_minor, given, till, booking)
        reasons = [paid, "bookings.no_tender"] if isinstance(paid, str) else []
        if self.books.shows[booking.show] != "on_sale":
            reasons.append("shows.not_on_sale")
        seats = [line.seat for line in booking.lines]
        status = self.books.status_now(booking)
        if status not in ("pending", "expired", "cancelled"):
            reasons.append("bookings.not_pending")
        elif self.books.taken(booking.show, seats, but=booking.ref):
            reasons.append("bookings.expired_taken")
        if reasons:
            refused(answer, *reasons)
            return
        assert not isinstance(paid, str)
        if status == "expired":
            self.books.expire_if_due(booking)
        self.books.void_open(booking)
        self.books.confirm(booking, seats)
        self.books.add(booking, paid)

    def payable(self) -> list[Booking]:
        """Bookings without their money, and others now and then."""
        return self.bookings_in("pending", "expired", "cancelled", "paid_unseated")

    @precondition(lambda self: self.bookings_in("pending", "expired"))
    @rule(which=WHICH, till=TILLS)
    def cancel(self, which: int, till: str) -> None:
        booking = self.one_of(self.bookings_in("pending", "expired"), which)
        request = reservations.CancelRequest(ref=booking.ref)
        answer = self.ask(reservations.cancel, request, till)
        if self.books.status_now(booking) != "pending":
            refused(answer, "bookings.not_pending")
            return
        self.books.end_unpaid(booking, "cancelled")

    @precondition(lambda self: self.bookings_in("confirmed", "part_refunded"))
    @rule(which=WHICH, elsewhere=st.booleans())
    def void(self, which: int, elsewhere: bool) -> None:
        booking = self.one_of(self.bookings_in("confirmed", "part_refunded"), which)
        tills = {each.till for each in booking.payments if each.came_in} or {booking.till}
        till = "till-1" if elsewhere else min(tills)
        answer = self.ask(sales.void, sales.VoidRequest(ref=booking.ref, reason="mistake"), till)
        same_day = booking.paid_ms + 12 * 60 * MINUTE_MS > self.books.now_ms
        moved = any(booking.ref in each[:2] for each in self.books.transfers)
        moved = moved or any(line.status == "exchanged" for line in booking.lines)
        if booking.status != "confirmed" or tills != {till} or not same_day or moved:
            refused(answer, "bookings.not_voidable")
            return
        self.books.give_back(booking, sum(line.kept_minor for line in booking.lines), by_hand=True)
        for payment in booking.payments:
            if payment.came_in and not payment.amount_minor:
                payment.status = "refunded"
        booking.status = "voided"
        booking.set_lines("voided")
        self.books.free(booking.ref)
        self.books.give_back_offers(booking, every=True)

    @precondition(lambda self: self.bookings_in("confirmed", "part_refunded"))
    @rule(which=WHICH, till=TILLS, how_many=st.sampled_from((0, 0, 1, 2)), in_full=st.booleans())
    def refund(self, which: int, till: str, how_many: int, in_full: bool) -> None:
        """Some seats of a booking or all; or, where money of it waits, that."""
        booking = self.one_of(self.bookings_in("confirmed", "part_refunded"), which)
        seats = [line.seat for line in booking.sold][:how_many]
        self.ask_for_money(booking, till, seats, in_full=in_full)

    @precondition(lambda self: self.without_seats())
    @rule(which=WHICH, till=TILLS, in_full=st.booleans())
    def refund_without_seats(self, which: int, till: str, in_full: bool) -> None:
        """Nothing is left to give back; money may wait here, or where it came from."""
        self.ask_for_money(self.one_of(self.without_seats(), which), till, [], in_full=in_full)

    def without_seats(self) -> list[Booking]:
        return [each for each in self.books.bookings.values() if not each.sold]

    def ask_for_money(
        self, booking: Booking, till: str, seats: Sequence[str], *, in_full: bool
    ) -> None:
        if self.books.waiting(booking) and not seats and not in_full:
            self.hand_out(booking, till)
            return
        request = refunds.RefundRequest(
            ref=booking.ref, words=tuple(seats), in_full=in_full, reason="ill"
        )
        answer = self.ask(refunds.refund, request, till)
        if self.books.status_now(booking) not in ("confirmed", "part_refunded"):
            others = any(self.books.waiting(each) for each in self.books.sources(booking))
            refused(answer, "refunds.waits_elsewhere" if others else "refunds.not_refundable")
            return
        chosen = [line for line in booking.sold if not seats or line.seat in seats]
        if booking.handed_out_ms and not seats and not in_full:
            since_ms = self.books.now_ms - booking.handed_out_ms
            if since_ms < DAY_MS and isinstance(answer, BoxofficeError):
                refused(answer, "refunds.paid_today")
                return
        assert not isinstance(answer, BoxofficeError), answer
        self.refunded(booking, chosen, in_full=in_full)
        assert answer.booking.status == booking.status

    def refunded(self, booking: Booking, chosen: Sequence[Line], *, in_full: bool) -> None:
        books, is_near = self.books, self.books.is_near(booking.show)
        backs = [line.back_minor(is_near=is_near, in_full=in_full) for line in chosen]
        for line, back_minor in zip(chosen, backs, strict=True):
            line.status, line.gone_minor = "refunded", line.gone_minor + back_minor
        books.free(booking.ref, [line.seat for line in chosen])
        booking.status = "part_refunded" if booking.sold else "refunded"
        if not booking.sold:
            books.give_back_offers(booking, every=False)
        books.give_back(booking, sum(backs), by_hand=True)

    @precondition(lambda self: self.who_waits())
    @rule(which=WHICH, till=TILLS)
    def come_for_the_money(self, which: int, till: str) -> None:
        self.hand_out(self.one_of(self.who_waits(), which), till)

    def who_waits(self) -> list[Booking]:
        return [each for each in self.books.bookings.values() if self.books.waiting(each)]

    def hand_out(self, booking: Booking, till: str) -> None:
        """What was promised before is handed over; the seats are as they are."""
        waiting = self.books.waiting(booking)
        answer = self.ask(refunds.refund, refunds.RefundRequest(ref=booking.ref), till)
        assert answer.given_back.amount_minor == sum(each.amount_minor for each in waiting)
        for each in waiting:
            each.status = "done"
        booking.handed_out_ms = self.books.now_ms
        self.books.tidy(booking)

    @rule(minutes=st.sampled_from([1, 5, 10, 15]))
    def let_time_go_by(self, minutes: int) -> None:
        self.wait_ms(minutes * MINUTE_MS)

    @precondition(lambda self: self.bookings_in("pending"))
    @rule(which=WHICH)
    def let_a_booking_run_out(self, which: int) -> None:
        until_ms = self.one_of(self.bookings_in("pending"), which).until_ms
        self.wait_ms(until_ms - self.books.now_ms)

    @rule(minutes=st.sampled_from([-1, 0]))
    def wait_for_the_policy(self, minutes: int) -> None:
        """Until a step of the policy is near."""
        at_ms = self.books.starts_ms - 9 * 24 * 60 * MINUTE_MS + minutes * MINUTE_MS
        self.wait_ms(max(0, at_ms - self.books.now_ms))

    @rule()
    def sweep(self) -> None:
        sweep.sweep(self.app, self.ctx("till-1"), batch=2)
        self.books.sweep()

    @precondition(lambda self: self.done)
    @rule(which=WHICH)
    def ask_the_same_again(self, which: int) -> None:
        act, ctx, request, answer = self.done[which % len(self.done)]
        assert act(self.app, ctx, request) == answer.model_copy(update={"replayed": True})
