"""Every state a thing can be in and every step it may take; nothing changes state elsewhere.

Two-phase words follow TigerBeetle: what is pending is posted, voided or expired, exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from boxoffice.errors import Conflict


class ClaimState(StrEnum):
    """What a live claim does to a seat."""

    HELD = "held"
    PENDING = "pending"
    SOLD = "sold"
    BLOCKED = "blocked"


class OwnerKind(StrEnum):
    """What a claim belongs to: one hold, booking or block, never a person or a till."""

    HOLD = "hold"
    BOOKING = "booking"
    BLOCK = "block"


class SeatState(StrEnum):
    """A seat as it is shown to a till."""

    AVAILABLE = "available"
    HELD = "held"
    HELD_BY_ME = "held_by_me"
    PENDING = "pending"
    SOLD = "sold"
    BLOCKED = "blocked"


class HoldStatus(StrEnum):
    """A hold resolves once."""

    ACTIVE = "active"
    CONVERTED = "converted"
    RELEASED = "released"
    EXPIRED = "expired"


class BlockStatus(StrEnum):
    """A block stands until it is lifted."""

    ACTIVE = "active"
    RELEASED = "released"


class BookingStatus(StrEnum):
    """A booking, from reserved to paid to given back."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PAID_UNSEATED = "paid_unseated"
    VOIDED = "voided"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"


class LineStatus(StrEnum):
    """One seat of a booking; reserved until it is paid for, released if it never is."""

    RESERVED = "reserved"
    RELEASED = "released"
    SOLD = "sold"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    VOIDED = "voided"


class PaymentMethod(StrEnum):
    """How money came in."""

    CASH = "cash"
    CARD = "card"
    UPI = "upi"
    WALLET = "wallet"
    VOUCHER = "voucher"
    TRANSFER = "transfer"
    GATEWAY = "gateway"


class PaymentStatus(StrEnum):
    """Gateways do say CAPTURED late, so even a dead payment may still come in."""

    INITIATED = "initiated"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"
    VOIDED = "voided"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


class RefundStatus(StrEnum):
    """Money on its way back."""

    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


class RedemptionStatus(StrEnum):
    """An offer taken for one booking; reserved runs out like the booking's seats.

    Honoured is one whose booking was paid late, when others had the last of it: its price stands,
    and it counts against no limit.
    """

    RESERVED = "reserved"
    REDEEMED = "redeemed"
    RELEASED = "released"
    HONOURED = "honoured"


class VoucherStatus(StrEnum):
    """A gift voucher, until somebody takes it out of use."""

    ACTIVE = "active"
    VOID = "void"


class UnmatchedStatus(StrEnum):
    """What a gateway reported and nothing here goes with, until a person has looked at it."""

    OPEN = "open"
    RESOLVED = "resolved"


class ShowStatus(StrEnum):
    """A show, from planned to called off."""

    DRAFT = "draft"
    ON_SALE = "on_sale"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class TicketStatus(StrEnum):
    """One admission."""

    ISSUED = "issued"
    ADMITTED = "admitted"
    VOID = "void"


class Subject(StrEnum):
    """What has states of its own and so a line in the audit."""

    HOLD = "hold"
    BLOCK = "block"
    BOOKING = "booking"
    LINE = "line"
    PAYMENT = "payment"
    REFUND = "refund"
    SHOW = "show"
    TICKET = "ticket"
    CLOCK = "clock"
    CITY = "city"
    CATEGORY = "category"
    TICKET_TYPE = "ticket_type"
    LAYOUT = "layout"
    THEATRE = "theatre"
    SCREEN = "screen"
    MOVIE = "movie"
    PRICE = "price"
    HOLIDAY = "holiday"
    TAX = "tax"
    FEE = "fee"
    OFFER = "offer"
    OFFER_CODE = "offer_code"
    REDEMPTION = "redemption"
    VOUCHER = "voucher"
    TRANSFER = "transfer"
    UNMATCHED = "unmatched"


NEW = ""
"""The state of a thing that is not there (any more)."""

PRESENT = "present"
"""The state of a part of the house that is there."""

PARTS = frozenset(
    {
        Subject.CITY, Subject.CATEGORY, Subject.TICKET_TYPE, Subject.LAYOUT, Subject.THEATRE,
        Subject.SCREEN, Subject.MOVIE, Subject.PRICE, Subject.HOLIDAY,
        Subject.TAX, Subject.FEE, Subject.OFFER,
    }
)  # fmt: skip
"""Parts of the house: there or not, told by their keys."""

_PART = {NEW: frozenset({PRESENT}), PRESENT: frozenset({PRESENT, NEW})}

STEPS: Mapping[Subject, Mapping[str, frozenset[str]]] = {
    Subject.HOLD: {
        NEW: frozenset({"active"}),
        "active": frozenset({"active", "converted", "released", "expired"}),
    },
    Subject.BLOCK: {NEW: frozenset({"active"}), "active": frozenset({"active", "released"})},
    Subject.BOOKING: {
        NEW: frozenset({"pending", "confirmed"}),
        "pending": frozenset({"pending", "confirmed", "cancelled", "expired"}),
        "expired": frozenset({"confirmed", "paid_unseated"}),
        "cancelled": frozenset({"confirmed", "paid_unseated"}),
        "paid_unseated": frozenset({"confirmed", "refunded"}),
        "confirmed": frozenset({"confirmed", "voided", "part_refunded", "refunded", "exchanged"}),
        "part_refunded": frozenset({"part_refunded", "refunded", "exchanged"}),
    },
    Subject.LINE: {
        NEW: frozenset({"reserved", "sold"}),
        "reserved": frozenset({"reserved", "sold", "released"}),
        "released": frozenset({"released", "sold"}),
        "sold": frozenset({"sold", "refunded", "exchanged", "voided"}),
    },
    Subject.PAYMENT: {
        NEW: frozenset({"initiated", "captured"}),
        "initiated": frozenset({"authorized", "captured", "failed", "expired", "voided"}),
        "authorized": frozenset({"captured", "failed", "expired", "voided"}),
        "failed": frozenset({"captured"}),
        "expired": frozenset({"captured"}),
        "voided": frozenset({"captured"}),
        "captured": frozenset({"part_refunded", "refunded", "disputed"}),
        "part_refunded": frozenset({"part_refunded", "refunded", "disputed"}),
    },
    Subject.REFUND: {
        NEW: frozenset({"queued", "done"}),
        "queued": frozenset({"sent"}),
        "sent": frozenset({"done", "failed"}),
        "failed": frozenset({"queued"}),
    },
    Subject.SHOW: {
        NEW: frozenset({"draft", "on_sale", "closed"}),
        "draft": frozenset({"draft", "on_sale", "closed", "cancelled", NEW}),
        "on_sale": frozenset({"on_sale", "closed", "cancelled", NEW}),
        "closed": frozenset({"closed", "on_sale", "cancelled", NEW}),
        "cancelled": frozenset({"cancelled", NEW}),
    },
    Subject.TICKET: {
        NEW: frozenset({"issued"}),
        "issued": frozenset({"admitted", "void"}),
        "admitted": frozenset({"void"}),
    },
    Subject.CLOCK: {NEW: frozenset({"accepted"})},
    Subject.OFFER_CODE: {NEW: frozenset({"made"})},
    Subject.REDEMPTION: {
        NEW: frozenset({"reserved", "redeemed"}),
        "reserved": frozenset({"reserved", "redeemed", "released"}),
        "redeemed": frozenset({"released"}),
        "released": frozenset({"redeemed", "honoured"}),
        "honoured": frozenset({"released"}),
    },
    Subject.VOUCHER: {
        NEW: frozenset({"active"}),
        "active": frozenset({"active", "void"}),
        "void": frozenset({"void"}),
    },
    Subject.TRANSFER: {NEW: frozenset({"done"})},
    Subject.UNMATCHED: {NEW: frozenset({"open"}), "open": frozenset({"resolved"})},
    **dict.fromkeys(PARTS, _PART),
}


def allows(subject: Subject, *, source: str, target: str) -> bool:
    """Whether a thing of this kind may go from one state to the other."""
    return target in STEPS[subject].get(source, frozenset())


def require(subject: Subject, subject_id: str, *, source: str, target: str) -> None:
    """Refuse a step that is not in the table."""
    if not allows(subject, source=source, target=target):
        raise Conflict(
            "operations.illegal_step",
            subject=str(subject), id=subject_id, source=source, target=target,
        )  # fmt: skip
