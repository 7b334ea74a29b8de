"""What people do at a counter, said shortly: requests at show 1, paid in exact cash."""

from __future__ import annotations

from typing import Any

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services.holds import HoldRequest
from boxoffice.services.reservations import BookRequest, PayRequest
from boxoffice.services.sales import SellRequest

CASH = Tender(PaymentMethod.CASH, "exact")


def hold_request(*words: str, **more: Any) -> HoldRequest:
    """Seats to keep."""
    return HoldRequest(**{"show": "1", "words": words, **more})


def sell_request(*words: str, **more: Any) -> SellRequest:
    """Seats to sell for exact cash."""
    return SellRequest(**{"show": "1", "words": words, "tenders": (CASH,), **more})


def book_request(*words: str, **more: Any) -> BookRequest:
    """Seats to promise."""
    return BookRequest(**{"show": "1", "words": words, **more})


def pay_request(ref: str, **more: Any) -> PayRequest:
    """The exact money for a booking."""
    return PayRequest(**{"ref": ref, "tenders": (CASH,), **more})
