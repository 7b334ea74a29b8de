"""Seats that became others: each by one line that says so, and money that moved along with them."""

from __future__ import annotations

from typing import Any

from boxoffice.domain.invariants import Invariant, Violation


def not_replaced(row: Any) -> Violation:
    """An exchanged line that no other one replaces, or several do."""
    return _of_line(row, "verify.line_replaced", times=row.times)


def wrongly_replacing(row: Any) -> Violation:
    """A line that replaces what is not there or was never exchanged."""
    return _of_line(row, "verify.line_replaces")


def moved_for_nothing(row: Any) -> Violation:
    """Money between bookings of which neither became the other, or more back than came."""
    return Violation(
        Invariant.TRANSFERS, f"booking {row.ref}", "verify.moved_for_nothing", {"ref": row.ref}
    )


def _of_line(row: Any, code: str, **details: Any) -> Violation:
    subject = f"booking {row.ref} seat {row.seat}"
    return Violation(Invariant.TRANSFERS, subject, code, {"ref": row.ref, **details})
