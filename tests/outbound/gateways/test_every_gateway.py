"""What every gateway promises, shown for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Conflict, NotFound, Refused
from boxoffice.outbound.gateways.protocol import Gateway
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import Outcome
from tests.clocks import FRIDAY_NOON_MS
from tests.outbound.gateways.conftest import Opener
from tests.outbound.gateways.orders import PAYMENT, REFUND, start


@dataclass
class House:
    """A gateway, how to open it in another way, and somebody who pays."""

    gateway: Gateway
    open: Opener
    pay: Callable[[str], Any]
    forget_keys: Callable[[], None]


@pytest.fixture(params=["simulated", "stripe", "razorpay"])
def house(request: pytest.FixtureRequest) -> House:
    if request.param == "simulated":
        opener = request.getfixturevalue("open_simulated_house")

        def pay(session_id: str) -> None:
            gateway = opener(**house.manual)
            assert isinstance(gateway, SimulatedGateway)
            gateway.simulate(session_id, Outcome.SUCCESS, now_ms=FRIDAY_NOON_MS)

        house = _Manual(opener(), opener, pay, lambda: None)
        return house
    provider = request.getfixturevalue(f"{request.param}_house")
    opener = request.getfixturevalue(f"open_{request.param}")
    return House(opener(), opener, provider.pay, provider.forget_keys)


@dataclass
class _Manual(House):
    """The simulated house remembers how it was opened."""

    manual: dict[str, str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.manual = {}


def manual(house: House, request: pytest.FixtureRequest) -> Gateway:
    """The house's gateway when it only reserves money."""
    if isinstance(house, _Manual):
        house.manual["capture"] = "manual"
    elif house.gateway.kind == "razorpay":
        request.getfixturevalue("razorpay_house").is_manual = True
    return house.open(capture="manual")


def test_the_same_payment_has_one_session(house: House) -> None:
    first, second = start(house.gateway), start(house.gateway)
    assert first == second
    assert first.qr_text == first.url
    assert first.url.startswith("https://")
    assert first.expires_at_ms >= FRIDAY_NOON_MS + 15 * 60_000


def test_another_amount_under_the_same_payment_is_refused(house: House) -> None:
    start(house.gateway)
    with pytest.raises(Refused) as caught:
        start(house.gateway, amount_minor=2600)
    assert caught.value.code == "gateways.key_reused"


def test_a_session_nobody_paid(house: House) -> None:
    session = start(house.gateway)
    found = house.gateway.look_up(session.session_id)
    assert (found.status, found.is_processing) == (PaymentStatus.INITIATED, False)
    assert (found.payment_id, found.reference) == (PAYMENT, "K7M2")
    assert (found.amount_minor, found.currency, found.captured_minor) == (2500, "EUR", 0)
    assert (found.transaction_id, found.refunds) == ("", ())


def test_a_paid_session(house: House) -> None:
    session = start(house.gateway)
    house.pay(session.session_id)
    found = house.gateway.look_up(session.session_id)
    assert (found.status, found.captured_minor) == (PaymentStatus.CAPTURED, 2500)
    assert found.transaction_id
    assert found.brand == "visa"
    assert len(found.last_four) == 4


def test_a_session_that_is_not_there(house: House) -> None:
    with pytest.raises(NotFound) as caught:
        house.gateway.look_up("cs_nowhere")
    assert caught.value.code == "gateways.unknown_session"


def test_reserved_money_is_captured_once(house: House, request: pytest.FixtureRequest) -> None:
    gateway = manual(house, request)
    session = start(gateway)
    house.pay(session.session_id)
    assert gateway.look_up(session.session_id).status is PaymentStatus.AUTHORIZED
    captured = gateway.capture(session.session_id, payment_id=PAYMENT)
    assert (captured.status, captured.captured_minor) == (PaymentStatus.CAPTURED, 2500)
    assert gateway.capture(session.session_id, payment_id=PAYMENT) == captured


def test_nothing_reserved_is_not_captured(house: House) -> None:
    session = start(house.gateway)
    with pytest.raises(Conflict) as caught:
        house.gateway.capture(session.session_id, payment_id=PAYMENT)
    assert caught.value.code == "gateways.not_authorized"


def test_a_cancelled_session_is_over(house: House) -> None:
    session = start(house.gateway)
    over = {PaymentStatus.VOIDED, PaymentStatus.EXPIRED}
    assert house.gateway.cancel(session.session_id, payment_id=PAYMENT).status in over
    assert house.gateway.cancel(session.session_id, payment_id=PAYMENT).status in over


def test_a_session_paid_meanwhile_is_not_cancelled(house: House) -> None:
    session = start(house.gateway)
    house.pay(session.session_id)
    found = house.gateway.cancel(session.session_id, payment_id=PAYMENT)
    assert (found.status, found.captured_minor) == (PaymentStatus.CAPTURED, 2500)


def paid(house: House) -> str:
    session = start(house.gateway)
    house.pay(session.session_id)
    return house.gateway.look_up(session.session_id).transaction_id


def give_back(house: House, transaction_id: str, refund_id: str, amount_minor: int) -> Any:
    return house.gateway.refund(
        transaction_id, refund_id=refund_id, amount_minor=amount_minor, currency="EUR"
    )


def test_a_refund_goes_out_once_whoever_asks_and_whenever(house: House) -> None:
    transaction_id = paid(house)
    first = give_back(house, transaction_id, REFUND, 1000)
    assert (first.refund_id, first.amount_minor, first.currency) == (REFUND, 1000, "EUR")
    assert first.status is RefundStatus.DONE
    assert give_back(house, transaction_id, REFUND, 1000) == first
    house.forget_keys()
    assert give_back(house, transaction_id, REFUND, 1000) == first
    assert house.gateway.find_refund(transaction_id, refund_id=REFUND) == first


@pytest.mark.parametrize("failures", [1, 2])
def test_a_refund_that_failed_goes_out_at_the_next_try_and_once(
    house: House, request: pytest.FixtureRequest, failures: int
) -> None:
    transaction_id = paid(house)
    session_id = start(house.gateway).session_id
    tried = []
    for _ in range(failures):
        tried.append(give_back(house, transaction_id, REFUND, 2500).gateway_refund_id)
        fail_refund(house, request)
        found = house.gateway.find_refund(transaction_id, refund_id=REFUND)
        assert found is not None
        assert found.status is RefundStatus.FAILED
    again = give_back(house, transaction_id, REFUND, 2500)
    assert (again.refund_id, again.status) == (REFUND, RefundStatus.DONE)
    assert len({*tried, again.gateway_refund_id}) == failures + 1
    house.forget_keys()
    assert give_back(house, transaction_id, REFUND, 2500) == again
    assert house.gateway.find_refund(transaction_id, refund_id=REFUND) == again
    found_refunds = house.gateway.look_up(session_id).refunds
    out = [each for each in found_refunds if each.status is not RefundStatus.FAILED]
    assert (out, len(found_refunds)) == ([again], failures + 1)


def fail_refund(house: House, request: pytest.FixtureRequest) -> None:
    """The newest refund does not get there after all."""
    if not isinstance(house, _Manual):
        request.getfixturevalue(f"{house.gateway.kind}_house").fail_refund()
        return
    folder = house.gateway._folder  # type: ignore[attr-defined]
    session = folder.get(start(house.gateway).session_id, gateway=house.gateway.name)
    session.refunds[-1].status = RefundStatus.FAILED
    folder.save(session)


def test_another_amount_under_the_same_refund_is_refused(house: House) -> None:
    transaction_id = paid(house)
    give_back(house, transaction_id, REFUND, 1000)
    house.forget_keys()
    with pytest.raises(Refused) as caught:
        give_back(house, transaction_id, REFUND, 1001)
    assert caught.value.code == "gateways.key_reused"


def test_refunds_in_parts_up_to_all_of_it_and_no_more(house: House) -> None:
    transaction_id = paid(house)
    session_id = start(house.gateway).session_id
    for number, amount_minor in enumerate((1000, 1000, 500)):
        give_back(house, transaction_id, f"{REFUND}-{number}", amount_minor)
    with pytest.raises(Refused):
        give_back(house, transaction_id, f"{REFUND}-over", 1)
    found = house.gateway.look_up(session_id)
    assert (found.status, found.captured_minor) == (PaymentStatus.CAPTURED, 2500)
    assert [refund.amount_minor for refund in found.refunds] == [1000, 1000, 500]
    assert house.gateway.find_refund(transaction_id, refund_id="another") is None


def test_a_refund_of_nothing_known(house: House) -> None:
    paid(house)
    with pytest.raises(NotFound) as caught:
        give_back(house, "pi_nowhere", REFUND, 100)
    assert caught.value.code == "gateways.unknown_transaction"


def test_what_the_house_does_not_take(house: House) -> None:
    gateway = house.open(currencies=["EUR 1.00-50.00", "JPY"])
    assert start(gateway).session_id
    for values, code in (
        ({"currency": "USD"}, "gateways.currency_not_taken"),
        ({"amount_minor": 99}, "gateways.outside_limits"),
        ({"amount_minor": 5001}, "gateways.outside_limits"),
        ({"amount_minor": 0, "currency": "JPY"}, "gateways.outside_limits"),
    ):
        with pytest.raises(Refused) as caught:
            start(gateway, "another-payment", **values)
        assert caught.value.code == code
