"""What a payment page is for the simple books: money that comes in time, late, twice or never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.services.ledger.books import MINUTE_MS, PENDING_MS, Booking, Books
from tests.services.ledger.prices import Payment

HOUR_MS = 60 * MINUTE_MS

Seats = Callable[[Booking], Sequence[str]]
"""Which seats the house gave a booking whose own were gone."""


@dataclass
class Page:
    """A page at the gateway, and how it stands there."""

    ref: str
    payment: Payment
    status: str = "initiated"

    @property
    def is_paid(self) -> bool:
        return self.status == "captured"


@dataclass
class Bank:
    """Every page, the events that were taken in, and what they do to the books."""

    books: Books
    seats_given: Seats
    pages: dict[str, Page] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    asked_ms: int = 0

    def hear(self, kind: str, session: str, *, event: str = "", transaction: str = "") -> None:
        """An event: told once more it says nothing."""
        if event in self.seen:
            return
        self.seen |= {event} - {""}
        page = self.pages[session]
        booking, payment = self.books.bookings[page.ref], page.payment
        self.books.expire_if_due(booking)
        if kind == "captured":
            self._money(booking, payment, transaction)
        elif kind in ("failed", "expired", "voided"):
            self._over(booking, payment, kind)
        else:
            assert kind == "attempt_failed"

    def _money(self, booking: Booking, payment: Payment, transaction: str) -> None:
        books = self.books
        if payment.came_in:
            if transaction in {each.transaction for each in booking.payments}:
                return
            again = Payment(
                "gateway", payment.amount_minor, "gateway", session=payment.session,
                transaction=transaction,
            )  # fmt: skip
            books.add(booking, [again])
            books.refund(again, again.amount_minor)
            return
        was_open = payment.status == "initiated"
        beside = [p for p in booking.open_payments if p.method != "gateway"] if was_open else []
        worth = sum(each.amount_minor - each.rounding_minor for each in beside)
        covered = payment.amount_minor + worth == booking.total_minor and all(
            each.amount_minor <= books.there(each.voucher, booking.ref)
            for each in beside
            if each.voucher
        )
        payment.status, payment.transaction = "captured", transaction
        is_on = books.shows[booking.show] == "on_sale"
        if not is_on and booking.status == "pending":
            books.end_unpaid(booking, "cancelled")
        if booking.status == "pending" and covered:
            self._stands(booking, beside, [line.seat for line in booking.lines])
        elif booking.status in ("expired", "cancelled"):
            self._late(booking, payment, beside, covered=covered and is_on)
        else:
            books.refund(payment, payment.amount_minor)

    def _late(
        self, booking: Booking, payment: Payment, beside: Sequence[Payment], *, covered: bool
    ) -> None:
        """Its own seats, or others as good, or the money goes back: as the house wants it."""
        books = self.books
        own = [line.seat for line in booking.lines]
        free = [s for s in books.labels if not books.taken(booking.show, [s], but=booking.ref)]
        if covered and books.reseats and len(free) >= len(own):
            is_own_free = set(own) <= set(free)
            seats = own if is_own_free else list(self.seats_given(booking))
            if is_own_free or set(seats) != set(own):
                assert set(seats) <= set(free)
                assert len(set(seats)) == len(own)
                self._stands(booking, beside, seats)
                return
            assert not self._together(free, len(own))
        booking.status = "paid_unseated"
        books.void_open(booking)
        books.refund(payment, payment.amount_minor, payment.rounding_minor)

    def _together(self, free: Sequence[str], number: int) -> bool:
        """Whether so many neighbours are free; who cannot sit so may be left without seats."""
        labels = self.books.labels
        runs = [labels[at : at + number] for at in range(len(labels) - number + 1)]
        return any(set(run) <= set(free) and len({seat[0] for seat in run}) == 1 for run in runs)

    def _stands(self, booking: Booking, beside: Sequence[Payment], seats: Sequence[str]) -> None:
        for each in beside:
            each.status = "captured"
            self.books.spend(each)
        self.books.confirm(booking, seats)
        self.books.void_open(booking)

    def _over(self, booking: Booking, payment: Payment, kind: str) -> None:
        """No money came: the booking waits once more, or goes with its page."""
        books = self.books
        if payment.status != "initiated":
            return
        payment.status = kind
        for each in booking.open_payments:
            if each.method != "gateway":
                each.status = "voided"
        another = any(each.method == "gateway" for each in booking.open_payments)
        if booking.status != "pending" or another:
            return
        if kind == "expired" and payment.until_ms + MINUTE_MS >= booking.until_ms:
            books.end_unpaid(booking, "expired")
        elif kind == "failed" and not books.extends:
            books.end_unpaid(booking, "cancelled")
        elif kind == "failed" and not booking.is_extended:
            self._wait_once_more(booking)

    def _wait_once_more(self, booking: Booking) -> None:
        books = self.books
        booking.is_extended = True
        booking.until_ms = max(booking.until_ms, books.now_ms + PENDING_MS)
        seats = [line.seat for line in booking.lines]
        books.claim(booking.show, booking.ref, seats, "pending", booking.until_ms)
        for each in booking.redemptions:
            if each.status == "reserved":
                each.until_ms = booking.until_ms

    def reconcile(self) -> None:
        """Ask about every page that is open, and those that ended since the last time."""
        books = self.books
        every = sorted(self.pages.items(), key=lambda each: each[1].payment.order)
        begun = [(key, page) for key, page in every if page.payment.status == "initiated"]
        over = [
            (key, page)
            for key, page in every
            if page.payment.status in ("failed", "expired", "voided")
            and page.payment.until_ms > self.asked_ms - HOUR_MS
        ]
        due = [
            (key, page, is_open, is_open and books.is_over(page.payment.until_ms))
            for found, is_open in ((begun, True), (over, False))
            for key, page in found
        ]
        for key, page, is_open, is_over in due:
            booking = books.bookings[page.ref]
            kind = page.status
            if kind == "initiated":
                if is_open and books.status_now(booking) == "pending" and not is_over:
                    continue
                page.status = "voided"
                kind = "expired" if is_over else "voided"
            if is_open or page.is_paid:
                self.hear(kind, key, transaction=transaction_of(key))
        self.asked_ms = books.now_ms

    def send_refunds(self, *, answers: bool) -> None:
        """Ask for every refund that waits for the gateway, until it does not answer."""
        for booking, payment, refund in list(self.books.queued_at_gateway()):
            known = payment.transaction == transaction_of(payment.session)
            refund.status, refund.sent_ms = "sent", self.books.now_ms
            if known and not answers:
                return
            refund.status = "done" if known else "failed"
            self.books.tidy(booking)


def transaction_of(session: str) -> str:
    """The money of a page, as the simulated gateway calls it."""
    return session.replace("sim_", "simtxn_", 1)
