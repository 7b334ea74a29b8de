"""A show in another hall: who keeps a seat, who sits where instead, and what that takes away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from boxoffice.domain.best import Wish, choose
from boxoffice.domain.layouts import Plan, Seat, SeatKind, seat_key
from boxoffice.domain.lifecycle import OwnerKind
from boxoffice.domain.view import House, place_of
from boxoffice.errors import Conflict, NotFound

FIRST_TO_STAY = (OwnerKind.BOOKING, OwnerKind.HOLD)
GIVEN_UP = (SeatKind.COUPLE, SeatKind.COMPANION, SeatKind.WHEELCHAIR)
"""What a party goes without, one after the other, where the other hall does not have it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of the old hall that somebody has, and the category it was sold in."""

    seat: Seat
    category: str


@dataclass(frozen=True, slots=True)
class Party:
    """Seats that belong to one booking or hold and stay with each other."""

    owner: str
    kind: OwnerKind
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One seat of a party before and after."""

    owner: str
    old: Seat
    new: Seat

    @property
    def keeps_label(self) -> bool:
        """Whether the seat goes by the same name in the other hall."""
        return seat_key(self.old.label) == seat_key(self.new.label)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a party had and has no more.

    `what` is together, category, aisle, wheelchair, companion, sofa or numbered (in free seating
    nobody has a seat of their own); `labels` are the new seats
    it is about, `was` and `now` what they were sold as and what they are (of together: in how
    many groups the party sits).
    """

    owner: str
    what: str
    labels: tuple[str, ...]
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A party that the other hall has no seats for."""

    owner: str
    kind: OwnerKind
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """Every party in the other hall, in the order they were given; without faults if all fit."""

    moves: tuple[Move, ...]
    losses: tuple[Loss, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def fits(self) -> bool:
        """Whether nobody is left without a seat."""
        return not self.unplaced


def decide(
    old: Plan, new: Plan, parties: Sequence[Party], *, unusable: Collection[int] = ()
) -> Moving:
    """Seats of the new plan for every party of the old one; `unusable` may not be given out.

    A party keeps its labels where the new hall has them all free, in the same category and kind
    and as near each other; the others are seated again as wholes by the rules of the best seats,
    those with special places and the largest first.
    """
    free = {seat.id for seat in new.seats} - set(unusable)
    seated: dict[str, tuple[tuple[Place, Seat], ...]] = {}
    for party in parties:
        kept = _kept(old, new, party, free)
        if kept:
            seated[party.owner] = kept
            free -= {seat.id for _, seat in kept}
    homeless = [party for party in parties if party.owner not in seated]
    for party in sorted(homeless, key=_urgency):
        seats = _seated_again(old, new, party, free)
        if seats:
            seated[party.owner] = _shared_out(party, seats)
            free -= {seat.id for seat in seats}
    return Moving(
        moves=tuple(
            Move(party.owner, place.seat, seat)
            for party in parties
            for place, seat in seated.get(party.owner, ())
        ),
        losses=tuple(
            loss
            for party in parties
            if party.owner in seated
            for loss in _losses(old, new, party, seated[party.owner])
        ),
        unplaced=tuple(
            Unplaced(party.owner, party.kind, tuple(place.seat.label for place in party.places))
            for party in parties
            if party.owner not in seated
        ),
    )


def groups_of(plan: Plan, seats: Iterable[Seat]) -> int:
    """In how many unbroken groups seats lie."""
    ids = {seat.id for seat in seats}
    lefts = (plan.beside[seat_id][0] for seat_id in ids)
    return sum(left is None or left.id not in ids for left in lefts)


def _urgency(party: Party) -> tuple[int, int, int, str]:
    """Who is hardest to seat comes first; between equals who has paid, then the older."""
    special = any(place.seat.kind is not SeatKind.STANDARD for place in party.places)
    return (not special, -len(party.places), FIRST_TO_STAY.index(party.kind), party.owner)


def _kept(
    old: Plan, new: Plan, party: Party, free: Collection[int]
) -> tuple[tuple[Place, Seat], ...]:
    """The party's own labels in the new hall, or none where any of them is not as good."""
    pairs: list[tuple[Place, Seat]] = []
    for place in party.places:
        seat = place.seat if old is new else new.by_key.get(seat_key(place.seat.label))
        if seat is None or seat.id not in free or not _as_good(old, new, place, seat):
            return ()
        pairs.append((place, seat))
    torn = _has_neighbours(old, new) and groups_of(new, (seat for _, seat in pairs)) > groups_of(
        old, (place.seat for place, _ in pairs)
    )
    return () if torn or _halves_a_sofa(new, pairs) else tuple(pairs)


def _as_good(old: Plan, new: Plan, place: Place, seat: Seat) -> bool:
    """Same kind; the category as sold, or in the same hall the one it has anyway."""
    same_category = seat.category == place.category
    return seat.kind is place.seat.kind and (same_category or old is new)


def _halves_a_sofa(new: Plan, pairs: Sequence[tuple[Place, Seat]]) -> bool:
    """Whether a party gets half a sofa that did not have half of one before."""
    ids = {seat.id for _, seat in pairs}
    return any(
        place.seat.kind is not SeatKind.COUPLE and half.id not in ids
        for place, seat in pairs
        for half in new.sofas.get(seat.id, ())
    )


def _seated_again(old: Plan, new: Plan, party: Party, free: Collection[int]) -> tuple[Seat, ...]:
    """The best seats for a party: together before in its category, with its special places."""
    categories = {place.category for place in party.places}
    offered = {seat.category for seat in new.seats}
    named = [next(iter(categories))] if len(categories) == 1 and categories <= offered else []
    for need in _needs(party):
        for together, category in product((True, False), (*named, "")):
            wish = Wish(len(party.places), category=category, need=need, together=together)
            try:
                return choose(new, free, wish, choices=1)[0].seats
            except (Conflict, NotFound):
                continue
    return _anywhere(new, party, free)


def _needs(party: Party) -> Iterator[Mapping[SeatKind, int]]:
    """The special places of a party, then fewer and fewer of them."""
    kinds = Counter(place.seat.kind for place in party.places)
    need = {kind: kinds[kind] for kind in GIVEN_UP if kinds[kind]}
    if SeatKind.COUPLE in need:
        need[SeatKind.COUPLE] -= need[SeatKind.COUPLE] % 2
    need = {kind: places for kind, places in need.items() if places}
    yield need
    for kind in GIVEN_UP:
        if kind in need:
            need = {other: places for other, places in need.items() if other is not kind}
            yield need


def _anywhere(new: Plan, party: Party, free: Collection[int]) -> tuple[Seat, ...]:
    """Seats wherever there are any; a special place only for who had one, sofas to one party."""
    house = House(new, frozenset(free))
    best = sorted(
        (seat for seat in new.seats if house.offers(seat)),
        key=lambda seat: (house.badness((seat,)), place_of((seat,))),
    )
    wanted = Counter(place.seat.kind for place in party.places)
    chosen: list[Seat] = []
    for kind in (SeatKind.WHEELCHAIR, SeatKind.COMPANION):
        chosen += [seat for seat in best if seat.kind is kind][: wanted[kind]]
    chosen += [seat for seat in best if seat.kind is SeatKind.STANDARD]
    for seat in best:
        if seat.kind is SeatKind.COUPLE and seat not in chosen:
            chosen += new.sofas.get(seat.id, (seat,))
    count = len(party.places)
    return tuple(chosen[:count]) if len(chosen) >= count else ()


def _shared_out(party: Party, seats: Sequence[Seat]) -> tuple[tuple[Place, Seat], ...]:
    """Who of a party gets which seat: kind by kind, category by category, then from the left.

    A seat that the party had before stays with whoever had it.
    """
    left = sorted(seats, key=lambda seat: place_of((seat,)))
    places = sorted(party.places, key=lambda place: place_of((place.seat,)))
    pairs: list[tuple[Place, Seat]] = []
    for rule in (_stays, _same_kind_and_category, _same_kind, _same_category, _any):
        rest = []
        for place in places:
            fitting = next((seat for seat in left if rule(place, seat)), None)
            if fitting is None:
                rest.append(place)
            else:
                left.remove(fitting)
                pairs.append((place, fitting))
        places = rest
    order = {place.seat.id: index for index, place in enumerate(party.places)}
    return tuple(sorted(pairs, key=lambda pair: order[pair[0].seat.id]))


def _stays(place: Place, seat: Seat) -> bool:
    return seat.id == place.seat.id


def _same_kind_and_category(place: Place, seat: Seat) -> bool:
    return _same_kind(place, seat) and _same_category(place, seat)


def _same_kind(place: Place, seat: Seat) -> bool:
    return seat.kind is place.seat.kind


def _same_category(place: Place, seat: Seat) -> bool:
    return seat.category == place.category


def _any(place: Place, seat: Seat) -> bool:
    return True


def _losses(
    old: Plan, new: Plan, party: Party, pairs: Sequence[tuple[Place, Seat]]
) -> Iterator[Loss]:
    """What a party goes without, the worst first."""
    owner = party.owner
    for kind, what in (
        (SeatKind.WHEELCHAIR, "wheelchair"),
        (SeatKind.COMPANION, "companion"),
        (SeatKind.COUPLE, "sofa"),
    ):
        lost = [seat for place, seat in pairs if place.seat.kind is kind and seat.kind is not kind]
        if lost:
            yield Loss(owner, what, _labels(lost))
    if new.is_unreserved and not old.is_unreserved:
        yield Loss(owner, "numbered", _labels(seat for _, seat in pairs))
    before = groups_of(old, (place.seat for place in party.places))
    after = groups_of(new, (seat for _, seat in pairs))
    if after > before and _has_neighbours(old, new):
        yield Loss(owner, "together", _labels(seat for _, seat in pairs), str(before), str(after))
    changed: dict[tuple[str, str], list[Seat]] = {}
    for place, seat in pairs:
        if seat.category != place.category:
            changed.setdefault((place.category, seat.category), []).append(seat)
    for (was, now), seats in changed.items():
        yield Loss(owner, "category", _labels(seats), was, now)
    had = sum(_at_aisle(old, place.seat) for place, _ in pairs)
    has = sum(_at_aisle(new, seat) for _, seat in pairs)
    if has < had and _has_neighbours(old, new):
        inside = [
            seat for place, seat in pairs if _at_aisle(old, place.seat) and not _at_aisle(new, seat)
        ]
        yield Loss(owner, "aisle", _labels(inside[: had - has]))


def _has_neighbours(old: Plan, new: Plan) -> bool:
    """Whether it means anything who sits beside whom; in free seating nobody sits anywhere yet."""
    return not (old.is_unreserved or new.is_unreserved)


def _at_aisle(plan: Plan, seat: Seat) -> bool:
    """Whether somebody in this seat gets out without passing anybody on one side."""
    left, right = plan.beside[seat.id]
    return left is None or right is None


def _labels(seats: Iterable[Seat]) -> tuple[str, ...]:
    return tuple(seat.label for seat in seats)
