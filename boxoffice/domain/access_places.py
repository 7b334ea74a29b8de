"""Parties with a wheelchair: the places side by side, the others as near as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from boxoffice.domain.layouts import SeatKind
from boxoffice.domain.orphans import ORDINARY
from boxoffice.domain.parties import distance, split_party
from boxoffice.domain.view import Block, House, kinds_of, place_of

ACCESS = frozenset({SeatKind.WHEELCHAIR, SeatKind.COMPANION})


def seat_around_access(
    house: House, *, count: int, need: Mapping[SeatKind, int]
) -> list[tuple[Block, ...]]:
    """Every way to seat a party whose needed places and other seats are not one block.

    The needed places stay side by side, or else each wheelchair with its companions; the
    others sit next to them, or nearby. Best first: fewest blocks, then the shortest way.
    """
    ways = [
        way
        for size in range(sum(need.values()), count)
        for head in _heads(house, size, need)
        if (way := _with_others(house, (head,), count - size, need=need))
    ]
    if not ways:
        ways = [
            way
            for core in _scattered_cores(house, need)
            if (way := _with_others(house, core, count - sum(need.values()), need=need))
        ]
    return sorted(ways, key=lambda blocks: _order(house, blocks))


def meets(block: Block, need: Mapping[SeatKind, int]) -> bool:
    """Whether a block has exactly the places asked for, no more of them, and side by side.

    Several wheelchairs may sit in several places of the block, as long as no companion sits
    away from them and none is without a companion while there are enough.
    """
    if not need:
        return True
    kinds = kinds_of(block)
    if any(kinds[kind] != places for kind, places in need.items()):
        return False
    groups = [
        kinds_of(tuple(group))
        for special, group in groupby(block, key=lambda seat: seat.kind in ACCESS)
        if special
    ]
    wheelchairs = need.get(SeatKind.WHEELCHAIR, 0)
    paired = need.get(SeatKind.COMPANION, 0) >= wheelchairs
    return not wheelchairs or all(
        group[SeatKind.WHEELCHAIR] and (group[SeatKind.COMPANION] or not paired) for group in groups
    )


def _heads(house: House, size: int, need: Mapping[SeatKind, int]) -> Iterator[Block]:
    """Blocks with all the needed places and as many of the others as `size` leaves room for."""
    for stretch in house.stretches(ORDINARY | set(need)):
        if any(seat.kind in need for seat in stretch):
            yield from (block for block in house.windows(stretch, size) if meets(block, need))


def _scattered_cores(house: House, need: Mapping[SeatKind, int]) -> list[tuple[Block, ...]]:
    """The needed places as one block per wheelchair, each with its companions."""
    wheelchairs = need.get(SeatKind.WHEELCHAIR, 0)
    if wheelchairs < 2:
        return []
    units = _units(need, wheelchairs)
    cores = (_gather(house, first, units) for first in _exact(house, units[0]))
    return [core for core in cores if core]


def _units(need: Mapping[SeatKind, int], wheelchairs: int) -> list[dict[SeatKind, int]]:
    """One wheelchair each, the other needed places shared out evenly."""
    units: list[dict[SeatKind, int]] = [{SeatKind.WHEELCHAIR: 1} for _ in range(wheelchairs)]
    companions = need.get(SeatKind.COMPANION, 0)
    for place in range(companions):
        unit = units[place % wheelchairs]
        unit[SeatKind.COMPANION] = unit.get(SeatKind.COMPANION, 0) + 1
    others: dict[SeatKind, int] = {
        kind: places
        for kind, places in need.items()
        if kind not in (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    }
    return [*units, others] if others else units


def _gather(
    house: House, first: Block, units: list[dict[SeatKind, int]]
) -> tuple[Block, ...] | None:
    """The nearest block to `first` for each further unit, no seat twice."""
    core = [first]
    for unit in units[1:]:
        used = {seat.id for block in core for seat in block}
        nearest = min(
            (block for block in _exact(house, unit) if used.isdisjoint(s.id for s in block)),
            key=lambda block: (distance(block, first), place_of(block)),
            default=None,
        )
        if nearest is None:
            return None
        core.append(nearest)
    return tuple(core)


def _exact(house: House, need: Mapping[SeatKind, int]) -> Iterator[Block]:
    """Blocks of neighbours that are just the needed places."""
    for stretch in house.stretches(frozenset(need)):
        for block in house.windows(stretch, sum(need.values())):
            if kinds_of(block) == need:
                yield block


def _with_others(
    house: House, core: tuple[Block, ...], count: int, *, need: Mapping[SeatKind, int]
) -> tuple[Block, ...] | None:
    """The core and seats for the rest of the party: the nearest block, else a few of them."""
    if not count:
        return core
    used = {seat.id for block in core for seat in block}
    left = House(house.plan, house.free - used, category=house.category)
    kinds = ORDINARY - set(need)
    blocks = (block for stretch in left.stretches(kinds) for block in left.windows(stretch, count))
    nearest = min(
        blocks,
        key=lambda block: (distance(block, core[0]), left.singles(block), place_of(block)),
        default=None,
    )
    if nearest is not None:
        return (*core, nearest)
    ways = split_party(left, count, kinds=kinds)
    rest = min(
        ways,
        key=lambda blocks: (len(blocks), sum(distance(block, core[0]) for block in blocks)),
        default=None,
    )
    return (*core, *rest) if rest else None


def _order(house: House, blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """Nobody alone who did not ask for it, few blocks, most of the party with the wheelchair."""
    alone = sum(len(block) == 1 and block[0].kind in ORDINARY for block in blocks)
    way = sum(distance(block, blocks[0]) for block in blocks)
    singles = sum(house.singles(block) for block in blocks)
    first = blocks[0]
    return (alone, len(blocks), -len(first), way, singles, house.badness(first), *place_of(first))
