"""A second, simple set of books: who has which seat, what it cost, and where the money is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.services.ledger import prices
from tests.services.ledger.prices import Line, Offer, Payment, Refund

MINUTE_MS = 60_000
APART_MS = 3 * 60 * MINUTE_MS
"""Between one show and the next one."""

DAY_MS = 24 * 60 * MINUTE_MS
PENDING_MS = 15 * MINUTE_MS
HOLD_MS = 5 * MINUTE_MS
BY_HAND = ("cash", "card")
"""Money that only a person at a till can give back."""


@dataclass
class Claim:
    """Somebody's seat; `until_ms` is None for good."""

    owner: str
    state: str
    until_ms: int | None


@dataclass
class Redemption:
    """An offer taken for a booking."""

    offer: Offer
    code: str
    status: str
    until_ms: int = 0


@dataclass
class Booking:
    """A booking as stored."""

    ref: str
    show: int
    till: str
    phone: str
    lines: list[Line]
    status: str
    until_ms: int = 0
    is_extended: bool = False
    paid_ms: int = 0
    handed_out_ms: int = 0
    payments: list[Payment] = field(default_factory=list)
    redemptions: list[Redemption] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def total_minor(self) -> int:
        return sum(line.paid_minor for line in self.lines)

    @property
    def sold(self) -> list[Line]:
        return [line for line in self.lines if line.status == "sold"]

    @property
    def owed_minor(self) -> int:
        """What the house may keep: what was sold less what of it went back, or moved on."""
        owing = ("sold", "refunded", "exchanged")
        return sum(line.kept_minor for line in self.lines if line.status in owing)

    @property
    def open_payments(self) -> list[Payment]:
        return [each for each in self.payments if each.status == "initiated"]

    def set_lines(self, status: str) -> None:
        for line in self.lines:
            line.status = status


@dataclass
class Books:
    """Everything there is, run out or not."""

    now_ms: int
    starts_ms: int
    shows: dict[int, str]
    labels: list[str]
    base_minor: int = 1550
    reseats: bool = True
    extends: bool = True
    claims: dict[tuple[int, str], Claim] = field(default_factory=dict)
    holds: dict[str, tuple[int, str]] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    vouchers: dict[str, int] = field(default_factory=dict)
    transfers: list[tuple[str, str, int]] = field(default_factory=list)
    made: int = 0

    def is_over(self, until_ms: int | None) -> bool:
        return until_ms is not None and until_ms <= self.now_ms

    def status_now(self, booking: Booking) -> str:
        lapsed = booking.status == "pending" and self.is_over(booking.until_ms)
        return "expired" if lapsed else booking.status

    def taken(self, show: int, seats: Sequence[str], *, but: str = "") -> list[str]:
        """Those of the seats that somebody else has now."""
        found = [self.claims.get((show, seat)) for seat in seats]
        return [
            seat
            for seat, claim in zip(seats, found, strict=True)
            if claim and claim.owner != but and not self.is_over(claim.until_ms)
        ]

    def claim(
        self, show: int, owner: str, seats: Sequence[str], state: str, until: int | None
    ) -> None:
        for seat in seats:
            self.claims[show, seat] = Claim(owner, state, until)

    def free(self, owner: str, seats: Sequence[str] | None = None) -> None:
        """Free what an owner has, or some of it."""
        own = [key for key, claim in self.claims.items() if claim.owner == owner]
        for key in own:
            if seats is None or key[1] in seats:
                del self.claims[key]

    def live(self, offer: Offer, *, but: str = "", phone: str = "") -> int:
        """How often an offer is taken now, in all or by one customer."""
        return sum(
            redemption.offer is offer and self.is_live(redemption)
            for booking in self.bookings.values()
            if booking.ref != but and phone in ("", booking.phone)
            for redemption in booking.redemptions
        )

    def is_live(self, redemption: Redemption) -> bool:
        reserved = redemption.status == "reserved" and not self.is_over(redemption.until_ms)
        return reserved or redemption.status == "redeemed"

    def is_code_free(self, code: str, *, but: str = "") -> bool:
        return not any(
            redemption.code == code and redemption.offer.single_use and self.is_live(redemption)
            for booking in self.bookings.values()
            if booking.ref != but
            for redemption in booking.redemptions
        )

    def why_not(self, offer: Offer, code: str, phone: str, *, but: str = "") -> str:
        """Why a customer cannot have an offer, or ""."""
        if offer.of_one and not phone:
            return "offers.needs_phone"
        if offer.limit and self.live(offer, but=but) >= offer.limit:
            return "offers.limit"
        if offer.of_one and self.live(offer, but=but, phone=phone) >= offer.of_one:
            return "offers.limit_customer"
        if offer.single_use and not self.is_code_free(code, but=but):
            return "offers.code_used"
        return ""

    def priced(
        self, seats: Sequence[str], code: str, phone: str, status: str, *, is_added: bool = False
    ) -> tuple[list[Line], list[Redemption], str]:
        """Seats by the best offer there is, with what is wrong with the code that was typed."""
        offers = {each: code if code in each.codes else "" for each in prices.OFFERS}
        usable = []
        for offer, typed in offers.items():
            if offer.codes and not typed:
                continue
            if why := self.why_not(offer, typed, phone):
                if typed:
                    return [], [], why
                continue
            if len(seats) >= offer.least:
                usable.append(offer)
        made, best = prices.lines(seats, self.base_minor, usable, status, is_added=is_added)
        kept = "reserved" if status == "reserved" else "redeemed"
        return made, [Redemption(best, offers[best], kept)] if best else [], ""

    def there(self, code: str, booking: str = "") -> int:
        """What a voucher may pay for a booking, or for a new one."""
        others = (
            each.kept.get(code, 0)
            for each in self.bookings.values()
            if each.ref != booking and not self.is_over(each.until_ms)
        )
        return self.vouchers[code] - sum(others)

    def kept_of(self, booking: Booking) -> dict[str, int]:
        if self.is_over(booking.until_ms):
            return {}
        return {
            code: min(minor, self.there(code, booking.ref)) for code, minor in booking.kept.items()
        }

    def settle(
        self, due_minor: int, given: prices.Given, till: str, booking: Booking | None = None
    ) -> list[Payment] | str:
        """What somebody puts down for a booking, or for a new one."""
        kept = self.kept_of(booking) if booking else {}
        kept = {code: minor for code, minor in kept.items() if code != given.voucher}
        ref = booking.ref if booking else ""
        there = {code: self.there(code, ref) for code in self.vouchers}
        return prices.settled(due_minor, given, there=there, kept=kept, till=till)

    def add(self, booking: Booking, payments: Sequence[Payment]) -> None:
        """Put payments into the books, in their order; vouchers that are paid with are spent."""
        for payment in payments:
            self.made += 1
            payment.order = self.made
            booking.payments.append(payment)
            self.spend(payment)

    def spend(self, payment: Payment) -> None:
        if payment.voucher and payment.status == "captured":
            self.vouchers[payment.voucher] -= payment.amount_minor

    def confirm(self, booking: Booking, seats: Sequence[str]) -> None:
        """Let a booking stand with these seats: its offers are its own, or honoured."""
        booking.status, booking.paid_ms = "confirmed", self.now_ms
        booking.kept = {}
        for line, seat in zip(booking.lines, seats, strict=True):
            line.seat, line.status = seat, "sold"
        self.free(booking.ref)
        self.claim(booking.show, booking.ref, seats, "sold", None)
        for each in booking.redemptions:
            if each.status not in ("reserved", "released"):
                continue
            in_time = each.status == "reserved" and not self.is_over(each.until_ms)
            left = in_time or not self.why_not(
                each.offer, each.code, booking.phone, but=booking.ref
            )
            each.status, each.until_ms = "redeemed" if left else "honoured", 0

    def end_unpaid(self, booking: Booking, status: str) -> None:
        """Give up a booking that nobody paid, with all that it kept."""
        if status == "cancelled":
            self.void_open(booking)
        booking.status, booking.kept = status, {}
        booking.set_lines("released")
        self.free(booking.ref)
        self.give_back_offers(booking, every=True)

    def expire_if_due(self, booking: Booking) -> None:
        if self.status_now(booking) != booking.status:
            self.end_unpaid(booking, "expired")

    def void_open(self, booking: Booking) -> None:
        for payment in booking.open_payments:
            payment.status = "voided"

    def give_back_offers(self, booking: Booking, *, every: bool) -> None:
        for each in booking.redemptions:
            if every or each.offer.gives_back:
                each.status, each.until_ms = "released", 0

    def is_near(self, show: int) -> bool:
        """Whether it is less than nine days to a show, so that its seats give back less."""
        starts_ms = self.starts_ms + (show - 1) * APART_MS
        return starts_ms - self.now_ms < 9 * DAY_MS

    def give_back(self, booking: Booking, back_minor: int, *, by_hand: bool) -> None:
        """Give money back to where it came from, or promise it where nobody can hand it out.

        What came from another booking moves back there first, never more than came.
        """
        backs = prices.divided(back_minor, booking.payments)
        left_minor = back_minor - prices.covered(backs)
        for payment, amount_minor, rounding_minor in backs:
            self.refund(payment, amount_minor, rounding_minor, by_hand=by_hand)
        self.tidy(booking)
        if left_minor:
            source = self.came_from(booking.ref)
            assert self.net(source, booking.ref) >= left_minor
            self.transfers.append((booking.ref, source, left_minor))
            self.give_back(self.bookings[source], left_minor, by_hand=by_hand)

    def came_from(self, ref: str) -> str:
        """The booking whose seats were exchanged for this one's."""
        return next(source for source, target, _ in self.transfers if target == ref)

    def sources(self, booking: Booking) -> list[Booking]:
        """Every other booking that money of this one ever was with."""
        refs = [booking.ref]
        for ref in refs:
            came = [source for source, target, _ in self.transfers if target == ref]
            refs += [source for source in dict.fromkeys(came) if source not in refs]
        return [self.bookings[ref] for ref in refs[1:]]

    def net(self, source: str, target: str) -> int:
        """What of one booking's money is with another now."""
        there = sum(minor for one, two, minor in self.transfers if (one, two) == (source, target))
        return there - sum(
            minor for one, two, minor in self.transfers if (one, two) == (target, source)
        )

    def moved(self, ref: str) -> int:
        """What came to a booking from others, less what went there."""
        came = sum(minor for _, target, minor in self.transfers if target == ref)
        return came - sum(minor for source, _, minor in self.transfers if source == ref)

    def refund(
        self, payment: Payment, amount_minor: int, rounding_minor: int = 0, *, by_hand: bool = False
    ) -> None:
        """A refund of a payment: out at once, or promised."""
        at_once = payment.method == "voucher" or not amount_minor
        at_once = at_once or (by_hand and payment.method in BY_HAND)
        self.made += 1
        status = "done" if at_once else "queued"
        payment.refunds.append(Refund(amount_minor, rounding_minor, status, order=self.made))
        if payment.voucher:
            self.vouchers[payment.voucher] += amount_minor

    def tidy(self, booking: Booking) -> None:
        """What each payment and a booking without seats are called once refunds are out."""
        for payment in booking.payments:
            done = [each.amount_minor for each in payment.refunds if each.status == "done"]
            if payment.came_in and done:
                part = "part_refunded" if sum(done) else payment.status
                payment.status = "refunded" if sum(done) == payment.amount_minor else part
        came_in = [each for each in booking.payments if each.came_in]
        if booking.status == "paid_unseated" and all(p.status == "refunded" for p in came_in):
            booking.status = "refunded"

    def waiting(self, booking: Booking) -> list[Refund]:
        """What a person at a till has to hand out."""
        return [
            refund
            for payment in booking.payments
            if payment.method in BY_HAND
            for refund in payment.refunds
            if refund.status == "queued"
        ]

    def queued_at_gateway(self) -> Iterator[tuple[Booking, Payment, Refund]]:
        """Refunds that a gateway is to be asked for, the oldest first."""
        found = [
            (refund.order, booking.ref, payment, refund)
            for booking in self.bookings.values()
            for payment in booking.payments
            if payment.session
            for refund in payment.refunds
            if refund.status == "queued"
            or (refund.status == "sent" and refund.sent_ms <= self.now_ms - MINUTE_MS)
        ]
        for _, ref, payment, refund in sorted(found, key=lambda each: each[0]):
            yield self.bookings[ref], payment, refund

    def end_show(self, booking: Booking) -> None:
        """A booking of a show that is called off: cancelled, or all of its money promised back."""
        if booking.status == "pending":
            status = "expired" if self.is_over(booking.until_ms) else "cancelled"
            self.end_unpaid(booking, status)
            return
        back_minor = sum(line.kept_minor for line in booking.sold)
        for line in booking.sold:
            line.status, line.gone_minor = "refunded", line.paid_minor
        booking.status = "refunded"
        self.free(booking.ref)
        self.give_back_offers(booking, every=True)
        self.give_back(booking, back_minor, by_hand=False)

    def sweep(self) -> None:
        for key, (until_ms, status) in self.holds.items():
            if status == "active" and self.is_over(until_ms):
                self.holds[key] = (until_ms, "expired")
                self.free(key)
        for booking in self.bookings.values():
            self.expire_if_due(booking)
