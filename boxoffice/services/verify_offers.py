"""Counting offers again: who took them, by which code, and never too often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Redeemed:
    """What the bookings of a page took, and the keys of all offers."""

    of: Mapping[str, Sequence[Row]]
    keys: Mapping[int, str]

    def check(self, booking: Row, lines: Sequence[Row]) -> Iterator[Violation]:
        """One booking against what it took."""
        return offers.check_booking(booking, lines, self.of.get(booking.id, ()), self.keys)


def between(session: ReadSession, page: queries.Page) -> Redeemed:
    """What the bookings of a page took."""
    keys = session.within(
        ("keys of offers",),
        lambda: {row.id: row.key for row in session.all(own.keys_of_offers)},
    )
    rows = session.all(own.redemptions_of_bookings, after=page.after, high=page.high)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.booking_id, []).append(row)
    return Redeemed(groups, keys)


def violations(session: ReadSession) -> Iterator[Violation]:
    """Limits that are passed, and codes that do not go with those who took them."""
    limits = {"now_ms": session.now_ms, "most": queries.MOST}
    for row in session.all(own.over_limit, **limits):
        yield from offers.check_limits(row)
    for row in session.all(own.over_customer_limit, **limits):
        yield from offers.check_customer(row)
    yield from map(offers.code_without_use, session.all(own.codes_without_use, **limits))
    yield from map(offers.use_without_code, session.all(own.uses_without_code, **limits))
