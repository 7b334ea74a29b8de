"""Seats are given back by the policy they were sold with, at any till, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Conflict, Invalid, Refused
from boxoffice.present.words import reason
from boxoffice.services import bookings, refunds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.refund_results import RefundResult
from boxoffice.services.refunds import RefundRequest
from boxoffice.storage.tables.bookings import Ticket
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import FeeRow, TaxRateRow, TicketType
from tests.clocks import FakeClock
from tests.counter import CASH, book_request, sell_request
from tests.programme import HOUR_MS, open_cinema, write

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

STEPPED = "24h=100,2h=50;fees=kept"
CARD = Tender(PaymentMethod.CARD, "10", slip="4711")
THEATRE = Theatre.__table__  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def house(app: App, ctx: Context, **columns: Any) -> None:
    write(app, ctx, lambda session: session.run(update(THEATRE).values(**columns)))


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def refund(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> RefundResult:
    return refunds.refund(app, ctx, RefundRequest(ref=ref, words=seats, **more))


def why(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> BoxofficeError:
    with pytest.raises(BoxofficeError) as caught:
        refund(app, ctx, ref, *seats, **more)
    return caught.value


def test_a_booking_goes_back_at_another_till_and_its_seats_are_free_at_once(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH, CARD))
    done = refund(app, new_ctx(till="till-2"), ref, reason="ill")
    assert done.booking.status == "refunded"
    assert {line.status for line in done.booking.lines} == {"refunded"}
    assert [line.refunded_minor for line in done.booking.lines] == [1200, 1200]
    assert {ticket.status for ticket in done.tickets} == {"void"}
    assert {payment.status for payment in done.payments} == {"refunded"}
    assert [(each.method, each.amount_minor, each.slip) for each in done.given_back.tenders] == [
        ("card", 1000, "4711"), ("cash", 1400, ""),
    ]  # fmt: skip
    assert [each.reason for each in done.refunds] == ["ill", "ill"]
    assert (done.given_back.amount_minor, done.given_back.kept_minor) == (2400, 0)
    assert bookings.view_booking(app, ctx, ref).booking == done.booking
    assert sell(app, ctx, "F7-8") != ref


def test_seats_go_back_one_by_one_to_the_last_tender_first(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH, CARD))
    first = refund(app, ctx, ref, "F8")
    assert first.booking.status == "part_refunded"
    assert {line.seat: line.status for line in first.booking.lines} == {
        "F7": "sold", "F8": "refunded",
    }  # fmt: skip
    assert {ticket.seat: ticket.status for ticket in first.tickets} == {
        "F7": "issued", "F8": "void",
    }  # fmt: skip
    assert {each.method: each.status for each in first.payments} == {
        "card": "refunded", "cash": "part_refunded",
    }  # fmt: skip
    again = why(app, ctx, ref, "f8")
    assert isinstance(again, Conflict)
    assert (again.code, again.details["labels"]) == ("refunds.seats_gone", ["F8"])
    rest = refund(app, ctx, ref)
    assert [seat.seat for seat in rest.given_back.seats] == ["F7"]
    assert [(each.method, each.amount_minor) for each in rest.given_back.tenders] == [
        ("cash", 1200)
    ]
    assert rest.booking.status == "refunded"
    assert sum(each.amount_minor for each in rest.refunds) == 2400


def test_the_policy_of_the_sale_counts_and_not_that_of_today(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    house(app, ctx, refund_policy=STEPPED)
    ref = sell(app, ctx, "F6-9")
    house(app, ctx, refund_policy="none")
    assert bookings.view_booking(app, ctx, ref).booking.lines[0].refund_policy == STEPPED
    assert refund(app, ctx, ref, "F6").given_back.amount_minor == 1200
    clock.advance(minutes=7 * 60)
    half = refund(app, ctx, ref, "F7").given_back
    assert (half.amount_minor, half.kept_minor, half.seats[0].percent) == (600, 600, 50)
    clock.advance(minutes=21 * 60 + 1)
    late = why(app, ctx, ref, "F8")
    assert isinstance(late, Refused)
    assert (late.code, late.details["labels"]) == ("refunds.nothing_back", ["F8"])
    none = refund(app, ctx, ref, "F8", for_nothing=True)
    assert (none.given_back.amount_minor, none.given_back.kept_minor) == (0, 1200)
    assert none.given_back.tenders == ()
    assert why(app, ctx, ref, in_full=True).code == "refunds.full_reason"
    over = refund(app, ctx, ref, in_full=True, reason="projector broke")
    assert over.given_back.amount_minor == 1200
    assert over.booking.status == "refunded"
    assert sum(each.amount_minor for each in over.refunds) == 1200 + 600 + 1200


def test_after_the_start_nothing_goes_back_where_a_house_says_nothing(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    ref = sell(app, ctx, "F7")
    clock.advance(minutes=30 * 60 + 1)
    assert why(app, ctx, ref).code == "refunds.nothing_back"


def test_kept_fees_are_kept_with_their_tax(app: App, ctx: Context) -> None:
    house(app, ctx, refund_policy=STEPPED)
    fee = {"id": 1, "theatre_id": 1, "key": "web", "name": "Web", "per": "ticket"}
    tax = {"id": 1, "theatre_id": 1, "product": "fee", "name": "VAT", "rate_bp": 2000}
    write(app, ctx, lambda s: s.insert(FeeRow, [{**fee, "amount_minor": 100}]))
    write(app, ctx, lambda s: s.insert(TaxRateRow, [{**tax, "included": 0}]))
    ref = sell(app, ctx, "F7-8")
    given = refund(app, ctx, ref, "F7").given_back
    assert (given.amount_minor, given.kept_minor) == (1200, 120)
    assert refund(app, ctx, ref, in_full=True, reason="x").given_back.amount_minor == 1320


def test_what_was_rounded_in_cash_goes_back_as_it_came(app: App, ctx: Context) -> None:
    house(app, ctx, cash_rounding_minor=500, refund_policy="24h=50")
    ref = sell(app, ctx, "F7-8")
    half = refund(app, ctx, ref, "F7")
    assert [(each.amount_minor, each.rounding_minor) for each in half.given_back.tenders] == [
        (500, -100)
    ]
    rest = refund(app, ctx, ref, in_full=True, reason="x")
    assert [(each.amount_minor, each.rounding_minor) for each in rest.given_back.tenders] == [
        (1000, -200)
    ]
    whole = sell(app, ctx, "G7")
    back = refund(app, ctx, whole, in_full=True, reason="x")
    assert back.given_back.amount_minor == 1500 == back.payments[0].amount_minor


def test_a_refund_too_small_for_coins_moves_nothing_and_is_still_noted(
    app: App, ctx: Context
) -> None:
    house(app, ctx, cash_rounding_minor=5000, refund_policy="24h=50")
    ref = sell(app, ctx, "F5-8")
    done = refund(app, ctx, ref, "F5")
    assert [(each.amount_minor, each.rounding_minor) for each in done.refunds] == [(0, -600)]
    assert done.payments[0].status == "captured"
    assert refund(app, ctx, ref).booking.status == "refunded"


def test_the_slip_of_the_refund_is_noted(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH, CARD))
    assert why(app, ctx, ref, slips=("1", "2")).code == "refunds.slips"
    with pytest.raises(Invalid):
        RefundRequest(ref=ref, slips=("4111 1111 1111 1111",))
    done = refund(app, ctx, ref, slips=("9911",))
    assert [(each.method, each.refund_slip) for each in done.given_back.tenders] == [
        ("card", "9911"), ("cash", ""),
    ]  # fmt: skip
    assert [each.slip for each in done.refunds] == ["9911", ""]


def test_what_cannot_be_given_back(app: App, ctx: Context) -> None:
    booked = reservations.book(app, ctx, book_request("G1")).booking.ref
    voided = sell(app, ctx, "G3")
    sales.void(app, ctx, sales.VoidRequest(ref=voided, reason="x"))
    ref = sell(app, ctx, "F7")
    assert why(app, ctx, ref, "F7-8").details["labels"] == ["F8"]
    assert why(app, ctx, ref, "F8").code == "refunds.other_seats"
    done = refund(app, ctx, ref)
    for each, status in ((booked, "pending"), (voided, "voided"), (ref, "refunded")):
        error = why(app, ctx, each)
        assert isinstance(error, Conflict)
        assert (error.code, error.details["status"]) == ("refunds.not_refundable", status)
    assert bookings.view_booking(app, ctx, ref).refunds == done.refunds


def test_a_free_seat_is_given_back_as_it_came(app: App, ctx: Context) -> None:
    from boxoffice.storage.tables.prices import PriceRuleRow

    free = {
        "id": 90, "key": "free", "theatre_id": 1, "category": "premium", "ticket_type": "child",
        "show_id": 1, "day_type": "", "amount_minor": 0,
    }  # fmt: skip
    write(app, ctx, lambda session: session.insert(PriceRuleRow, [free]))
    ref = sell(app, ctx, "G7", types=(("child", 1),), tenders=())
    done = refund(app, ctx, ref)
    assert (done.booking.status, done.refunds) == ("refunded", ())


def test_a_child_that_stays_without_its_adult_is_told_of(app: App, ctx: Context) -> None:
    kind = TicketType.__table__  # type: ignore[attr-defined]
    needs = update(kind).where(kind.c.key == "child").values(needs="adult")
    write(app, ctx, lambda session: session.run(needs))
    ref = sell(app, ctx, "E5-7", types=(("adult", 2), ("child", 1)))
    assert refund(app, ctx, ref, "E5").warnings == ()
    [warning] = refund(app, replace(ctx, dry_run=True), ref, "E6").warnings
    assert warning.code == "refunds.left_alone"
    done = refund(app, ctx, ref, "E6")
    assert done.warnings == (warning,)
    assert reason(warning.code, warning.details) == (
        "A child ticket stays in the booking without adult, which it goes with."
    )
    assert refund(app, ctx, ref, "E7").warnings == ()


def test_who_went_in_keeps_the_seat(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    table = Ticket.__table__  # type: ignore[attr-defined]
    code = bookings.view_booking(app, ctx, ref).tickets[0].code

    def admit(admitted: bool) -> None:
        status, at_ms = ("admitted", 1) if admitted else ("issued", 0)
        statement = update(table).where(table.c.code == code)
        write(app, ctx, lambda s: s.run(statement.values(status=status, admitted_at_ms=at_ms)))

    admit(True)
    error = why(app, ctx, ref)
    assert (error.code, error.details["labels"]) == ("refunds.admitted", ["F7"])
    assert refund(app, ctx, ref, "F8").booking.status == "part_refunded"
    admit(False)


def test_the_same_key_answers_the_same_and_another_request_is_refused(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8")
    at = new_ctx(op_key="REFUND1")
    done = refund(app, at, ref, "F7")
    assert refund(app, at, ref, "F7") == done.model_copy(update={"replayed": True})
    agreed = refund(app, at, ref, "F7", agreed_minor=5)
    assert agreed.replayed
    assert why(app, at, ref, "F8").code == "operations.other_request"
    assert bookings.view_booking(app, ctx, ref).booking.status == "part_refunded"


def test_another_sum_than_was_agreed_to_is_refused(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7")
    error = why(app, ctx, ref, agreed_minor=600)
    assert (error.code, error.details["back_minor"]) == ("refunds.changed", 1200)
    assert refund(app, ctx, ref, agreed_minor=1200).booking.status == "refunded"


def test_a_dry_run_gives_nothing_back(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8")
    refund(app, ctx, ref, "F7")
    planned = refund(app, new_ctx(dry_run=True), ref)
    assert planned.given_back.amount_minor == 1200
    assert sorted(bool(each.id) for each in planned.refunds) == [False, True]
    assert bookings.view_booking(app, ctx, ref).booking.status == "part_refunded"
