"""What nobody told us is asked for: after crashes, lost webhooks and gateways that were away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid, NotFound, Unavailable
from boxoffice.outbound.gateways.protocol import Event, EventKind
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.present.rows.payments import what_waits
from boxoffice.services import attention, payments, refunds, reservations, sales, webhooks
from boxoffice.services.app import open_app
from boxoffice.services.attention import ResolveRequest
from boxoffice.services.cancelling import ending
from boxoffice.services.cancelling.ending import CloseRequest
from boxoffice.services.flows import gateway_payment, receiving, reconciling
from boxoffice.services.flows.reconciling import Reconciled
from boxoffice.services.online import OnlineRequest
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.reservations import CancelRequest
from tests.clocks import FakeClock
from tests.counter import sell_request
from tests.services.practice import Practice, practice, with_gateway

PENDING_MINUTES = 15


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened
        assert opened.is_sound()


def reconcile(house: Practice) -> Reconciled:
    return reconciling.reconcile(house.app, house.ctx)


def effects(done: Reconciled) -> list[str]:
    return [each.effect for each in done.learned]


def sell(house: Practice, words: str) -> str:
    return sales.sell(house.app, house.ctx, sell_request(words)).booking.ref


def test_money_whose_webhook_was_lost_is_found(house: Practice) -> None:
    begun = house.begun()
    assert house.happens(begun.payment.session_id, Outcome.LOST) == []
    done = reconcile(house)
    assert (effects(done), done.asked, done.still_open) == (["captured"], 1, 0)
    assert house.state(begun.booking.ref) == ("confirmed", "captured")
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["already"]


def test_a_page_that_was_never_heard_of_is_opened_by_its_id(
    house: Practice, clock: FakeClock
) -> None:
    ref = house.book()
    house.gateway.set_outage(Outage.UNREACHABLE)
    with pytest.raises(Unavailable):
        house.start(ref)
    clock.advance(minutes=2)
    away = reconcile(house)
    assert (away.unanswered, [each.gateway for each in away.troubles]) == (1, ["practice"])
    house.gateway.set_outage(None)
    assert effects(reconcile(house)) == []
    assert house.start(ref).payment.session_id
    assert house.state(ref) == ("pending", "initiated")


def test_what_was_taken_beside_a_page_that_is_refused_waits_for_somebody(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    folder = tmp_path / "gateway"
    with practice(database, folder, clock) as house:
        ref = house.book()
        house.gateway.set_outage(Outage.UNREACHABLE)
        with pytest.raises(Unavailable):
            house.start(ref, tenders=(Tender(PaymentMethod.CASH, "10"),))
        house.gateway.set_outage(None)
        clock.advance(minutes=2)
        strict = with_gateway(house.ctx, folder, currencies=("INR",))
        with open_app(strict.settings) as app:
            done = reconciling.reconcile(app, strict)
        assert [(line.kind, line.amount_minor) for line in done.attention] == [("hand_back", 1000)]
        assert house.state(ref) == ("pending", "voided", "voided")
        assert house.is_sound()


def test_what_was_paid_on_a_page_nobody_here_knew_of_is_found(
    house: Practice, clock: FakeClock
) -> None:
    ref = house.book()
    house.gateway.set_outage(Outage.ANSWER_LOST)
    with pytest.raises(Unavailable):
        house.start(ref)
    house.gateway.set_outage(None)
    payment = payments.status_of(house.app, house.ctx, ref).payments[0]
    assert payment.session_id == ""
    asked = gateway_payment.look(house.app, house.ctx, payment.id)
    session_id = gateway_payment.ask(house.gateway, asked).session_id
    house.happens(session_id, Outcome.LOST)
    clock.advance(minutes=PENDING_MINUTES + 5)
    assert effects(reconcile(house)) == ["captured_late"]
    assert house.state(ref) == ("confirmed", "captured")


def test_a_page_that_nobody_paid_on_is_closed(house: Practice, clock: FakeClock) -> None:
    begun = house.begun()
    clock.advance(minutes=PENDING_MINUTES)
    assert effects(reconcile(house)) == ["expired"]
    assert house.state(begun.booking.ref) == ("expired", "expired")
    found = house.gateway.look_up(begun.payment.session_id)
    assert found.status == "voided"
    assert effects(reconcile(house)) == []


def test_a_page_left_open_by_a_cancel_is_closed_with_it(house: Practice) -> None:
    begun = house.begun()
    ref = begun.booking.ref
    reservations.cancel(house.app, house.ctx, CancelRequest(ref=ref))
    gateway_payment.close_pages(house.app, house.ctx, ref)
    assert house.gateway.look_up(begun.payment.session_id).status == "voided"


def test_money_on_a_page_of_a_cancelled_booking_is_found_without_a_webhook(
    house: Practice,
) -> None:
    begun = house.begun()
    ref = begun.booking.ref
    reservations.cancel(house.app, house.ctx, CancelRequest(ref=ref))
    house.happens(begun.payment.session_id, Outcome.LOST)
    assert effects(reconcile(house)) == ["captured_late"]
    assert house.state(ref) == ("confirmed", "captured")


@pytest.mark.parametrize(("hours", "found"), [(0, 1), (9, 1)])
def test_money_on_a_page_that_was_over_is_found_however_long_nobody_asked(
    house: Practice, clock: FakeClock, hours: int, found: int
) -> None:
    reconcile(house)
    begun = house.begun()
    over, _paid = house.deliveries(begun.payment.session_id, Outcome.LATE)
    assert house.receive(over).posted.effect == "expired"
    clock.advance(hours=hours, minutes=PENDING_MINUTES)
    assert len(reconcile(house).learned) == found
    assert house.view(begun.booking.ref).payments[0].status != "expired"
    clock.advance(hours=2)
    assert (reconcile(house).asked, reconcile(house).asked) == (0, 0)


def test_money_for_a_show_just_called_off_goes_back_and_its_counter_part_waits_once(
    house: Practice,
) -> None:
    begun = house.begun(tenders=(Tender(PaymentMethod.CASH, "10"),))
    house.app.db.write(house.ctx, CloseRequest(show_id=1, reason="the film broke"), ending.close)
    assert house.happens(begun.payment.session_id, Outcome.SUCCESS) == ["unseated"]
    assert house.state(begun.booking.ref) == ("paid_unseated", "voided", "captured", "queued")
    waiting = attention.list_attention(house.app, house.ctx).attention
    assert [line.kind for line in waiting].count("hand_back") == 1


def test_late_money_without_seats_is_sent_back(house: Practice, clock: FakeClock) -> None:
    begun = house.begun("G1-2")
    clock.advance(minutes=PENDING_MINUTES)
    for row in "GH":
        sell(house, f"{row}1-10")
    house.happens(begun.payment.session_id, Outcome.LOST)
    done = reconcile(house)
    assert (effects(done), done.refunds.done, done.attention) == (["unseated"], 1, ())
    assert house.state(begun.booking.ref) == ("refunded", "refunded", "done")


def test_what_a_bank_keeps_for_us_is_taken_while_the_booking_waits(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    section = {"capture": "manual"}
    with practice(database, tmp_path / "gateway", clock, section=section) as house:
        begun = house.begun()
        session_id = begun.payment.session_id
        done = receiving.simulate(house.app, house.ctx, session_id, Outcome.SUCCESS)
        first = done.received[0]
        assert first.webhook.posted.effect == "authorized"
        assert [each.effect for each in first.then] == ["captured"]
        other = house.begun("F1-2")
        house.happens(other.payment.session_id, Outcome.SUCCESS)
        clock.advance(minutes=PENDING_MINUTES)
        assert effects(reconcile(house)) == ["authorized", "voided"][1:]
        assert house.state(other.booking.ref)[1:] == ("voided",)
        assert house.is_sound()


def test_a_simulated_page_stays_as_it_is_where_nothing_is_to_be_kept(house: Practice) -> None:
    begun = house.begun()
    session_id = begun.payment.session_id
    dry = replace(house.ctx, dry_run=True)
    done = receiving.simulate(house.app, dry, session_id, Outcome.SUCCESS)
    assert [each.webhook.posted.effect for each in done.received] == ["captured"]
    assert house.gateway.look_up(session_id).status == "initiated"
    assert house.state(begun.booking.ref) == ("pending", "initiated")


def test_a_refund_goes_on_by_what_its_gateway_says(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    with practice(database, tmp_path / "gateway", clock, section={"refunds": "later"}) as house:
        begun = house.begun()
        ref, session_id = begun.booking.ref, begun.payment.session_id
        house.happens(session_id, Outcome.SUCCESS)
        refunds.refund(house.app, house.ctx, RefundRequest(ref=ref))
        assert reconcile(house).refunds.under_way == 1
        assert house.happens(session_id, Outcome.REFUND_FAILED) == ["refund_failed"]
        assert [line.kind for line in reconcile(house).attention] == ["refund_failed"]
        assert house.is_sound()


def test_a_refund_is_done_when_its_gateway_says_so(
    database: str, clock: FakeClock, tmp_path: Path
) -> None:
    with practice(database, tmp_path / "gateway", clock, section={"refunds": "later"}) as house:
        begun = house.begun()
        ref, session_id = begun.booking.ref, begun.payment.session_id
        house.happens(session_id, Outcome.SUCCESS)
        refunds.refund(house.app, house.ctx, RefundRequest(ref=ref))
        assert reconcile(house).refunds.under_way == 1
        assert house.state(ref) == ("refunded", "captured", "sent")
        assert house.happens(session_id, Outcome.REFUND_DONE) == ["refund_done"]
        assert house.state(ref) == ("refunded", "refunded", "done")
        assert house.is_sound()


def test_a_refund_that_failed_after_it_was_out_is_for_a_person(house: Practice) -> None:
    begun = house.begun()
    ref, session_id = begun.booking.ref, begun.payment.session_id
    house.happens(session_id, Outcome.SUCCESS)
    refund = refunds.refund(house.app, house.ctx, RefundRequest(ref=ref)).refunds[0]
    assert reconcile(house).refunds.done == 1
    told = Event(
        event_id="evt_9", kind=EventKind.REFUND_FAILED, name="failed", at_ms=0, sha256="0" * 64,
        refund_id=refund.id, amount_minor=2400, currency="EUR", failure="account_closed",
    )  # fmt: skip
    done = webhooks.take(house.app, house.ctx, "practice", told).posted
    assert (done.effect, done.needs_person) == ("refund_came_back", True)
    assert house.state(ref) == ("refunded", "refunded", "done")
    (line,) = reconcile(house).attention
    assert (line.kind, line.detail, line.candidates) == ("refund", "failed after done", ())
    assert what_waits(line) == "a refund that was out and failed after all"


def test_another_sum_waits_for_a_person_once_and_for_good(
    house: Practice, clock: FakeClock
) -> None:
    begun = house.begun(tenders=(Tender(PaymentMethod.CASH, "10"),))
    ref, session_id = begun.booking.ref, begun.payment.session_id
    house.happens(session_id, Outcome.LOST)
    page = tmp_file(house, session_id)
    page.write_text(page.read_text().replace('"captured_minor": 1400', '"captured_minor": 1300'))
    assert effects(reconcile(house)) == ["unmatched"]
    assert effects(reconcile(house)) == ["unmatched"]
    (line,) = reconcile(house).attention
    assert (line.kind, line.amount_minor) == ("mismatch", 1300)
    request = ResolveRequest(line=line.id, note="given back there")
    attention.resolve(house.app, house.ctx, request)
    assert house.state(ref) == ("pending", "voided", "voided")
    done = reconcile(house)
    assert (effects(done), [each.kind for each in done.attention]) == ([], ["hand_back"])


def tmp_file(house: Practice, session_id: str) -> Path:
    """What the simulated gateway knows of a session."""
    (folder, _) = house.ctx.settings.gateways["practice"]["folder"]
    return Path(folder) / f"{session_id}.json"


def test_a_refund_made_by_hand_at_the_gateway_is_never_guessed(house: Practice) -> None:
    begun = house.begun()
    session_id = begun.payment.session_id
    house.happens(session_id, Outcome.SUCCESS)
    assert house.happens(session_id, Outcome.REFUND) == ["unmatched"]
    (line,) = reconcile(house).attention
    assert (line.kind, line.ref, line.amount_minor) == ("refund", begun.booking.ref, 2400)
    request = ResolveRequest(line=line.id[-6:], note="given back by the owner")
    assert attention.resolve(house.app, house.ctx, request).line.id == line.id
    with pytest.raises(Conflict):
        attention.resolve(house.app, house.ctx, request.model_copy(update={"line": line.id}))
    assert reconcile(house).attention == ()


def test_a_line_is_resolved_with_a_note_or_not_at_all(house: Practice) -> None:
    with pytest.raises(Invalid):
        attention.resolve(house.app, house.ctx, ResolveRequest(line="abc", note=" "))
    with pytest.raises(NotFound):
        attention.resolve(house.app, house.ctx, ResolveRequest(line="abc", note="found"))


def test_a_dispute_is_told_and_not_given_back(house: Practice) -> None:
    begun = house.begun()
    house.happens(begun.payment.session_id, Outcome.SUCCESS)
    assert house.happens(begun.payment.session_id, Outcome.DISPUTE) == ["disputed"]
    assert house.state(begun.booking.ref) == ("confirmed", "disputed")
    assert [line.kind for line in reconcile(house).attention] == ["dispute"]


def test_a_page_its_gateway_knows_nothing_of_is_over_with_its_time(
    house: Practice, clock: FakeClock
) -> None:
    begun = house.begun(tenders=(Tender(PaymentMethod.CASH, "10"),))
    ref = begun.booking.ref
    tmp_file(house, begun.payment.session_id).unlink()
    away = reconcile(house)
    assert (away.unanswered, len(away.troubles), away.still_open) == (1, 1, 1)
    clock.advance(minutes=PENDING_MINUTES)
    done = reconcile(house)
    assert (effects(done), done.troubles, done.still_open) == (["voided"], (), 0)
    assert house.state(ref) == ("expired", "voided", "voided")
    assert [line.kind for line in done.attention] == ["hand_back"]


def test_one_runs_at_a_time(house: Practice) -> None:
    with reconciling._alone(house.app) as is_ours:
        assert is_ours
        assert reconcile(house).skipped


def test_a_dry_run_asks_nobody(house: Practice) -> None:
    house.begun()
    done = reconciling.reconcile(house.app, replace(house.ctx, dry_run=True))
    assert (done.asked, done.learned, done.still_open) == (1, (), 1)


def test_an_unknown_gateway_is_not_found(house: Practice) -> None:
    request = OnlineRequest(ref=house.book(), gateway="nobody")
    for ask in (
        lambda: reconciling.reconcile(house.app, house.ctx, gateway="nobody"),
        lambda: payments.list_payments(house.app, house.ctx, gateway="nobody"),
        lambda: gateway_payment.start(house.app, house.ctx, request),
        lambda: receiving.simulate(
            house.app, house.ctx, "sim_ABCDEFGHIJ", Outcome.SUCCESS, gateway="nobody"
        ),
    ):
        with pytest.raises(NotFound) as caught:
            ask()
        assert caught.value.code == "gateways.unknown"
    assert payments.list_payments(house.app, house.ctx, gateway="practice").payments == ()


def test_a_gateway_no_longer_configured_ends_no_payment(house: Practice, clock: FakeClock) -> None:
    ref = house.begun().booking.ref
    clock.advance(minutes=PENDING_MINUTES + 5)
    bare = replace(house.ctx, settings=replace(house.ctx.settings, gateways={}))
    with open_app(bare.settings) as app:
        done = reconciling.reconcile(app, bare)
        assert len(payments.list_payments(app, bare, gateway="practice").payments) == 1
    assert (done.unanswered, [each.reason.code for each in done.troubles]) == (
        1, ["gateways.unknown"],
    )  # fmt: skip
    assert house.state(ref)[1:] == ("initiated",)


def test_one_gateway_alone_is_sent_its_refunds(house: Practice, tmp_path: Path) -> None:
    begun = house.begun()
    house.happens(begun.payment.session_id, Outcome.SUCCESS)
    refunds.refund(house.app, house.ctx, RefundRequest(ref=begun.booking.ref))
    sections = dict(house.ctx.settings.gateways)
    sections["other"] = {**sections["practice"], "folder": (str(tmp_path / "other"), "test")}
    both = replace(house.ctx, settings=replace(house.ctx.settings, gateways=sections))
    with open_app(both.settings) as app:
        assert reconciling.reconcile(app, both, gateway="other").refunds.asked == 0
        assert reconciling.reconcile(app, both, gateway="practice").refunds.done == 1
