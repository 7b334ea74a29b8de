"""Paid seats become others: the money moves along, the difference is settled, or nothing moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Conflict, Invalid
from boxoffice.services import bookings, exchanges, holds, houses, refunds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from boxoffice.services.exchange_results import ExchangeResult
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.refund_results import RefundResult
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.results import BookingResult
from boxoffice.services.sales import VoidRequest
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.bookings import BookingLine, Ticket
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import TicketType
from tests.clocks import FakeClock
from tests.counter import CASH, book_request, hold_request, sell_request
from tests.programme import HOUR_MS, open_cinema, write

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

THEATRE, KIND = Theatre.__table__, TicketType.__table__  # type: ignore[attr-defined]
TICKET, LINE = Ticket.__table__, BookingLine.__table__  # type: ignore[attr-defined]
CARD = Tender(PaymentMethod.CARD, slip="4711")
STEPPED = "24h=100,2h=50;fees=kept"


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)


def sell(app: App, ctx: Context, *seats: str, **more: Any) -> str:
    return sales.sell(app, ctx, sell_request(*seats, **more)).booking.ref


def exchange(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> ExchangeResult:
    return exchanges.exchange(app, ctx, ExchangeRequest(ref=ref, words=seats, **more))


def why(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> BoxofficeError:
    before = bookings.view_booking(app, ctx, ref)
    with pytest.raises(BoxofficeError) as caught:
        exchange(app, ctx, ref, *seats, **more)
    assert bookings.view_booking(app, ctx, ref) == before
    return caught.value


def refund(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> RefundResult:
    return refunds.refund(app, ctx, RefundRequest(ref=ref, words=seats, **more))


def view(app: App, ctx: Context, ref: str) -> BookingResult:
    return bookings.view_booking(app, ctx, ref)


def house(app: App, ctx: Context, **columns: Any) -> None:
    write(app, ctx, lambda session: session.run(update(THEATRE).values(**columns)))


def sold_seats(app: App, ctx: Context, show: str = "1") -> list[str]:
    house = houses.view_house(app, ctx, show)
    return sorted(seat.label for seat in house.seats if seat.state == "sold")


def test_seats_become_others_for_the_same_money(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    done = exchange(app, ctx, ref, to=("C3-4",))
    new = done.booking.ref
    assert new != ref
    assert done.booking.status == "confirmed"
    assert [(line.seat, line.status, line.ticket_type) for line in done.booking.lines] == [
        ("C3", "sold", "adult"), ("C4", "sold", "adult"),
    ]  # fmt: skip
    assert (done.difference_minor, done.payments, done.given_back) == (0, (), ())
    assert [(each.from_ref, each.to_ref, each.amount_minor) for each in done.transfers] == [
        (ref, new, 2400)
    ]
    old = view(app, ctx, ref)
    assert old.booking.status == "exchanged"
    assert {line.status for line in old.booking.lines} == {"exchanged"}
    assert {ticket.status for ticket in old.tickets} == {"void"}
    assert [ticket.status for ticket in done.tickets] == ["issued", "issued"]
    assert sold_seats(app, ctx) == ["C3", "C4"]


def test_other_seats_of_another_show_for_more_money(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH,), phone="0301", name="Ann Bee")
    short = why(app, ctx, ref, "F8", to=("G3",), show="2")
    assert short.code == "bookings.no_tender"
    assert isinstance(short, Invalid)
    other = new_ctx(till="till-2")
    done = exchange(app, other, ref, "F8", to=("G3",), show="2", tenders=(CARD,))
    assert done.difference_minor == 350
    assert [(each.method, each.amount_minor) for each in done.payments] == [("card", 350)]
    assert (done.booking.show_id, done.booking.total_minor, done.booking.name) == (
        2, 1550, "Ann Bee",
    )  # fmt: skip
    assert {each.booking.ref for each in bookings.find_bookings(app, ctx, "bee").bookings} == {
        ref, done.booking.ref,
    }  # fmt: skip
    old = view(app, ctx, ref)
    assert old.booking.status == "confirmed"
    assert {line.seat: line.status for line in old.booking.lines} == {
        "F7": "sold", "F8": "exchanged",
    }  # fmt: skip
    assert {ticket.seat: ticket.status for ticket in old.tickets} == {
        "F7": "issued", "F8": "void",
    }  # fmt: skip
    assert (sold_seats(app, ctx), sold_seats(app, ctx, "2")) == (["F7"], ["G3"])
    rest = refund(app, ctx, ref)
    assert rest.booking.status == "refunded"
    assert [(each.method, each.amount_minor) for each in rest.given_back.tenders] == [
        ("cash", 1200)
    ]


def test_a_later_refund_finds_its_way_back_through_every_exchange(app: App, ctx: Context) -> None:
    first = sell(app, ctx, "F7-8", tenders=(CASH,))
    second = exchange(app, ctx, first, to=("G3-4",), tenders=(CARD,)).booking.ref
    third = exchange(app, ctx, second, to=("C3-4",), show="2").booking.ref
    assert [
        (each.method, each.amount_minor) for each in view(app, ctx, second).refunds
        for each in [next(p for p in view(app, ctx, second).payments if p.id == each.payment_id)]
    ] == [("card", 700)]  # fmt: skip
    fourth = exchange(app, ctx, third, "C4", to=("C6",), show="2").booking.ref
    done = refund(app, ctx, fourth)
    assert [(each.method, each.amount_minor) for each in done.given_back.tenders] == [
        ("cash", 1200)
    ]
    assert [(each.from_ref, each.to_ref, each.amount_minor) for each in done.transfers] == [
        (third, fourth, 1200), (fourth, third, 1200),
    ]  # fmt: skip
    rest = refund(app, ctx, third)
    assert [each.amount_minor for each in rest.given_back.tenders] == [1200]
    paid = view(app, ctx, first)
    assert {each.status for each in paid.payments} == {"refunded"}
    assert paid.booking.status == "exchanged"
    assert sum(each.amount_minor for each in paid.refunds) == 2400
    assert sold_seats(app, ctx, "2") == []


def test_a_refund_takes_the_new_payment_before_the_old_one(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7", tenders=(CASH,))
    new = exchange(app, ctx, ref, to=("G7",), tenders=(CARD,)).booking.ref
    done = refund(app, ctx, new)
    assert [(each.method, each.amount_minor) for each in done.given_back.tenders] == [
        ("card", 350), ("cash", 1200),
    ]  # fmt: skip
    assert [each.amount_minor for each in done.refunds] == [350]
    assert [each.amount_minor for each in view(app, ctx, ref).refunds] == [1200]


def test_cheaper_seats_give_the_difference_back_by_the_old_policy(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    house(app, ctx, refund_policy=STEPPED)
    dear = [sell(app, ctx, seats, tenders=(CASH,)) for seats in ("G1-2", "G3", "G4", "G5")]
    first = exchange(app, ctx, dear[0], to=("C1-2",))
    assert (first.difference_minor, first.kept_minor) == (-700, 0)
    assert [(each.method, each.amount_minor) for each in first.given_back] == [("cash", 700)]
    assert [each.cause for each in view(app, ctx, dear[0]).refunds] == [""]
    clock.advance(minutes=7 * 60)
    half = exchange(app, ctx, dear[1], to=("C3",))
    assert (half.difference_minor, half.kept_minor) == (-175, 175)
    assert half.exchanged is not None
    assert [(seat.seat, seat.worth_minor, seat.moved_minor, seat.percent, seat.back_minor)
            for seat in half.exchanged.seats] == [("G3", 1550, 1200, 50, 175)]  # fmt: skip
    clock.advance(minutes=21 * 60 + 30)
    none = why(app, ctx, dear[2], to=("C4",))
    assert (none.code, none.details["kept_minor"]) == ("exchanges.nothing_back", 350)
    kept = exchange(app, ctx, dear[2], to=("C4",), for_nothing=True)
    assert (kept.difference_minor, kept.kept_minor) == (0, 350)
    assert why(app, ctx, dear[3], to=("C5",), in_full=True).code == "refunds.full_reason"
    whole = exchange(app, ctx, dear[3], to=("C5",), in_full=True, reason="our fault")
    assert (whole.difference_minor, whole.kept_minor) == (-350, 0)


def test_all_of_the_difference_is_for_supervisors_where_some_are_named(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    house(app, ctx, refund_policy="none")
    ref = sell(app, ctx, "G1", tenders=(CASH,))
    asked = {"to": ("C1",), "in_full": True, "reason": "ours"}
    assert why(app, new_ctx(supervisors="bob"), ref, **asked).code == "access.denied"
    assert exchange(app, new_ctx(supervisors="ann"), ref, **asked).difference_minor == -350


def test_more_seats_or_fewer(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH,), types=(("adult", 1), ("child", 1)))
    more = exchange(app, ctx, ref, to=("C3-5",), tenders=(CASH,))
    assert [line.ticket_type for line in more.booking.lines] == ["adult", "child", "adult"]
    assert more.difference_minor == 1200
    fewer = exchange(app, ctx, more.booking.ref, to=("G3",))
    assert [line.ticket_type for line in fewer.booking.lines] == ["adult"]
    assert fewer.difference_minor == 1550 - 3200
    old = view(app, ctx, more.booking.ref)
    assert [line.status for line in old.booking.lines] == ["exchanged", "refunded", "refunded"]
    assert old.booking.status == "exchanged"
    kinds = exchange(app, ctx, fewer.booking.ref, to=("G5",), types=(("child", 1),))
    assert (kinds.difference_minor, kinds.booking.lines[0].ticket_type) == (-750, "child")


def test_seats_may_overlap_with_the_old_ones(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    done = exchange(app, ctx, ref, to=("F8-9",))
    assert [line.seat for line in done.booking.lines] == ["F8", "F9"]
    assert sold_seats(app, ctx) == ["F8", "F9"]
    same = why(app, ctx, done.booking.ref, to=("F8-9",))
    assert same.code == "exchanges.same_seats"
    back = exchange(app, ctx, done.booking.ref, "F9", to=("F7",)).booking.ref
    assert [line.seat for line in view(app, ctx, back).booking.lines] == ["F7"]


def test_seats_of_others_are_not_taken_and_nothing_moves(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8")
    sell(app, ctx, "C4")
    holds.place_hold(app, new_ctx(till="till-2"), hold_request("C6"))
    taken = why(app, ctx, ref, to=("C3-4",))
    assert (taken.code, [seat["label"] for seat in taken.details["seats"]]) == (
        "seats.taken", ["C4"],
    )  # fmt: skip
    held = why(app, ctx, ref, to=("C6-7",))
    assert [seat["state"] for seat in held.details["seats"]] == ["held"]
    assert why(app, ctx, ref, to=("Z9",)).code == "seats.unknown"
    assert sold_seats(app, ctx) == ["C4", "F7", "F8"]


def test_a_hold_gives_the_new_seats(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    kept = holds.place_hold(app, ctx, hold_request("C3-5")).hold.id
    done = exchange(app, ctx, ref, to=("C3-4",), hold=kept)
    assert [line.seat for line in done.booking.lines] == ["C3", "C4"]
    assert sold_seats(app, ctx) == ["C3", "C4"]
    assert {seat.state for seat in houses.view_house(app, ctx, "1").seats} == {
        "available", "sold",
    }  # fmt: skip
    all_of_it = holds.place_hold(app, ctx, hold_request("D3-4")).hold.id
    again = exchange(app, ctx, done.booking.ref, hold=all_of_it)
    assert [line.seat for line in again.booking.lines] == ["D3", "D4"]
    own = holds.place_hold(app, ctx, hold_request("E3-4")).hold.id
    assert exchange(app, ctx, again.booking.ref, to=("E3-4",)).booking.status == "confirmed"
    assert why(app, ctx, ref, hold=own).code == "exchanges.not_exchangeable"


def test_what_cannot_be_exchanged_says_so(app: App, ctx: Context, clock: FakeClock) -> None:
    ref = sell(app, ctx, "F7-8")
    promised = reservations.book(app, ctx, book_request("C1")).booking.ref
    assert why(app, ctx, promised, to=("C2",)).details["status"] == "pending"
    assert why(app, ctx, ref).code == "exchanges.one_way"
    assert why(app, ctx, ref, to=("C2",), add=("C3",)).code == "exchanges.one_way"
    assert why(app, ctx, ref, "F9", to=("C2",)).details["labels"] == ["F9"]
    gone = sell(app, ctx, "D1")
    refund(app, ctx, gone)
    refused = why(app, ctx, gone, to=("C2",))
    assert (refused.code, refused.details["status"]) == (
        "exchanges.not_exchangeable", "refunded",
    )  # fmt: skip
    write(app, ctx, lambda session: session.run(
        update(TICKET).where(TICKET.c.line_id.in_(
            select(LINE.c.id).where(LINE.c.seat == "F7")
        )).values(status="admitted", admitted_at_ms=session.now_ms)
    ))  # fmt: skip
    assert why(app, ctx, ref, to=("C2-3",)).code == "exchanges.admitted"
    write(app, ctx, lambda session: session.run(
        update(TICKET).where(TICKET.c.status == "admitted").values(
            status="issued", admitted_at_ms=0)
    ))  # fmt: skip
    clock.advance(minutes=30 * 60 + 1)
    assert why(app, ctx, ref, to=("C2-3",), show="2").code == "exchanges.has_begun"
    assert why(app, ctx, ref, to=("C2-3",), show="2", late=True).code == "shows.late_reason"
    late = exchange(app, ctx, ref, to=("C2-3",), show="2", late=True, reason="tram")
    assert late.booking.status == "confirmed"


def test_an_exchange_is_undone_by_another_and_never_voided(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8")
    new = exchange(app, ctx, ref, to=("C3-4",)).booking.ref
    for each, reason in ((ref, "exchanged"), (new, "came_by_exchange")):
        with pytest.raises(BoxofficeError) as caught:
            sales.void(app, ctx, VoidRequest(ref=each, reason="slip"))
        assert (caught.value.code, caught.value.details["why"]) == (
            "bookings.not_voidable", reason,
        )  # fmt: skip
    back = exchange(app, ctx, new, to=("F7-8",))
    assert (back.difference_minor, sold_seats(app, ctx)) == (0, ["F7", "F8"])


def test_a_plan_writes_nothing_and_has_no_new_names(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sell(app, ctx, "F7-8")
    before = view(app, ctx, ref)
    plan = exchange(app, new_ctx(dry_run=True), ref, to=("G3-4",))
    assert (plan.booking.ref, plan.tickets, plan.payments, plan.difference_minor) == (
        "", (), (), 700,
    )  # fmt: skip
    assert [(each.id, each.to_ref) for each in plan.transfers] == [("", "")]
    assert view(app, ctx, ref) == before


def test_the_same_key_is_the_same_exchange(app: App, new_ctx: Callable[..., Context]) -> None:
    ctx = new_ctx(op_key="SWAP1")
    ref = sell(app, new_ctx(), "F7-8")
    first = exchange(app, ctx, ref, to=("C3-4",))
    again = exchange(app, ctx, ref, to=("C3-4",))
    assert (first.replayed, again.replayed) == (False, True)
    assert again.booking == first.booking
    with pytest.raises(Conflict):
        exchange(app, ctx, ref, to=("C5-6",))


def test_who_agreed_to_another_difference_is_asked_again(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7")
    assert why(app, ctx, ref, to=("C3",), agreed=(100,)).code == "exchanges.changed"
    assert exchange(app, ctx, ref, to=("C3",), agreed=(0,)).difference_minor == 0


def test_a_child_needs_its_adult_where_it_goes(app: App, ctx: Context) -> None:
    def needs(session: WriteSession) -> None:
        session.run(update(KIND).where(KIND.c.key == "child").values(needs="adult"))

    write(app, ctx, needs)
    ref = sell(app, ctx, "F7-8", types=(("adult", 1), ("child", 1)))
    assert why(app, ctx, ref, "F8", to=("C1",), show="2").code == "prices.needs_company"
    assert why(app, ctx, ref, "F7", to=("C1",), show="2").code == "exchanges.left_alone"
    beside = exchange(app, ctx, ref, "F8", to=("F6",))
    assert beside.booking.lines[0].ticket_type == "child"


def test_a_called_off_show_pays_everybody_back_through_the_chain(app: App, ctx: Context) -> None:
    ref = sell(app, ctx, "F7-8", tenders=(CASH,))
    new = exchange(app, ctx, ref, to=("G3-4",), show="2", tenders=(CARD,)).booking.ref
    planned = use.plan_cancel(app, ctx, ShowsMeant(shows=("2",)))
    use.cancel_shows(app, ctx, ShowsMeant(shows=("2",)), reason="flood")
    assert {each.method: each.amount_minor for each in planned.shows[0].refunds} == {
        "card": 700, "cash": 2400,
    }  # fmt: skip
    assert view(app, ctx, new).booking.status == "refunded"
    assert sum(each.amount_minor for each in view(app, ctx, ref).refunds) == 2400
    assert [each.amount_minor for each in refund(app, ctx, new).given_back.tenders] == [700]
    with pytest.raises(Conflict) as caught:
        refund(app, ctx, new)
    assert (caught.value.code, caught.value.details["others"]) == ("refunds.waits_elsewhere", [ref])
    waiting = refund(app, ctx, ref)
    assert [each.amount_minor for each in waiting.given_back.tenders] == [2400]
