"""What becomes of a booking and its seats when an online payment fails, ends or comes late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import attention, reservations, sales, sweep
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.reservations import CancelRequest
from tests.clocks import FakeClock
from tests.counter import sell_request
from tests.services.practice import Practice, practice

PENDING_MINUTES = 15
CASH_10 = Tender(PaymentMethod.CASH, "10")


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened
        assert opened.is_sound()


def seats_of(house: Practice, ref: str) -> list[str]:
    return [line.seat for line in house.view(ref).booking.lines]


def sell(house: Practice, words: str) -> str:
    return sales.sell(house.app, house.ctx, sell_request(words)).booking.ref


def waiting(house: Practice) -> list[tuple[str, str, int]]:
    found = attention.list_attention(house.app, house.ctx).attention
    return [(line.kind, line.ref, line.amount_minor) for line in found]


def test_a_failed_payment_extends_the_booking_once(house: Practice, clock: FakeClock) -> None:
    begun = house.begun()
    ref = begun.booking.ref
    clock.advance(minutes=10)
    first = begun.booking.expires_at
    assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["failed_extended"]
    after = house.view(ref).booking.expires_at
    assert first is not None
    assert after is not None
    assert (after - first).total_seconds() == 10 * 60
    clock.advance(minutes=10)
    again = house.start(ref)
    assert again.payment.session_id != begun.payment.session_id
    assert house.happens(again.payment.session_id, Outcome.FAIL) == ["failed"]
    assert house.view(ref).booking.expires_at == after
    clock.advance(minutes=5)
    assert house.view(ref).booking.status == "expired"
    assert sell(house, "F7")


def test_a_failed_payment_cancels_where_the_house_wants_that(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    with practice(database, tmp_path / "gateway", clock, payment_failed="cancel") as house:
        begun = house.begun()
        assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["failed_cancelled"]
        assert house.state(begun.booking.ref) == ("cancelled", "failed")
        assert sell(house, "F7-8")
        assert house.is_sound()


def test_an_expired_session_expires_its_booking_and_frees_the_seats(house: Practice) -> None:
    begun = house.begun()
    assert house.happens(begun.payment.session_id, Outcome.EXPIRE) == ["expired"]
    assert house.state(begun.booking.ref) == ("expired", "expired")
    assert sell(house, "F7-8")


def test_a_session_shorter_than_the_promise_leaves_the_promise(
    house: Practice, clock: FakeClock
) -> None:
    begun = house.begun()
    assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["failed_extended"]
    again = house.start(begun.booking.ref)
    clock.advance(minutes=1)
    assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["(failed_extended)"]
    assert house.state(again.booking.ref) == ("pending", "failed", "initiated")


def test_states_only_move_forward(house: Practice) -> None:
    begun = house.begun()
    session_id = begun.payment.session_id
    assert house.happens(session_id, Outcome.REORDERED) == ["captured", "behind"]
    assert house.state(begun.booking.ref) == ("confirmed", "captured")


def test_money_after_a_failure_in_time_confirms(house: Practice) -> None:
    begun = house.begun()
    failed = house.deliveries(begun.payment.session_id, Outcome.FAIL)
    paid = house.deliveries(begun.payment.session_id, Outcome.LATE)
    assert house.receive(failed[0]).posted.effect == "failed_extended"
    assert [house.receive(each).posted.effect for each in paid] == ["captured"]
    assert house.state(begun.booking.ref) == ("confirmed", "captured")


def test_late_money_gets_its_own_seats_back(house: Practice, clock: FakeClock) -> None:
    begun = house.begun()
    clock.advance(minutes=PENDING_MINUTES)
    sweep.sweep(house.app, house.ctx)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured_late"]
    assert house.state(begun.booking.ref) == ("confirmed", "captured")
    assert seats_of(house, begun.booking.ref) == ["F7", "F8"]


def test_late_money_gets_seats_as_good_at_the_price_promised(
    house: Practice, clock: FakeClock
) -> None:
    begun = house.begun()
    clock.advance(minutes=PENDING_MINUTES)
    sell(house, "F7")
    assert house.happens(begun.payment.session_id, Outcome.LATE) == ["expired", "reseated"]
    found = house.view(begun.booking.ref)
    seats = [line.seat for line in found.booking.lines]
    assert found.booking.status == "confirmed"
    assert (len(set(seats)), "F7" in seats) == (2, False)
    assert [line.category for line in found.booking.lines] == ["standard", "standard"]
    assert [ticket.seat for ticket in found.tickets] == seats
    assert found.booking.total_minor == 2400


def test_seats_of_several_categories_are_each_replaced_by_their_own(
    house: Practice, clock: FakeClock
) -> None:
    ref = house.book("F7,H3")
    begun = house.start(ref)
    clock.advance(minutes=PENDING_MINUTES)
    sell(house, "H3")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["reseated"]
    lines = house.view(ref).booking.lines
    assert [(line.category, line.seat[0] in "GH") for line in lines] == [
        ("standard", False), ("premium", True),
    ]  # fmt: skip


def test_late_money_without_seats_goes_back_and_is_told(house: Practice, clock: FakeClock) -> None:
    begun = house.begun("G1-2")
    ref = begun.booking.ref
    clock.advance(minutes=PENDING_MINUTES)
    for row in "GH":
        sell(house, f"{row}1-10")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]
    assert house.state(ref) == ("paid_unseated", "captured", "queued")
    assert waiting(house) == [("paid_unseated", ref, 3100)]


def test_late_money_goes_back_where_the_house_wants_that(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    with practice(database, tmp_path / "gateway", clock, late_money="refund") as house:
        begun = house.begun()
        clock.advance(minutes=PENDING_MINUTES)
        assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]
        assert house.state(begun.booking.ref) == ("paid_unseated", "captured", "queued")
        assert house.is_sound()


def test_money_for_a_show_that_has_closed_goes_back(house: Practice, clock: FakeClock) -> None:
    begun = house.begun()
    clock.advance(minutes=4 * 60)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]


@pytest.mark.parametrize("minutes", [1, PENDING_MINUTES])
def test_money_for_a_cancelled_show_goes_back_and_is_never_reseated(
    house: Practice, clock: FakeClock, minutes: int
) -> None:
    begun = house.begun(tenders=(CASH_10,))
    ref = begun.booking.ref
    clock.advance(minutes=minutes)
    shows = ShowsMeant(shows=("1",))
    use.cancel_shows(house.app, house.ctx, shows, reason="the projector broke")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]
    assert house.state(ref) == ("paid_unseated", "voided", "captured", "queued")
    assert [each.cause for each in house.view(ref).refunds] == ["show_cancelled"]
    assert sorted(waiting(house)) == [("hand_back", ref, 1000), ("paid_unseated", ref, 1400)]


def test_money_after_a_cancel_is_late_money(house: Practice) -> None:
    begun = house.begun()
    reservations.cancel(house.app, house.ctx, CancelRequest(ref=begun.booking.ref))
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["captured_late"]
    assert house.state(begun.booking.ref) == ("confirmed", "captured")


def test_a_part_alone_never_confirms(house: Practice, clock: FakeClock) -> None:
    begun = house.begun(tenders=(CASH_10,))
    ref = begun.booking.ref
    assert house.happens(begun.payment.session_id, Outcome.FAIL) == ["failed_extended"]
    assert waiting(house) == [("hand_back", ref, 1000)]
    assert house.happens(begun.payment.session_id, Outcome.LATE)[-1] == "not_enough"
    assert house.state(ref) == ("pending", "voided", "captured", "queued")
    assert house.is_sound()
    again = house.start(ref)
    assert again.payment.amount_minor == 2400
    assert house.happens(again.payment.session_id, Outcome.SUCCESS) == ["captured"]
    assert house.state(ref)[0] == "confirmed"
