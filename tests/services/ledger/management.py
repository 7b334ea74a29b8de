"""What a manager does: shows called off, stopped in the middle and resumed, prices put right."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from boxoffice.services import price_corrections
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.price_corrections import WrongPrice
from tests.services.ledger.books import Booking
from tests.services.ledger.house import SHOWS, TILLS, House

RULE = "rule-2"


class StoppedError(Exception):
    """The cable was pulled."""


class Management(House):
    """Shows called off and prices put right, with everybody's money."""

    @precondition(lambda self: len(self.books.bookings) >= 4)
    @rule(till=TILLS, show=st.sampled_from(SHOWS), writes=st.sampled_from((1, 2, 99)))
    def call_off(self, till: str, show: int, writes: int) -> None:
        """Call a show off one booking at a time, and die after so many of them; or go on."""
        left = [writes]

        def told(_: int, ended: Any) -> None:
            left[0] -= bool(ended.ended)
            if not left[0] and ended.left:
                raise StoppedError

        meant = ShowsMeant(shows=(str(show),))
        ctx = self.ctx(till)
        with suppress(StoppedError):
            use.cancel_shows(self.app, ctx, meant, reason="flood", batch=1, told=told)
        if self.books.shows[show] == "on_sale":
            self.books.shows[show] = "cancelled"
            self.release_holds(show)
        for booking in self.to_end(show)[:writes]:
            self.books.end_show(booking)

    def to_end(self, show: int) -> list[Booking]:
        """Bookings of a show with seats, in the order in which they were made."""
        every = self.books.bookings.values()
        return [
            each for each in every
            if each.show == show and (each.sold or each.status == "pending")
        ]  # fmt: skip

    def release_holds(self, show: int) -> None:
        books = self.books
        of_show = {
            claim.owner for (number, _), claim in books.claims.items()
            if number == show and claim.state == "held"
        }  # fmt: skip
        for key in of_show:
            until_ms, _ = books.holds[key]
            books.holds[key] = (until_ms, "expired" if books.is_over(until_ms) else "released")
            books.free(key)

    @precondition(lambda self: self.books.bookings)
    @rule(till=TILLS, to=st.sampled_from((14, 15, 20)))
    def put_a_price_right(self, till: str, to: int) -> None:
        """Who paid more than that gets the rest back by the queue; who paid less keeps the seat.

        Show by show.
        """
        wrong = WrongPrice(rule=RULE, to=str(to), reason="typed wrong")
        price_corrections.correct(self.app, self.ctx(till), wrong)
        self.books.base_minor = to * 100
        for booking in sorted(self.books.bookings.values(), key=lambda each: each.show):
            if self.books.shows[booking.show] != "on_sale":
                continue
            owed = {line.seat: line.too_much_minor(to * 100) for line in booking.sold}
            for line in booking.sold:
                line.gone_minor += owed[line.seat]
            if sum(owed.values()):
                self.books.give_back(booking, sum(owed.values()), by_hand=False)
