"""Money that an exchange moves between bookings, and its way back to where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boxoffice.domain.refunds import Back, Paid, Taken, to_tenders


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of a booking that is still here, and what net came from which other bookings."""

    taken: tuple[Taken, ...]
    came_from: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Money that goes from one booking to another."""

    source: str
    target: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Way:
    """What goes back on which payments, booking by booking, and what moves there before."""

    backs: tuple[tuple[str, tuple[Back, ...]], ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def covered_minor(self) -> int:
        """The price that all of it stands for."""
        return sum(
            back.amount_minor - back.rounding_minor for _, backs in self.backs for back in backs
        )


def way_back(
    wanted_minor: int, purses: Mapping[str, Purse], *, start: str, cash_step_minor: int = 0
) -> Way:
    """Give a sum back: a booking's own payments first, then those that its money came from.

    Never more from another booking than came from there; what none of them has is not covered.
    """
    return _way(wanted_minor, purses, start, cash_step_minor, frozenset())


def _way(
    wanted_minor: int,
    purses: Mapping[str, Purse],
    at: str,
    cash_step_minor: int,
    seen: frozenset[str],
) -> Way:
    if wanted_minor <= 0 or at in seen or at not in purses:
        return Way()
    purse = purses[at]
    own = to_tenders(wanted_minor, purse.taken, cash_step_minor=cash_step_minor)
    backs = [(at, own)] if own else []
    moves: list[Move] = []
    left_minor = wanted_minor - sum(back.amount_minor - back.rounding_minor for back in own)
    for source, net_minor in purse.came_from:
        part = _way(min(left_minor, net_minor), purses, source, cash_step_minor, seen | {at})
        if part.covered_minor:
            moves += [Move(at, source, part.covered_minor), *part.moves]
            backs += part.backs
            left_minor -= part.covered_minor
    return Way(tuple(backs), tuple(moves))


def moved_on(owed: Sequence[int], prices: Sequence[int]) -> tuple[int, ...]:
    """What of each old seat's money pays for the new ones: its own first, then the others."""
    pairs = [*prices, *(0,) * len(owed)]
    parts = [min(minor, price) for minor, price in zip(owed, pairs, strict=False)]
    left_minor = sum(prices) - sum(parts)
    for place, minor in enumerate(owed):
        more = min(minor - parts[place], left_minor)
        parts[place] += more
        left_minor -= more
    return tuple(parts)


def left_of(paid: Paid, *, gone_minor: int, moved_minor: int) -> Paid:
    """What of a seat is left for a refund once some of it went back and some moved on.

    The new seat has its fees as well, so what moves on is of the fees before it is of the ticket.
    """
    here = paid.without(gone_minor)
    of_fee = min(moved_minor, here.fee_minor)
    return Paid(here.ticket_minor - (moved_minor - of_fee), here.fee_minor - of_fee)
