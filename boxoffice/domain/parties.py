"""A party too large for any row: which blocks near each other it can take instead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from boxoffice.domain.layouts import PITCH, SeatKind
from boxoffice.domain.orphans import ORDINARY
from boxoffice.domain.view import (
    Block,
    House,
    depth_of,
    middle_of,
    place_of,
    row_of,
)

SMALLEST_BLOCK = 2
"""Nobody sits alone."""

MOST_BLOCKS = 12
"""A party that needs more blocks than this is not sitting together in any sense."""

NEAR = 3 * PITCH
"""Blocks whose ends are no further apart than this along x still talk to each other."""

SHARES_TRIED = 8

Levels = dict[int, list[Block]]
"""Stretches by how many rows of the hall lie before them."""


def split_party(
    house: House, count: int, *, kinds: Collection[SeatKind] = ORDINARY
) -> list[tuple[Block, ...]]:
    """Every way found to seat a party in the fewest blocks of adjacent rows, best first."""
    stretches = [part for part in house.stretches(kinds) if len(part) >= SMALLEST_BLOCK]
    levels: Levels = {}
    for part in stretches:
        levels.setdefault(house.levels[row_of(part)], []).append(part)
    found = _pairs(house, stretches, levels, count=count) or _clusters(
        house, stretches, levels, count=count
    )
    return sorted(found, key=lambda blocks: _order(house, blocks))


def _pairs(
    house: House, stretches: Sequence[Block], levels: Levels, *, count: int
) -> list[tuple[Block, ...]]:
    """The party in two blocks, for every two stretches near enough with room for it."""
    found: list[tuple[Block, ...]] = []
    for one in stretches:
        for other in _adjacent(house, [one], levels):
            if other[0].id > one[0].id and len(one) + len(other) >= count:
                blocks = _seat(house, sorted((one, other), key=place_of), count)
                if blocks:
                    found.append(blocks)
    return found


def _clusters(
    house: House, stretches: Sequence[Block], levels: Levels, *, count: int
) -> list[tuple[Block, ...]]:
    """The party in three blocks or more, as few as found, around each stretch in turn."""
    fewest = min(MOST_BLOCKS, count // SMALLEST_BLOCK)
    found: list[tuple[Block, ...]] = []
    seen: set[frozenset[int]] = set()
    for anchor in stretches:
        for liking in (house.badness, partial(distance, anchor)):
            for cluster in _grown(house, anchor, levels, count=count, most=fewest, liking=liking):
                ids = frozenset(part[0].id for part in cluster)
                blocks = None if ids in seen else _seat(house, cluster, count)
                seen.add(ids)
                if blocks is None:
                    continue
                if len(blocks) < fewest:
                    fewest, found = len(blocks), []
                found.append(blocks)
                break
    return found


def _grown(
    house: House,
    anchor: Block,
    levels: Levels,
    *,
    count: int,
    most: int,
    liking: Callable[[Block], int],
) -> Iterator[tuple[Block, ...]]:
    """Ever larger groups of adjacent stretches around one, as soon as they have room."""
    cluster, room = [anchor], len(anchor)
    while len(cluster) < most:
        best = min(
            _adjacent(house, cluster, levels), key=_roomiest(count - room, liking), default=None
        )
        if best is None:
            return
        cluster.append(best)
        room += len(best)
        if room >= count:
            yield tuple(cluster)


def _roomiest(
    wanted: int, liking: Callable[[Block], int]
) -> Callable[[Block], tuple[int, int, tuple[int, int, int]]]:
    """Stretches by the room they have for those left over, then by what else is liked."""
    return lambda part: (-min(len(part), max(wanted, 0)), liking(part), place_of(part))


def _adjacent(house: House, cluster: Sequence[Block], levels: Levels) -> Iterator[Block]:
    """Stretches outside a cluster that lie in its rows or in the next one before or behind."""
    chosen = {part[0].id for part in cluster}
    reached = {house.levels[row_of(part)] + step for part in cluster for step in (-1, 0, 1)}
    for level in sorted(reached):
        yield from (part for part in levels.get(level, ()) if part[0].id not in chosen)


def _seat(house: House, cluster: Sequence[Block], count: int) -> tuple[Block, ...] | None:
    """The best way to share a party among the stretches of a cluster, if there is one."""
    ways = (
        _place(house, cluster, sizes)
        for sizes in islice(_shares(house, cluster, count), SHARES_TRIED)
    )
    return min(ways, key=lambda blocks: _order(house, blocks), default=None)


def _shares(house: House, cluster: Sequence[Block], count: int) -> Iterator[tuple[int, ...]]:
    """Sizes of the blocks, the most even first; each at least two and without half a sofa."""
    dead: set[tuple[int, int]] = set()

    def share(start: int, left: int) -> Iterator[tuple[int, ...]]:
        rest = cluster[start + 1 :]
        lowest = max(SMALLEST_BLOCK, left - sum(map(len, rest)))
        highest = min(len(cluster[start]), left - SMALLEST_BLOCK * len(rest))
        even = left // (len(rest) + 1)
        any_way = False
        for size in sorted(range(lowest, highest + 1), key=lambda size: (abs(size - even), size)):
            if not house.windows(cluster[start], size) or (start + 1, left - size) in dead:
                continue
            if not rest:
                any_way = True
                yield (size,)
                continue
            for tail in share(start + 1, left - size):
                any_way = True
                yield (size, *tail)
        if not any_way:
            dead.add((start, left))

    return share(0, count)


def _place(house: House, cluster: Sequence[Block], sizes: Sequence[int]) -> tuple[Block, ...]:
    """Put a block of each size into its stretch: the least movable first, the others close by."""
    blocks: list[Block] = []
    parts = sorted(
        zip(cluster, sizes, strict=True),
        key=lambda part: (len(part[0]) - part[1], place_of(part[0])),
    )
    for stretch, size in parts:
        target = middle_of(blocks[0]) if blocks else house.axis
        blocks.append(_closest(house, house.windows(stretch, size), target))
    return tuple(sorted(blocks, key=place_of))


def _closest(house: House, windows: Sequence[Block], target: int) -> Block:
    return min(
        windows,
        key=lambda block: (
            house.singles(block),
            abs(middle_of(block) - target),
            place_of(block),
        ),
    )


def _order(house: House, blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """Near each other first, then no single left, then even blocks with a good view."""
    apart = sum(
        not any(_touch(house, block, other) for other in blocks if other is not block)
        for block in blocks
    )
    sizes = [len(block) for block in blocks]
    singles = sum(house.singles(block) for block in blocks)
    badness = sum(house.badness(block) * len(block) for block in blocks) // sum(sizes)
    spread = (_extent(map(middle_of, blocks)) + _extent(map(depth_of, blocks))) // 2
    uneven = (max(sizes) - min(sizes)) * PITCH // 4
    return (len(blocks), apart, singles, badness + spread + uneven, *place_of(blocks[0]))


def _extent(values: Iterable[int]) -> int:
    found = list(values)
    return max(found) - min(found)


def _touch(house: House, one: Block, other: Block) -> bool:
    """Whether two blocks of the same or adjacent rows overlap along x, or nearly."""
    if abs(house.levels[row_of(one)] - house.levels[row_of(other)]) > 1:
        return False
    return max(_low(one), _low(other)) - min(_high(one), _high(other)) <= NEAR


def _low(block: Block) -> int:
    return min(block[0].x, block[-1].x)


def _high(block: Block) -> int:
    return max(block[0].x, block[-1].x)


def distance(one: Block, other: Block) -> int:
    """How far apart the middles of two blocks are, along x and y together."""
    return abs(middle_of(one) - middle_of(other)) + abs(depth_of(one) - depth_of(other))
