"""What is read to recount offers: all of it, away from the counter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, and_, bindparam, exists, func, or_, select

from boxoffice.storage.queries.offers import live
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking
from boxoffice.storage.tables.offers import OfferCode, OfferRow, Redemption

offer = OfferRow.__table__.c  # type: ignore[attr-defined]
code = OfferCode.__table__.c  # type: ignore[attr-defined]
redemption = Redemption.__table__.c  # type: ignore[attr-defined]
booking = Booking.__table__.c  # type: ignore[attr-defined]

_now = bindparam("now_ms", type_=INTEGER)
_most = bindparam("most", type_=INTEGER)


@named
def keys_of_offers() -> Executable:
    """Every offer's key."""
    return select(offer.id, offer.key)


@named
def redemptions_of_bookings() -> Executable:
    """Redemptions within a stretch of bookings."""
    after: Any = bindparam("after")
    high: Any = bindparam("high")
    return (
        select(*redemption)
        .where(redemption.booking_id > after, redemption.booking_id <= high)
        .order_by(redemption.booking_id, redemption.id)
    )


def _taken(*by: Any, limit: Any) -> Executable:
    return (
        select(offer.key, offer.limit_total, offer.limit_customer, func.count().label("taken"))
        .join_from(Redemption, OfferRow, offer.id == redemption.offer_id)
        .where(live, limit > 0)
        .group_by(offer.key, offer.limit_total, offer.limit_customer, *by)
        .having(func.count() > limit)
        .limit(_most)
    )


@named
def over_limit() -> Executable:
    """Offers that are taken more often than they may be."""
    return _taken(limit=offer.limit_total)


@named
def over_customer_limit() -> Executable:
    """Offers that one customer has more often than one may."""
    return _taken(redemption.customer, limit=offer.limit_customer)


@named
def codes_without_use() -> Executable:
    """Codes that belong to a booking which did not take their offer by them."""
    state = or_(
        and_(code.expires_at_ms == 0, redemption.status == "redeemed"),
        and_(code.expires_at_ms > 0, redemption.status == "reserved"),
    )
    used = exists().where(
        redemption.booking_id == code.booking_id, redemption.offer_id == code.offer_id,
        redemption.code == code.code, state,
    )  # fmt: skip
    return (
        select(code.code, offer.key)
        .join_from(OfferCode, OfferRow, offer.id == code.offer_id)
        .where(
            or_(
                and_(code.booking_id != "", ~used),
                and_(code.booking_id == "", code.expires_at_ms != 0),
            )
        )
        .limit(_most)
    )


@named
def uses_without_code() -> Executable:
    """Bookings that have an offer of single-use codes by a code that is not theirs."""
    own = exists().where(
        code.code == redemption.code, code.offer_id == redemption.offer_id,
        code.booking_id == redemption.booking_id,
        code.expires_at_ms == redemption.expires_at_ms,
    )  # fmt: skip
    return (
        select(booking.ref, offer.key)
        .join_from(Redemption, OfferRow, offer.id == redemption.offer_id)
        .join(Booking, booking.id == redemption.booking_id)
        .where(offer.single_use == 1, live, ~own)
        .limit(_most)
    )
