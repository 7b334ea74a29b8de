"""What things cost, how they are paid and what goes back, worked out a second time in whole cents.

One kind of seat, a tax on top, a fee by ticket and one by booking, and offers that exclude each
other: few enough to be seen at a glance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

STEP_MINOR = 5
"""The smallest coin."""

TICKET_FEE_MINOR, BOOKING_FEE_MINOR = 50, 100
TAX_PERCENT = 7
CARD_MINOR = 500
FAR, NEAR = 100, 50
"""How many per cent of a ticket go back until nine days before its show, and after that."""


@dataclass(frozen=True)
class Offer:
    """So many per cent, an amount in all or a price for each; by code, or with enough seats."""

    key: str
    codes: tuple[str, ...] = ()
    percent: int = 0
    off_minor: int = 0
    each_minor: int = 0
    least: int = 0
    limit: int = 0
    of_one: int = 0
    single_use: bool = False
    gives_back: bool = True

    def new_price(self, base_minor: int, seats: int) -> int:
        """What one of so many seats costs with it."""
        if self.percent:
            return half_up(base_minor * (100 - self.percent), 100)
        return self.each_minor or base_minor - self.off_minor // seats


TWENTY = Offer("twenty", ("TEN",), percent=20, limit=2)
FRIEND = Offer("friend", ("FRIEND",), off_minor=300, of_one=1, gives_back=False)
ONCE = Offer("once", ("C1", "C2"), each_minor=1000, single_use=True)
MANY = Offer("many", percent=10, least=3, limit=2)
OFFERS = (TWENTY, FRIEND, ONCE, MANY)
CODES = tuple(code for offer in OFFERS for code in offer.codes)


@dataclass
class Line:
    """A seat as it was sold: what it cost, and what of that went back."""

    seat: str
    price_minor: int
    fee_minor: int
    offer: Offer | None
    seats: int
    status: str
    gone_minor: int = 0
    far: int = FAR
    near: int = NEAR

    @property
    def ticket_minor(self) -> int:
        """The price with the tax on it."""
        return self.price_minor + half_up(self.price_minor * TAX_PERCENT, 100)

    @property
    def paid_minor(self) -> int:
        return self.ticket_minor + self.fee_minor

    @property
    def kept_minor(self) -> int:
        return self.paid_minor - self.gone_minor

    @property
    def kept_ticket_minor(self) -> int:
        """What of the ticket is still here: it is the fees that go last."""
        return max(self.ticket_minor - self.gone_minor, 0)

    def percent(self, *, is_near: bool) -> int:
        return self.near if is_near else self.far

    def back_minor(self, *, is_near: bool, in_full: bool) -> int:
        """What it gives back: of the ticket alone, or all of it."""
        if in_full:
            return self.kept_minor
        return half_up(self.kept_ticket_minor * self.percent(is_near=is_near), 100)

    def too_much_minor(self, base_minor: int) -> int:
        """What was paid over the price that a seat should have had."""
        right = self.offer.new_price(base_minor, self.seats) if self.offer else base_minor
        other = Line(self.seat, right, self.fee_minor, None, self.seats, self.status)
        return max(0, self.kept_minor - other.paid_minor)


@dataclass
class Refund:
    """Money promised back on a payment, and how far it is."""

    amount_minor: int
    rounding_minor: int
    status: str
    sent_ms: int = 0
    order: int = 0


@dataclass
class Payment:
    """Money of a booking, or about to be."""

    method: str
    amount_minor: int
    till: str
    rounding_minor: int = 0
    status: str = "captured"
    voucher: str = ""
    session: str = ""
    transaction: str = ""
    until_ms: int = 0
    order: int = 0
    refunds: list[Refund] = field(default_factory=list)

    @property
    def came_in(self) -> bool:
        return self.status in ("captured", "part_refunded", "refunded")

    @property
    def left_minor(self) -> int:
        """What of it is promised to nobody."""
        return self.amount_minor - sum(each.amount_minor for each in self.refunds)

    @property
    def left_rounding_minor(self) -> int:
        return self.rounding_minor - sum(each.rounding_minor for each in self.refunds)


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def coins(minor: int) -> int:
    """The nearest sum in coins."""
    return half_up(minor, STEP_MINOR) * STEP_MINOR


def lines(
    seats: Sequence[str],
    base_minor: int,
    offers: Sequence[Offer],
    status: str,
    *,
    is_added: bool = False,
) -> tuple[list[Line], Offer | None]:
    """The seats with the one offer that takes most off, where one takes anything."""
    number = len(seats)
    offer = min(offers, key=lambda each: each.new_price(base_minor, number), default=None)
    price_minor = offer.new_price(base_minor, number) if offer else base_minor
    fee_minor = 0 if is_added else BOOKING_FEE_MINOR
    shares = [fee_minor // number] * number
    for place in range(fee_minor % number):
        shares[place] += 1
    made = [
        Line(seat, price_minor, TICKET_FEE_MINOR + share, offer, number, status)
        for seat, share in zip(seats, shares, strict=True)
    ]
    return made, offer


@dataclass(frozen=True)
class Given:
    """What a customer puts down: a voucher, five in cards, and something for the rest."""

    voucher: str = ""
    card: bool = False
    rest: str = ""


def settled(
    due_minor: int, given: Given, *, there: dict[str, int], kept: dict[str, int], till: str
) -> list[Payment] | str:
    """The payments that it makes, or what is wrong with it.

    `there` is what each voucher may pay, `kept` what the booking keeps of others.
    """
    left_minor = due_minor - CARD_MINOR * given.card
    by_voucher: list[Payment] = []
    for code in (given.voucher, *kept) if given.voucher else kept:
        of_it = there[code] if code == given.voucher else kept[code]
        pays_minor = min(of_it, left_minor)
        if code == given.voucher and not pays_minor:
            return "vouchers.empty" if not of_it else "bookings.tender_unused"
        left_minor -= pays_minor
        if pays_minor:
            by_voucher.append(Payment("voucher", pays_minor, till, voucher=code))
    typed = [each for each in by_voucher if each.voucher == given.voucher]
    others = [each for each in by_voucher if each.voucher != given.voucher]
    cards = [Payment("card", CARD_MINOR, till)] * given.card
    if not given.rest:
        return "bookings.short" if left_minor else [*typed, *cards, *others]
    if not left_minor:
        return "bookings.tender_unused"
    amount_minor = coins(left_minor) if given.rest == "cash" else left_minor
    rest = Payment(given.rest, amount_minor, till, rounding_minor=amount_minor - left_minor)
    return [*typed, *cards, rest, *others]


def divided(back_minor: int, payments: Sequence[Payment]) -> list[tuple[Payment, int, int]]:
    """What goes back on which payment, the last one first: its amount and the rounding in it."""
    backs = []
    for payment in reversed([each for each in payments if each.came_in]):
        worth_minor = payment.left_minor - payment.left_rounding_minor
        part_minor = min(back_minor, worth_minor)
        if part_minor <= 0:
            continue
        back_minor -= part_minor
        amount_minor = part_minor
        if part_minor == worth_minor:
            amount_minor = payment.left_minor
        elif payment.method == "cash":
            amount_minor = min(coins(part_minor), payment.left_minor)
        backs.append((payment, amount_minor, amount_minor - part_minor))
    return backs


def covered(backs: Sequence[tuple[Payment, int, int]]) -> int:
    """The price that all of it stands for."""
    return sum(amount_minor - rounding_minor for _, amount_minor, rounding_minor in backs)
