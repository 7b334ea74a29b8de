"""A show that is called off sells nothing more, and everybody gets all money back, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod, Subject
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Invalid
from boxoffice.services import bookings, holds, refunds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import BackSum, ShowsCancelled, ShowsMeant
from boxoffice.services.flows.refunding import send_queued
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.verify import verify
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.bookings import Ticket
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import FeeRow
from tests.counter import CASH, book_request, hold_request, pay_request, sell_request
from tests.online import paid_online, with_gateway
from tests.programme import HOUR_MS, open_cinema, write

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

CARD = Tender(PaymentMethod.CARD, "10", slip="4711")
FIRST = ShowsMeant(shows=("1",))
TICKET = Ticket.__table__  # type: ignore[attr-defined]
THEATRE = Theatre.__table__  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def cancel(app: App, ctx: Context, **more: Any) -> ShowsCancelled:
    return use.cancel_shows(app, ctx, FIRST, **{"reason": "projector", **more})


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(BoxofficeError) as caught:
        act()
    return caught.value.code


def sums(found: ShowsCancelled) -> list[tuple[str, str, int, int]]:
    return [(each.method, each.status, each.count, each.amount_minor) for each in found.totals]


def test_everybody_is_ended_and_paid_back_in_full(app: App, ctx: Context) -> None:
    write(app, ctx, lambda s: s.run(update(THEATRE).values(refund_policy="none")))
    fee = {"id": 1, "theatre_id": 1, "key": "f", "name": "Fee", "per": "ticket",
           "amount_minor": 50}  # fmt: skip
    write(app, ctx, lambda session: session.insert(FeeRow, [fee]))
    paid = sell(app, ctx, "F7-8", tenders=(CASH, CARD))
    other = sell(app, ctx, "F5")
    elsewhere = sell(app, ctx, "F5", show="2")
    pending = reservations.book(app, ctx, book_request("E1-2")).booking.ref
    hold = holds.place_hold(app, ctx, hold_request("D1")).hold.id
    before = use.plan_cancel(app, ctx, FIRST)
    (show,) = before.shows
    assert (show.status, show.left, show.done) == ("on_sale", 3, 0)
    assert (show.paid, show.free, show.pending, show.holds, show.seats) == (2, 0, 1, 1, 5)
    assert sums(before) == [("card", "planned", 1, 1000), ("cash", "planned", 2, 2750)]
    after = cancel(app, ctx)
    (show,) = after.shows
    assert (show.status, show.left, show.done, show.holds, show.seats) == ("cancelled", 0, 3, 0, 0)
    assert sums(after) == [("card", "queued", 1, 1000), ("cash", "queued", 2, 2750)]
    for ref in (paid, other):
        found = bookings.view_booking(app, ctx, ref)
        assert found.booking.status == "refunded"
        assert {line.refunded_minor for line in found.booking.lines} == {1250}
        assert {ticket.status for ticket in found.tickets} == {"void"}
        assert {each.cause for each in found.refunds} == {"show_cancelled"}
        assert {each.reason for each in found.refunds} == {"projector"}
        assert {each.status for each in found.payments} == {"captured"}
    assert bookings.view_booking(app, ctx, pending).booking.status == "cancelled"
    assert bookings.view_booking(app, ctx, elsewhere).booking.status == "confirmed"
    assert code_of(lambda: holds.extend_hold(app, ctx, holds.ExtendRequest(hold=hold))) == (
        "holds.not_active"
    )


def test_nothing_is_sold_held_promised_or_paid_after_it(app: App, ctx: Context) -> None:
    pending = reservations.book(app, ctx, book_request("E1")).booking.ref
    cancel(app, ctx)
    for act in (
        lambda: sales.sell(app, ctx, sell_request("F7")),
        lambda: sales.sell(app, ctx, sell_request("F7", late=True, reason="x")),
        lambda: holds.place_hold(app, ctx, hold_request("F7")),
        lambda: reservations.book(app, ctx, book_request("F7")),
        lambda: reservations.pay(app, ctx, pay_request(pending)),
        lambda: reservations.pay(app, ctx, pay_request(pending, late=True, reason="x")),
    ):
        assert code_of(act) == "shows.not_on_sale"


def test_it_goes_on_where_it_stopped(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    refs = [sell(app, ctx, seat) for seat in ("F1", "F2", "F3", "F4", "F5")]

    class Killed(Exception):
        pass

    def die(_show: int, done: Any) -> None:
        if done.left == 3:
            raise Killed

    with pytest.raises(Killed):
        cancel(app, new_ctx(op_key="CALLEDOFF1"), batch=2, told=die)
    half = use.plan_cancel(app, ctx, FIRST)
    assert (half.shows[0].done, half.shows[0].left) == (2, 3)
    assert sums(half) == [("cash", "planned", 3, 3600), ("cash", "queued", 2, 2400)]
    assert verify(app, ctx).violations == ()
    seen = []
    done = cancel(app, new_ctx(op_key="CALLEDOFF1"), batch=2, told=lambda _, each: seen.append(
        (each.ended, each.left, each.replayed)
    ))  # fmt: skip
    assert seen == [(0, 5, True), (2, 3, True), (2, 1, False), (1, 0, False)]
    assert sums(done) == [("cash", "queued", 5, 6000)]
    again = cancel(app, ctx)
    assert (again.shows[0].done, again.totals) == (5, done.totals)
    for ref in refs:
        assert len(bookings.view_booking(app, ctx, ref).refunds) == 1


def test_what_went_back_before_goes_back_no_more(app: App, ctx: Context) -> None:
    part = sell(app, ctx, "F7-8")
    refunds.refund(app, ctx, RefundRequest(ref=part, words=("F7",)))
    gone = sell(app, ctx, "E1")
    refunds.refund(app, ctx, RefundRequest(ref=gone))
    assert sums(cancel(app, ctx)) == [("cash", "queued", 1, 1200)]
    assert len(bookings.view_booking(app, ctx, gone).refunds) == 1


def test_who_went_in_is_paid_back_too_and_the_ticket_remembers(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7")

    def admit(session: WriteSession) -> None:
        (row,) = session.all(TICKET.select())
        session.step(Subject.TICKET, row.id, "issued", "admitted")
        session.run(update(TICKET).values(status="admitted", admitted_at_ms=session.now_ms))

    write(app, ctx, admit)
    assert use.plan_cancel(app, ctx, FIRST).shows[0].admitted == 1
    assert sums(cancel(app, ctx)) == [("cash", "queued", 1, 1200)]
    assert {each.status for each in bookings.view_booking(app, ctx, ref).tickets} == {"void"}


def test_what_was_free_ends_without_a_refund(app: App, ctx: Context) -> None:
    from boxoffice.storage.tables.prices import PriceRuleRow

    rules = PriceRuleRow.__table__  # type: ignore[attr-defined]
    write(app, ctx, lambda session: session.run(update(rules).values(amount_minor=0)))
    ref = sell(app, ctx, "F7", tenders=())
    assert use.plan_cancel(app, ctx, FIRST).shows[0].free == 1
    assert cancel(app, ctx).totals == ()
    assert bookings.view_booking(app, ctx, ref).booking.status == "refunded"


def test_the_customer_gets_cash_and_card_at_any_till(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH, CARD))
    cancel(app, ctx)
    out = refunds.refund(app, new_ctx(till="till-2"), RefundRequest(ref=ref, slips=("9911",)))
    tenders = out.given_back.tenders
    assert [(each.method, each.amount_minor, each.refund_slip) for each in tenders] == [
        ("card", 1000, "9911"), ("cash", 1400, ""),
    ]  # fmt: skip
    assert out.given_back.seats == ()
    assert {each.status for each in out.refunds} == {"done"}
    assert {each.status for each in out.payments} == {"refunded"}
    assert code_of(lambda: refunds.refund(app, ctx, RefundRequest(ref=ref))) == (
        "refunds.not_refundable"
    )
    assert sums(use.plan_cancel(app, ctx, FIRST)) == [
        ("card", "done", 1, 1000), ("cash", "done", 1, 1400),
    ]  # fmt: skip


def test_a_gateway_is_asked_for_it(app: App, ctx: Context, tmp_path: Any) -> None:
    house = with_gateway(app, tmp_path / "gateway")
    paid_online(house, ctx, "F7-8")
    done = cancel(house, ctx)
    assert sums(done) == [("gateway", "queued", 1, 2400)]
    sent = send_queued(house, ctx)
    seen = use.look(house, ctx, done, sent=sent)
    assert seen.totals == (
        BackSum(method="gateway", gateway="sim", status="done", count=1, amount_minor=2400,
                currency="EUR"),
    )  # fmt: skip
    assert (seen.applied, seen.sent) == (True, sent)


def test_the_shows_of_a_screen_in_a_stretch_of_days(app: App, ctx: Context) -> None:
    days = {"screen": "rex/1", "first_day": "2026-10-24", "last_day": "2026-10-24"}
    done = use.cancel_shows(app, ctx, ShowsMeant(**days), reason="water")  # type: ignore[arg-type]
    assert [each.show.id for each in done.shows] == [1, 2]
    assert {each.status for each in done.shows} == {"cancelled"}


def test_what_is_meant_has_to_be_said(app: App, ctx: Context) -> None:
    for meant, code in (
        (ShowsMeant(), "shows.cancel_which"),
        (ShowsMeant(shows=("1",), screen="rex/1"), "shows.cancel_which"),
        (ShowsMeant(shows=("1",), first_day="today"), "shows.cancel_days"),
        (ShowsMeant(screen="rex/1", first_day="today"), "shows.cancel_stretch"),
        (ShowsMeant(screen="rex/1", first_day="2026-12-01", last_day="2026-12-02"),
         "shows.cancel_none"),
    ):  # fmt: skip
        assert code_of(lambda meant=meant: use.plan_cancel(app, ctx, meant)) == code  # type: ignore[misc]
    with pytest.raises(Invalid) as caught:
        use.cancel_shows(app, ctx, FIRST, reason=" ")
    assert caught.value.code == "shows.cancel_reason"


def test_a_dry_run_and_a_plan_write_nothing(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    sell(app, ctx, "F7-8")
    planned = cancel(app, new_ctx(dry_run=True))
    assert (planned.applied, planned.dry_run) == (False, True)
    assert planned.totals == use.plan_cancel(app, ctx, FIRST).totals
    assert use.plan_cancel(app, ctx, FIRST).shows[0].status == "on_sale"


def test_who_is_no_supervisor_calls_nothing_off(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    assert code_of(lambda: cancel(app, new_ctx(supervisors="bob"))) == "access.denied"
