"""Best seats: which free seats suit a party, why, and the next choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boxoffice.domain.access_places import meets, seat_around_access
from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind, fold, printable
from boxoffice.domain.orphans import ORDINARY, halved_sofas, orphans
from boxoffice.domain.parties import split_party
from boxoffice.domain.seats import compact_labels
from boxoffice.domain.view import Block, House, middle_of, place_of, row_of
from boxoffice.errors import Conflict, Invalid, NotFound

__all__ = ["Pick", "Reason", "Wish", "choose", "halved_sofas", "orphans"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a party asks for; `need` counts places within `count`, not on top of it."""

    count: int
    category: str = ""
    need: Mapping[SeatKind, int] = field(default_factory=dict)
    together: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a choice was made: a code and its parameters."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    """Seats for a whole party, front to back and left to right, and why these."""

    seats: tuple[Seat, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    blocks: tuple[Block, ...]
    apart: bool = False

    @property
    def seats(self) -> tuple[Seat, ...]:
        return tuple(seat for block in sorted(self.blocks, key=place_of) for seat in block)


def choose(plan: Plan, free: Collection[int], wish: Wish, *, choices: int = 3) -> tuple[Pick, ...]:
    """The best seats for a party and the next choices, best first.

    Together in one run before apart, no new single seat before a better view, a better view
    (`House.badness`) before the rest; in free seating the lowest numbers. Conflict
    ("seats.none_fit") when nothing fits.
    """
    need = _checked_need(wish)
    house = House(plan, frozenset(free), category=_get_category(plan, wish.category))
    if plan.is_unreserved:
        return (_next_places(house, wish, need),)
    found = _together(house, wish.count, need)
    if not found and not wish.together:
        found = _apart(house, wish.count, need)
    if not found:
        raise _refusal(house, wish, need)
    return tuple(
        Pick(seats=choice.seats, why=tuple(_reasons(house, choice, need)))
        for choice in _distinct(found, choices)
    )


def _checked_need(wish: Wish) -> dict[SeatKind, int]:
    """The places needed, those of which none is needed left out."""
    need = {kind: places for kind, places in wish.need.items() if places}
    if wish.count < 1 or any(places < 0 for places in need.values()):
        raise Invalid("seats.bad_count", count=wish.count)
    if sum(need.values()) > wish.count:
        named = {str(kind): places for kind, places in need.items()}
        raise Invalid("seats.need_beyond_count", count=wish.count, need=named)
    if need.get(SeatKind.COUPLE, 0) % 2:
        raise Invalid("seats.odd_couple", count=need[SeatKind.COUPLE])
    return need


def _get_category(plan: Plan, category: str) -> str:
    """The plan's own spelling of a category."""
    if not category:
        return ""
    names = sorted({seat.category for seat in plan.seats})
    wanted = fold(category).strip()
    for name in names:
        if fold(name).strip() == wanted:
            return name
    raise NotFound("seats.unknown_category", category=printable(category), known=names)


def _next_places(house: House, wish: Wish, need: Mapping[SeatKind, int]) -> Pick:
    """The places of free seating that come next; nobody sits anywhere yet."""
    offered = sorted(
        (seat for seat in house.plan.seats if house.offers(seat)),
        key=lambda seat: (len(seat.number), seat.number),
    )
    if need or len(offered) < wish.count:
        raise _refusal(house, wish, need)
    return Pick(tuple(offered[: wish.count]), (Reason("best.unreserved"),))


def _together(house: House, count: int, need: Mapping[SeatKind, int]) -> list[_Choice]:
    """Every block of neighbours that seats the whole party, best first."""
    ranked = sorted(
        (
            (house.singles(block), house.badness(block), place_of(block), block)
            for stretch in house.stretches(ORDINARY | set(need))
            for block in house.windows(stretch, count)
            if meets(block, need)
        ),
        key=lambda entry: entry[:3],
    )
    return [_Choice((block,)) for *_, block in ranked]


def _apart(house: House, count: int, need: Mapping[SeatKind, int]) -> list[_Choice]:
    """Several blocks near each other where no block is long enough."""
    if not need:
        return [_Choice(blocks, apart=True) for blocks in split_party(house, count)]
    ways = seat_around_access(house, count=count, need=need)
    return [_Choice(blocks, apart=True) for blocks in ways]


def _distinct(found: Sequence[_Choice], choices: int) -> list[_Choice]:
    """The first choices that share no seat; overlapping ones only where there are no others."""
    chosen: list[_Choice] = []
    used: set[int] = set()
    for choice in found:
        if len(chosen) == choices:
            return chosen
        ids = {seat.id for seat in choice.seats}
        if used.isdisjoint(ids):
            chosen.append(choice)
            used |= ids
    picked = {frozenset(seat.id for seat in choice.seats) for choice in chosen}
    for choice in found:
        if len(chosen) == choices:
            break
        ids_ = frozenset(seat.id for seat in choice.seats)
        if ids_ not in picked:
            chosen.append(choice)
            picked.add(ids_)
    return chosen


def _reasons(house: House, choice: _Choice, need: Mapping[SeatKind, int]) -> Iterator[Reason]:
    """Why these seats, the most important reason first."""
    plan, seats = house.plan, choice.seats
    if choice.apart:
        blocks = [compact_labels(block, plan) for block in choice.blocks]
        yield Reason("best.split", {"count": len(seats), "blocks": blocks})
        alone = [block[0].label for block in choice.blocks if len(block) == 1]
        if alone and len(seats) > 1:
            yield Reason("best.sits_alone", {"labels": alone})
    elif len(seats) > 1:
        yield Reason("best.together", {"count": len(seats), "row": seats[0].row})
    if need:
        places = [seat.label for seat in seats if seat.kind in need]
        yield Reason("best.needs_met", {"labels": places})
    main = max(choice.blocks, key=len)
    rank = house.ranks[row_of(main)]
    yield Reason("best.row_view", {"row": main[0].row, "rank": rank, "rows": len(plan.rows)})
    yield _central(house, main)
    if left := orphans(plan, house.free, seats):
        yield Reason("best.leaves_single", {"labels": [seat.label for seat in left]})
    else:
        yield Reason("best.no_orphan")


def _central(house: House, block: Block) -> Reason:
    """Where a block lies across the hall, in whole seats off the middle."""
    off = middle_of(block) - house.axis
    seats = (abs(off) + PITCH // 2 - 1) // PITCH
    side = "middle" if not seats else "left" if off < 0 else "right"
    return Reason("best.central", {"off": seats, "side": side})


def _refusal(house: House, wish: Wish, need: Mapping[SeatKind, int]) -> Conflict:
    """Why nothing fits, with what there is instead."""
    offered = [seat for seat in house.plan.seats if house.offers(seat)]
    kinds = Counter(seat.kind for seat in offered)
    usable = [seat for seat in offered if seat.kind in ORDINARY | set(need)]
    longest = max((len(stretch) for stretch in house.stretches(ORDINARY | set(need))), default=0)
    if any(kinds[kind] < places for kind, places in need.items()):
        why = "no_accessible"
    elif len(usable) < wish.count:
        why = "too_few"
    elif wish.count % 2 and all(seat.id in house.plan.sofas for seat in usable):
        why = "only_sofas"
    elif wish.together:
        why = "not_together"
    else:
        why = "not_side_by_side" if need else "scattered"
    return Conflict(
        "seats.none_fit",
        why=why,
        count=wish.count,
        category=house.category,
        need={str(kind): places for kind, places in need.items()},
        free=len(usable),
        free_needed={str(kind): kinds[kind] for kind in need},
        longest=longest,
    )
