"""The order of audit entries between tills."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.invariants.order import in_order
from boxoffice.domain.lifecycle import NEW, STEPS, Subject
from tests.domain.invariants.test_history import entry

TILLS = ("till-1", "till-2", "till-3")


def test_tills_that_wrote_in_one_millisecond_are_put_in_order_by_what_led_to_what() -> None:
    made = entry("", "active", till="till-2", seq=9)
    extended = entry("active", "active", till="till-3", seq=4)
    released = entry("active", "released", till="till-1", seq=1)
    assert in_order([released, extended, made]) == [made, extended, released]


def test_a_clock_that_stepped_back_between_tills_does_no_harm() -> None:
    made = entry("", "active", at_ms=9)
    released = entry("active", "released", till="till-2", at_ms=8)
    assert in_order([released, made]) == [made, released]


def test_one_till_keeps_its_own_order() -> None:
    first, second = entry("active", "released", seq=1), entry("", "active", seq=2)
    assert in_order([second, first]) == [first, second]


def test_till_after_till_that_take_away_and_add_again_at_one_moment() -> None:
    path = [
        entry("", "present", till="till-1", seq=1),
        entry("present", "", till="till-2", seq=1),
        entry("", "present", till="till-2", seq=2),
        entry("present", "", till="till-1", seq=2),
    ]
    assert in_order(path[::-1]) == path


@given(
    st.sampled_from([Subject.CITY, Subject.SHOW, Subject.BOOKING, Subject.HOLD]),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(TILLS), st.integers(0, 2)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_what_went_on_lawfully_at_any_tills_by_any_clocks_is_put_without_a_gap(
    subject: Subject, steps: list[tuple[int, str, int]], rng: Random
) -> None:
    state, seqs, entries = NEW, dict.fromkeys(TILLS, 0), list[SimpleNamespace]()
    for which, till, at_ms in steps:
        if not (targets := sorted(STEPS[subject].get(state, ()))):
            break
        seqs[till] += 1
        target = targets[which % len(targets)]
        entries.append(entry(state, target, till=till, seq=seqs[till], at_ms=at_ms))
        state = target
    path = in_order(rng.sample(entries, len(entries)))
    assert [each.from_state for each in path] == [NEW, *(each.to_state for each in path)][:-1]
    for till in TILLS:
        own = [each.seq for each in path if each.till == till]
        assert own == list(range(1, seqs[till] + 1))
    assert len(path) == len(entries)


def test_an_order_with_a_gap_in_it_is_by_time_as_far_as_it_goes() -> None:
    made, sold = entry("", "active", at_ms=1), entry("active", "converted", till="till-2", at_ms=3)
    lost = entry("expired", "active", till="till-3", at_ms=2)
    assert in_order([lost, sold, made]) == [made, sold, lost]
