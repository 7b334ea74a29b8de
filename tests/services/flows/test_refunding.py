"""A refund reaches the gateway once, whatever happens on the way there and back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import Subject
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import attention, bookings, refunds, sales
from boxoffice.services.app import App, open_app
from boxoffice.services.flows import refunding
from boxoffice.services.flows.refunding import SentRefunds, send_queued
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.results import BookingResult, Result
from boxoffice.services.sales import VoidRequest
from boxoffice.services.verify import verify
from boxoffice.storage.queries.bookings import payments_of, set_payment
from boxoffice.storage.session import WriteSession
from tests.clocks import FakeClock
from tests.contexts import make_context
from tests.forks import run_in_child
from tests.online import gateway_of, paid_online, with_gateway
from tests.programme import HOUR_MS, Nothing, open_cinema


@pytest.fixture
def house(app: App, ctx: Context, tmp_path: Path) -> Iterator[App]:
    """A cinema that is paid by gateway, and adds up at the end."""
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)
    house = with_gateway(app, tmp_path / "gateway")
    yield house
    assert verify(app, ctx).violations == ()


def asked_back(app: App, ctx: Context, ref: str, *seats: str) -> Any:
    return refunds.refund(app, ctx, RefundRequest(ref=ref, words=seats))


def found(app: App, ctx: Context, ref: str) -> BookingResult:
    return bookings.view_booking(app, ctx, ref)


def page_of(app: App, ctx: Context, ref: str) -> str:
    """The gateway's session that a booking was paid in."""
    with app.db.read(ctx) as session:
        booking = bookings.get_booking(session, ref)
        (payment,) = session.all(payments_of, booking_id=booking.id)
    return str(payment.session_id)


def given_back(app: App, ctx: Context, ref: str) -> list[int]:
    """What the gateway itself says that it gave back for a booking."""
    found = gateway_of(app).look_up(page_of(app, ctx, ref))
    return [each.amount_minor for each in found.refunds]


def test_seats_go_back_by_the_gateway_they_were_paid_by(house: App, ctx: Context) -> None:
    ref = paid_online(house, ctx, "F7-8")
    done = asked_back(house, ctx, ref, "F7")
    assert [(each.status, each.cause) for each in done.refunds] == [("queued", "seats_back")]
    assert [(each.method, each.status) for each in done.given_back.tenders] == [
        ("gateway", "queued")
    ]
    assert {each.status for each in done.payments} == {"captured"}
    assert send_queued(house, ctx) == SentRefunds(asked=1, done=1)
    after = found(house, ctx, ref)
    assert [each.status for each in after.refunds] == ["done"]
    assert {each.status for each in after.payments} == {"part_refunded"}
    assert given_back(house, ctx, ref) == [1200]
    assert send_queued(house, ctx) == SentRefunds()
    asked_back(house, ctx, ref)
    assert send_queued(house, ctx).done == 1
    assert {each.status for each in found(house, ctx, ref).payments} == {"refunded"}
    assert given_back(house, ctx, ref) == [1200, 1200]


def test_a_void_sale_goes_back_the_same_way(house: App, ctx: Context) -> None:
    ref = paid_online(house, ctx, "F7-8")
    done = sales.void(house, ctx, VoidRequest(ref=ref, reason="mistake"))
    assert [(each.status, each.amount_minor) for each in done.refunds] == [("queued", 2400)]
    assert send_queued(house, ctx).done == 1
    assert given_back(house, ctx, ref) == [2400]


@pytest.mark.parametrize("outage", Outage)
def test_no_answer_leaves_it_sent_and_it_is_asked_for_again_with_the_same_key(
    house: App, ctx: Context, clock: FakeClock, outage: Outage
) -> None:
    ref = paid_online(house, ctx, "F7-8")
    asked_back(house, ctx, ref)
    gateway_of(house).set_outage(outage)
    sent = send_queued(house, ctx)
    assert (sent.asked, sent.unanswered) == (1, 1)
    assert [(each.gateway, each.reason.code) for each in sent.troubles] == [
        ("sim", "gateways.no_answer")
    ]
    assert [each.status for each in found(house, ctx, ref).refunds] == ["sent"]
    gateway_of(house).set_outage(None)
    assert send_queued(house, ctx) == SentRefunds()
    clock.advance(ms=refunding.ANSWER_MS)
    assert send_queued(house, ctx).done == 1
    assert given_back(house, ctx, ref) == [2400]


def test_what_the_gateway_takes_its_time_for_is_asked_after(
    house: App, ctx: Context, clock: FakeClock, tmp_path: Path
) -> None:
    later = with_gateway(house, tmp_path / "gateway", refunds="later")
    ref = paid_online(later, ctx, "F7-8")
    asked_back(later, ctx, ref)
    assert send_queued(later, ctx) == SentRefunds(asked=1, under_way=1)
    clock.advance(ms=refunding.ANSWER_MS)
    assert send_queued(later, ctx) == SentRefunds(asked=1, under_way=1)
    assert [each.status for each in found(later, ctx, ref).refunds] == ["sent"]
    assert given_back(later, ctx, ref) == [2400]


def test_what_the_gateway_refuses_has_failed_and_waits_for_a_person(
    house: App, ctx: Context
) -> None:
    ref = paid_online(house, ctx, "F7-8")
    page = page_of(house, ctx, ref)
    gateway_of(house).simulate(page, Outcome.REFUND, now_ms=ctx.clock.wall_ms())
    asked_back(house, ctx, ref)
    assert send_queued(house, ctx) == SentRefunds(asked=1, failed=1)
    (refund,) = found(house, ctx, ref).refunds
    assert (refund.status, refund.failure) == ("failed", "gateways.refund_too_much")
    assert send_queued(house, ctx) == SentRefunds()


def test_who_dies_on_the_way_is_followed_by_the_next(
    house: App, ctx: Context, clock: FakeClock, database: str
) -> None:
    ref = paid_online(house, ctx, "F7-8")
    asked_back(house, ctx, ref)

    def die(*, after: bool) -> None:
        with open_app(make_context(database).settings) as opened:
            own = with_gateway(opened, Path(str(folder)))
            real = gateway_of(own)

            class Deadly:
                def refund(self, *args: Any, **more: Any) -> Any:
                    if after:
                        real.refund(*args, **more)
                    os.kill(os.getpid(), signal.SIGKILL)

            send_queued(own, make_context(database, clock=clock), open_gateway=lambda _: Deadly())  # type: ignore[arg-type, return-value]

    folder = house.settings.gateways["sim"]["folder"][0]
    for after in (False, True):
        ended = run_in_child(lambda after=after: die(after=after))  # type: ignore[misc]
        assert ended.signal == signal.SIGKILL
        assert [each.status for each in found(house, ctx, ref).refunds] == ["sent"]
        clock.advance(ms=refunding.ANSWER_MS)
    assert send_queued(house, ctx).done == 1
    assert given_back(house, ctx, ref) == [2400]


def test_what_the_payer_disputes_is_not_sent(house: App, ctx: Context) -> None:
    ref = paid_online(house, ctx, "F7-8")
    asked_back(house, ctx, ref)
    (payment,) = found(house, ctx, ref).payments

    def dispute(session: WriteSession, _request: Nothing) -> Result:
        session.step(Subject.PAYMENT, payment.id, "captured", "disputed")
        session.run(set_payment, payment_id=payment.id, status="disputed")
        return Result()

    house.db.write(ctx, Nothing(), dispute)
    assert send_queued(house, ctx) == SentRefunds()
    seen = replace(ctx, settings=house.settings)
    assert [each.kind for each in attention.list_attention(house, seen).attention] == [
        "refund_disputed"
    ]
