"""Money of a booking: what it costs, what came in, what went back, what is owed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation
from boxoffice.domain.invariants.bookings import Case
from boxoffice.domain.lifecycle import (
    BookingStatus,
    LineStatus,
    PaymentStatus,
    RefundStatus,
    ShowStatus,
)
from boxoffice.domain.refunds import Cause

TAKEN = frozenset(
    {
        PaymentStatus.CAPTURED,
        PaymentStatus.PART_REFUNDED,
        PaymentStatus.REFUNDED,
        PaymentStatus.DISPUTED,
    }
)
"""Payments whose money came in, whatever became of it."""

WEIGHED = frozenset(
    {
        BookingStatus.CONFIRMED,
        BookingStatus.PART_REFUNDED,
        BookingStatus.REFUNDED,
        BookingStatus.EXCHANGED,
    }
)
"""Bookings that owe what was sold less what of it went back, to the last cent."""

UNPAID = frozenset({BookingStatus.PENDING, BookingStatus.CANCELLED, BookingStatus.EXPIRED})
"""Bookings that no captured payment may belong to."""


def check_total(case: Case) -> Iterator[Violation]:
    """Total, fee and tax are the sums of the lines, and each line is the sum of its parts."""
    booking = case.booking
    sums = (
        ("verify.total", booking.total_minor, sum(map(paid_minor, case.lines))),
        ("verify.fee", booking.fee_minor, sum(line.fee_minor for line in case.lines)),
        ("verify.tax", booking.tax_minor, sum(line.tax_minor for line in case.lines)),
    )
    for code, stored, counted in sums:
        if counted != stored:
            yield Violation(
                Invariant.BOOKING_TOTAL, case.name, code,
                {"ref": booking.ref, "total_minor": stored, "counted_minor": counted,
                 "currency": booking.currency},
            )  # fmt: skip
    for line in case.lines:
        if not _adds_up(line):
            yield Violation(
                Invariant.BOOKING_TOTAL, f"{case.name} seat {line.seat}", "verify.line_parts",
                {"ref": booking.ref, "price_minor": line.price_minor, "currency": booking.currency},
            )  # fmt: skip


def paid_minor(line: Any) -> int:
    """What the customer pays for a line in all."""
    return int(line.price_minor + line.fee_minor + line.tax_added_minor)


def _adds_up(line: Any) -> bool:
    """Whether a line's columns say the same as its parts; one older than parts has only a base."""
    if line.price_minor != line.base_minor + line.adjusted_minor - line.offer_minor:
        return False
    columns = (
        line.base_minor, line.adjusted_minor - line.offer_minor, line.fee_minor, line.tax_minor,
        line.tax_added_minor,
    )  # fmt: skip
    if not line.parts:
        return not any(columns[1:])
    try:
        parts = json.loads(line.parts)
        counted = (
            _sum_of(parts, lambda part: part["kind"] == "base"),
            _sum_of(parts, lambda part: part["kind"] not in ("base", "fee", "tax")),
            _sum_of(parts, lambda part: part["kind"] == "fee"),
            _sum_of(parts, lambda part: part["kind"] == "tax"),
            _sum_of(parts, lambda part: part["kind"] == "tax" and not part.get("included")),
        )
    except (ValueError, KeyError, TypeError):
        return False
    return counted == columns


def _sum_of(parts: Sequence[Any], wanted: Callable[[Any], bool]) -> int:
    return sum(int(part["amount_minor"]) for part in parts if wanted(part))


def check_currency(case: Case) -> Iterator[Violation]:
    """A booking, its payments and its refunds are all in the theatre's currency."""
    booking = case.booking
    every = [(case.name, booking), *_named(case)]
    for name, row in every:
        if row.currency != booking.house_currency:
            yield Violation(
                Invariant.MONEY_CURRENCY, name, "verify.currency",
                {"ref": booking.ref, "found": row.currency, "wanted": booking.house_currency},
            )  # fmt: skip


def check_owed(case: Case) -> Iterator[Violation]:
    """In each currency, captured − promised back ± moved is what the booking's state says is owed.

    Promised back is every refund, out or not: what failed is the customer's all the same.
    """
    booking = case.booking
    if booking.status in UNPAID:
        return
    low, high = _owed(case)
    owed_in = booking.house_currency or booking.currency
    for currency in sorted({owed_in, *(row.currency for _, row in _named(case))}):
        kept = sum(
            row.amount_minor for row in case.payments
            if row.status in TAKEN and row.currency == currency
        ) - sum(
            row.amount_minor for row in case.refunds if row.currency == currency
        ) + sum(
            row.amount_minor if row.to_booking_id == booking.id else -row.amount_minor
            for row in case.transfers if row.currency == currency
        )  # fmt: skip
        wanted = (low, high) if currency == owed_in else (0, 0)
        if not wanted[0] <= kept <= wanted[1]:
            yield Violation(
                Invariant.MONEY_OWED, case.name, "verify.owed",
                {"ref": booking.ref, "status": booking.status, "kept_minor": kept,
                 "owed_minor": wanted[1], "currency": currency},
            )  # fmt: skip


def check_belongs(case: Case) -> Iterator[Violation]:
    """Money that came in belongs to something confirmed, is promised back, or waits for seats."""
    if case.booking.status not in UNPAID:
        return
    for payment in case.payments:
        promised = sum(
            row.amount_minor for row in case.refunds if row.payment_id == payment.id
        )  # fmt: skip
        if payment.status in TAKEN and promised < payment.amount_minor:
            yield Violation(
                Invariant.MONEY_BELONGS, f"payment {payment.id}", "verify.stray_money",
                {"ref": case.booking.ref, "status": case.booking.status,
                 "amount_minor": payment.amount_minor, "currency": payment.currency},
            )  # fmt: skip


def check_counted(case: Case) -> Iterator[Violation]:
    """What was handed over is what was taken and the change."""
    for payment in case.payments:
        if payment.tendered_minor != payment.amount_minor + payment.change_minor:
            yield Violation(
                Invariant.MONEY_COUNTED, f"payment {payment.id}", "verify.change",
                {"ref": case.booking.ref, "tendered_minor": payment.tendered_minor,
                 "amount_minor": payment.amount_minor, "change_minor": payment.change_minor,
                 "currency": payment.currency},
            )  # fmt: skip


def check_refunds(case: Case) -> Iterator[Violation]:
    """A payment's state says how much of it was given back, and that is never more than came in."""
    known = {payment.id for payment in case.payments}
    for refund in case.refunds:
        if refund.payment_id not in known:
            yield Violation(
                Invariant.REFUNDS, f"refund {refund.id}", "verify.refund_payment",
                {"ref": case.booking.ref},
            )  # fmt: skip
        elif code := _groundless(case, refund):
            yield Violation(
                Invariant.REFUNDS, f"refund {refund.id}", code,
                {"ref": case.booking.ref, "show": case.booking.show_id, "status": refund.status},
            )  # fmt: skip
    for payment in case.payments:
        own = [row for row in case.refunds if row.payment_id == payment.id]
        if own and payment.status not in TAKEN:
            yield Violation(
                Invariant.REFUNDS, f"payment {payment.id}", "verify.refund_untaken",
                {"ref": case.booking.ref, "status": payment.status},
            )  # fmt: skip
        done = sum(row.amount_minor for row in own if row.status == RefundStatus.DONE)
        begun = sum(row.amount_minor for row in own)
        if begun > payment.amount_minor or not _goes_with(payment, done):
            yield Violation(
                Invariant.REFUNDS, f"payment {payment.id}", "verify.payment_refunds",
                {"ref": case.booking.ref, "status": payment.status, "begun_minor": begun,
                 "done_minor": done, "amount_minor": payment.amount_minor,
                 "currency": payment.currency},
            )  # fmt: skip


def _groundless(case: Case, refund: Any) -> str:
    """What a refund is without that has to be there: a cause, or the show that was called off."""
    if refund.status != RefundStatus.DONE and refund.cause not in set(Cause):
        return "verify.refund_cause"
    if refund.cause == Cause.SHOW_CANCELLED and case.booking.show_status != ShowStatus.CANCELLED:
        return "verify.refund_show"
    return ""


def _goes_with(payment: Any, done_minor: int) -> bool:
    if payment.status == PaymentStatus.REFUNDED:
        return bool(done_minor == payment.amount_minor)
    if payment.status == PaymentStatus.PART_REFUNDED:
        return bool(0 < done_minor < payment.amount_minor)
    return payment.status == PaymentStatus.DISPUTED or done_minor == 0


def _owed(case: Case) -> tuple[int, int]:
    """The least and the most that the house may keep."""
    booking = case.booking
    rounding = sum(row.rounding_minor for row in case.payments if row.status in TAKEN)
    total = int(booking.total_minor + rounding)
    if booking.status in WEIGHED:
        kept = total - sum(map(_went_back, case.lines)) - _rounding_back(case)
        return kept, kept
    if booking.status == BookingStatus.PAID_UNSEATED:
        return 0, total
    return 0, 0


def _went_back(line: Any) -> int:
    """What of a line is no longer owed; nothing is for a seat that nobody got."""
    return paid_minor(line) if line.status == LineStatus.RELEASED else int(line.refunded_minor)


def _rounding_back(case: Case) -> int:
    return sum(row.rounding_minor for row in case.refunds)


def _named(case: Case) -> list[tuple[str, Any]]:
    payments = [(f"payment {row.id}", row) for row in case.payments]
    refunds = [(f"refund {row.id}", row) for row in case.refunds]
    return payments + refunds + [(f"transfer {row.id}", row) for row in case.transfers]
