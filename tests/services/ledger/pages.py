"""Payment pages of the simulated gateway: paid, failed, over, told late, twice, or never."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.outbound.gateways.protocol import Event, EventKind
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import webhooks
from boxoffice.services.flows import gateway_payment, reconciling, refunding
from boxoffice.services.online import OnlineRequest
from tests.services.ledger.bank import Page
from tests.services.ledger.books import Booking
from tests.services.ledger.counter import CODE, GIFT, PHONE, PLACES, SHOW, Counter
from tests.services.ledger.house import LABELS, TILLS, WHICH, refused
from tests.services.ledger.prices import Payment
from tests.services.practice import GATEWAY

OUTCOMES = st.sampled_from(
    [
        Outcome.SUCCESS, Outcome.SUCCESS, Outcome.FAIL, Outcome.EXPIRE, Outcome.DUPLICATE,
        Outcome.LATE, Outcome.LOST, Outcome.DECLINE,
    ]
)  # fmt: skip

PAYS = (Outcome.SUCCESS, Outcome.DUPLICATE, Outcome.LATE, Outcome.LOST)


class Pages(Counter):
    """Everything that can happen on a payment page, and on the way from there."""

    @precondition(lambda self: self.bookings_in("pending"))
    @rule(which=WHICH, till=TILLS, gift=GIFT, card=st.booleans())
    def begin(self, which: int, till: str, gift: int | None, card: bool) -> None:
        """Open a page; with a card or a voucher beside it, both count or neither does."""
        booking = self.one_of(self.bookings_in("pending"), which)
        given = self.given(gift, card, "gateway")
        request = OnlineRequest(ref=booking.ref, gateway=GATEWAY, tenders=self.tenders(given))
        try:
            answer: Any = gateway_payment.start(self.app, self.ctx(till), request)
        except BoxofficeError as error:
            answer = error
        books, live = self.books, self.live_page(booking)
        if books.shows[booking.show] != "on_sale":
            refused(answer, "shows.not_on_sale")
            return
        if live:
            self.again(booking, answer, live, [each.method.value for each in request.tenders])
            return
        paid = books.settle(booking.total_minor, given, till, booking)
        if isinstance(paid, str):
            refused(answer, paid)
            return
        self.opened(booking, answer, paid)

    @rule(
        till=TILLS, show=SHOW, places=PLACES, code=CODE, phone=PHONE, gift=GIFT, card=st.booleans()
    )  # fmt: skip
    def book_and_begin(
        self, till: str, show: int, places: list[int], code: str, phone: str, gift: int | None,
        card: bool,
    ) -> None:  # fmt: skip
        """What a customer at home does: promised seats and a page to pay them on."""
        before = set(self.books.bookings)
        self.book(
            till=till, show=show, places=places, clash=False, code=code, phone=phone, gift=gift
        )
        found = [ref for ref in self.books.bookings if ref not in before]
        if found:
            waits = [each.ref for each in self.bookings_in("pending")]
            self.begin(which=waits.index(found[0]), till=till, gift=None, card=card)

    def live_page(self, booking: Booking) -> str:
        """The page that is open for a booking and not over, or ""."""
        now_ms = self.books.now_ms
        open_pages = (p for p in booking.open_payments if p.session and p.until_ms > now_ms)
        return next((each.session for each in open_pages), "")

    def again(self, booking: Booking, answer: Any, live: str, typed: list[str]) -> None:
        """There is one page at a time; money beside it cannot be another any more."""
        beside = [each.method for each in booking.open_payments if each.method != "gateway"]
        if typed and sorted(typed) != sorted(beside):
            refused(answer, "payments.other_open")
            return
        assert answer.payment.session_id == live

    def opened(self, booking: Booking, answer: Any, paid: list[Payment]) -> None:
        self.books.void_open(booking)
        for each in paid:
            each.status = "initiated"
        (online,) = (each for each in paid if each.method == "gateway")
        online.session, online.until_ms = answer.payment.session_id, booking.until_ms
        self.books.add(booking, paid)
        booking.kept = {each.voucher: each.amount_minor for each in paid if each.voucher}
        self.bank.pages[online.session] = Page(booking.ref, online)

    @precondition(lambda self: self.bank.pages)
    @rule(which=WHICH, outcome=OUTCOMES, at_once=st.booleans())
    def goes_on(self, which: int, outcome: Outcome, at_once: bool) -> None:
        """The payer does something, and what the gateway tells of it is delivered, or waits."""
        going = [key for key, page in self.bank.pages.items() if page.status == "initiated"]
        among = going or list(self.bank.pages)
        session = among[which % len(among)]
        page, mail = self.bank.pages[session], []
        now_ms = self.books.now_ms
        with suppress(Conflict):
            mail = list(self.gateway.simulate(session, outcome, now_ms=now_ms))
        if page.is_paid or outcome in PAYS:
            page.status = "captured"
        elif page.status == "initiated" and outcome is not Outcome.DECLINE:
            page.status = {Outcome.FAIL: "failed", Outcome.EXPIRE: "expired"}[outcome]
        if at_once:
            for each in mail:
                self.deliver(each.body)
        else:
            self.mail += [each.body for each in mail]

    @precondition(lambda self: self.bank.pages)
    @rule(which=WHICH, outcome=st.sampled_from((Outcome.FAIL, Outcome.FAIL, Outcome.EXPIRE)))
    def comes_to_nothing(self, which: int, outcome: Outcome) -> None:
        """The bank says no, or the page is over."""
        self.goes_on(which=which, outcome=outcome, at_once=True)

    @precondition(lambda self: self.bank.pages)
    @rule(which=WHICH, takes=st.booleans(), till=TILLS)
    def money_comes_late(self, which: int, takes: bool, till: str) -> None:
        """A customer takes so long that the booking lapses; somebody else may have a seat of it."""
        going = [key for key, page in self.bank.pages.items() if page.status == "initiated"]
        if not going:
            return
        place = which % len(going)
        booking = self.books.bookings[self.bank.pages[going[place]].ref]
        self.wait_ms(max(0, booking.until_ms - self.books.now_ms))
        if takes:
            seat = LABELS.index(booking.lines[0].seat)
            self.hold(till=till, show=booking.show, places=[seat], clash=True)
        told = self.gateway.simulate(going[place], Outcome.SUCCESS, now_ms=self.books.now_ms)
        self.bank.pages[going[place]].status = "captured"
        for each in told:
            self.deliver(each.body)

    @precondition(lambda self: self.mail)
    @rule(which=WHICH, stays=st.booleans())
    def the_post_comes(self, which: int, stays: bool) -> None:
        """Any delivery that waits, in any order; one that stays is delivered once more."""
        place = which % len(self.mail)
        body = self.mail[place] if stays else self.mail.pop(place)
        self.deliver(body)

    def deliver(self, body: bytes) -> None:
        """Send what happened, signed anew, as a gateway does each time it tries."""
        sent = self.gateway.delivery(body, now_ms=self.books.now_ms)
        event = json.loads(body)
        was_seen = event["id"] in self.bank.seen
        ctx = self.ctx("till-2")
        told = webhooks.receive(self.app, ctx, self.gateway, sent.body, sent.headers)
        assert told.is_duplicate == was_seen
        self.bank.hear(
            event["type"].removeprefix("payment."), event["session_id"], event=event["id"],
            transaction=event["transaction_id"],
        )  # fmt: skip

    @precondition(lambda self: self.paid_pages())
    @rule(which=WHICH)
    def paid_twice(self, which: int) -> None:
        """The payer's bank sends the money of a page that is paid once more."""
        session = self.paid_pages()[which % len(self.paid_pages())]
        page = self.bank.pages[session]
        self.asked += 1
        name = f"again-{self.asked}"
        event = Event(
            event_id=name, kind=EventKind.CAPTURED, name="paid", at_ms=self.books.now_ms,
            sha256="0" * 64, session_id=session, transaction_id=name, currency="EUR",
            amount_minor=page.payment.amount_minor, reference=page.ref,
        )  # fmt: skip
        webhooks.take(self.app, self.ctx("till-1"), GATEWAY, event)
        self.bank.hear("captured", session, event=name, transaction=name)

    def paid_pages(self) -> list[str]:
        return [key for key, page in self.bank.pages.items() if page.payment.came_in]

    @precondition(lambda self: self.bank.pages)
    @rule(till=TILLS)
    def reconcile(self, till: str) -> None:
        """Ask the gateway about everything that is under way: what was lost is found."""
        reconciling.reconcile(self.app, self.ctx(till))
        self.bank.reconcile()
        self.bank.send_refunds(answers=True)

    @precondition(lambda self: any(self.books.queued_at_gateway()))
    @rule(till=TILLS, answers=st.booleans())
    def send_refunds(self, till: str, answers: bool) -> None:
        """Ask for the refunds that wait; now and then the answer is lost on its way."""
        self.gateway.set_outage(None if answers else Outage.ANSWER_LOST)
        refunding.send_queued(self.app, self.ctx(till))
        self.gateway.set_outage(None)
        self.bank.send_refunds(answers=answers)
