"""Single seats that a choice would leave behind, which nobody will buy."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from boxoffice.domain.layouts import Plan, Seat, SeatKind

ORDINARY = frozenset({SeatKind.STANDARD, SeatKind.COUPLE})
"""Kinds that are sold to anybody; the others only to those who ask."""


def orphans(plan: Plan, free: Collection[int], chosen: Iterable[Seat]) -> tuple[Seat, ...]:
    """Free standard seats that `chosen` would newly leave without a free neighbour, in plan order.

    `free` is the house before the choice. A seat that was alone already is not counted, and a
    wheelchair place is no neighbour, since only those who ask may have it.
    """
    taken = {seat.id for seat in chosen}
    left = left_alone(plan, free, taken=taken, around=[plan.by_id[id_] for id_ in taken])
    return tuple(sorted(left, key=lambda seat: (seat.y, seat.x, seat.id)))


def left_alone(
    plan: Plan, free: Collection[int], *, taken: Collection[int], around: Iterable[Seat]
) -> set[Seat]:
    """The same, looking only beside the seats of `around`.

    For a block its two ends are enough, with `taken` the two seats at either end.
    """
    return {
        seat
        for chosen in around
        for seat in plan.beside[chosen.id]
        if seat
        and seat.kind is SeatKind.STANDARD
        and seat.id in free
        and seat.id not in taken
        and not _has_company(seat, plan, free, taken=taken)
        and _has_company(seat, plan, free, taken=())
    }


def _has_company(seat: Seat, plan: Plan, free: Collection[int], *, taken: Collection[int]) -> bool:
    return any(
        mate and mate.kind in ORDINARY and mate.id in free and mate.id not in taken
        for mate in plan.beside[seat.id]
    )


def halved_sofas(plan: Plan, chosen: Iterable[Seat]) -> tuple[Seat, ...]:
    """The chosen couple seats whose other half was not chosen too."""
    seats = tuple(chosen)
    ids = {seat.id for seat in seats}
    return tuple(
        seat for seat in seats if any(half.id not in ids for half in plan.sofas.get(seat.id, ()))
    )
