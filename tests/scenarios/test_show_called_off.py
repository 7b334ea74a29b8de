"""A show is called off while people have paid, are paying, and have only promised to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import refunds
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.refunds import RefundRequest
from tests.scenarios.evening import Evening
from tests.scenarios.pages import Online, state


class CablePulledError(Exception):
    """Somebody stumbled over it."""


@pytest.fixture
def online(evening: Evening, tmp_path: Path) -> Online:
    return Online(evening, tmp_path / "gateway", {"late_money": "reseat"})


def call_off(online: Online, *, stop_after: int = 99) -> int:
    """Call the show off, a booking in each write, and stop in the middle: how many are left."""
    done: list[int] = []

    def told(_: int, ended: Any) -> None:
        done.append(ended.left)
        if len(done) > stop_after:
            raise CablePulledError

    meant = ShowsMeant(shows=("1",))
    use.cancel_shows(online.app, online.ctx("till-1"), meant, reason="flood", batch=1, told=told)
    return done[-1]


def test_everybody_s_money_goes_back_once_though_it_stops_in_the_middle(
    evening: Evening, online: Online
) -> None:
    sold = []
    for number in (1, 2, 3):
        sold.append(evening.sell(f"F{number}", till="till-1").booking.ref)
        evening.wait(ms=1)
    promised = evening.book("F7-8", till="till-2").booking.ref
    evening.hold("F10", till="till-2")
    with pytest.raises(CablePulledError):
        call_off(online, stop_after=2)
    assert [evening.view(ref).booking.status for ref in sold] == [
        "refunded", "refunded", "confirmed",
    ]  # fmt: skip
    assert call_off(online) == 0
    assert call_off(online) == 0
    for ref in sold:
        assert state(evening.view(ref)) == ("refunded", [("captured", 1200)], [("queued", 1200)])
        handed = evening.ask(refunds.refund, RefundRequest(ref=ref), till="till-2")
        assert handed.given_back.amount_minor == 1200
        assert state(handed) == ("refunded", [("refunded", 1200)], [("done", 1200)])
    assert state(evening.view(promised)) == ("cancelled", [], [])
    assert evening.seats_left() == 80


def test_money_on_the_way_goes_back_and_never_gets_seats(evening: Evening, online: Online) -> None:
    ref, page = online.begin("F7-8")
    paid, first = online.begin("F1")
    assert online.pays(first) == ["captured"]
    assert call_off(online) == 0
    assert evening.view(ref).booking.status == "cancelled"
    assert online.pays(page) == ["unseated"]
    found = evening.view(ref)
    assert state(found) == ("paid_unseated", [("captured", 2400)], [("queued", 2400)])
    assert {each.cause for each in found.refunds} == {"show_cancelled"}
    assert online.send_refunds() == (2, 2)
    assert [state(evening.view(each))[0] for each in (ref, paid)] == ["refunded", "refunded"]
    assert [online.given_back_minor(each) for each in (page, first)] == [2400, 1200]
    assert evening.seats_left() == 80


def test_money_between_the_two_halves_goes_back_too(evening: Evening, online: Online) -> None:
    evening.sell("F1", till="till-1")
    evening.wait(ms=1)
    ref, page = online.begin("F7-8", beside=(Tender(PaymentMethod.CARD, "4", slip="4711"),))
    with pytest.raises(CablePulledError):
        call_off(online, stop_after=1)
    assert evening.view(ref).booking.status == "pending"
    assert online.pays(page) == ["unseated"]
    assert call_off(online) == 0
    assert online.send_refunds() == (1, 1)
    payments = [("voided", 400), ("refunded", 2000)]
    assert state(evening.view(ref)) == ("refunded", payments, [("done", 2000)])
