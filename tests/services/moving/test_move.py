"""A show with sold seats on another screen or at another time: everybody comes along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError, Conflict, Invalid, Refused
from boxoffice.services import blocks, bookings, holds, houses, reservations, sales, shows
from boxoffice.services.app import App
from boxoffice.services.moving.results import MoveRequest, MoveResult, PartyView
from boxoffice.services.moving.use import move_show, plan_move
from boxoffice.services.results import BookingResult
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.halls import add_screen, add_theatre
from tests.programme import Nothing, make_plan, open_cinema


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def move(app: App, ctx: Context, **asked: str) -> MoveResult:
    return move_show(app, ctx, MoveRequest(show="1", **asked))


def sell(app: App, ctx: Context, *words: str, **more: str) -> BookingResult:
    return sales.sell(app, ctx, sell_request(*words).model_copy(update=more))


def party(result: MoveResult, ref: str) -> PartyView:
    return next(each for each in result.parties if each.ref == ref)


def seats(result: PartyView) -> list[tuple[str, str]]:
    return [(seat.old, seat.new) for seat in result.seats]


def states(app: App, ctx: Context, show: str = "1") -> dict[str, str]:
    house = houses.view_house(app, ctx, show)
    return {seat.label: seat.state for seat in house.seats if seat.state != "available"}


def refused(app: App, ctx: Context, **asked: str) -> BoxofficeError:
    """The refusal of plan and apply alike; nothing has changed by it."""
    before = (states(app, ctx), shows.view_show(app, ctx, "1"))
    with pytest.raises(BoxofficeError) as planned:
        plan_move(app, ctx, MoveRequest(show="1", **asked))
    with pytest.raises(BoxofficeError) as caught:
        move(app, ctx, **asked)
    assert caught.value.code == planned.value.code
    assert (states(app, ctx), shows.view_show(app, ctx, "1")) == before
    return caught.value


def sound(app: App, ctx: Context) -> None:
    assert verify(app, ctx).violations == ()


def test_everybody_keeps_a_label_that_the_other_hall_has(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    add_screen(app, ctx, plan=make_plan(rows="ABCDEFGHJ"))
    sold = sell(app, ctx, "F7-8", name="Ann", phone="0171 555")
    booked = reservations.book(app, ctx, book_request("D3-5"))
    holds.place_hold(app, new_ctx(till="till-2"), hold_request("C3-4"))
    blocks.block_seats(app, ctx, blocks.BlockRequest(show="1", words=("B1",), reason="lamp"))
    before = states(app, ctx)
    planned = plan_move(app, ctx, MoveRequest(show="1", screen="2"))
    assert (planned.applied, planned.fits, states(app, ctx)) == (False, True, before)
    done = move(app, ctx, screen="2", token=planned.token)
    assert (done.applied, done.was.screen, done.show.screen) == (True, "Screen 1", "Screen 2")
    assert states(app, ctx) == before
    ann = party(done, sold.booking.ref)
    assert (ann.name, ann.phone, ann.losses) == ("Ann", "0171555", ())
    assert seats(ann) == [("F7", "F7"), ("F8", "F8")]
    assert (done.counts.same_label, done.counts.other_label) == (7, 0)
    assert party(done, booked.booking.ref).status == "pending"
    assert [(each.seats, each.dropped) for each in done.blocks] == [(("B1",), ())]
    sound(app, ctx)


def test_tickets_are_issued_anew_and_the_old_ones_are_void(app: App, ctx: Context) -> None:
    sold = sell(app, ctx, "F7-8")
    done = move(app, ctx, at="2026-10-23 16:30")
    assert f"{done.show.starts_at:%H:%M}" == "16:30"
    now = bookings.view_booking(app, ctx, sold.booking.ref)
    old = {ticket.code for ticket in sold.tickets}
    assert {ticket.code for ticket in now.tickets if ticket.status == "void"} == old
    live = [ticket for ticket in now.tickets if ticket.status == "issued"]
    assert [ticket.code for ticket in party(done, sold.booking.ref).tickets] == [
        ticket.code for ticket in live
    ]
    assert [ticket.seat for ticket in live] == ["F7", "F8"]
    assert bookings.view_tickets(app, ctx, sold.booking.ref).tickets == tuple(live)
    assert (now.booking.total_minor, now.payments) == (sold.booking.total_minor, sold.payments)
    with app.db.read(ctx) as session:
        issues = session.all(text("SELECT issue_number, status FROM ticket ORDER BY id"))
    assert [(row.issue_number, row.status) for row in issues] == [
        (1, "void"), (1, "void"), (2, "issued"), (2, "issued"),
    ]  # fmt: skip
    sound(app, ctx)


def test_a_booking_is_seated_again_as_a_whole_and_stays_priced_as_sold(
    app: App, ctx: Context
) -> None:
    add_screen(app, ctx, plan=make_plan(rows="ABCDE", per_row=6))
    sold = sell(app, ctx, "H9-10")
    done = move(app, ctx, screen="2")
    moved = party(done, sold.booking.ref)
    assert len({seat.new[0] for seat in moved.seats}) == 1
    assert [seat.category_now for seat in moved.seats] == ["premium", "premium"]
    now = bookings.view_booking(app, ctx, sold.booking.ref)
    assert [line.seat for line in now.booking.lines] == [seat.new for seat in moved.seats]
    assert [line.price_minor for line in now.booking.lines] == [1550, 1550]
    assert states(app, ctx) == dict.fromkeys([seat.new for seat in moved.seats], "sold")
    sound(app, ctx)


def test_what_a_booking_loses_is_listed_and_the_line_keeps_its_category(
    app: App, ctx: Context
) -> None:
    add_screen(app, ctx, plan=make_plan(rows="A", per_row=8, wheelchair=False))
    sold = sell(app, ctx, "D5")
    wheelchair = sell(app, ctx, "A1-2")
    done = move(app, ctx, screen="2")
    (category,) = [each for each in party(done, sold.booking.ref).losses if each.what == "category"]
    assert (category.was, category.now) == ("standard", "premium")
    assert [each.what for each in party(done, wheelchair.booking.ref).losses][:2] == [
        "wheelchair", "companion",
    ]  # fmt: skip
    now = bookings.view_booking(app, ctx, sold.booking.ref)
    assert [line.category for line in now.booking.lines] == ["standard"]
    sound(app, ctx)
    add_screen(app, ctx, 3)
    back = move(app, ctx, screen="3")
    assert {seat.category_now for seat in party(back, sold.booking.ref).seats} == {"standard"}
    sound(app, ctx)


def test_who_does_not_fit_stops_the_whole_move(app: App, ctx: Context) -> None:
    add_screen(app, ctx, plan=make_plan(rows="A", per_row=4, wheelchair=False))
    sell(app, ctx, "F6-8")
    big = sell(app, ctx, "E6-9")
    planned = plan_move(app, ctx, MoveRequest(show="1", screen="2"))
    assert (planned.fits, [each.seats for each in planned.unplaced]) == (
        False,
        [("F6", "F7", "F8")],
    )
    before = states(app, ctx)
    with pytest.raises(Conflict) as caught:
        move(app, ctx, screen="2")
    assert caught.value.code == "moving.unplaced"
    assert caught.value.details["parties"][0]["seats"] == ["F6", "F7", "F8"]
    assert states(app, ctx) == before
    assert bookings.view_booking(app, ctx, big.booking.ref).tickets == big.tickets
    sound(app, ctx)


def test_a_plan_that_is_out_of_date_moves_nobody(app: App, ctx: Context) -> None:
    add_screen(app, ctx)
    sell(app, ctx, "F7")
    planned = plan_move(app, ctx, MoveRequest(show="1", screen="2"))
    sell(app, ctx, "F8")
    with pytest.raises(Conflict) as caught:
        move(app, ctx, screen="2", token=planned.token)
    assert caught.value.code == "moving.changed"
    assert shows.view_show(app, ctx, "1").screen == "Screen 1"


def test_a_moved_show_goes_on_being_sold_paid_and_voided(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    hall = add_screen(app, ctx, plan=make_plan(rows="ABCDE", per_row=6))
    sold = sell(app, ctx, "H9-10")
    booked = reservations.book(app, ctx, book_request("G9-10"))
    hold = holds.place_hold(app, new_ctx(till="till-2"), hold_request("F9-10")).hold
    move(app, ctx, screen="2")
    paid = reservations.pay(app, ctx, pay_request(booked.booking.ref))
    assert {line.seat for line in paid.booking.lines} <= {seat.label for seat in hall.seats}
    kept = holds.list_holds(app, new_ctx(till="till-2")).holds
    assert [each.id for each in kept] == [hold.id]
    bought = sales.sell(app, new_ctx(till="till-2"), sell_request(hold=hold.id))
    assert sorted(line.seat for line in bought.booking.lines) == sorted(kept[0].seats)
    sales.void(app, ctx, sales.VoidRequest(ref=sold.booking.ref, reason="gone"))
    assert len(states(app, ctx)) == 4
    sound(app, ctx)


def test_what_ran_out_takes_no_seat_along(app: App, ctx: Context, clock: FakeClock) -> None:
    add_screen(app, ctx, plan=make_plan(rows="ABCDE", per_row=6))
    booked = reservations.book(app, ctx, book_request("D3-5"))
    holds.place_hold(app, ctx, hold_request("C3-4"))
    clock.advance(minutes=20)
    done = move(app, ctx, screen="2")
    assert (done.parties, states(app, ctx)) == ((), {})
    with pytest.raises(Conflict) as caught:
        reservations.pay(app, ctx, pay_request(booked.booking.ref))
    assert caught.value.code == "bookings.expired_moved"
    sound(app, ctx)


def test_blocks_that_the_other_hall_lacks_are_listed_and_given_up(app: App, ctx: Context) -> None:
    add_screen(app, ctx, plan=make_plan(rows="ABCDE", per_row=6))
    for words, reason in ((("B1-2", "B9"), "lamp"), (("H1-2",), "guests")):
        blocks.block_seats(app, ctx, blocks.BlockRequest(show="1", words=words, reason=reason))
    done = move(app, ctx, screen="2")
    assert [(each.reason, each.seats, each.dropped) for each in done.blocks] == [
        ("lamp", ("B1", "B2"), ("B9",)), ("guests", (), ("H1", "H2")),
    ]  # fmt: skip
    assert states(app, ctx) == {"B1": "blocked", "B2": "blocked"}
    sound(app, ctx)


def test_a_show_that_is_in_the_way_is_named(app: App, ctx: Context) -> None:
    error = refused(app, ctx, at="2026-10-23 16:41")
    assert (error.code, error.details["other"]) == ("moving.overlaps", 2)
    assert isinstance(error, Refused)
    assert move(app, ctx, at="2026-10-23 16:40").applied


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-10-23 13:59", "moving.into_past"),
        ("2026-03-28 27:00", "times.unreadable"),
        ("2027-03-28 02:30", "times.gap"),
        ("2026-10-25 02:30", "times.ambiguous"),
        ("2026-10-23 16:00", "moving.nothing_changes"),
    ],
)
def test_times_that_cannot_be(app: App, ctx: Context, at: str, code: str) -> None:
    assert refused(app, ctx, at=at).code == code


def test_the_doubled_hour_is_told_apart_by_its_offset(app: App, ctx: Context) -> None:
    done = move(app, ctx, at="2026-10-25 02:30+01:00")
    assert done.show.starts_at.isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_time_without_a_day_is_on_the_same_day(app: App, ctx: Context) -> None:
    sell(app, ctx, "F7")
    done = move(app, ctx, at="16:20")
    assert done.show.starts_at.isoformat() == "2026-10-23T16:20:00+02:00"


def test_a_show_that_has_begun_or_was_cancelled_stays(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    add_screen(app, ctx)
    clock.advance(minutes=120)
    assert refused(app, ctx, screen="2").code == "moving.past"


def test_who_was_let_in_stays_where_they_are(app: App, ctx: Context) -> None:
    add_screen(app, ctx)
    sold = sell(app, ctx, "F7")
    admit = text("UPDATE ticket SET status = 'admitted', admitted_at_ms = 1")

    def body(session: object, request: object) -> object:
        session.run(admit)  # type: ignore[attr-defined]
        return request.answer()  # type: ignore[attr-defined]

    app.db.write(ctx, Nothing(), body)  # type: ignore[arg-type]
    error = refused(app, ctx, screen="2")
    assert (error.code, error.details["refs"]) == ("moving.admitted", [sold.booking.ref])


def test_another_theatre_must_have_the_same_money_and_clock(app: App, ctx: Context) -> None:
    add_theatre(app, ctx, currency="GBP")
    add_screen(app, ctx, 3, theatre_id=2)
    assert refused(app, ctx, screen="roxy/3").code == "moving.other_house"


def test_another_theatre_alike_takes_the_show(app: App, ctx: Context) -> None:
    add_theatre(app, ctx)
    add_screen(app, ctx, 3, theatre_id=2)
    sell(app, ctx, "F7")
    assert move(app, ctx, screen="roxy/3").show.theatre == "Roxy"
    sound(app, ctx)


def test_the_same_plan_on_another_screen_moves_nobody(app: App, ctx: Context) -> None:
    add_screen(app, ctx, like_screen_1=True)
    sold = sell(app, ctx, "F7-8")
    assert seats(party(move(app, ctx, screen="2"), sold.booking.ref)) == [
        ("F7", "F7"), ("F8", "F8"),
    ]  # fmt: skip
    sound(app, ctx)


def test_nothing_to_change_and_unknown_screens_are_refused(app: App, ctx: Context) -> None:
    assert refused(app, ctx).code == "moving.nothing_changes"
    assert refused(app, ctx, screen="9").code == "programme.unknown"
    with pytest.raises(Invalid):
        plan_move(app, ctx, MoveRequest(show="1", at="soon"))


def test_a_dry_run_moves_nothing_and_shows_no_codes(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    add_screen(app, ctx)
    sold = sell(app, ctx, "F7")
    done = move_show(app, new_ctx(dry_run=True), MoveRequest(show="1", screen="2"))
    assert (done.dry_run, party(done, sold.booking.ref).tickets) == (True, ())
    assert shows.view_show(app, ctx, "1").screen == "Screen 1"


def test_the_same_operation_key_moves_once(app: App, new_ctx: Callable[..., Context]) -> None:
    ctx = new_ctx(op_key="KEY")
    add_screen(app, new_ctx())
    sell(app, new_ctx(), "F7", name="Ann")
    first = move(app, ctx, screen="2")
    again = move(app, ctx, screen="2")
    assert again == first.model_copy(update={"replayed": True})
    assert party(again, again.parties[0].ref).name == "Ann"
    with app.db.read(ctx) as session:
        stored = session.scalar(text("SELECT result FROM operation WHERE op_key = 'KEY'"))
    assert "Ann" not in stored
