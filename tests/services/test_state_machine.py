"""Anything in any order at two tills: a second, simple box office must agree after every step."""

from __future__ import annotations

import pytest

from tests.services.box_office import BoxOffice
from tests.services.house_model import HOLD_MS
from tests.services.machines import NewDatabase, on, play


def test_an_evening_on_which_everything_goes_well_once(new_database: NewDatabase) -> None:
    """What chance may leave out: each step with its effect, and both houses after it."""
    office = on(BoxOffice, new_database)()
    try:
        everything(office)
    finally:
        office.teardown()


def everything(office: BoxOffice) -> None:
    first, second = "till-1", "till-2"

    def statuses(*refs: str) -> list[str]:
        office.both_houses_agree()
        office.what_is_kept_is_what_is_owed()
        return [office.house.bookings[ref].status for ref in refs]

    sold = office.sell_or_book(till=first, seats=("A1", "A2"), paid=True)
    promised = office.sell_or_book(till=second, seats=("A3",), paid=False)
    assert statuses(sold, promised) == ["confirmed", "pending"]
    kept, dropped = (office.hold(till=first, seats=(seat,)) for seat in ("A4", "A5"))
    office.let_time_go_by(minutes=1)
    office.extend(hold=kept, till=second)
    assert office.house.holds[kept].until_ms == office.house.now_ms + HOLD_MS
    office.release(hold=dropped, till=first)
    assert statuses() == []
    out_of_hold = office.sell_or_book_a_hold(hold=kept, till=second, paid=False)
    office.pay_in_time_or_late(ref=promised, till=first)
    office.cancel(ref=out_of_hold, till=first)
    assert statuses(promised, out_of_hold) == ["confirmed", "cancelled"]
    office.pay_in_time_or_late(ref=out_of_hold, till=second)
    office.void(ref=sold, till=first)
    assert statuses(out_of_hold, sold) == ["confirmed", "voided"]
    late = office.sell_or_book(till=first, seats=("B1",), paid=False)
    lost = office.sell_or_book(till=first, seats=("B2",), paid=False)
    office.let_a_booking_run_out(ref=late)
    office.pay_in_time_or_late(ref=late, till=second)
    assert office.sell_or_book(till=second, seats=("B2",), paid=True) in office.house.bookings
    office.pay_in_time_or_late(ref=lost, till=first)
    assert statuses(late, lost) == ["confirmed", "pending"]
    over = office.hold(till=first, seats=("B3", "B4"))
    taken_over = office.take_over(hold=over, till=second)
    assert office.house.seats_of(taken_over) == ("B3", "B4")
    office.let_time_go_by(minutes=5)
    office.sweep()
    assert statuses(lost) == ["expired"]
    assert {office.house.holds[each].status for each in (over, taken_over)} == {"expired"}
    office.move(hall=2, till=first)
    office.refund_a_seat_of_it(ref=promised, till=second, which=0, in_full=False)
    office.wait_for_the_policy(minutes=1)
    office.refund(ref=late, till=first, seats=None, in_full=False)
    assert statuses(promised, late) == ["refunded", "refunded"]
    assert office.house.bookings[late].owed_minor > 0
    for which in range(len(office.done)):
        office.ask_the_same_again(which=which)
    office.ask_something_else_by_the_same_key(which=0, seats=("B5",))
    office.look_at_a_booking(ref=late)
    assert len(office.done) == DONE
    assert statuses() == []


DONE = 20
"""So many requests of that evening were answered with more than a refusal."""


def test_a_few_evenings_at_two_tills(new_database: NewDatabase) -> None:
    play(BoxOffice, new_database, examples=3, steps=30)


@pytest.mark.slow
@pytest.mark.first
def test_many_evenings_at_two_tills(new_database: NewDatabase) -> None:
    play(BoxOffice, new_database, examples=8, steps=50)
