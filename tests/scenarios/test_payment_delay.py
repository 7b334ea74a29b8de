"""The money comes later than the seats: in time, too late but not in vain, or in vain."""

from __future__ import annotations

import pytest

from boxoffice.errors import Conflict
from boxoffice.services.results import BookingResult
from tests.scenarios.evening import Evening


def kept_minor(sold: BookingResult) -> int:
    """What stays in the till of one booking."""
    taken = sum(payment.amount_minor for payment in sold.payments)
    return taken - sum(refund.amount_minor for refund in sold.refunds)


def test_in_time_the_seats_are_theirs(evening: Evening) -> None:
    booked = evening.book("F7-8", till="till-1")
    evening.wait(minutes=15, ms=-1)
    with pytest.raises(Conflict):
        evening.sell("F7", till="till-2")
    paid = evening.pay(booked.booking.ref, till="till-2")
    assert (paid.booking.status, kept_minor(paid), len(paid.tickets)) == ("confirmed", 2400, 2)


def test_late_money_finds_its_own_seats_if_nobody_took_them(evening: Evening) -> None:
    booked = evening.book("F7-8", till="till-1")
    evening.wait(minutes=40)
    assert evening.seats_left() == 80
    paid = evening.pay(booked.booking.ref, till="till-1")
    assert [line.seat for line in paid.booking.lines] == ["F7", "F8"]
    assert (paid.booking.status, kept_minor(paid), evening.seats_left()) == ("confirmed", 2400, 78)


def test_late_money_for_a_seat_that_is_gone_is_not_taken(evening: Evening) -> None:
    booked = evening.book("F7-8", till="till-1")
    evening.wait(minutes=15)
    sold = evening.sell("F8", till="till-2")
    with pytest.raises(Conflict) as caught:
        evening.pay(booked.booking.ref, till="till-1")
    assert caught.value.code == "bookings.expired_taken"
    assert [(seat["label"], seat["ref"]) for seat in caught.value.details["seats"]] == [
        ("F8", sold.booking.ref)
    ]
    assert len(caught.value.details["alternative"]) == 2
    seen = evening.view(booked.booking.ref)
    assert (seen.booking.status, seen.payments, evening.seats_left()) == ("expired", (), 79)


def test_paid_late_after_it_was_given_up(evening: Evening) -> None:
    booked = evening.book("F7", till="till-1")
    evening.cancel(booked.booking.ref, till="till-1")
    assert evening.pay(booked.booking.ref, till="till-1").booking.status == "confirmed"


def test_late_money_and_a_new_customer_at_once(evening: Evening) -> None:
    booked = evening.book("F7", till="till-1")
    evening.wait(minutes=15)
    ref = booked.booking.ref
    ended = evening.at_once(
        lambda here: here.pay(ref, till="till-1").booking.ref,
        lambda here: here.sell("F7", till="till-2").booking.ref,
    )
    codes = [each.code for each in ended]
    assert codes in (["", "seats.taken"], ["bookings.expired_taken", ""])
    assert evening.seats_left() == 79
