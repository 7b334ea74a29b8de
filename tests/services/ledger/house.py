"""The real house beside the simple books: how it is asked, and what must be so after every step."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from sqlalchemy import update

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.outbound.gateways.registry import open_simulated
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.services import verify, vouchers
from boxoffice.services.app import open_app
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import FeeRow, TaxRateRow
from tests.clocks import FRIDAY_NOON_MS, FakeClock
from tests.contexts import CountedIds, make_context
from tests.offers import add_offer
from tests.programme import make_plan, open_cinema, write
from tests.services.ledger import prices, records
from tests.services.ledger.bank import Bank
from tests.services.ledger.books import DAY_MS, Booking, Books
from tests.services.ledger.prices import Given
from tests.services.machines import NewDatabase
from tests.services.practice import with_gateway

PLAN = make_plan(rows="AB", per_row=5, wheelchair=False)
LABELS = [seat.label for seat in PLAN.seats]
SHOWS = (1, 2, 3)
STARTS_IN_MS = 10 * DAY_MS
POLICY = "9d=100,0h=50;fees=kept"
GIFTS = ("30", "8")
WHICH = st.integers(0, 1000)
TILLS = st.sampled_from(["till-1", "till-2"])


class House(RuleBasedStateMachine):
    """Two tills and a gateway; `new_database` is given by the test."""

    new_database: NewDatabase

    def __init__(self) -> None:
        super().__init__()
        self.db, self.forget = type(self).new_database()
        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.ids, self.asked = FakeClock(), CountedIds(), 0
        self.app = open_app(self.ctx("till-1").settings)
        self.books = Books(
            now_ms=FRIDAY_NOON_MS, starts_ms=FRIDAY_NOON_MS + STARTS_IN_MS,
            shows=dict.fromkeys(SHOWS, "on_sale"), labels=LABELS,
        )  # fmt: skip
        self.bank = Bank(self.books, self.seats_given)
        self.mail: list[Any] = []
        self.done: list[tuple[Any, Any, Any, Any]] = []
        self.paid_once: set[str] = set()
        self.open_house()

    def open_house(self) -> None:
        ctx = self.ctx("till-1")
        open_cinema(self.app, ctx, plan=PLAN, shows=len(SHOWS), starts_in_ms=STARTS_IN_MS)
        fees = (("ticket", prices.TICKET_FEE_MINOR), ("booking", prices.BOOKING_FEE_MINOR))

        def charges(session: WriteSession) -> None:
            theatre = update(Theatre.__table__)  # type: ignore[attr-defined]
            session.run(theatre.values(refund_policy=POLICY, cash_rounding_minor=prices.STEP_MINOR))
            session.insert(FeeRow, [
                {"id": number, "theatre_id": 1, "key": per, "name": per, "per": per,
                 "amount_minor": minor}
                for number, (per, minor) in enumerate(fees, 1)
            ])  # fmt: skip
            tax = {"id": 1, "theatre_id": 1, "product": "ticket", "name": "VAT", "included": 0,
                   "rate_bp": prices.TAX_PERCENT * 100}  # fmt: skip
            session.insert(TaxRateRow, [tax])

        write(self.app, ctx, charges)
        for number, offer in enumerate(prices.OFFERS, 1):
            add_offer(self.app, ctx, number, offer.key, **_columns(offer))
        for amount in GIFTS:
            request = vouchers.IssueRequest(amount=amount, reason="gift")
            vouchers.issue(self.app, ctx, request)
        with self.app.db.read(ctx) as session:
            self.books.vouchers = dict(records.real(session, LABELS)["vouchers"])
        self.gifts = sorted(self.books.vouchers, key=lambda code: self.books.vouchers[code])

    @initialize(reseats=st.booleans(), extends=st.booleans())
    def decide(self, reseats: bool, extends: bool) -> None:
        """What the house does with late money, and after a payment that failed."""
        self.books.reseats, self.books.extends = reseats, extends

    def ctx(self, till: str, *, op_key: str = "") -> Any:
        wanted: dict[str, Any] = {}
        if hasattr(self, "books"):
            wanted = {
                "late_money": "reseat" if self.books.reseats else "refund",
                "payment_failed": "extend" if self.books.extends else "cancel",
            }
        plain = make_context(
            self.db, clock=self.clock, ids=self.ids, till=till, op_key=op_key, **wanted
        )
        return with_gateway(plain, Path(self.folder.name))

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

    def wait_ms(self, by_ms: int) -> None:
        """Let time go by in both houses."""
        self.clock.advance(ms=by_ms)
        self.books.now_ms += by_ms

    @property
    def gateway(self) -> SimulatedGateway:
        return open_simulated(self.app.settings)

    def given(self, gift: int | None, card: bool, rest: str) -> Given:
        voucher = "" if gift is None else self.gifts[gift % len(self.gifts)]
        return Given(voucher, card, rest)

    def tenders(self, given: Given) -> tuple[Tender, ...]:
        """What is put down, in the words of a till; the rest of a page is the gateway's."""
        typed = []
        if given.voucher:
            typed.append(Tender(PaymentMethod.VOUCHER, slip=given.voucher))
        if given.card:
            typed.append(Tender(PaymentMethod.CARD, "5", slip="4711"))
        if given.rest == "cash":
            typed.append(Tender(PaymentMethod.CASH, "exact"))
        return tuple(typed)

    def one_of(self, found: Sequence[Booking], which: int) -> Booking:
        return found[which % len(found)]

    def bookings_in(self, *statuses: str) -> list[Booking]:
        """Bookings that are in one of these states by reading."""
        every = self.books.bookings.values()
        return [each for each in every if self.books.status_now(each) in statuses]

    def seats_given(self, booking: Booking) -> list[str]:
        """The seats that the real house gave a booking by now."""
        with self.app.db.read(self.ctx("till-1")) as session:
            rows = session.all(records.LINES)
        return [row.seat for row in rows if row.ref == booking.ref]

    @invariant()
    def both_houses_agree(self) -> None:
        with self.app.db.read(self.ctx("till-1")) as session:
            real = records.real(session, LABELS)
            assert session.now_ms == self.books.now_ms
        differences = records.differences(real, records.expected(self.books))
        assert differences == {}, differences
        self.money_is_conserved(real)
        self.nothing_is_taken_twice(real)

    def money_is_conserved(self, real: records.Found) -> None:
        """Captured - refunded = owed + suspense, booking by booking, all in one currency."""
        for ref, booking in self.books.bookings.items():
            came, out, waits, rounded = 0, 0, 0, 0
            for _, status, amount, rounding, refunds in real["payments"].get(ref, []):
                if status not in ("captured", "part_refunded", "refunded"):
                    assert not refunds
                    continue
                came += amount
                rounded += rounding - sum(back for _, _, back in refunds)
                out += sum(minor for state, minor, _ in refunds if state == "done")
                waits += sum(minor for state, minor, _ in refunds if state != "done")
            came += real["moved"].get(ref, 0)
            assert came - out == booking.owed_minor + rounded + waits, ref

    def nothing_is_taken_twice(self, real: records.Found) -> None:
        """A seat has one owner, a limit holds, a balance is not negative, what was paid is kept."""
        books = self.books
        sold = sorted(
            (booking.show, line.seat) for booking in books.bookings.values()
            for line in booking.sold
        )  # fmt: skip
        assert len(sold) == len(set(sold))
        assert sold == sorted(key for key, claim in real["claims"].items() if claim[1] == "sold")
        assert all(books.live(offer) <= offer.limit for offer in prices.OFFERS if offer.limit)
        assert min(real["vouchers"].values()) >= 0
        status = {ref: each[0] for ref, each in real["bookings"].items()}
        self.paid_once |= {ref for ref, each in status.items() if each == "confirmed"}
        assert {status[ref] for ref in self.paid_once} <= {
            "confirmed", "exchanged", "part_refunded", "refunded", "voided",
        }  # fmt: skip

    def teardown(self) -> None:
        try:
            found = verify.verify(self.app, self.ctx("till-1"))
            assert found.violations == (), found.violations
            self.the_gateway_agrees()
        finally:
            self.app.close()
            self.forget()
            self.folder.cleanup()

    def the_gateway_agrees(self) -> None:
        """What the gateway gave back is what the books sent, never more, for each page."""
        for key, page in self.bank.pages.items():
            found = self.gateway.look_up(key)
            sent = [r.amount_minor for r in page.payment.refunds if r.status in ("sent", "done")]
            assert sorted(each.amount_minor for each in found.refunds) == sorted(sent), page
            assert page.payment.came_in <= (found.captured_minor == page.payment.amount_minor)


def _columns(offer: prices.Offer) -> dict[str, Any]:
    """The row of an offer."""
    kind = "percent" if offer.percent else "amount" if offer.off_minor else "fixed_price"
    named = {"single_use": 1, "codes": offer.codes} if offer.single_use else {
        "code": "".join(offer.codes)
    }  # fmt: skip
    return {
        "kind": kind, "percent_bp": offer.percent * 100, "min_seats": offer.least,
        "amount_minor": offer.off_minor or offer.each_minor, "limit_total": offer.limit,
        "currency": "" if offer.percent else "EUR", "automatic": int(not offer.codes),
        "limit_customer": offer.of_one, "gives_back": int(offer.gives_back), **named,
    }  # fmt: skip


def refused(answer: Any, *codes: str) -> None:
    """The request was refused, for one of these reasons."""
    assert isinstance(answer, BoxofficeError), answer
    assert answer.code in codes
