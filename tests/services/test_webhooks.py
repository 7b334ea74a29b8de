"""What is forged or stale leaves no trace; what does not fit is kept for a person, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boxoffice.errors import Busy, Refused
from boxoffice.outbound.gateways.protocol import Event, EventKind
from boxoffice.outbound.gateways.simulated_events import SIGNATURE_HEADER, Delivery, Outcome
from boxoffice.services import attention, webhooks
from boxoffice.services.online import OnlineResult
from tests.clocks import FakeClock
from tests.services.histories import past_the_program, rows
from tests.services.practice import GATEWAY, Practice, practice


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened
        assert opened.is_sound()


def event(begun: OnlineResult, **more: Any) -> Event:
    """The whole sum of a payment, captured."""
    page = begun.payment
    found = Event(
        event_id="evt_1", kind=EventKind.CAPTURED, name="paid", at_ms=0, sha256="0" * 64,
        session_id=page.session_id, payment_id=page.id, transaction_id="txn_1",
        reference=begun.booking.ref, amount_minor=page.amount_minor, currency="eur",
        brand="visa", last_four="4242",
    )  # fmt: skip
    return replace(found, **more)


def taken(house: Practice, told: Event) -> str:
    done = webhooks.take(house.app, house.ctx, GATEWAY, told)
    assert not done.is_duplicate
    return done.posted.effect


def waiting(house: Practice) -> list[tuple[str, int]]:
    found = attention.list_attention(house.app, house.ctx).attention
    return [(line.kind, line.amount_minor) for line in found]


def test_what_is_forged_or_stale_leaves_no_trace(house: Practice, clock: FakeClock) -> None:
    begun = house.begun()
    (good,) = house.deliveries(begun.payment.session_id, Outcome.SUCCESS)
    header = good.headers[SIGNATURE_HEADER]
    forged = [
        Delivery(good.body + b" ", good.headers),
        Delivery(good.body, {SIGNATURE_HEADER: header[:-1] + ("0" if header[-1] != "0" else "1")}),
        Delivery(good.body, {}),
    ]
    for each in forged:
        with pytest.raises(Refused):
            house.receive(each)
    for minutes in (-6, 6):
        moved = house.gateway.delivery(good.body, now_ms=clock.wall_ms() + minutes * 60_000)
        with pytest.raises(Refused):
            house.receive(moved)
    db = house.ctx.settings.db
    assert rows(db, "SELECT count(*) FROM webhook_inbox") == [(0,)]
    assert rows(db, "SELECT count(*) FROM operation WHERE use_case = 'WebhookRequest'") == [(0,)]
    assert house.receive(good).posted.effect == "captured"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"amount_minor": 2399}, "amount"),
        ({"amount_minor": 2401}, "amount"),
        ({"amount_minor": None}, "amount"),
        ({"currency": "usd"}, "currency"),
        ({"reference": "ZZZZZ"}, "booking"),
    ],
)
def test_what_is_not_what_was_asked_for_is_captured_by_nobody(
    house: Practice, more: dict[str, Any], why: str
) -> None:
    begun = house.begun()
    done = webhooks.take(house.app, house.ctx, GATEWAY, event(begun, **more))
    assert (done.posted.effect, done.posted.needs_person) == ("unmatched", True)
    assert done.posted.details["why"] == why
    assert house.state(begun.booking.ref) == ("pending", "initiated")
    assert [kind for kind, _ in waiting(house)] == ["mismatch"]
    assert taken(house, event(begun, event_id="evt_2")) == "captured"


@pytest.mark.parametrize("outcome", [Outcome.SUCCESS, Outcome.FAIL])
def test_seats_that_differ_for_a_moment_are_no_forgery(
    database: str, clock: FakeClock, tmp_path: Path, outcome: Outcome
) -> None:
    with practice(database, tmp_path / "gateway", clock, busy_seconds=1) as house:
        begun = house.begun()
        delivered = house.deliveries(begun.payment.session_id, outcome)
        past_the_program(database, ["DELETE FROM seat_claim"])
        with pytest.raises(Busy):
            house.receive(delivered[0])


def test_the_same_event_told_again_says_what_it_did(house: Practice) -> None:
    begun = house.begun()
    assert taken(house, event(begun)) == "captured"
    again = webhooks.take(house.app, house.ctx, GATEWAY, event(begun))
    assert (again.is_duplicate, again.posted.effect) == (True, "captured")
    assert again.posted.ref == begun.booking.ref


def test_the_same_money_under_another_event_is_nothing_new(house: Practice) -> None:
    begun = house.begun()
    assert taken(house, event(begun)) == "captured"
    assert taken(house, event(begun, event_id="evt_2")) == "already"
    assert house.state(begun.booking.ref) == ("confirmed", "captured")


def test_other_money_on_the_same_page_goes_back_at_once(house: Practice) -> None:
    begun = house.begun()
    assert taken(house, event(begun)) == "captured"
    assert taken(house, event(begun, event_id="evt_2", transaction_id="txn_2")) == "paid_twice"
    assert house.state(begun.booking.ref) == ("confirmed", "captured", "captured", "queued")
    assert taken(house, event(begun, event_id="evt_3", transaction_id="txn_2")) == "already"


def test_a_payment_of_another_gateway_is_not_taken_for_ours(house: Practice) -> None:
    begun = house.begun()
    done = webhooks.take(house.app, house.ctx, "other", event(begun))
    assert (done.posted.effect, done.posted.details["why"]) == ("unmatched", "unknown")
    assert house.state(begun.booking.ref) == ("pending", "initiated")


def test_money_for_nothing_known_waits_for_a_person_once(house: Practice) -> None:
    begun = house.begun()
    nobodys = {"payment_id": "nobody", "session_id": "cs_1", "reference": ""}
    assert taken(house, event(begun, **nobodys)) == "unmatched"
    assert taken(house, event(begun, event_id="evt_2", **nobodys)) == "unmatched"
    assert waiting(house) == [("payment", 2400)]


def test_what_is_told_of_nothing_known_and_is_no_money_is_let_go(house: Practice) -> None:
    begun = house.begun()
    told = event(begun, kind=EventKind.EXPIRED, payment_id="nobody", session_id="", reference="",
                 transaction_id="txn_9")  # fmt: skip
    assert taken(house, told) == "unknown"
    assert waiting(house) == []


def test_a_failure_after_the_money_is_ignored_and_recorded(house: Practice) -> None:
    begun = house.begun()
    assert taken(house, event(begun)) == "captured"
    for number, kind in enumerate((EventKind.FAILED, EventKind.EXPIRED, EventKind.VOIDED)):
        assert taken(house, event(begun, event_id=f"evt_{number + 2}", kind=kind)) == "behind"
    assert house.state(begun.booking.ref) == ("confirmed", "captured")
    assert rows(house.ctx.settings.db, "SELECT count(*) FROM webhook_inbox") == [(4,)]


def test_a_dispute_before_the_money_waits_for_a_person_and_the_money_still_counts(
    house: Practice,
) -> None:
    begun = house.begun()
    assert taken(house, event(begun, kind=EventKind.DISPUTED)) == "disputed"
    assert taken(house, event(begun, event_id="evt_2")) == "captured"
    assert waiting(house) == [("dispute", 2400)]


def test_a_dry_run_records_nothing(house: Practice) -> None:
    begun = house.begun()
    dry = replace(house.ctx, dry_run=True)
    assert webhooks.take(house.app, dry, GATEWAY, event(begun)).posted.effect == "captured"
    assert house.state(begun.booking.ref) == ("pending", "initiated")
