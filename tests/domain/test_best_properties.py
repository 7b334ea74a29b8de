"""Best seats in any house: what no pick may ever do."""

from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.best import Pick, Wish, choose
from boxoffice.domain.layouts import Plan, Seat, SeatKind
from boxoffice.errors import Conflict
from tests.domain.factories import free_of, plan_of

pytestmark = pytest.mark.slow

WHEELCHAIR, COMPANION = SeatKind.WHEELCHAIR, SeatKind.COMPANION

rows = st.lists(
    st.lists(st.sampled_from(["o", "o", "oo", "x", "ss", "sS", "wc", "w", " "]), min_size=1)
    .map("".join)
    .filter(lambda row: row.strip() == row and row != ""),
    min_size=1,
    max_size=6,
)
houses = rows.map(
    lambda rows: "\n".join(f"{name}: {row}" for name, row in zip("ABCDEF", rows, strict=False))
)
needs = st.sampled_from([{}, {}, {WHEELCHAIR: 1}, {WHEELCHAIR: 1, COMPANION: 1}])
wishes = st.builds(Wish, count=st.integers(2, 12), need=needs, together=st.booleans()) | st.builds(
    Wish, count=st.just(1)
)


def choices_of(house: str, wish: Wish) -> tuple[Pick, ...]:
    try:
        return choose(plan_of(house), free_of(house), wish)
    except Conflict:
        return ()


def lone(plan: Plan, free: frozenset[int]) -> set[str]:
    """Free standard seats without a free ordinary neighbour, found by walking every run."""
    ordinary = (SeatKind.STANDARD, SeatKind.COUPLE)
    found: set[str] = set()
    for run in plan.runs:
        for open_, group in groupby(run, lambda s: s.id in free and s.kind in ordinary):
            seats = list(group)
            if open_ and len(seats) == 1 and seats[0].kind is SeatKind.STANDARD:
                found.add(seats[0].label)
    return found


def stretches(plan: Plan, seats: tuple[Seat, ...]) -> list[int]:
    """Lengths of the unbroken stretches that some seats make."""
    ids = {seat.id for seat in seats}
    return [
        len(list(group))
        for run in plan.runs
        for mine, group in groupby(run, lambda s: s.id in ids)
        if mine
    ]


@given(houses, wishes)
@settings(max_examples=400)
def test_a_pick_is_free_counted_and_fair(house: str, wish: Wish) -> None:
    plan, free = plan_of(house), free_of(house)
    for pick in choices_of(house, wish):
        ids = {seat.id for seat in pick.seats}
        kinds = [seat.kind for seat in pick.seats]
        assert ids <= free
        assert len(ids) == len(pick.seats) == wish.count
        assert kinds.count(WHEELCHAIR) == wish.need.get(WHEELCHAIR, 0)
        assert kinds.count(COMPANION) == wish.need.get(COMPANION, 0)
        for left, right in plan.sofas.values():
            assert (left.id in ids) == (right.id in ids)


@given(houses, wishes)
@settings(max_examples=300)
def test_reasons_are_true(house: str, wish: Wish) -> None:
    plan, free = plan_of(house), free_of(house)
    for pick in choices_of(house, wish):
        reasons = {reason.code: reason.details for reason in pick.why}
        ids = {seat.id for seat in pick.seats}
        left = lone(plan, free - ids) - lone(plan, free)
        assert set(reasons.get("best.leaves_single", {}).get("labels", ())) == left
        assert ("best.no_orphan" in reasons) == (not left)
        parts = stretches(plan, pick.seats)
        assert not (wish.together and len(parts) > 1)
        assert ("best.split" in reasons) >= (len(parts) > 1)
        if wish.count > 1 and not wish.need:
            assert min(parts) >= 2


@given(houses, st.integers(1, 6))
@settings(max_examples=300)
def test_a_fitting_block_is_never_missed(house: str, count: int) -> None:
    plan, free = plan_of(house), free_of(house)
    before = lone(plan, free)
    blocks = [
        run[start : start + count] for run in plan.runs for start in range(len(run) - count + 1)
    ]
    fitting = [
        block
        for block in blocks
        if all(s.id in free and s.kind in (SeatKind.STANDARD, SeatKind.COUPLE) for s in block)
        and all(half in block for s in block for half in plan.sofas.get(s.id, ()))
    ]
    kind = [block for block in fitting if not lone(plan, free - {s.id for s in block}) - before]
    found = choices_of(house, Wish(count, together=True))
    assert bool(found) == bool(fitting)
    if found:
        assert (found[0].why[-1].code == "best.no_orphan") == bool(kind)


@given(houses, wishes, st.randoms(use_true_random=False))
def test_the_order_of_the_plan_changes_nothing(house: str, wish: Wish, random: Random) -> None:
    plan, free = plan_of(house), list(free_of(house))
    seats = list(plan.seats)
    random.shuffle(seats)
    random.shuffle(free)
    try:
        shuffled = choose(Plan(tuple(seats)), free, wish)
    except Conflict:
        shuffled = ()
    assert shuffled == choices_of(house, wish)
