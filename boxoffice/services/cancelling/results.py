"""What is asked of calling shows off, and what it answers: who is ended, what goes back."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from boxoffice.services.flows.refunding import SentRefunds
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, Value


class ShowsMeant(Value):
    """Shows by number, stretch or name, or those of a screen within days; as typed."""

    shows: tuple[str, ...] = ()
    screen: str = ""
    first_day: str = ""
    last_day: str = ""


class BackSum(Value):
    """Money of one tender in one state: planned, or that of its refunds."""

    method: str
    gateway: str = ""
    status: str
    count: int
    amount_minor: int
    currency: str


class CancelledShow(Value):
    """A show and how far it is called off; `left` bookings still have to end.

    `paid`, `free` and `pending` count those; `admitted` are tickets somebody went in with.
    """

    show: ShowLabel
    status: str
    has_begun: bool
    done: int
    left: int
    paid: int
    free: int
    pending: int
    seats: int
    holds: int
    admitted: int
    refunds: tuple[BackSum, ...]


class ShowsCancelled(Value):
    """Shows that are called off, or would be; the sums by tender over all of them.

    `sent` is what gateways were asked for right away.
    """

    shows: tuple[CancelledShow, ...]
    totals: tuple[BackSum, ...]
    applied: bool
    sent: SentRefunds | None = None
    op_key: str = ""
    dry_run: bool = False


class CloseRequest(Request):
    """A show to call off: nothing is sold from then on."""

    answer: ClassVar[type[Result]]

    show_id: int
    reason: str


class EndRequest(Request):
    """The next bookings of a show that was called off; the batch is told in the operation key."""

    answer: ClassVar[type[Result]]

    show_id: int
    reason: str
    most: int = Field(default=0, exclude=True)


class Ended(Result):
    """How many bookings one write ended, and how many are left."""

    ended: int = 0
    left: int = 0


CloseRequest.answer = Ended
EndRequest.answer = Ended
