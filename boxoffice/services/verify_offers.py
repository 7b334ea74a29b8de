"""Counting offers again: who took them, by which code, and never too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from boxoffice.domain.invariants import Violation, offers
from boxoffice.storage import soundness
from boxoffice.storage.queries import verify as queries
from boxoffice.storage.queries import verify_offers as own
from boxoffice.storage.tables.offers import OfferCode, OfferRow, Redemption

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

TABLES: tuple[Any, ...] = (OfferRow, OfferCode, Redemption)


def count(session: ReadSession) -> int:
    """How much there is to look at."""
    return soundness.rows_in(session, *(table.__table__ for table in TABLES))


def violations(session: ReadSession) -> Iterator[Violation]:
    """Everything that is wrong with offers, codes and redemptions."""
    keys = {row.id: row.key for row in session.all(own.keys_of_offers)}
    for page in queries.pages(session, queries.page_of_bookings):
        if page.high is None:
            break
        between: dict[str, Any] = {"after": page.after, "high": page.high}
        taken = _by_booking(session.all(own.redemptions_of_bookings, **between))
        lines = _by_booking(session.all(queries.lines_between, **between))
        for booking in page.rows:
            yield from offers.check_booking(
                booking, lines.get(booking.id, ()), taken.get(booking.id, ()), keys
            )
    limits = {"now_ms": session.now_ms, "most": queries.MOST}
    for row in session.all(own.over_limit, **limits):
        yield from offers.check_limits(row)
    for row in session.all(own.over_customer_limit, **limits):
        yield from offers.check_customer(row)
    yield from map(offers.code_without_use, session.all(own.codes_without_use, **limits))
    yield from map(offers.use_without_code, session.all(own.uses_without_code, **limits))


def _by_booking(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.booking_id, []).append(row)
    return groups
