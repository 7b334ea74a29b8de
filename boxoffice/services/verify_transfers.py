"""Counting exchanges again: who became what, and the money that moved along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boxoffice.domain.invariants import Violation, transfers
from boxoffice.storage import soundness
from boxoffice.storage.queries import verify as queries
from boxoffice.storage.queries import verify_transfers as own
from boxoffice.storage.tables.bookings import Transfer

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

PAGES = own.page_of_transfers


def count(session: ReadSession) -> int:
    """How much there is to look at."""
    return soundness.rows_in(session, Transfer.__table__)  # type: ignore[attr-defined]


def between(session: ReadSession, page: queries.Page) -> dict[str, list[Row]]:
    """The transfers into each booking of a page and out of it."""
    stretch: dict[str, Any] = {"after": page.after, "high": page.high}
    found: dict[str, list[Row]] = {}
    for row in session.all(own.transfers_to, **stretch):
        found.setdefault(row.to_booking_id, []).append(row)
    for row in session.all(own.transfers_from, **stretch):
        found.setdefault(row.from_booking_id, []).append(row)
    return found


def violations(session: ReadSession) -> Iterator[Violation]:
    """Lines exchanged for nothing or twice, and money that moved for no exchange."""
    checks = (
        (own.not_replaced, transfers.not_replaced),
        (own.wrongly_replacing, transfers.wrongly_replacing),
        (own.moved_for_nothing, transfers.moved_for_nothing),
    )
    for statement, told in checks:
        yield from map(told, session.all(statement, most=queries.MOST))
