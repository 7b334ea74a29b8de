"""What an exchange answers with: the booking that has the new seats, and what it took."""

from __future__ import annotations

from typing import Any, Self

from boxoffice.services.refund_results import TenderBack
from boxoffice.services.results import BookingResult, Value


class SeatMoved(Value):
    """A seat given up for others: what it stood for, how much of that pays for the new ones.

    The rest goes back at so much per cent by its policy, and the house keeps what is left of it.
    """

    seat: str
    ticket_type: str
    worth_minor: int
    moved_minor: int
    percent: int
    back_minor: int


class ExchangedView(Value):
    """What became of one booking whose seats were exchanged."""

    ref: str
    status: str
    seats: tuple[SeatMoved, ...]


class ExchangeResult(BookingResult):
    """The booking that has the new seats, with what was given up for them and the difference.

    `difference_minor` is what the customer pays, below zero what comes back to the tenders in
    `given_back`. In a swap `other` is the same for the other booking.
    """

    exchanged: ExchangedView | None = None
    difference_minor: int = 0
    kept_minor: int = 0
    given_back: tuple[TenderBack, ...] = ()
    other: ExchangeResult | None = None

    def without_names(self) -> Self:
        """In a dry run nothing new has a name; what is paid and what goes back is told."""
        if not self.is_plan:
            return self
        made = ("booking", "payments", "tickets") if self.exchanged else ("payments", "tickets")
        plan = self.without_new_names(*made)
        unnamed: dict[str, Any] = {
            "transfers": tuple(
                each.model_copy(update={"id": "", "to_ref": plan.booking.ref})
                for each in self.transfers
            ),
            "other": self.other.as_plan() if self.other else None,
        }  # fmt: skip
        return plan.model_copy(update=unnamed)

    def as_plan(self) -> Self:
        """The other booking of a swap that is only planned."""
        return self.model_copy(update={"dry_run": True}).without_names()
