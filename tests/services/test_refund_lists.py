"""What waits is told with whose it is, and what failed can be tried again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import refund_lists, refunds, sales
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.flows.refunding import ANSWER_MS, send_queued
from boxoffice.services.refund_lists import RetryRequest
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.verify import verify
from boxoffice.storage.queries.bookings import booking_by_ref, payments_of
from tests.counter import sell_request
from tests.online import gateway_of, paid_online, with_gateway
from tests.programme import HOUR_MS, open_cinema


@pytest.fixture
def house(app: App, ctx: Context, tmp_path: Path) -> App:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)
    return with_gateway(app, tmp_path / "gateway")


def told(app: App, ctx: Context, *, at_till: bool = False, failed: bool = False) -> list[str]:
    found = refund_lists.list_waiting(app, ctx, at_till=at_till, failed=failed)
    return [f"{each.method} {each.status} {each.name}".strip() for each in found.refunds]


def test_it_is_told_who_waits_for_what(house: App, ctx: Context) -> None:
    sales.sell(house, ctx, sell_request("F7", name="Ann"))
    online = paid_online(house, ctx, "F8")
    use.cancel_shows(house, ctx, ShowsMeant(shows=("1",)), reason="flood")
    assert sorted(told(house, ctx)) == ["cash queued Ann", "gateway queued"]
    assert told(house, ctx, at_till=True) == ["cash queued Ann"]
    (cash,) = refund_lists.list_waiting(house, ctx, at_till=True).refunds
    assert (cash.cause, cash.reason, cash.at_till, cash.show.id) == (
        "show_cancelled", "flood", True, 1,
    )  # fmt: skip
    assert send_queued(house, ctx).done == 1
    assert told(house, ctx) == ["cash queued Ann"]
    with pytest.raises(Conflict) as caught:
        refund_lists.retry(house, ctx, RetryRequest(ref=online))
    assert caught.value.code == "refunds.none_failed"


def page_of(app: App, ctx: Context, ref: str) -> str:
    """The session at the gateway that the one payment of a booking was made by."""
    with app.db.read(ctx) as session:
        booking = session.first(booking_by_ref, ref=ref)
        assert booking is not None
        (payment,) = session.all(payments_of, booking_id=booking.id)
    return str(payment.session_id)


def test_what_failed_is_tried_again_with_the_same_id(house: App, ctx: Context) -> None:
    ref = paid_online(house, ctx, "F7-8")
    session_id = page_of(house, ctx, ref)
    gateway = gateway_of(house)
    gateway.simulate(session_id, Outcome.REFUND, now_ms=0, amount_minor=1800)
    refunds.refund(house, ctx, RefundRequest(ref=ref, words=("F7",)))
    assert send_queued(house, ctx).failed == 1
    assert told(house, ctx, failed=True) == ["gateway failed"]
    assert send_queued(house, ctx).asked == 0
    again = refund_lists.retry(house, ctx, RetryRequest(ref=ref))
    assert [each.status for each in again.refunds] == ["queued"]
    assert (told(house, ctx, failed=True), told(house, ctx)) == ([], ["gateway queued"])
    assert send_queued(house, ctx).failed == 1
    assert verify(house, ctx).violations == ()


def test_what_the_bank_sent_back_goes_out_at_the_next_try(
    house: App, ctx: Context, tmp_path: Path
) -> None:
    later = with_gateway(house, tmp_path / "gateway", refunds="later")
    ref = paid_online(later, ctx, "F7-8")
    session_id = page_of(later, ctx, ref)
    refunds.refund(later, ctx, RefundRequest(ref=ref))
    assert send_queued(later, ctx).under_way == 1
    gateway_of(later).simulate(session_id, Outcome.REFUND_FAILED, now_ms=0)
    ctx.clock.advance(ms=ANSWER_MS)  # type: ignore[attr-defined]
    assert send_queued(later, ctx).failed == 1
    refund_lists.retry(later, ctx, RetryRequest(ref=ref))
    at_once = with_gateway(house, tmp_path / "gateway")
    assert send_queued(at_once, ctx).done == 1
    assert send_queued(at_once, ctx).asked == 0
    told_by = gateway_of(at_once).look_up(session_id).refunds
    assert [each.status for each in told_by] == ["failed", "done"]
    assert verify(house, ctx).violations == ()


def failed_online(app: App, ctx: Context) -> str:
    """A booking whose seats were given back, and whose money the gateway had no more of."""
    ref = paid_online(app, ctx, "F7-8")
    session_id = page_of(app, ctx, ref)
    gateway_of(app).simulate(session_id, Outcome.REFUND, now_ms=0, amount_minor=1800)
    refunds.refund(app, ctx, RefundRequest(ref=ref, words=("F7",)))
    return ref


def test_what_the_gateway_could_not_give_back_a_till_hands_out_once(
    house: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = failed_online(house, ctx)
    by_hand = RefundRequest(ref=ref, by_hand=True, reason="card closed")
    assert code_of(lambda: refunds.refund(house, ctx, by_hand)) == "refunds.none_failed"
    assert send_queued(house, ctx).failed == 1
    bare = RefundRequest(ref=ref, by_hand=True)
    assert code_of(lambda: refunds.refund(house, ctx, bare)) == "refunds.by_hand_reason"
    seats = RefundRequest(ref=ref, by_hand=True, words=("F8",), reason="x")
    assert code_of(lambda: refunds.refund(house, ctx, seats)) == "refunds.by_hand_alone"
    guarded = new_ctx(till="till-2", supervisors="zoe")
    assert code_of(lambda: refunds.refund(house, guarded, by_hand)) == "access.denied"
    done = refunds.refund(house, new_ctx(till="till-2"), by_hand)
    (tender,) = done.given_back.tenders
    assert (tender.method, tender.amount_minor, tender.status) == ("cash", 1200, "done")
    (refund,) = done.refunds
    assert (refund.status, refund.reason) == ("done", "card closed")
    assert [each.status for each in done.payments] == ["part_refunded"]
    assert [line.status for line in done.booking.lines] == ["refunded", "sold"]
    assert code_of(lambda: refunds.refund(house, ctx, by_hand)) == "refunds.none_failed"
    again = RetryRequest(ref=ref)
    assert code_of(lambda: refund_lists.retry(house, ctx, again)) == "refunds.none_failed"
    assert (send_queued(house, ctx).asked, told(house, ctx)) == (0, [])
    assert verify(house, ctx).violations == ()


def test_what_is_asked_for_again_is_not_handed_out(house: App, ctx: Context) -> None:
    ref = failed_online(house, ctx)
    assert send_queued(house, ctx).failed == 1
    refund_lists.retry(house, ctx, RetryRequest(ref=ref))
    by_hand = RefundRequest(ref=ref, by_hand=True, reason="card closed")
    assert code_of(lambda: refunds.refund(house, ctx, by_hand)) == "refunds.none_failed"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(BoxofficeError) as caught:
        act()
    return caught.value.code
