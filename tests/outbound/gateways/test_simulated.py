"""The simulated gateway: each outcome always does the same, also between processes."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from boxoffice.config import Settings
from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Conflict, Failed, Invalid, Refused, Unavailable
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found
from boxoffice.outbound.gateways.registry import open_simulated
from boxoffice.outbound.gateways.simulated import Outage, SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import Delivery, Outcome
from tests.clocks import FRIDAY_NOON_MS
from tests.forks import run_in_child
from tests.outbound.gateways.conftest import section, settings_of
from tests.outbound.gateways.orders import PAYMENT, REFUND, start

CAPTURED, EXPIRED = EventKind.CAPTURED, EventKind.EXPIRED


def house(folder: Path, **more: object) -> SimulatedGateway:
    return open_simulated(practice(folder, **more), environ={})


def practice(folder: Path, **more: object) -> Settings:
    values = {"kind": "simulated", "folder": "practice", **more}
    return settings_of(folder, section("practice", **values))


def play(gateway: SimulatedGateway, *outcomes: Outcome) -> list[Event]:
    """The verified events of the last of several outcomes of one session."""
    session_id = start(gateway).session_id
    deliveries: tuple[Delivery, ...] = ()
    for outcome in outcomes:
        deliveries = gateway.simulate(session_id, outcome, now_ms=FRIDAY_NOON_MS)
    return [read(gateway, delivery) for delivery in deliveries]


def read(gateway: SimulatedGateway, delivery: Delivery) -> Event:
    return gateway.verify_webhook(delivery.body, delivery.headers, now_ms=FRIDAY_NOON_MS)


def look(gateway: SimulatedGateway) -> Found:
    return gateway.look_up(start(gateway).session_id)


@pytest.mark.parametrize(
    ("outcomes", "kinds", "status"),
    [
        ("success", [CAPTURED], PaymentStatus.CAPTURED),
        ("success success", [CAPTURED], PaymentStatus.CAPTURED),
        ("fail", [EventKind.FAILED], PaymentStatus.FAILED),
        ("fail success", [CAPTURED], PaymentStatus.CAPTURED),
        ("expire", [EXPIRED], PaymentStatus.EXPIRED),
        ("expire expire", [EXPIRED], PaymentStatus.EXPIRED),
        ("duplicate", [CAPTURED, CAPTURED], PaymentStatus.CAPTURED),
        ("late", [EXPIRED, CAPTURED], PaymentStatus.CAPTURED),
        ("expire late", [CAPTURED], PaymentStatus.CAPTURED),
        ("lost", [], PaymentStatus.CAPTURED),
        ("delay", [EventKind.PROCESSING], PaymentStatus.INITIATED),
        ("delay success", [CAPTURED], PaymentStatus.CAPTURED),
        ("decline", [EventKind.ATTEMPT_FAILED], PaymentStatus.INITIATED),
        ("decline success", [CAPTURED], PaymentStatus.CAPTURED),
        ("reordered", [CAPTURED, EventKind.AUTHORIZED], PaymentStatus.CAPTURED),
        ("success refund", [EventKind.REFUND_DONE], PaymentStatus.CAPTURED),
        ("success dispute", [EventKind.DISPUTED], PaymentStatus.DISPUTED),
    ],
)
def test_what_an_outcome_does(
    tmp_path: Path, outcomes: str, kinds: list[EventKind], status: PaymentStatus
) -> None:
    gateway = house(tmp_path)
    events = play(gateway, *map(Outcome, outcomes.split()))
    assert [event.kind for event in events] == kinds
    assert all(event.payment_id == PAYMENT for event in events)
    assert look(gateway).status is status


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ("success fail", "gateways.already_over"),
        ("success expire", "gateways.already_over"),
        ("fail delay", "gateways.already_over"),
        ("dispute", "gateways.nothing_taken"),
        ("refund", "gateways.nothing_taken"),
    ],
)
def test_what_cannot_happen(tmp_path: Path, outcomes: str, code: str) -> None:
    with pytest.raises(Conflict) as caught:
        play(house(tmp_path), *map(Outcome, outcomes.split()))
    assert caught.value.code == code


def test_a_duplicate_is_the_same_event_byte_for_byte(tmp_path: Path) -> None:
    gateway = house(tmp_path)
    session_id = start(gateway).session_id
    first, second = gateway.simulate(session_id, Outcome.DUPLICATE, now_ms=FRIDAY_NOON_MS)
    (third,) = gateway.simulate(session_id, Outcome.SUCCESS, now_ms=FRIDAY_NOON_MS + 60_000)
    assert first.body == second.body == third.body
    assert third.headers != first.headers


def test_what_happens_once_has_one_event_of_its_own(tmp_path: Path) -> None:
    gateway = house(tmp_path)
    played = [play(gateway, Outcome.DECLINE), play(gateway, Outcome.LATE)]
    assert [event.event_id for events in played for event in events] == [
        "simevt_" + start(gateway).session_id.removeprefix("sim_") + f"_{number}"
        for number in (1, 2, 3)
    ]


def test_a_refund_by_hand_names_none_of_ours(tmp_path: Path) -> None:
    gateway = house(tmp_path)
    session_id = start(gateway).session_id
    gateway.simulate(session_id, Outcome.SUCCESS, now_ms=FRIDAY_NOON_MS)
    (delivery,) = gateway.simulate(
        session_id, Outcome.REFUND, now_ms=FRIDAY_NOON_MS, amount_minor=700
    )
    event = read(gateway, delivery)
    assert (event.kind, event.amount_minor, event.refund_id) == (EventKind.REFUND_DONE, 700, "")
    assert event.gateway_refund_id
    with pytest.raises(Invalid):
        gateway.simulate(session_id, Outcome.REFUND, now_ms=FRIDAY_NOON_MS, amount_minor=1801)


@pytest.mark.parametrize(
    ("outcome", "status", "kind"),
    [
        (Outcome.REFUND_DONE, RefundStatus.DONE, EventKind.REFUND_DONE),
        (Outcome.REFUND_FAILED, RefundStatus.FAILED, EventKind.REFUND_FAILED),
    ],
)
def test_refunds_that_take_their_time(
    tmp_path: Path, outcome: Outcome, status: RefundStatus, kind: EventKind
) -> None:
    gateway = house(tmp_path, refunds="later")
    play(gateway, Outcome.SUCCESS)
    found = look(gateway)
    for number in (1, 2):
        made = gateway.refund(
            found.transaction_id, refund_id=f"r{number}", amount_minor=300, currency="EUR"
        )
        assert made.status is RefundStatus.SENT
    deliveries = gateway.simulate(found.session_id, outcome, now_ms=FRIDAY_NOON_MS)
    events = [read(gateway, delivery) for delivery in deliveries]
    assert [(event.kind, event.refund_id) for event in events] == [(kind, "r1"), (kind, "r2")]
    assert {refund.status for refund in look(gateway).refunds} == {status}


def test_what_failed_to_go_back_can_go_back_again(tmp_path: Path) -> None:
    gateway = house(tmp_path, refunds="later")
    play(gateway, Outcome.SUCCESS)
    found = look(gateway)
    gateway.refund(found.transaction_id, refund_id=REFUND, amount_minor=2500, currency="EUR")
    with pytest.raises(Refused):
        gateway.refund(found.transaction_id, refund_id="r2", amount_minor=1, currency="EUR")
    gateway.simulate(found.session_id, Outcome.REFUND_FAILED, now_ms=FRIDAY_NOON_MS)
    again = gateway.refund(found.transaction_id, refund_id="r2", amount_minor=2500, currency="EUR")
    assert again.status is RefundStatus.SENT


def test_an_outage_before_and_after(tmp_path: Path) -> None:
    gateway = house(tmp_path)
    gateway.set_outage(Outage.UNREACHABLE)
    with pytest.raises(Unavailable):
        start(gateway)
    assert list((tmp_path / "practice").glob("sim_*.json")) == []
    gateway.set_outage(Outage.ANSWER_LOST)
    with pytest.raises(Unavailable):
        start(gateway)
    assert len(list((tmp_path / "practice").glob("sim_*.json"))) == 1
    gateway.set_outage(None)
    assert start(gateway).session_id


def test_another_process_knows_what_this_one_did(tmp_path: Path) -> None:
    session_id = start(house(tmp_path)).session_id

    def pay() -> str:
        gateway = house(tmp_path)
        (delivery,) = gateway.simulate(session_id, Outcome.SUCCESS, now_ms=FRIDAY_NOON_MS)
        return delivery.headers["Boxoffice-Signature"] + " " + delivery.body.decode()

    ended = run_in_child(pay)
    signature, _, body = ended.value.partition(" ")
    event = read(house(tmp_path), Delivery(body.encode(), {"boxoffice-signature": signature}))
    assert event.kind is CAPTURED
    assert look(house(tmp_path)).status is PaymentStatus.CAPTURED


def test_refunds_at_once_from_many_processes_stay_within_the_money(tmp_path: Path) -> None:
    play(house(tmp_path), Outcome.SUCCESS)
    transaction_id = look(house(tmp_path)).transaction_id
    children = []
    for number in range(8):
        child = os.fork()
        if not child:
            code = 0
            try:
                house(tmp_path).refund(
                    transaction_id, refund_id=f"r{number}", amount_minor=1000, currency="EUR"
                )
            except Refused:
                code = 6
            finally:
                os._exit(code)
        children.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    assert codes == [0, 0, 6, 6, 6, 6, 6, 6]
    assert sum(refund.amount_minor for refund in look(house(tmp_path)).refunds) == 2000


def test_its_files_are_private_and_whole(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        play(house(tmp_path), Outcome.SUCCESS)
    finally:
        os.umask(old)
    folder = tmp_path / "practice"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    names = {file.name for file in folder.iterdir()}
    assert names == {"lock", "webhook.secret", f"{start(house(tmp_path)).session_id}.json"}
    stored = json.loads((folder / f"{start(house(tmp_path)).session_id}.json").read_text())
    assert (stored["payment_id"], stored["captured_minor"]) == (PAYMENT, 2500)


def test_no_session_leads_out_of_the_folder(tmp_path: Path) -> None:
    gateway = house(tmp_path)
    (tmp_path / "outside.json").write_text("{}")
    for odd in ("../outside", "sim_/../../outside", "", "webhook.secret"):
        with pytest.raises(Exception, match=r"gateways\.unknown_session"):
            gateway.look_up(odd)


def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("a file")
    with pytest.raises(Failed) as caught:
        start(house(tmp_path))
    assert caught.value.code == "gateways.folder"


def test_a_configured_secret_signs(tmp_path: Path) -> None:
    settings = practice(tmp_path, webhook_secret_env="NEW", old_webhook_secret_env="OLD")  # noqa: S106
    before = open_simulated(settings, environ={"NEW": "the-old-secret", "OLD": "an-older-one"})
    after = open_simulated(settings, environ={"NEW": "the-new-secret", "OLD": "the-old-secret"})
    later = open_simulated(settings, environ={"NEW": "a-newer-secret", "OLD": "the-new-secret"})
    session_id = start(before).session_id
    (delivery,) = before.simulate(session_id, Outcome.SUCCESS, now_ms=FRIDAY_NOON_MS)
    assert read(after, delivery) == read(before, delivery)
    with pytest.raises(Refused):
        read(later, delivery)
