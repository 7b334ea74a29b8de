"""What was just freed is anybody's at once, and its old owner cannot reach it any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.errors import BoxofficeError, Conflict, Refused
from tests.scenarios.evening import Evening

TOO_LATE = {
    "holds.not_active", "holds.expired", "bookings.expired_taken", "bookings.not_voidable",
}  # fmt: skip


def by_release(evening: Evening) -> Callable[[], object]:
    held = evening.hold("F7-8", till="till-1")
    evening.release(held, till="till-1")
    return lambda: evening.extend(held, till="till-1")


def by_expiry(evening: Evening) -> Callable[[], object]:
    held = evening.hold("F7-8", till="till-1")
    evening.wait(minutes=5)
    return lambda: evening.sell(till="till-1", hold=held.hold.id)


def by_cancelling(evening: Evening) -> Callable[[], object]:
    booked = evening.book("F7-8", till="till-1")
    evening.cancel(booked.booking.ref, till="till-1")
    return lambda: evening.pay(booked.booking.ref, till="till-1")


def by_not_paying(evening: Evening) -> Callable[[], object]:
    booked = evening.book("F7-8", till="till-1")
    evening.wait(minutes=15)
    return lambda: evening.pay(booked.booking.ref, till="till-1")


def by_voiding(evening: Evening) -> Callable[[], object]:
    sold = evening.sell("F7-8", till="till-1")
    evening.void(sold.booking.ref, till="till-1")
    return lambda: evening.void(sold.booking.ref, till="till-1")


WAYS = [by_release, by_expiry, by_cancelling, by_not_paying, by_voiding]


@pytest.mark.parametrize("free", WAYS)
def test_the_next_one_has_it_at_once(
    evening: Evening, free: Callable[[Evening], Callable[[], object]]
) -> None:
    reach_again = free(evening)
    assert evening.seats_left() == 80
    assert evening.hold("F7-8", till="till-2").hold.seats == ("F7", "F8")
    with pytest.raises((Conflict, Refused)) as caught:
        reach_again()
    assert caught.value.code in TOO_LATE
    assert evening.sell("F7-8", till="till-2").booking.status == "confirmed"
    assert evening.seats_left() == 78


@pytest.mark.parametrize("free", WAYS)
def test_of_all_who_wait_for_it_one_has_it(
    evening: Evening, free: Callable[[Evening], Callable[[], object]]
) -> None:
    free(evening)
    ended = evening.at_once(
        *(lambda here, n=n: here.sell("F7", till=f"till-{n}").booking.ref for n in (2, 3, 4))
    )
    assert sorted(each.code for each in ended) == ["", "seats.taken", "seats.taken"]


def test_part_of_a_hold_sold_leaves_the_rest_free(evening: Evening) -> None:
    held = evening.hold("F7-9", till="till-1")
    evening.sell("F7", till="till-1", hold=held.hold.id)
    assert evening.hold("F8-9", till="till-2").hold.seats == ("F8", "F9")
    with pytest.raises(BoxofficeError):
        evening.release(held, till="till-1")
