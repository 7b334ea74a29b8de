"""Offers: what they take off, for whom and how often, their codes, and who has taken one."""

from sqlalchemy import Index, UniqueConstraint

from boxoffice.domain.lifecycle import RedemptionStatus
from boxoffice.domain.offers import OfferKind
from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, one_of, text

LIVE = "status IN ('reserved', 'redeemed')"


class OfferRow(Stored, table=True):
    """An offer, automatic or by code; an empty selector ("" or 0) means any, 0 of a limit none.

    Selectors are keys with commas between them (shows are their numbers). Amounts are in minor
    units of `currency`, percentages in basis points; `take` seats are charged as `pay`. Days are
    ISO dates, the business days of a show or of the sale as the columns say.
    """

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_offer_automatic", "automatic"),
        Index("ix_offer_code", "code"),
        one_of("kind", OfferKind),
        check("amounts", "amount_minor >= 0 AND min_minor >= 0"),
        check("percent", "percent_bp BETWEEN 0 AND 10000"),
        check("seats", "take >= 0 AND pay >= 0 AND min_seats >= 0"),
        check("limits", "limit_total >= 0 AND limit_customer >= 0"),
        check(
            "switches",
            "automatic IN (0, 1) AND single_use IN (0, 1) AND stackable IN (0, 1) "
            "AND gives_back IN (0, 1)",
        ),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()
    kind: str = text()
    automatic: int = integer()
    code: str = text()
    single_use: int = integer()
    stackable: int = integer()
    gives_back: int = integer()
    priority: int = integer()
    currency: str = text()
    amount_minor: int = integer()
    percent_bp: int = integer()
    take: int = integer()
    pay: int = integer()
    item: str = text()
    limit_total: int = integer()
    limit_customer: int = integer()
    min_seats: int = integer()
    min_minor: int = integer()
    sold_from: str = text()
    sold_to: str = text()
    show_from: str = text()
    show_to: str = text()
    weekdays: str = text()
    theatres: str = text()
    shows: str = text()
    movies: str = text()
    categories: str = text()
    ticket_types: str = text()


class OfferCode(Stored, table=True):
    """A single-use code, folded; like a seat it belongs to one live booking or to nobody.

    expires_at_ms is 0 once it is used for good.
    """

    __tablename__ = "offer_code"
    __table_args__ = (Index("ix_offer_code_offer_id", "offer_id"), CLUSTERED)

    code: str = text(primary_key=True)
    offer_id: int = integer(references="offer.id")
    booking_id: str = text()
    expires_at_ms: int = integer()


class Redemption(Stored, table=True):
    """An offer taken for a booking: what it took off, by which code, for which customer.

    `expires_at_ms` is that of the pending booking, 0 once it is redeemed or released; `customer`
    is what limits per customer count by (the digits of a phone, or "").
    """

    __tablename__ = "redemption"
    __table_args__ = (
        UniqueConstraint("booking_id", "offer_id", "code"),
        one_of("status", RedemptionStatus),
        check("amount", "amount_minor >= 0"),
        check("expiry", "(expires_at_ms > 0) = (status = 'reserved')"),
        Index("ix_redemption_offer_id_status", "offer_id", "status"),
        Index("ix_redemption_offer_id_customer", "offer_id", "customer"),
        STRICT,
    )

    id: str = text(primary_key=True)
    offer_id: int = integer(references="offer.id")
    booking_id: str = text(references="booking.id")
    code: str = text()
    customer: str = text()
    status: str = text()
    item: str = text()
    currency: str = text()
    amount_minor: int = integer()
    created_at_ms: int = integer()
    expires_at_ms: int = integer()
