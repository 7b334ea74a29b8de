"""Sell, exchange, add, swap and refund in any order and currency: no money appears or vanishes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, exchanges, refunds, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.results import BookingResult, Result
from boxoffice.services.verify import verify
from boxoffice.storage import sqlite_setup
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import FeeRow, PriceRuleRow, TaxRateRow
from tests.clocks import FakeClock
from tests.contexts import CountedIds, make_context, make_settings
from tests.counter import CASH, sell_request
from tests.programme import HOUR_MS, Nothing, make_plan, open_cinema

THEATRE = Theatre.__table__  # type: ignore[attr-defined]
RULE = PriceRuleRow.__table__  # type: ignore[attr-defined]
STEPS_OF_CASH = {"JPY": 10, "EUR": 5, "INR": 100, "KWD": 5}
POLICIES = ("", "24h=100,2h=50;fees=kept", "none")
SEATS = [seat.label for seat in make_plan(rows="ABC", per_row=4, wheelchair=False).seats]
CARD = Tender(PaymentMethod.CARD, slip="4711")

seats = st.lists(st.sampled_from(SEATS), min_size=1, max_size=3, unique=True).map(tuple)
tenders = st.sampled_from([(CASH,), (CARD,), (Tender(PaymentMethod.CASH, "3"), CARD)])
which = st.integers(0, 20)
shows = st.sampled_from(["1", "2"])
acts = st.one_of(
    st.tuples(st.just("sell"), seats, tenders, shows),
    st.tuples(st.just("to"), which, seats, tenders, shows, st.booleans()),
    st.tuples(st.just("add"), which, seats, tenders),
    st.tuples(st.just("swap"), which, which, tenders),
    st.tuples(st.just("refund"), which, st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 900)),
)


@contextmanager
def opened(template: Path, currency: str, policy: str) -> Iterator[tuple[App, FakeClock]]:
    """A house of its own in one currency, with a fee, a tax on top and cash rounded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boxoffice.db"
        shutil.copyfile(template, path)
        clock = FakeClock()
        with open_app(make_settings(str(path))) as app:
            ctx = make_context(str(path), clock=clock, ids=CountedIds())
            plan = make_plan(rows="ABC", per_row=4, wheelchair=False)
            open_cinema(app, ctx, plan=plan, currency=currency, starts_in_ms=40 * HOUR_MS)

            def body(session: WriteSession, _request: Nothing) -> Result:
                columns = {"refund_policy": policy, "cash_rounding_minor": STEPS_OF_CASH[currency]}
                session.run(update(THEATRE).values(**columns))
                session.run(update(RULE).values(amount_minor=RULE.c.amount_minor + 7))
                fee = {"id": 1, "theatre_id": 1, "key": "web", "name": "Web", "per": "ticket"}
                session.insert(FeeRow, [{**fee, "amount_minor": 33}])
                tax = {"id": 1, "theatre_id": 1, "name": "vat", "product": "ticket"}
                session.insert(TaxRateRow, [{**tax, "rate_bp": 725, "included": 0}])
                return Result()

            app.db.write(ctx, Nothing(), body)
            yield app, clock


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chains") / "empty.db"
    sqlite_setup.initialise(path, journal="persist")
    return path


class Chain:
    """One till that does whatever comes, and what it took and gave back by hand."""

    def __init__(self, app: App, clock: FakeClock) -> None:
        self.app, self.clock, self.ids = app, clock, CountedIds(1_000_000)
        self.refs: list[str] = []
        self.till_minor = 0

    def ctx(self) -> Any:
        return make_context(self.app.settings.db, clock=self.clock, ids=self.ids)

    def ref(self, number: int) -> str:
        return self.refs[number % len(self.refs)]

    def took(self, before: int, result: BookingResult) -> None:
        self.till_minor += sum(each.amount_minor for each in result.payments) - before

    def do(self, act: tuple[Any, ...]) -> None:
        kind, *rest = act
        if kind == "wait":
            self.clock.advance(minutes=rest[0])
        elif kind == "sell":
            words, paid, show = rest
            request = sell_request(*words, tenders=paid, show=show)
            sold = sales.sell(self.app, self.ctx(), request)
            self.refs.append(sold.booking.ref)
            self.took(0, sold)
        elif self.refs:
            getattr(self, kind)(*rest)

    def to(self, at: int, words: Any, paid: Any, show: str, for_nothing: bool) -> None:
        asked = {"to": words, "show": show, "for_nothing": for_nothing}
        self.exchanged(ExchangeRequest(ref=self.ref(at), **asked), paid)

    def add(self, at: int, words: Any, paid: Any) -> None:
        ref = self.ref(at)
        before = sum(each.amount_minor for each in self.view(ref).payments)
        done = self.exchanged(ExchangeRequest(ref=ref, add=words), paid)
        if done is not None:
            self.till_minor -= before

    def swap(self, at: int, other: int, paid: Any) -> None:
        asked = {"other": self.ref(other), "for_nothing": True}
        self.exchanged(ExchangeRequest(ref=self.ref(at), **asked), paid)

    def exchanged(self, request: ExchangeRequest, paid: Any) -> Any:
        """With tenders where something is due, and without where nothing is."""
        try:
            done = self.asked(request.model_copy(update={"tenders": paid}))
        except BoxofficeError as error:
            if error.code != "bookings.nothing_to_pay":
                raise
            done = self.asked(request)
        for each in (done, done.other):
            if each is None:
                continue
            self.took(0, each)
            self.till_minor -= sum(tender.amount_minor for tender in each.given_back)
            if each.booking.ref not in self.refs:
                self.refs.append(each.booking.ref)
        return done

    def asked(self, request: ExchangeRequest) -> Any:
        return exchanges.exchange(self.app, self.ctx(), request)

    def view(self, ref: str) -> BookingResult:
        return bookings.view_booking(self.app, self.ctx(), ref)

    def refund(self, at: int, in_full: bool) -> None:
        request = RefundRequest(
            ref=self.ref(at), in_full=in_full, reason="x", for_nothing=not in_full
        )
        done = refunds.refund(self.app, self.ctx(), request)
        self.till_minor -= done.given_back.amount_minor

    def kept_minor(self) -> int:
        """What every booking says that it took and did not give back."""
        views = [self.view(ref) for ref in self.refs]
        paid = sum(each.amount_minor for view in views for each in view.payments)
        return paid - sum(each.amount_minor for view in views for each in view.refunds)


ALLOWED = (
    "seats.", "exchanges.", "refunds.not_refundable", "bookings.", "prices.", "refunds.nothing",
)  # fmt: skip


@contextmanager
def suppress_refused() -> Iterator[None]:
    """What cannot be done is refused, and for a reason that belongs here."""
    try:
        yield
    except BoxofficeError as error:
        if not error.code.startswith((*ALLOWED, "shows.closed")):
            raise


def run_chain(template: Path, currency: str, policy: str, steps: list[tuple[Any, ...]]) -> None:
    with opened(template, currency, policy) as (app, clock):
        chain = Chain(app, clock)
        for act in steps:
            with suppress_refused():
                chain.do(act)
            assert chain.kept_minor() == chain.till_minor
        assert verify(app, chain.ctx()).violations == ()
        for ref in list(chain.refs):
            status = chain.view(ref).booking.status
            if status in ("confirmed", "part_refunded"):
                chain.refund(chain.refs.index(ref), in_full=True)
        assert verify(app, chain.ctx()).violations == ()
        if policy == "":
            assert chain.till_minor >= 0


@pytest.mark.parametrize("currency", STEPS_OF_CASH)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(policy=st.sampled_from(POLICIES), steps=st.lists(acts, min_size=4, max_size=14))
def test_any_chain_conserves_money(
    template: Path, currency: str, policy: str, steps: list[tuple[Any, ...]]
) -> None:
    run_chain(template, currency, policy, steps)


@pytest.mark.slow
@pytest.mark.parametrize("currency", STEPS_OF_CASH)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(policy=st.sampled_from(POLICIES), steps=st.lists(acts, min_size=8, max_size=30))
def test_long_chains_conserve_money(
    template: Path, currency: str, policy: str, steps: list[tuple[Any, ...]]
) -> None:
    run_chain(template, currency, policy, steps)
