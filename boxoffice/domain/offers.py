"""What an offer takes off, for which seats, and which offers are best together."""

from __future__ import annotations

from enum import StrEnum


class OfferKind(StrEnum):
    """What an offer does to the seats that it is for."""

    PERCENT = "percent"
    AMOUNT = "amount"
    N_FOR_M = "n_for_m"
    FIXED_PRICE = "fixed_price"
    FREE_ITEM = "free_item"
