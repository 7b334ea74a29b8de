"""Counting gift vouchers again: what is on them, what was spent, and who keeps some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boxoffice.domain.invariants import Violation, vouchers
from boxoffice.domain.lifecycle import Subject
from boxoffice.storage import soundness
from boxoffice.storage.queries import verify as queries
from boxoffice.storage.queries import verify_vouchers as own
from boxoffice.storage.queries import vouchers as tables

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

TABLES = (tables.voucher_table, tables.entry_table, tables.reservation_table)


def count(session: ReadSession) -> int:
    """How much there is to look at."""
    return soundness.rows_in(session, *TABLES)


def violations(session: ReadSession) -> Iterator[Violation]:
    """Everything that is wrong with vouchers, their entries and reservations."""
    for page in queries.pages(session, queries.THINGS[Subject.VOUCHER]):
        if page.high is None:
            break
        after, high = page.after, page.high
        entries, payments, refunds, kept = (
            _by_voucher(session.all(statement, after=after, high=high))
            for statement in (
                own.voucher_entries_between, own.voucher_payments_between,
                own.voucher_refunds_between, own.voucher_reservations_between,
            )
        )  # fmt: skip
        for row in page.rows:
            case = vouchers.Case(
                row, entries.get(row.id, ()), payments.get(row.id, ()),
                refunds.get(row.id, ()), kept.get(row.id, ()),
            )  # fmt: skip
            yield from vouchers.check_balance(case)
            yield from vouchers.check_spent(case)
            yield from vouchers.check_kept(case, now_ms=session.now_ms)
    for payment in session.all(own.stray_voucher_payments, most=queries.MOST):
        yield vouchers.stray(payment)


def _by_voucher(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.voucher_id, []).append(row)
    return groups
