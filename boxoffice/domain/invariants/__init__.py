"""What must always be true, as checks over plain rows; each names what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Invariant(StrEnum):
    """Everything that is recomputed, by name."""

    INTEGRITY = "integrity"
    FOREIGN_KEYS = "foreign_keys"
    SEAT_ONCE = "seat_once"
    SEAT_IN_HOUSE = "seat_in_house"
    CLAIM_OWNER = "claim_owner"
    HOLD_SEATS = "hold_seats"
    BLOCK_SEATS = "block_seats"
    LINE_CLAIMS = "line_claims"
    BOOKING_LINES = "booking_lines"
    BOOKING_TOTAL = "booking_total"
    MONEY_OWED = "money_owed"
    MONEY_CURRENCY = "money_currency"
    MONEY_BELONGS = "money_belongs"
    MONEY_COUNTED = "money_counted"
    REFUNDS = "refunds"
    SHOW_CANCELLED = "show_cancelled"
    TRANSFERS = "transfers"
    GATEWAYS = "gateways"
    TICKETS = "tickets"
    OFFERS = "offers"
    VOUCHERS = "vouchers"
    AUDIT_STEPS = "audit_steps"
    AUDIT_STATE = "audit_state"
    AUDIT_HOUSE = "audit_house"
    AUDIT_RECORD = "audit_record"
    AUDIT_CHAIN = "audit_chain"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it must be: which rule, of what, and a code with its details."""

    invariant: Invariant
    subject: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


def place(row: Any) -> str:
    """A seat of a show by its label; by its number where the plan does not know it."""
    if row.row is None:
        return f"show {row.show_id} seat #{row.seat_id}"
    between = ":" if row.row[-1:].isdigit() else ""
    zone = f"{row.zone}:" if row.zone else ""
    return f"show {row.show_id} seat {zone}{row.row}{between}{row.number}"
