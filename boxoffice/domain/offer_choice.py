"""Which offers a sale takes: the best for the customer among those that may go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boxoffice.domain.offers import Line, Offer, OfferKind, Sale, taken_off, why_not

MOST_STACKED = 8
"""Of more stackable offers than this, those that take most off by themselves are looked at."""


class Verdict(StrEnum):
    """What became of an offer that was looked at."""

    TAKEN = "taken"
    LOST = "lost"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that a sale may have, by which code; `because` says why it may not at all."""

    offer: Offer
    code: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """An offer that a sale takes, and what it takes off each seat."""

    offer: Offer
    code: str
    amounts_minor: tuple[int, ...]

    @property
    def amount_minor(self) -> int:
        """What it takes off in all."""
        return sum(self.amounts_minor)


@dataclass(frozen=True, slots=True)
class Looked:
    """An offer that was looked at: what became of it, why, and what it takes off.

    Of one that lost, that is what it would have taken off alone.
    """

    candidate: Candidate
    verdict: Verdict
    because: str = ""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """What offers come to: those taken in their order, every one looked at, each seat's part."""

    taken: tuple[Taken, ...] = ()
    looked: tuple[Looked, ...] = ()
    offs_minor: tuple[int, ...] = ()


def turn(offer: Offer) -> tuple[int, str]:
    """Sorts offers in the order in which they take off: the higher priority first, then by key."""
    return -offer.priority, offer.key


def apply(candidates: Sequence[Candidate], sale: Sale, lines: Sequence[Line]) -> Applied:
    """The best that may be taken: one exclusive offer alone, or any of the stackable together.

    Better takes more off; then gives more items; then needs fewer offers; then the smaller keys.
    """
    ordered = sorted(candidates, key=lambda each: turn(each.offer))
    outs = {each: each.because or why_not(each.offer, sale, lines) for each in ordered}
    usable = [each for each in ordered if not outs[each]]
    alone = {each: _run([each], lines) for each in usable}
    stackable = [each for each in usable if each.offer.stackable]
    if len(stackable) > MOST_STACKED:
        best = sorted(stackable, key=lambda each: (_worse(alone[each]), turn(each.offer)))
        kept = set(best[:MOST_STACKED])
        stackable = [each for each in stackable if each in kept]
    options = [*(alone[each] for each in usable if not each.offer.stackable)]
    options += _stacks(stackable, lines, (), tuple(line.price_minor for line in lines))
    taken = min(options, key=_worse, default=())
    return Applied(
        taken=taken,
        looked=tuple(_looked(each, outs[each], alone.get(each, ()), taken) for each in ordered),
        offs_minor=tuple(
            sum(each.amounts_minor[place] for each in taken) for place in range(len(lines))
        ),
    )


def _run(candidates: Sequence[Candidate], lines: Sequence[Line]) -> tuple[Taken, ...]:
    """Some offers one after the other; those that give nothing are not taken."""
    left = tuple(line.price_minor for line in lines)
    taken: tuple[Taken, ...] = ()
    for candidate in candidates:
        taken, left = _with(candidate, lines, taken, left)
    return taken


def _stacks(
    candidates: Sequence[Candidate],
    lines: Sequence[Line],
    taken: tuple[Taken, ...],
    left: tuple[int, ...],
) -> Iterator[tuple[Taken, ...]]:
    """Every choice among stackable offers, each run in order."""
    if not candidates:
        yield taken
        return
    yield from _stacks(candidates[1:], lines, taken, left)
    more, less = _with(candidates[0], lines, taken, left)
    if len(more) > len(taken):
        yield from _stacks(candidates[1:], lines, more, less)


def _with(
    candidate: Candidate, lines: Sequence[Line], taken: tuple[Taken, ...], left: tuple[int, ...]
) -> tuple[tuple[Taken, ...], tuple[int, ...]]:
    offs = taken_off(candidate.offer, lines, left)
    if not any(offs) and candidate.offer.kind != OfferKind.FREE_ITEM:
        return taken, left
    after = tuple(price - off for price, off in zip(left, offs, strict=True))
    return (*taken, Taken(candidate.offer, candidate.code, offs)), after


def _worse(taken: tuple[Taken, ...]) -> tuple[int, int, int, tuple[str, ...]]:
    """Sorts sets of offers from the best for the customer to the worst."""
    items = sum(each.offer.kind == OfferKind.FREE_ITEM for each in taken)
    off_minor = sum(each.amount_minor for each in taken)
    return -off_minor, -items, len(taken), tuple(each.offer.key for each in taken)


def _looked(
    candidate: Candidate, out: str, alone: tuple[Taken, ...], taken: tuple[Taken, ...]
) -> Looked:
    if out:
        return Looked(candidate, Verdict.OUT, because=out)
    for each in taken:
        if each.offer.id == candidate.offer.id:
            return Looked(candidate, Verdict.TAKEN, amount_minor=each.amount_minor)
    if not alone:
        return Looked(candidate, Verdict.OUT, because="nothing")
    amount_minor = sum(each.amount_minor for each in alone)
    return Looked(candidate, Verdict.LOST, because="better", amount_minor=amount_minor)
