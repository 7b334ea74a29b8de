"""Money in any order, at two tills and a gateway: not a cent is lost, found or paid back twice."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.outbound.gateways.simulated_events import Outcome
from tests.services.ledger.exchanging import Exchanges
from tests.services.ledger.management import Management
from tests.services.ledger.pages import Pages
from tests.services.machines import NewDatabase, on, play


class Money(Pages, Exchanges, Management):
    """Everything that money does here."""


def test_days_on_which_everything_happens_once(new_database: NewDatabase) -> None:
    """What chance may leave out: each way that money can go, with both sets of books after it."""
    house = on(Money, new_database)()
    try:
        parts = (at_the_counter, on_pages, too_late, exchanged, carried_on, promised, called_off)
        for part in parts:
            part(house)
            house.both_houses_agree()
    finally:
        house.teardown()


NOBODY: dict[str, Any] = {"code": "", "phone": "", "gift": None, "card": False}


def page(house: Any, *, show: int, **more: Any) -> Any:
    """Promised seats with a page to pay them on."""
    house.book_and_begin(**{**NOBODY, "till": "till-1", "show": show, "places": [0, 1], **more})
    return newest(house)


def newest(house: Any) -> Any:
    return list(house.books.bookings.values())[-1]


def at(house: Any, booking: Any) -> int:
    """Which of the bookings that are paid it is."""
    return int(house.bookings_in("confirmed", "part_refunded").index(booking))


def at_the_counter(house: Any) -> None:
    """Several tenders and an offer; a seat is given back, then the rest; a sale is taken back."""
    house.decide(reseats=True, extends=True)
    sale = {"show": 1, "places": [0, 1, 2], "clash": False, "rest": "cash", "card": True}
    house.sell(till="till-1", code="TEN", phone="0301234", gift=1, **sale)
    sold = newest(house)
    assert [each.method for each in sold.payments] == ["voucher", "card", "cash"]
    house.refund(which=0, till="till-2", how_many=1, in_full=False)
    assert sold.status == "part_refunded"
    house.both_houses_agree()
    house.refund(which=0, till="till-2", how_many=0, in_full=True)
    house.sell(till="till-1", code="C1", phone="", gift=None, **sale)
    house.both_houses_agree()
    house.void(which=0, elsewhere=False)
    assert (sold.status, newest(house).status) == ("refunded", "voided")


def on_pages(house: Any) -> None:
    """Paid beside a card and told twice, really paid twice, and found though nobody told it."""
    paid = page(house, show=1, code="C1", gift=0, card=True)
    house.goes_on(which=0, outcome=Outcome.DUPLICATE, at_once=True)
    house.both_houses_agree()
    house.paid_twice(which=0)
    house.both_houses_agree()
    house.send_refunds(till="till-1", answers=True)
    assert (paid.status, len(paid.payments)) == ("confirmed", 4)
    lost = page(house, show=1)
    house.goes_on(which=0, outcome=Outcome.LOST, at_once=True)
    house.reconcile(till="till-2")
    assert lost.status == "confirmed"


def too_late(house: Any) -> None:
    """Failed twice and paid late: other seats for it; or the money back, asked for twice."""
    again = page(house, show=2, code="FRIEND", phone="0301234")
    had = [line.seat for line in again.lines]
    for _ in range(2):
        house.let_time_go_by(minutes=1)
        house.comes_to_nothing(which=0, outcome=Outcome.FAIL)
        house.both_houses_agree()
        house.begin(which=0, till="till-2", gift=None, card=False)
    house.money_comes_late(which=0, takes=True, till="till-2")
    assert (again.status, again.is_extended) == ("confirmed", True)
    assert [line.seat for line in again.lines] != had
    house.decide(reseats=False, extends=False)
    unseated = page(house, show=2, code="C2")
    house.money_comes_late(which=0, takes=False, till="till-2")
    assert unseated.status == "paid_unseated"
    for answers in (False, True):
        house.both_houses_agree()
        house.let_time_go_by(minutes=1)
        house.send_refunds(till="till-1", answers=answers)
    assert unseated.status == "refunded"


def exchanged(house: Any) -> None:
    """Cheaper and dearer seats and back, more beside them, and a price put right meanwhile."""
    house.put_a_price_right(till="till-1", to=20)
    new = {"show": 3, "places": [0, 1, 2], "clash": False, "gift": None, "rest": "cash"}
    house.exchange(which=1, till="till-1", how_many=0, **new)
    dear = newest(house)
    house.both_houses_agree()
    house.put_a_price_right(till="till-1", to=14)
    house.both_houses_agree()
    house.come_for_the_money(which=0, till="till-2")
    house.add_seats(
        which=at(house, dear), till="till-2", places=[0], clash=False, gift=None, rest="cash"
    )
    assert [line.status for line in dear.lines] == ["sold"] * 4
    house.both_houses_agree()
    single = {**NOBODY, "show": 1, "places": [4], "clash": False, "rest": "cash"}
    house.sell(till="till-1", **single)
    mine, theirs = at(house, dear), at(house, newest(house))
    house.swap(which=mine, other=theirs - 1, till="till-1")
    assert [each.status for each in list(house.books.bookings.values())[-3:]] == [
        "exchanged", "confirmed", "confirmed",
    ]  # fmt: skip
    house.both_houses_agree()
    house.refund(which=at(house, dear), till="till-2", how_many=1, in_full=False)
    house.both_houses_agree()
    house.exchange(
        which=at(house, dear), till="till-1", how_many=1, **{**new, "show": 1, "places": [0]}
    )
    house.both_houses_agree()
    house.refund(which=at(house, newest(house)), till="till-1", how_many=0, in_full=False)
    assert len(house.books.transfers) > 3


def carried_on(house: Any) -> None:
    """Three seats for two: what moved on is no more refundable; what waits lies where it came."""
    house.put_a_price_right(till="till-1", to=20)
    sale = {"show": 1, "clash": False, "gift": None, "rest": "cash"}
    house.sell(till="till-1", places=[0, 1, 2], code="", phone="", card=False, **sale)
    old = newest(house)
    house.exchange(which=at(house, old), till="till-1", how_many=0, places=[0, 1], **sale)
    new = newest(house)
    assert all(line.far < 100 for line in new.lines)
    house.put_a_price_right(till="till-1", to=14)
    house.refund(which=at(house, new), till="till-2", how_many=0, in_full=False)
    assert house.books.waiting(old)
    without = house.without_seats()
    house.refund_without_seats(which=without.index(new), till="till-2", in_full=False)
    house.both_houses_agree()
    house.refund_without_seats(which=without.index(old), till="till-2", in_full=False)
    house.refund_without_seats(which=without.index(new), till="till-2", in_full=False)


def promised(house: Any) -> None:
    """No third of an offer for two; what a promise kept is free again, or spent once."""
    wanted = {"till": "till-1", "show": 1, "places": [0], "clash": False, "phone": "0305678"}
    before = len(house.books.bookings)
    for gift in (0, 1, None):
        house.book(code="TEN", gift=gift, **wanted)
        house.both_houses_agree()
    assert len(house.books.bookings) == before + 2
    house.let_a_booking_run_out(which=0)
    house.sweep()
    house.both_houses_agree()
    house.book(code="TEN", gift=1, **wanted)
    house.both_houses_agree()
    place = house.payable().index(newest(house))
    house.pay(which=place, till="till-2", gift=None, card=False, rest="")
    assert [each.method for each in newest(house).payments] == ["voucher"]


def called_off(house: Any) -> None:
    """A show ends one booking at a time and somebody pulls the cable; money is on its way."""
    house.decide(reseats=True, extends=False)
    page(house, show=3, places=[0])
    for show in (2, 3):
        house.call_off(till="till-1", show=show, writes=1)
        house.both_houses_agree()
        house.call_off(till="till-2", show=show, writes=99)
        house.both_houses_agree()
    house.goes_on(which=0, outcome=Outcome.SUCCESS, at_once=True)
    assert newest(house).status == "paid_unseated"
    house.both_houses_agree()
    house.reconcile(till="till-1")
    house.sweep()
    for which in range(len(house.done)):
        house.ask_the_same_again(which=which)


def test_a_few_days_of_money(new_database: NewDatabase) -> None:
    play(Money, new_database, examples=2, steps=30)


@pytest.mark.slow
@pytest.mark.first
def test_many_days_of_money(new_database: NewDatabase) -> None:
    play(Money, new_database, examples=10, steps=50)
