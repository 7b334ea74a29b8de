"""A show's parties in another hall: who keeps what, who goes without, and that nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.layouts import Plan, Seat, SeatKind
from boxoffice.domain.lifecycle import OwnerKind
from boxoffice.domain.moving import Loss, Moving, Party, Place, decide, groups_of
from tests.domain.factories import plan_of

OTHER_HALL = 1000
"""Seats of another layout have ids of their own."""


def hall(drawing: str, **options: object) -> Plan:
    plan = plan_of(drawing, **options)  # type: ignore[arg-type]
    return Plan(tuple(replace(seat, id=seat.id + OTHER_HALL) for seat in plan.seats))


def party(plan: Plan, labels: str, *, owner: str = "", kind: str = "booking") -> Party:
    seats = [plan.by_key[label.lower()] for label in labels.split()]
    return Party(
        owner or labels, OwnerKind(kind), tuple(Place(seat, seat.category) for seat in seats)
    )


def seats_of(moving: Moving, owner: str) -> str:
    return " ".join(move.new.label for move in moving.moves if move.owner == owner)


def lost(moving: Moving) -> list[tuple[str, str]]:
    return [(loss.owner, loss.what) for loss in moving.losses]


OLD = plan_of("A: oooo oooo\nB: oooo oooo\nC: oooo oooo")


def test_labels_that_the_other_hall_has_are_kept() -> None:
    new = hall("A: oooo oooo\nB: oooo oooo\nC: oooo oooo\nD: oooooooo")
    moving = decide(OLD, new, [party(OLD, "B2 B3"), party(OLD, "C5")])
    assert (seats_of(moving, "B2 B3"), seats_of(moving, "C5")) == ("B2 B3", "C5")
    assert (moving.fits, moving.losses) == (True, ())
    assert all(move.keeps_label for move in moving.moves)


def test_the_same_hall_at_another_time_moves_nobody() -> None:
    parties = [party(OLD, "A1 B8"), party(OLD, "C5", kind="hold")]
    moving = decide(OLD, OLD, parties)
    assert [(move.old, move.new) for move in moving.moves] == [
        (place.seat, place.seat) for each in parties for place in each.places
    ]
    assert moving.losses == ()


def test_a_booking_without_one_of_its_seats_moves_as_a_whole() -> None:
    new = hall("A: oooo\nB: oooo\nC: ooo")
    moving = decide(OLD, new, [party(OLD, "C3 C4"), party(OLD, "B2")])
    assert seats_of(moving, "B2") == "B2"
    first, second = seats_of(moving, "C3 C4").split()
    assert first[0] == second[0]
    assert "C3 C4" not in [loss.owner for loss in moving.losses if loss.what == "together"]


def test_seats_with_an_aisle_between_them_are_not_kept() -> None:
    new = hall("A: oooo oooo\nB: oo oooooo\nC: oooo oooo")
    moving = decide(OLD, new, [party(OLD, "B2 B3")])
    assert groups_of(new, [move.new for move in moving.moves]) == 1
    assert lost(moving) == []


def test_a_seat_of_another_category_is_only_the_next_best() -> None:
    new = hall("A: oooo oooo\nB: oooo oooo\nC: oooo oooo", categories={"B": "premium"})
    moving = decide(OLD, new, [party(OLD, "B2 B3")])
    assert {move.new.category for move in moving.moves} == {"standard"}
    only = hall("A: oooo oooo", category="premium")
    moving = decide(OLD, only, [party(OLD, "B2 B3")])
    (loss,) = moving.losses
    assert (loss.what, loss.was, loss.now) == ("category", "standard", "premium")


def test_an_aisle_seat_that_is_gone_is_listed() -> None:
    new = hall("A: ooo\nB: oooooooo oooo")
    taken = party(OLD, "A1 A2 A3", owner="first")
    moving = decide(OLD, new, [taken, party(OLD, "B4", owner="end")])
    assert seats_of(moving, "end") == "B4"
    assert moving.losses == (Loss("end", "aisle", ("B4",)),)


def test_a_wheelchair_keeps_a_place_with_its_companion_beside() -> None:
    old = plan_of("A: wcoooo\nB: oooooo")
    new = hall("A: oooooo\nB: oooowc")
    moving = decide(old, new, [party(old, "A1 A2 A3"), party(old, "B5 B6")])
    kinds = {move.old.label: move.new.kind for move in moving.moves}
    assert (kinds["A1"], kinds["A2"]) == (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    assert groups_of(new, [m.new for m in moving.moves if m.owner == "A1 A2 A3"]) == 1


def test_a_wheelchair_without_a_place_is_listed() -> None:
    old = plan_of("A: wcoooo")
    moving = decide(old, hall("A: oooooo"), [party(old, "A1 A2")])
    assert [what for _, what in lost(moving)][:2] == ["wheelchair", "companion"]
    assert moving.fits


def test_a_sofa_is_given_whole() -> None:
    old, new = plan_of("A: ssssoo"), hall("A: oooo\nB: ooss")
    moving = decide(old, new, [party(old, "A1 A2"), party(old, "A5 A6")])
    assert seats_of(moving, "A1 A2") == "B3 B4"
    assert {move.new.kind for move in moving.moves if move.owner == "A5 A6"} == {SeatKind.STANDARD}


def test_a_broken_seat_is_not_given_out() -> None:
    new = hall("A: oooo oooo\nB: oooo oooo\nC: oooo oooo")
    moving = decide(OLD, new, [party(OLD, "B2 B3")], unusable=[new.by_key["b2"].id])
    assert "B2" not in seats_of(moving, "B2 B3")


def test_who_does_not_fit_is_listed_and_who_paid_comes_first() -> None:
    new = hall("A: oo")
    parties = [party(OLD, "A1 A2", kind="hold"), party(OLD, "B1 B2"), party(OLD, "C1 C2 C3")]
    moving = decide(OLD, new, parties)
    assert [each.owner for each in moving.unplaced] == ["B1 B2", "C1 C2 C3"]
    moving = decide(OLD, hall("Z: oo"), parties)
    assert [each.owner for each in moving.unplaced] == ["A1 A2", "C1 C2 C3"]
    assert not moving.fits


def test_a_category_as_sold_is_given_back_where_it_can_be() -> None:
    was = Party("x", OwnerKind.BOOKING, (Place(OLD.by_key["a1"], "premium"),))
    new = hall("A: oooo\nB: oooo", categories={"B": "premium"})
    moving = decide(OLD, new, [was])
    assert [move.new.category for move in moving.moves] == ["premium"]


def test_free_seating_takes_away_the_seat_of_ones_own_and_nothing_else() -> None:
    places = tuple(
        Seat(id=2000 + n, row="", number=str(n), category="standard", x=100 * n, y=0)
        for n in range(1, 9)
    )
    free = Plan(places)
    moving = decide(OLD, free, [party(OLD, "A1 A2 A3"), party(OLD, "B4")])
    assert [(loss.owner, loss.what) for loss in moving.losses] == [
        ("A1 A2 A3", "numbered"), ("B4", "numbered"),
    ]  # fmt: skip
    back = decide(free, OLD, [Party("x", OwnerKind.BOOKING, (Place(places[0], "standard"),))])
    assert (back.fits, back.losses) == (True, ())


rows = st.lists(
    st.lists(st.sampled_from(["o", "o", "oo", "ss", "wc", " "]), min_size=1)
    .map("".join)
    .filter(lambda row: row.strip() == row and row != ""),
    min_size=1,
    max_size=5,
)
drawings = rows.map(
    lambda rows: "\n".join(f"{name}: {row}" for name, row in zip("ABCDE", rows, strict=False))
)
categories = st.fixed_dictionaries({}, optional={row: st.just("premium") for row in "ABCDE"})


@st.composite
def houses(draw: st.DrawFn) -> tuple[Plan, Plan, list[Party], set[int]]:
    """Two halls, parties that share out seats of the first, and broken seats of the second."""
    old = plan_of(draw(drawings), categories=draw(categories))
    new = hall(draw(drawings), categories=draw(categories))
    owners = draw(st.lists(st.integers(0, 6), min_size=len(old.seats), max_size=len(old.seats)))
    parties = []
    for owner in sorted({owner for owner in owners if owner}):
        seats = [seat for seat, own in zip(old.seats, owners, strict=True) if own == owner]
        kind = OwnerKind.HOLD if owner > 4 else OwnerKind.BOOKING
        parties.append(Party(str(owner), kind, tuple(Place(s, s.category) for s in seats)))
    broken = draw(st.sets(st.sampled_from([seat.id for seat in new.seats]), max_size=3))
    return old, new, parties, broken


@pytest.mark.slow
@given(houses())
@settings(max_examples=300, deadline=None)
def test_nobody_is_lost_and_no_seat_is_given_twice(
    drawn: tuple[Plan, Plan, list[Party], set[int]],
) -> None:
    old, new, parties, broken = drawn
    moving = decide(old, new, parties, unusable=broken)
    moved = {(move.owner, move.old.id) for move in moving.moves}
    left = {each.owner for each in moving.unplaced}
    for each in parties:
        own = {(each.owner, place.seat.id) for place in each.places}
        assert own & moved == (set() if each.owner in left else own)
    given_out = [move.new.id for move in moving.moves]
    assert len(given_out) == len(set(given_out)) == len(moved)
    assert not set(given_out) & broken
    assert set(given_out) <= {seat.id for seat in new.seats}
    assert all(
        loss.owner not in left and set(loss.labels) <= set(seats_of(moving, loss.owner).split())
        for loss in moving.losses
    )
    assert decide(old, new, parties, unusable=broken) == moving


@pytest.mark.slow
@given(houses())
@settings(max_examples=200, deadline=None)
def test_nobody_stands_while_there_are_ordinary_seats(
    drawn: tuple[Plan, Plan, list[Party], set[int]],
) -> None:
    old, new, parties, broken = drawn
    moving = decide(old, new, parties, unusable=broken)
    used = {move.new.id for move in moving.moves} | broken
    free = [s for s in new.seats if s.kind is SeatKind.STANDARD and s.id not in used]
    assert all(len(each.labels) > len(free) for each in moving.unplaced)


@pytest.mark.slow
@given(houses(), st.integers(1, 6))
@settings(max_examples=200, deadline=None)
def test_a_booking_alone_in_the_house_stays_together_wherever_it_can(
    drawn: tuple[Plan, Plan, list[Party], set[int]], count: int
) -> None:
    old, new, _, broken = drawn
    ordinary = [run for run in old.runs if is_plain(run[:count]) and len(run) >= count]
    if not ordinary:
        return
    seats = ordinary[0][:count]
    one = Party("one", OwnerKind.BOOKING, tuple(Place(s, s.category) for s in seats))
    moving = decide(old, new, [one], unusable=broken)
    room = any(
        is_plain(run[start : start + count])
        and not {seat.id for seat in run[start : start + count]} & broken
        for run in new.runs
        for start in range(len(run) - count + 1)
    )
    if room:
        assert groups_of(new, [move.new for move in moving.moves]) == 1
        assert "together" not in [what for _, what in lost(moving)]


def is_plain(seats: tuple[Seat, ...]) -> bool:
    return all(seat.kind is SeatKind.STANDARD for seat in seats)
