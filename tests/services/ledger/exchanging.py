"""Seats that are paid exchanged for others, more of them, or another customer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from boxoffice.services import exchanges
from boxoffice.services.exchanges import ExchangeRequest
from tests.services.ledger import prices
from tests.services.ledger.books import Booking, Redemption
from tests.services.ledger.counter import CLASH, GIFT, PLACES, REST, SHOW, Counter
from tests.services.ledger.house import TILLS, WHICH, refused
from tests.services.ledger.prices import Given, Line, Payment

PAID = ("confirmed", "part_refunded")


@dataclass
class Deal:
    """One customer's exchange: seats given up, seats taken, and what of the money moves on."""

    booking: Booking
    show: int
    old: list[Line]
    made: list[Line]
    taken: list[Redemption]
    moved: list[int] = field(default_factory=list)
    paid: list[Payment] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Each old seat pays for the new one in its place, then for whatever is still unpaid."""
        costs = [line.paid_minor for line in self.made]
        worth = [line.kept_minor for line in self.old]
        self.moved = [min(each) for each in zip(worth, costs, strict=False)]
        self.moved += [0] * (len(worth) - len(self.moved))
        for place, minor in enumerate(worth):
            more = min(minor - self.moved[place], sum(costs) - sum(self.moved))
            self.moved[place] += more

    @property
    def due_minor(self) -> int:
        return sum(line.paid_minor for line in self.made) - sum(self.moved)

    @property
    def of_tickets(self) -> list[int]:
        """What of each old ticket moves on: fees move first, and never go back."""
        fees = [line.kept_minor - line.kept_ticket_minor for line in self.old]
        return [max(minor - fee, 0) for minor, fee in zip(self.moved, fees, strict=True)]

    def divide(self, *, is_near: bool) -> list[int]:
        """What goes back of each old seat; no money that moves on gives back more than here."""
        percents = [line.percent(is_near=is_near) for line in self.old]
        moved = list(zip(self.of_tickets, percents, strict=True))
        for line in self.made:
            line.far, line.near = (self.carried(moved, most) for most in (prices.FAR, prices.NEAR))
        return [
            prices.half_up((line.kept_ticket_minor - minor) * percent, 100)
            for line, (minor, percent) in zip(self.old, moved, strict=True)
        ]

    def carried(self, moved: Sequence[tuple[int, int]], most: int) -> int:
        """How many whole per cent of the new tickets that is, where a new seat has `most`."""
        back = sum(minor * min(percent, most) for minor, percent in moved)
        tickets_minor = sum(line.ticket_minor for line in self.made)
        return min(most, (back + self.due_minor * most) // tickets_minor)


class Exchanges(Counter):
    """Every way to exchange; the money finds its way back to the tenders it came from."""

    @precondition(lambda self: self.bookings_in(*PAID))
    @rule(
        which=WHICH, till=TILLS, how_many=st.sampled_from((0, 0, 1)), show=SHOW, places=PLACES,
        clash=CLASH, gift=GIFT, rest=REST,
    )  # fmt: skip
    def exchange(
        self, which: int, till: str, how_many: int, show: int, places: list[int], clash: bool,
        gift: int | None, rest: str,
    ) -> None:  # fmt: skip
        """Other seats for some of a booking's, at any show: a new booking has them."""
        booking = self.one_of(self.bookings_in(*PAID), which)
        old, seats = booking.sold[: how_many or None], self.seats(show, places, clash)
        had = self.let_go(booking, old)
        deal = self.deal(booking, show, old, seats, had)
        given = self.given(gift, False, rest)
        paid = self.books.settle(deal.due_minor, given, till) if deal.due_minor else []
        request = ExchangeRequest(
            ref=booking.ref, words=tuple(line.seat for line in old) if how_many else (),
            to=seats, show=str(show), tenders=self.tenders(given) if deal.due_minor else (),
            for_nothing=True,
        )  # fmt: skip
        answer = self.ask(exchanges.exchange, request, till)
        reasons = self.against(booking, show, old, seats)
        if isinstance(paid, str):
            reasons += [paid, "bookings.no_tender"]
        if reasons:
            refused(answer, *reasons)
            take_back(had)
            return
        assert not isinstance(paid, str)
        deal.paid = paid
        self.close(answer, deal, till)

    @precondition(lambda self: self.bookings_in(*PAID))
    @rule(which=WHICH, till=TILLS, places=PLACES, clash=CLASH, gift=GIFT, rest=REST)
    def add_seats(
        self, which: int, till: str, places: list[int], clash: bool, gift: int | None, rest: str
    ) -> None:
        """More seats in the same booking, which pays no second fee for itself."""
        booking = self.one_of(self.bookings_in(*PAID), which)
        seats, given = self.seats(booking.show, places, clash), self.given(gift, False, rest)
        request = ExchangeRequest(ref=booking.ref, add=seats, tenders=self.tenders(given))
        answer = self.ask(exchanges.exchange, request, till)
        made, taken, _ = self.books.priced(seats, "", booking.phone, "sold", is_added=True)
        if any(each.status in ("redeemed", "honoured") for each in booking.redemptions):
            made, _ = prices.lines(seats, self.books.base_minor, (), "sold", is_added=True)
            taken = []
        paid = self.books.settle(sum(line.paid_minor for line in made), given, till)
        reasons = ["seats.taken"] * bool(self.books.taken(booking.show, seats))
        reasons += ["shows.not_on_sale"] * (self.books.shows[booking.show] != "on_sale")
        if isinstance(paid, str):
            reasons += [paid, "bookings.no_tender"]
        if reasons:
            refused(answer, *reasons)
            return
        assert not isinstance(paid, str)
        booking.lines += made
        booking.redemptions += taken
        self.books.add(booking, paid)
        self.books.claim(booking.show, booking.ref, seats, "sold", None)

    @precondition(lambda self: len(self.bookings_in(*PAID)) > 1)
    @rule(which=WHICH, other=WHICH, till=TILLS)
    def swap(self, which: int, other: int, till: str) -> None:
        """One seat of a customer for one of another's; who has to pay more pays in cash."""
        found = self.bookings_in(*PAID)
        one = found.pop(which % len(found))
        two = self.one_of(found, other)
        if two.sold[0].seat in {line.seat for line in one.sold[1:]}:
            return
        pairs = [(one, two, one.sold[0], two.sold[0]), (two, one, two.sold[0], one.sold[0])]
        had = [self.let_go(booking, [mine]) for booking, _, mine, _ in pairs]
        deals = [
            self.deal(booking, to.show, [mine], (theirs.seat,), kept)
            for (booking, to, mine, theirs), kept in zip(pairs, had, strict=True)
        ]
        owing = [deal for deal in deals if deal.due_minor]
        given = Given(rest="cash" if owing else "")
        request = ExchangeRequest(
            ref=one.ref, other=two.ref, words=(one.sold[0].seat, two.sold[0].seat),
            tenders=self.tenders(given), for_nothing=True,
        )  # fmt: skip
        answer = self.ask(exchanges.exchange, request, till)
        off = {self.books.shows[each.show] for each in (one, two)} != {"on_sale"}
        reasons = ["exchanges.show_cancelled", "shows.not_on_sale"] * off
        reasons += ["exchanges.both_pay"] * (len(owing) > 1)
        if reasons:
            refused(answer, *reasons)
            for each in had:
                take_back(each)
            return
        for deal in owing:
            paid = self.books.settle(deal.due_minor, given, till)
            assert not isinstance(paid, str)
            deal.paid = paid
        seats = [(deal.booking, deal.old) for deal in deals]
        for booking, old in seats:
            self.books.free(booking.ref, [line.seat for line in old])
        self.close(answer, deals[0], till)
        self.close(answer.other, deals[1], till)

    def let_go(self, booking: Booking, old: Sequence[Line]) -> list[tuple[Redemption, str]]:
        """A booking that keeps no seat gives up its offers, to take them again if they go along."""
        if len(old) < len(booking.sold):
            return []
        had = [
            (each, each.status) for each in booking.redemptions
            if each.status in ("redeemed", "honoured")
        ]  # fmt: skip
        for each, _ in had:
            each.status = "released"
        return had

    def deal(
        self, booking: Booking, show: int, old: Sequence[Line], seats: Sequence[str],
        had: Sequence[tuple[Redemption, str]],
    ) -> Deal:  # fmt: skip
        code = next((each.code for each, _ in had if each.code), "")
        made, taken, why = self.books.priced(seats, code, booking.phone, "sold")
        if why:
            made, taken, _ = self.books.priced(seats, "", booking.phone, "sold")
        return Deal(booking, show, list(old), made, taken)

    def against(
        self, booking: Booking, show: int, old: Sequence[Line], seats: Sequence[str]
    ) -> list[str]:
        """Every reason against an exchange of seats for others."""
        gone = [line.seat for line in old] if show == booking.show else []
        taken = self.books.taken(show, [seat for seat in seats if seat not in gone])
        reasons = ["seats.taken"] * bool(taken)
        reasons += ["exchanges.same_seats"] * (set(seats) == set(gone))
        reasons += ["shows.not_on_sale"] * (self.books.shows[show] != "on_sale")
        off = self.books.shows[booking.show] != "on_sale"
        return reasons + ["exchanges.show_cancelled"] * off

    def close(self, answer: Any, deal: Deal, till: str) -> None:
        """The new booking stands, the old seats are free, the difference is paid or goes back."""
        books, old = self.books, deal.booking
        backs = deal.divide(is_near=books.is_near(old.show))
        for place, line in enumerate(deal.old):
            line.status = "exchanged" if place < len(deal.made) else "refunded"
            line.gone_minor += deal.moved[place] + backs[place]
        states = {line.status for line in old.lines}
        gone = "exchanged" if "exchanged" in states else "refunded"
        kept = "part_refunded" if "refunded" in states else "confirmed"
        old.status = kept if "sold" in states else gone
        books.free(old.ref, [line.seat for line in deal.old])
        new = self.enter(answer, deal.show, till, old.phone, deal.made, deal.taken)
        new.status, new.paid_ms = "confirmed", books.now_ms
        books.claim(deal.show, new.ref, [line.seat for line in deal.made], "sold", None)
        if sum(deal.moved):
            books.transfers.append((old.ref, new.ref, sum(deal.moved)))
        books.add(new, deal.paid)
        books.give_back(old, sum(backs), by_hand=True)


def take_back(had: Sequence[tuple[Redemption, str]]) -> None:
    """Nothing came of it: the offers are as they were."""
    for each, status in had:
        each.status = status
