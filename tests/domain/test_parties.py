"""Parties over several rows: as few blocks as there can be, found by trying every way."""

from itertools import combinations, pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boxoffice.domain.parties import split_party
from boxoffice.domain.view import House, row_of
from tests.domain.factories import free_of, plan_of

rows = st.lists(st.sampled_from(["o", "oo", "ooo", "x", "ss"]), min_size=1, max_size=5).map("".join)
halls = st.lists(rows, min_size=2, max_size=4).map(
    lambda rows: "\n".join(f"{name}: {row}" for name, row in zip("ABCD", rows, strict=False))
)


def fewest_blocks(house: House, count: int) -> int | None:
    """The smallest number of adjacent stretches that can share a party, none with one person."""
    stretches = [part for part in house.stretches() if len(part) >= 2]
    levels = [house.levels[row_of(part)] for part in stretches]
    sizes = [{n for n in range(2, len(s) + 1) if house.windows(s, n)} for s in stretches]
    for blocks in range(2, count // 2 + 1):
        for chosen in combinations(range(len(stretches)), blocks):
            depths = sorted({levels[index] for index in chosen})
            if any(deep - near > 1 for near, deep in pairwise(depths)):
                continue
            sums = {0}
            for index in chosen:
                sums = {done + size for done in sums for size in sizes[index]}
            if count in sums:
                return blocks
    return None


@given(halls, st.integers(4, 12))
@settings(max_examples=300)
def test_a_party_is_split_into_the_fewest_blocks(hall: str, count: int) -> None:
    house = House(plan_of(hall), free_of(hall))
    assume(not any(house.windows(stretch, count) for stretch in house.stretches()))
    found = split_party(house, count)
    assert {len(blocks) for blocks in found} <= {fewest_blocks(house, count)}
    assert bool(found) == (fewest_blocks(house, count) is not None)
    for blocks in found:
        assert sum(map(len, blocks)) == count
        assert min(map(len, blocks)) >= 2


def test_no_stretches_no_party() -> None:
    assert split_party(House(plan_of("A: oxo"), free_of("A: oxo")), 4) == []
