"""Offers, their codes, and who has taken one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Executable,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
    update,
)

from boxoffice.storage.queries.setup import among as looked_up
from boxoffice.storage.queries.sweep import among
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.offers import OfferCode, OfferRow, Redemption
from boxoffice.storage.tables.programme import Show

offer_table = OfferRow.__table__  # type: ignore[attr-defined]
offer = offer_table.c
code_table = OfferCode.__table__  # type: ignore[attr-defined]
code = code_table.c
redemption_table = Redemption.__table__  # type: ignore[attr-defined]
redemption = redemption_table.c
show = Show.__table__.c  # type: ignore[attr-defined]

_now = bindparam("now_ms", type_=INTEGER)
_most = bindparam("most", type_=INTEGER)
_booking: Any = bindparam("of_booking")
_code: Any = bindparam("of_code")

OFFER_COLUMNS = tuple(column.name for column in offer if column.name != "gives_back")

live = or_(
    redemption.status == "redeemed",
    and_(redemption.status == "reserved", redemption.expires_at_ms > _now),
)
"""What counts against a limit: what is reserved and ran out is free, swept or not."""


def _ids(size: int) -> list[Any]:
    return [bindparam(f"id_{index}", type_=INTEGER) for index in range(size)]


def _codes(size: int) -> list[Any]:
    return [bindparam(f"typed_{index}") for index in range(size)]


@named
def automatic_offers() -> Executable:
    """Offers that apply by themselves."""
    return select(*offer).where(offer.automatic == 1).order_by(offer.key)


@named
def every_offer() -> Executable:
    """Every offer there is."""
    return select(*offer).order_by(offer.key)


@named
def offers_of_codes(size: int) -> Executable:
    """Offers by their codes, those of single-use codes with whose each is and until when."""
    used = (code.code.label("typed"), code.booking_id, code.expires_at_ms)
    nobody: tuple[Any, ...] = (
        offer.code.label("typed"), literal_column("''").label("booking_id"),
        literal_column("0", INTEGER).label("expires_at_ms"),
    )  # fmt: skip
    return union(
        select(*offer, *nobody).where(offer.code.in_(_codes(size)), offer.code != ""),
        select(*offer, *used)
        .join_from(code_table, offer_table, offer.id == code.offer_id)
        .where(code.code.in_(_codes(size))),
    )


@named
def offers_by_key() -> Executable:
    """One offer by its key."""
    return select(*offer).where(offer.key == bindparam("key"))


@named
def lock_offers(size: int) -> Executable:
    """Offers that can run out, locked in order: only their takers wait for each other."""
    return select(offer.id).where(offer.id.in_(_ids(size))).order_by(offer.id).with_for_update()


@named
def taken_of(size: int) -> Executable:
    """How often offers are taken, and how often by one customer, but for a booking's own.

    What is redeemed is counted in the index alone, what is reserved is never much.
    """
    nobody: Any = literal_column("0", INTEGER)
    customer: Any = bindparam("customer")
    reserved = and_(redemption.status == "reserved", redemption.expires_at_ms > _now)
    counts = (
        (func.count(), nobody, redemption.status == "redeemed"),
        (func.count(), nobody, and_(reserved, redemption.booking_id != _booking)),
        (
            nobody, func.count(),
            and_(redemption.customer == customer, customer != "", live,
                 redemption.booking_id != _booking),
        ),
    )  # fmt: skip
    return union_all(
        *(
            select(redemption.offer_id, taken.label("taken"), mine.label("mine"))
            .where(redemption.offer_id.in_(_ids(size)), which)
            .group_by(redemption.offer_id)
            for taken, mine, which in counts
        )
    )


@named
def claim_code() -> Executable:
    """Give a single-use code to a booking if nobody live has it; the count must be one."""
    return (
        update(code_table)
        .where(
            code.code == _code,
            or_(
                code.booking_id == "",
                code.booking_id == _booking,
                and_(code.expires_at_ms > 0, code.expires_at_ms <= _now),
            ),
        )
        .values(booking_id=_booking, expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def keep_code() -> Executable:
    """Change until when a booking has a code, 0 for good; the count must be one."""
    return (
        update(code_table)
        .where(code.code == _code, code.booking_id == _booking)
        .values(expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def free_code() -> Executable:
    """Give a code back, if the booking still has it."""
    return (
        update(code_table)
        .where(code.code == _code, code.booking_id == _booking)
        .values(booking_id="", expires_at_ms=0)
    )


@named
def redemptions_of() -> Executable:
    """What a booking took, with the offer and whether the code is a single-use one."""
    return (
        select(
            *redemption, offer.key, offer.name, offer.kind, offer.gives_back, offer.limit_total,
            offer.limit_customer, func.coalesce(code.offer_id, 0).label("of_codes"),
        )
        .join_from(redemption_table, offer_table, offer.id == redemption.offer_id)
        .join(
            code_table,
            and_(code.code == redemption.code, code.offer_id == redemption.offer_id),
            isouter=True,
        )
        .where(redemption.booking_id == _booking)
        .order_by(redemption.id)
    )  # fmt: skip


@named
def set_redemption() -> Executable:
    """Change the state of one redemption, and until when it is reserved."""
    return (
        update(redemption_table)
        .where(redemption.id == bindparam("redemption_id"))
        .values(status=bindparam("status"), expires_at_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def reserved_of_bookings(dialect: str) -> Executable:
    """What some bookings keep reserved."""
    return (
        select(redemption.id, redemption.status, redemption.code, redemption.booking_id)
        .where(among(redemption.booking_id, dialect), redemption.status == "reserved")
        .order_by(redemption.id)
    )


@named
def release_redemptions(dialect: str) -> Executable:
    """Mark what some bookings kept reserved as given back."""
    theirs = among(redemption.booking_id, dialect)
    return (
        update(redemption_table)
        .where(theirs, redemption.status == "reserved")
        .values(status="released", expires_at_ms=0)
    )


@named
def redeemed_so_far(size: int) -> Executable:
    """How often offers are taken now, and what that took off, in each currency."""
    is_live = case((live, 1), else_=0)
    return (
        select(
            redemption.offer_id, redemption.currency, func.sum(is_live).label("taken"),
            func.sum(case((live, redemption.amount_minor), else_=0)).label("amount_minor"),
        )
        .where(redemption.offer_id.in_(_ids(size)))
        .group_by(redemption.offer_id, redemption.currency)
        .order_by(redemption.offer_id, redemption.currency)
    )  # fmt: skip


@named
def codes_so_far(size: int) -> Executable:
    """How many codes offers have, and how many of them somebody live has."""
    used = and_(code.booking_id != "", or_(code.expires_at_ms == 0, code.expires_at_ms > _now))
    return (
        select(
            code.offer_id, func.count().label("codes"),
            func.sum(case((used, 1), else_=0)).label("used"),
        )
        .where(code.offer_id.in_(_ids(size)))
        .group_by(code.offer_id)
    )  # fmt: skip


@named
def codes_of() -> Executable:
    """The codes of an offer in their order, with whose they are."""
    return (
        select(*code)
        .where(code.offer_id == bindparam("offer_id", type_=INTEGER))
        .where(code.code > bindparam("after"))
        .order_by(code.code)
        .limit(_most)
    )


@named
def drop_codes() -> Executable:
    """Forget the codes of an offer that goes."""
    return delete(code_table).where(code.offer_id == bindparam("is_id", type_=INTEGER))


@named
def keys_of_shows() -> Executable:
    """The keys of shows by their numbers."""
    return select(show.id, show.key).where(looked_up(show.id))


@named
def ever_taken() -> Executable:
    """Those of these offers that anybody ever took, given back or not."""
    return (
        select(redemption.offer_id, func.count().label("times"))
        .where(looked_up(redemption.offer_id))
        .group_by(redemption.offer_id)
    )


@named
def taken_by_customers() -> Executable:
    """How often each customer has these offers now."""
    return (
        select(redemption.offer_id, redemption.customer, func.count().label("times"))
        .where(looked_up(redemption.offer_id), live)
        .group_by(redemption.offer_id, redemption.customer)
    )


@named
def with_codes() -> Executable:
    """How many codes these offers have."""
    return (
        select(code.offer_id, func.count().label("times"))
        .where(looked_up(code.offer_id))
        .group_by(code.offer_id)
    )
