"""A gateway that is slow, cut off, busy or wrong is asked again with the same key, not for ever."""

from __future__ import annotations

import gzip
import json
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from boxoffice.domain.lifecycle import PaymentStatus
from boxoffice.errors import Invalid, Unavailable
from boxoffice.outbound.gateways.patience import Patience
from boxoffice.outbound.gateways.protocol import Gateway, Session
from boxoffice.present.words import sentence
from tests.outbound.gateways.conftest import Opener
from tests.outbound.gateways.orders import REFUND, start
from tests.outbound.gateways.providers import Answer, Fault, Provider

BUSY = Answer(429, {"error": {"message": "Too many", "code": "BAD_REQUEST_ERROR"}})
BROKEN = Answer(500, {"error": {"message": "Oh", "code": "SERVER_ERROR"}})
UNDER_WAY = Answer(409, {"error": {"message": "Under way", "type": "idempotency_error"}})
PROXY = Answer(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})
PORTAL = Answer(200, b"<html>Please log in to the wireless</html>", {"Content-Type": "text/html"})
ELSEWHERE = Answer(302, b"", {"Location": "http://127.0.0.1:9/"})
ODD = (Answer(200, b"[1, 2]"), Answer(200, b'"text"'), Answer(400, b"[" * 100_000))

NO_REFUNDS = Answer(
    200, {"object": "list", "url": "/v1/refunds", "data": [], "has_more": False, "items": []}
)

FAULTS = [*Fault, BUSY, BROKEN, UNDER_WAY, PROXY, PORTAL, ELSEWHERE, *ODD]
CREATED = {"stripe": "/v1/checkout/sessions", "razorpay": "/v1/payment_links"}


@dataclass
class House:
    provider: Provider
    open: Opener
    pay: Callable[[str], object]

    @property
    def gateway(self) -> Gateway:
        return self.open()


@pytest.fixture(params=["stripe", "razorpay"])
def house(request: pytest.FixtureRequest) -> House:
    provider = request.getfixturevalue(f"{request.param}_house")
    return House(provider, request.getfixturevalue(f"open_{request.param}"), provider.pay)


def shown(fault: object) -> str:
    return fault.name if isinstance(fault, Fault) else str(getattr(fault, "status", fault))


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=shown)
def test_one_bad_answer_is_followed_by_the_same_request(
    house: House, fault: Fault | Answer
) -> None:
    gateway = house.gateway
    house.provider.faults.append(fault)
    session = start(gateway)
    path = CREATED[gateway.kind]
    bodies = {each.body for each in house.provider.asked if each.method == "POST"}
    keys = {each.headers.get("Idempotency-Key") for each in house.provider.asked
            if each.method == "POST"}  # fmt: skip
    assert (len(bodies), len(keys)) == (1, 1)
    assert house.provider.count("POST", path) == 2
    assert gateway.look_up(session.session_id).status is PaymentStatus.INITIATED


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=shown)
def test_a_gateway_that_never_answers_is_unavailable(
    house: House, fault: Fault | Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway = house.gateway
    house.provider.faults.extend([fault] * 3)
    with pytest.raises(Unavailable) as caught:
        start(gateway)
    assert caught.value.code == "gateways.no_answer"
    assert len(house.provider.asked) == 3
    assert "boxoffice payment reconcile" in sentence(caught.value)
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.CLOSED_AFTER, Fault.CUT, Fault.SILENT], ids=shown)
def test_a_refund_whose_answer_was_lost_is_made_once(house: House, fault: Fault) -> None:
    gateway = house.gateway
    session = start(gateway)
    house.pay(session.session_id)
    transaction_id = gateway.look_up(session.session_id).transaction_id
    house.provider.faults.extend([NO_REFUNDS, *[fault] * 3])
    values = {"refund_id": REFUND, "amount_minor": 1000, "currency": "EUR"}
    with pytest.raises(Unavailable):
        gateway.refund(transaction_id, **values)
    made = gateway.refund(transaction_id, **values)
    assert gateway.find_refund(transaction_id, refund_id=REFUND) == made
    assert [r.amount_minor for r in gateway.look_up(session.session_id).refunds] == [1000]


@pytest.mark.parametrize("odd", [{}, {"id": 7}, {"id": "cs_1"}, {"id": "cs_1\0", "url": "x"}])
def test_an_answer_without_what_matters_is_none(house: House, odd: dict[str, object]) -> None:
    gateway = house.gateway
    session_id = start(gateway).session_id
    house.provider.faults.append(Answer(200, odd))
    with pytest.raises(Unavailable):
        start(gateway, "another")
    house.provider.faults.append(Answer(200, odd))
    with pytest.raises(Unavailable):
        gateway.look_up(session_id)
    house.pay(session_id)
    transaction_id = gateway.look_up(session_id).transaction_id
    house.provider.faults.extend([NO_REFUNDS, Answer(200, odd if "url" not in odd else {})])
    with pytest.raises(Unavailable):
        gateway.refund(transaction_id, refund_id=REFUND, amount_minor=1, currency="EUR")


@pytest.mark.parametrize("filler", [0, 500_000])
def test_a_packed_answer_is_unpacked(house: House, filler: int) -> None:
    gateway = house.gateway
    page = {"id": "cs_1", "url": "https://a", "short_url": "https://a", "expires_at": 7,
            "expire_by": 7, "filler": random.Random(1).randbytes(filler).hex()}  # fmt: skip
    packed = gzip.compress(json.dumps(page).encode())
    house.provider.faults.append(Answer(200, packed, {"Content-Encoding": "gzip"}))
    assert start(gateway) == Session(
        session_id="cs_1", url="https://a", qr_text="https://a", expires_at_ms=7000
    )
    assert len(house.provider.asked) == 1


def test_an_answer_without_end_is_not_taken_whole(house: House) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    house.provider.faults.extend([Answer(200, bomb, {"Content-Encoding": "gzip"})] * 3)
    with pytest.raises(Unavailable):
        start(house.gateway)


def test_nobody_listens(house: House) -> None:
    gateway = house.open(base_url="http://127.0.0.1:1")
    with pytest.raises(Unavailable) as caught:
        start(gateway)
    assert caught.value.details["reason"] == "connection"


def test_patience_ends_the_tries(house: House) -> None:
    gateway = house.open(patience=Patience(answer_seconds=0.3, enough_seconds=0.1))
    house.provider.faults.extend([Fault.SILENT] * 3)
    with pytest.raises(Unavailable) as caught:
        start(gateway)
    assert caught.value.details["reason"] == "timeout"
    assert len(house.provider.asked) == 1


def test_a_wrong_key_is_told_by_its_setting_and_shown_nowhere(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway = house.open(key="sk_live_nobody_may_see_this")
    with pytest.raises(Invalid) as caught:
        start(gateway)
    said = [*traceback.format_exception(caught.value), sentence(caught.value), repr(gateway)]
    said += [repr(vars(gateway)), repr(caught.value.details), *capsys.readouterr()]
    assert caught.value.code == "gateways.key_refused"
    assert f"gateways.{gateway.name}.key_file" in sentence(caught.value)
    assert "nobody_may_see" not in "".join(said)


def test_a_redirect_does_not_carry_the_key_elsewhere(house: House) -> None:
    other = Answer(307, b"", {"Location": f"{house.provider.address}/elsewhere"})
    house.provider.faults.extend([other] * 3)
    with pytest.raises(Unavailable):
        start(house.gateway)
    assert house.provider.count("POST", "/elsewhere") == 0
