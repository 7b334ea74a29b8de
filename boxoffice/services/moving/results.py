"""What is asked of a move and what it answers: who sits where, who to tell, what is lost."""

from __future__ import annotations

from typing import ClassVar

from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, TicketView, Value


class MovedSeat(Value):
    """One seat before and after; `category` as sold, `category_now` of the new seat."""

    old: str
    new: str
    category: str
    category_now: str


class LossView(Value):
    """What a party had and has no more; see `domain.moving.Loss` for the words."""

    what: str
    seats: tuple[str, ...]
    was: str
    now: str


class PartyView(Value):
    """One booking or hold on the move; the name and the phone say how to reach it."""

    kind: str
    ref: str
    hold: str
    status: str
    name: str = ""
    phone: str = ""
    seats: tuple[MovedSeat, ...]
    losses: tuple[LossView, ...]
    tickets: tuple[TicketView, ...] = ()


class UnplacedView(Value):
    """One booking or hold that the other hall has no seats for."""

    kind: str
    ref: str
    hold: str
    name: str = ""
    phone: str = ""
    seats: tuple[str, ...]


class MovedBlock(Value):
    """Seats out of sale before; those `dropped` the other hall does not have."""

    id: str
    reason: str
    seats: tuple[str, ...]
    dropped: tuple[str, ...]


class MoveCounts(Value):
    """How many seats keep their label, how many change it, how many parties lose something."""

    bookings: int
    holds: int
    same_label: int
    other_label: int
    losing: int
    unplaced: int


class MoveResult(Result):
    """A show before and after, with everybody in it; `applied` once it is so."""

    show: ShowLabel
    was: ShowLabel
    applied: bool
    fits: bool
    token: str
    counts: MoveCounts
    parties: tuple[PartyView, ...]
    unplaced: tuple[UnplacedView, ...]
    blocks: tuple[MovedBlock, ...]

    def without_new_names(self) -> MoveResult:
        """In a dry run the new tickets have no codes: they would open no door."""
        if not self.is_plan:
            return self
        parties = tuple(party.model_copy(update={"tickets": ()}) for party in self.parties)
        return self.model_copy(update={"parties": parties})


class MoveRequest(Request):
    """A show to put on another screen, at another time, or both; as typed.

    With a `token` only if everything is still as it was when that was given out.
    """

    answer: ClassVar[type[Result]] = MoveResult

    show: str
    screen: str = ""
    at: str = ""
    token: str = ""
