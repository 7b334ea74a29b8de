"""Offers that bookings took: in a state that goes with theirs, and as much as their lines say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation
from boxoffice.domain.lifecycle import BookingStatus, RedemptionStatus

_KEPT = frozenset({RedemptionStatus.REDEEMED, RedemptionStatus.HONOURED})
_BACK = frozenset({RedemptionStatus.RELEASED})

STATES_OF: Mapping[str, frozenset[str]] = {
    BookingStatus.PENDING: frozenset({RedemptionStatus.RESERVED}),
    BookingStatus.CONFIRMED: _KEPT,
    BookingStatus.PART_REFUNDED: _KEPT,
    BookingStatus.EXCHANGED: _KEPT | _BACK,
    BookingStatus.REFUNDED: _KEPT | _BACK,
    BookingStatus.CANCELLED: _BACK,
    BookingStatus.EXPIRED: _BACK,
    BookingStatus.VOIDED: _BACK,
    BookingStatus.PAID_UNSEATED: _BACK,
}
"""What the redemptions of a booking in each state may be."""


def check_booking(
    booking: Any, lines: Sequence[Any], redemptions: Sequence[Any], keys: Mapping[int, str]
) -> Iterator[Violation]:
    """A booking's redemptions against the booking, and against what its lines say was taken off."""
    for row in redemptions:
        if not _goes_with(row, booking):
            yield _violation(
                f"booking {booking.ref} offer {keys.get(row.offer_id, row.offer_id)}",
                "verify.redemption_state", ref=booking.ref, status=row.status,
                booking=booking.status,
            )  # fmt: skip
    yield from _amounts(booking, lines, redemptions, keys)


def _goes_with(row: Any, booking: Any) -> bool:
    if row.status not in STATES_OF[booking.status] or row.currency != booking.currency:
        return False
    if row.customer != booking.phone:
        return False
    if row.status == RedemptionStatus.RESERVED:
        return bool(row.expires_at_ms == booking.expires_at_ms)
    if row.expires_at_ms:
        return False
    return row.status != RedemptionStatus.HONOURED or bool(booking.expires_at_ms)


def _amounts(
    booking: Any, lines: Sequence[Any], redemptions: Sequence[Any], keys: Mapping[int, str]
) -> Iterator[Violation]:
    """What was taken off is on the lines that were sold with it, part by part."""
    taken: Counter[str] = Counter()
    for row in redemptions:
        taken[keys.get(row.offer_id, str(row.offer_id))] += row.amount_minor
    told: Counter[str] = Counter()
    for line in lines:
        own = _parts_of(line)
        if sum(own.values()) != line.offer_minor:
            yield _violation(
                f"booking {booking.ref} seat {line.seat}", "verify.offer_line", ref=booking.ref
            )
        told.update(own)
    for key in sorted(taken | told):
        if taken[key] != told[key]:
            yield _violation(
                f"booking {booking.ref} offer {key}", "verify.redemption_amount",
                ref=booking.ref, amount_minor=taken[key], counted_minor=told[key],
                currency=booking.currency,
            )  # fmt: skip


def _parts_of(line: Any) -> Counter[str]:
    """What each offer took off a line, by its key; what cannot be read is told elsewhere."""
    found: Counter[str] = Counter()
    if line.offer_minor or '"offer"' in line.parts:
        try:
            for part in json.loads(line.parts or "[]"):
                if part["kind"] == "offer":
                    found[str(part["key"])] -= int(part["amount_minor"])
        except (ValueError, KeyError, TypeError):
            return Counter()
    return found


def check_limits(row: Any) -> Iterator[Violation]:
    """An offer is taken as often as it may be, in all and by each customer."""
    if 0 < row.limit_total < row.taken:
        yield _violation(
            f"offer {row.key}", "verify.offer_limit", taken=row.taken, limit=row.limit_total
        )


def check_customer(row: Any) -> Iterator[Violation]:
    """No customer has an offer more often than one may."""
    if 0 < row.limit_customer < row.taken:
        yield _violation(
            f"offer {row.key} customer", "verify.offer_limit", taken=row.taken,
            limit=row.limit_customer,
        )  # fmt: skip


def code_without_use(row: Any) -> Violation:
    """A code that a booking has which did not take its offer."""
    return _violation(f"offer {row.key} code {row.code}", "verify.code_unused")


def use_without_code(row: Any) -> Violation:
    """A booking that took an offer by a code that it does not have."""
    return _violation(f"booking {row.ref} offer {row.key}", "verify.code_elsewhere", ref=row.ref)


def _violation(subject: str, code: str, **details: Any) -> Violation:
    return Violation(Invariant.OFFERS, subject, code, details)
