"""Webhooks of every gateway: only what was signed, lately, by one of two secrets is believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boxoffice.errors import BoxofficeError, Invalid, Refused
from boxoffice.outbound.gateways.protocol import Event, EventKind, Gateway
from boxoffice.outbound.gateways.registry import open_gateway
from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import sign
from boxoffice.present.words import sentence
from tests.clocks import FRIDAY_NOON_MS as NOW_MS
from tests.outbound.gateways.conftest import (
    OLD_WEBHOOK_SECRET,
    WEBHOOK_SECRET,
    section,
    settings_of,
)
from tests.outbound.gateways.razorpay_provider import razorpay_event
from tests.outbound.gateways.stripe_provider import stripe_event

SECOND_MS = 1000
KINDS = ("simulated", "stripe", "razorpay")
STAMPED = ("simulated", "stripe")
HEADERS = {
    "simulated": "Boxoffice-Signature",
    "stripe": "Stripe-Signature",
    "razorpay": "X-Razorpay-Signature",
}
EVENTS: dict[str, dict[str, Any]] = {
    "simulated": {
        "id": "simevt_A_1", "type": "payment.captured", "created_ms": NOW_MS,
        "session_id": "sim_A", "payment_id": "p", "amount_minor": 2500, "currency": "EUR",
    },
    "stripe": stripe_event(
        "checkout.session.completed",
        {"id": "cs_1", "client_reference_id": "p", "payment_status": "paid",
         "payment_intent": "pi_1", "amount_total": 2500, "currency": "eur"},
    ),
    "razorpay": razorpay_event(
        "payment_link.paid",
        payment_link={"id": "plink_1", "reference_id": "p", "amount": 2500, "currency": "EUR"},
        payment={"id": "pay_1", "amount": 2500, "currency": "EUR", "method": "upi"},
    ),
}  # fmt: skip
CODES = {
    "gateways.bad_signature", "gateways.stale", "gateways.from_the_future", "gateways.not_signed",
    "gateways.too_long",
}  # fmt: skip
quick = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class House:
    """A gateway with two live secrets, and its provider's way of signing."""

    gateway: Gateway
    kind: str

    @property
    def body(self) -> bytes:
        return json.dumps(EVENTS[self.kind]).encode()

    def signature(self, body: bytes, *, secret: str = WEBHOOK_SECRET, at_ms: int = NOW_MS) -> str:
        if self.kind in STAMPED:
            return sign(body, secret=Secret(secret), at_ms=at_ms)
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()

    def verify(self, body: bytes, signature: str, **more: str) -> Event:
        headers = {HEADERS[self.kind]: signature, "X-Razorpay-Event-Id": "evt_1", **more}
        return self.gateway.verify_webhook(body, headers, now_ms=NOW_MS)


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    values = {"kind": request.param, "webhook_secret_env": "NEW", "old_webhook_secret_env": "OLD"}
    if request.param == "simulated":
        values["folder"] = "practice"
    found = settings_of(tmp_path, section("g", **values))
    environ = {"NEW": WEBHOOK_SECRET, "OLD": OLD_WEBHOOK_SECRET}
    return House(open_gateway(found, "g", environ=environ), request.param)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code in CODES
    assert sentence(caught.value) != Refused.__doc__
    assert not {WEBHOOK_SECRET, OLD_WEBHOOK_SECRET} & set(str(caught.value).split())


def test_what_was_signed_is_believed(house: House) -> None:
    event = house.verify(house.body, house.signature(house.body))
    assert (event.kind, event.payment_id) == (EventKind.CAPTURED, "p")
    assert (event.amount_minor, event.currency) == (2500, "EUR")
    assert event.at_ms == NOW_MS
    assert event.sha256 == hashlib.sha256(house.body).hexdigest()


@pytest.mark.parametrize("secret", [WEBHOOK_SECRET, OLD_WEBHOOK_SECRET])
def test_both_secrets_count_while_one_replaces_the_other(house: House, secret: str) -> None:
    assert house.verify(house.body, house.signature(house.body, secret=secret)).event_id


def test_no_third_secret_counts(house: House) -> None:
    with refused():
        house.verify(house.body, house.signature(house.body, secret="whsec_stolen"))  # noqa: S106


@quick
@given(data=st.data())
def test_no_byte_of_the_body_may_differ(house: House, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(house.body) - 1))
    change = data.draw(st.integers(1, 255))
    forged = bytearray(house.body)
    forged[place] ^= change
    with refused():
        house.verify(bytes(forged), house.signature(house.body))


@quick
@given(data=st.data())
def test_no_sign_of_the_signature_may_differ(house: House, data: st.DataObject) -> None:
    """A whole header is changed at one place; its time and its signature are both covered."""
    header = house.signature(house.body)
    place = data.draw(st.integers(0, len(header) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=0x2FF))
    if other in (header[place], " "):
        return
    forged = header[:place] + other + header[place + 1 :]
    with refused():
        house.verify(house.body, forged)


@quick
@given(body=st.binary(max_size=200), header=st.text(max_size=200))
def test_rubbish_is_refused_and_never_breaks_anything(
    house: House, body: bytes, header: str
) -> None:
    with refused():
        house.verify(body, header)


@quick
@given(body=st.one_of(st.binary(max_size=100), st.text(max_size=50).map(str.encode)))
def test_signed_rubbish_is_no_event(house: House, body: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        house.verify(body, house.signature(body))
    assert caught.value.code == "gateways.bad_event"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@quick
@given(data=st.data())
def test_signed_json_of_any_shape_is_an_event_or_none(house: House, data: st.DataObject) -> None:
    """Each value of a good event in turn is something else."""
    event = json.loads(house.body)
    place, name = data.draw(st.sampled_from(list(_places(event))))
    place[name] = data.draw(_json)
    body = json.dumps(event).encode()
    code = "gateways."
    with suppress(BoxofficeError):
        try:
            event = house.verify(body, house.signature(body))
        except BoxofficeError as error:
            code = error.code
            raise
        texts = [value for value in asdict(event).values() if isinstance(value, str)]
        assert all(text.isprintable() for text in texts)
    assert code.startswith("gateways.")


def _places(raw: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for name, value in raw.items():
        yield raw, name
        if isinstance(value, dict):
            yield from _places(value)


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_time_within_five_minutes_on_either_side(house: House, seconds: int) -> None:
    header = house.signature(house.body, at_ms=NOW_MS + seconds * SECOND_MS)
    assert house.verify(house.body, header).event_id


@pytest.mark.parametrize(
    ("seconds", "code"), [(-301, "gateways.stale"), (301, "gateways.from_the_future")]
)
@pytest.mark.parametrize("house", STAMPED, indirect=True)
def test_a_time_too_far_from_now(house: House, seconds: int, code: str) -> None:
    header = house.signature(house.body, at_ms=NOW_MS + seconds * SECOND_MS)
    with pytest.raises(Refused) as caught:
        house.verify(house.body, header)
    assert (caught.value.code, caught.value.details["seconds"]) == (code, 301)


@pytest.mark.parametrize(
    ("hours", "code"),
    [(-24, ""), (-26, "gateways.stale"), (1, "gateways.from_the_future")],
)
@pytest.mark.parametrize("house", ["razorpay"], indirect=True)
def test_razorpay_dates_the_event_and_tries_for_a_day(house: House, hours: int, code: str) -> None:
    event = {**EVENTS["razorpay"], "created_at": NOW_MS // 1000 + hours * 3600}
    body = json.dumps(event).encode()
    if not code:
        assert house.verify(body, house.signature(body)).at_ms == event["created_at"] * 1000
        return
    with pytest.raises(Refused) as caught:
        house.verify(body, house.signature(body))
    assert caught.value.code == code


@pytest.mark.parametrize("house", ["razorpay"], indirect=True)
def test_razorpay_names_the_event_in_a_header(house: House) -> None:
    signature = house.signature(house.body)
    assert house.verify(house.body, signature).event_id == "evt_1"
    bare = house.gateway.verify_webhook(
        house.body, {"x-razorpay-signature": signature}, now_ms=NOW_MS
    )
    assert bare.event_id == f"sha256:{bare.sha256}"
    with pytest.raises(Invalid):
        house.verify(house.body, signature, **{"X-Razorpay-Event-Id": "e" * 101})


ODD_HEADERS: list[Callable[[str], str]] = [
    lambda header: header.replace("v1=", "v0="),
    lambda header: header.partition(",")[2],
    lambda header: f"t=1,{header}",
    lambda header: header.replace("t=", "t=0"),
    lambda header: header.replace("t=", "t=+"),
    lambda header: header.upper(),
    lambda header: f"{header}," + "x" * 5000,
]


@pytest.mark.parametrize("change", ODD_HEADERS)
@pytest.mark.parametrize("house", STAMPED, indirect=True)
def test_odd_headers(house: House, change: Callable[[str], str]) -> None:
    with refused():
        house.verify(house.body, change(house.signature(house.body)))


@pytest.mark.parametrize("house", STAMPED, indirect=True)
def test_several_signatures_of_which_one_is_ours(house: House) -> None:
    """So does a provider sign while its own secret is being changed."""
    header = house.signature(house.body)
    assert house.verify(house.body, f"{header},v1={'0' * 64}, v0=abc").event_id


def test_without_a_signature(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.gateway.verify_webhook(house.body, {}, now_ms=NOW_MS)
    assert caught.value.code == "gateways.not_signed"


def test_a_body_too_long_to_be_an_event(house: House) -> None:
    body = b"{" + b" " * 1_000_000
    with pytest.raises(Refused) as caught:
        house.verify(body, house.signature(body))
    assert caught.value.code == "gateways.too_long"


@pytest.mark.parametrize("number", ["9" * 19, "-" + "9" * 19, "9" * 5_000], ids=len)
def test_an_amount_that_nobody_can_store_is_no_event(house: House, number: str) -> None:
    body = house.body.replace(b": 2500", f": {number}".encode())
    assert body != house.body
    with pytest.raises(Invalid) as caught:
        house.verify(body, house.signature(body))
    assert caught.value.code == "gateways.bad_event"


@pytest.mark.parametrize("house", ["stripe"], indirect=True)
def test_stripes_own_library_signs_the_same(house: House) -> None:
    import stripe

    text = house.body.decode()
    header = stripe.WebhookSignature.generate_signature_header(
        text, WEBHOOK_SECRET, timestamp=NOW_MS // 1000
    )
    assert header == house.signature(house.body)
    assert house.verify(house.body, header).name == "checkout.session.completed"


@pytest.mark.parametrize("house", ["razorpay"], indirect=True)
def test_razorpays_own_library_signs_the_same(house: House) -> None:
    import razorpay

    text, header = house.body.decode(), house.signature(house.body)
    client = razorpay.Client(auth=("id", "key"))
    assert client.utility.verify_webhook_signature(text, header, WEBHOOK_SECRET)


@pytest.mark.parametrize("kind", ["stripe", "razorpay"])
def test_without_a_secret_it_says_what_to_set(kind: str, tmp_path: Path) -> None:
    gateway = open_gateway(settings_of(tmp_path, section(kind, kind=kind)), kind, environ={})
    with pytest.raises(Invalid) as caught:
        gateway.verify_webhook(b"{}", {HEADERS[kind]: "x"}, now_ms=NOW_MS)
    assert f"gateways.{kind}.webhook_secret_file" in sentence(caught.value)
