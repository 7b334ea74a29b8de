"""What a refund answers with: which seats and which money went back."""

from __future__ import annotations

from boxoffice.services.results import BookingResult, Value


class SeatBack(Value):
    """A seat given back: what was paid for it, and so much per cent of that by its policy."""

    seat: str
    ticket_type: str
    paid_minor: int
    percent: int
    amount_minor: int


class TenderBack(Value):
    """Money on its way back to a tender: `slip` is the sale's, `refund_slip` the refund's.

    What a gateway gives back is queued; everything else is done at once. `voucher_status` is void
    or expired where nobody can spend what goes back to a voucher.
    """

    method: str
    amount_minor: int
    rounding_minor: int
    slip: str
    refund_slip: str
    status: str = "done"
    gateway: str = ""
    last_four: str = ""
    voucher_status: str = ""


class GivenBack(Value):
    """What one refund gave back: seats and money; the house keeps the rest."""

    amount_minor: int
    kept_minor: int
    in_full: bool
    seats: tuple[SeatBack, ...]
    tenders: tuple[TenderBack, ...]


class RefundResult(BookingResult):
    """A booking after a refund, and what that refund gave back."""

    given_back: GivenBack
