"""A gift voucher against its entries, the payments and refunds they are for, and who keeps some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation
from boxoffice.domain.invariants.money import TAKEN
from boxoffice.domain.lifecycle import BookingStatus, PaymentMethod, RefundStatus

ISSUED, SPENT, BACK, VOIDED = "issued", "spent", "back", "voided"


@dataclass(frozen=True, slots=True)
class Case:
    """A voucher with all that hangs on it."""

    voucher: Any
    entries: Sequence[Any]
    payments: Sequence[Any]
    refunds: Sequence[Any]
    reservations: Sequence[Any]

    @property
    def name(self) -> str:
        """Never by its code."""
        return f"voucher {self.voucher.id}"


def check_balance(case: Case) -> Iterator[Violation]:
    """The balance is the sum of the entries and never below nothing; one of them issued it."""
    voucher = case.voucher
    counted = sum(entry.amount_minor for entry in case.entries)
    if voucher.balance_minor != counted or counted < 0:
        yield _violation(
            case.name, "verify.voucher_balance", balance_minor=voucher.balance_minor,
            counted_minor=counted, currency=voucher.currency,
        )  # fmt: skip
    for entry in case.entries:
        named = (bool(entry.payment_id), bool(entry.refund_id))
        if named != (entry.kind in (SPENT, BACK), entry.kind == BACK):
            yield _violation(f"{case.name} entry {entry.id}", "verify.voucher_entry")
        if (entry.amount_minor < 0) != (entry.kind in (SPENT, VOIDED)):
            yield _violation(f"{case.name} entry {entry.id}", "verify.voucher_sign")
    if sum(entry.kind == ISSUED for entry in case.entries) != 1:
        yield _violation(case.name, "verify.voucher_issued")


def check_spent(case: Case) -> Iterator[Violation]:
    """What was spent is what payments took, each once; what came back is what refunds gave."""
    paid = {
        payment.id: payment for payment in case.payments
        if payment.method == PaymentMethod.VOUCHER and payment.status in TAKEN
    }  # fmt: skip
    given = {
        refund.id: refund for refund in case.refunds
        if refund.status == RefundStatus.DONE and refund.amount_minor
    }  # fmt: skip
    spent = [entry for entry in case.entries if entry.kind == SPENT]
    back = [entry for entry in case.entries if entry.kind == BACK]
    yield from _match(case, spent, "payment_id", paid, sign=-1, what="payment")
    yield from _match(case, back, "refund_id", given, sign=1, what="refund")
    for entry in back:
        refund = given.get(entry.refund_id)
        if refund is not None and refund.payment_id != entry.payment_id:
            yield _violation(f"{case.name} entry {entry.id}", "verify.voucher_entry")
    for payment in paid.values():
        if payment.currency != case.voucher.currency:
            yield _violation(
                f"payment {payment.id}", "verify.currency", found=payment.currency,
                wanted=case.voucher.currency,
            )  # fmt: skip


def check_kept(case: Case, *, now_ms: int) -> Iterator[Violation]:
    """Bookings keep no more than there is, each as long as it waits for its money itself."""
    kept = sum(row.amount_minor for row in case.reservations if row.expires_at_ms > now_ms)
    if kept > case.voucher.balance_minor:
        yield _violation(
            case.name, "verify.voucher_kept", kept_minor=kept,
            balance_minor=case.voucher.balance_minor, currency=case.voucher.currency,
        )  # fmt: skip
    for row in case.reservations:
        if row.status != BookingStatus.PENDING or row.expires_at_ms != row.until_ms:
            yield _violation(
                f"{case.name} booking {row.ref}", "verify.voucher_outlived", ref=row.ref,
                status=row.status,
            )  # fmt: skip


def stray(payment: Any) -> Violation:
    """A payment that says a voucher, and there is none, or says one and is none."""
    return _violation(f"payment {payment.id}", "verify.voucher_stray")


def _match(
    case: Case,
    entries: Sequence[Any],
    key: str,
    wanted: dict[str, Any],
    *,
    sign: int,
    what: str,
) -> Iterator[Violation]:
    """Each entry goes with one of these and has its amount, and none of them is left."""
    left = dict(wanted)
    for entry in entries:
        found = left.pop(getattr(entry, key), None)
        if found is None or sign * entry.amount_minor != found.amount_minor:
            yield _violation(f"{case.name} entry {entry.id}", "verify.voucher_entry")
    for row in left.values():
        yield _violation(
            f"{what} {row.id}", "verify.voucher_no_entry", amount_minor=row.amount_minor,
            currency=row.currency,
        )  # fmt: skip


def _violation(subject: str, code: str, **details: Any) -> Violation:
    return Violation(Invariant.VOUCHERS, subject, code, details)
