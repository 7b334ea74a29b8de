"""Which offers a sale has: those that apply by themselves, and those whose codes were typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from boxoffice.domain import offer_choice, times
from boxoffice.domain.lifecycle import RedemptionStatus
from boxoffice.domain.names import phone_digits
from boxoffice.domain.offer_choice import Applied, Candidate, Looked, Verdict
from boxoffice.domain.offer_codes import fold_code
from boxoffice.domain.offers import Line, Offer, Sale
from boxoffice.domain.price_rules import WEEKDAYS
from boxoffice.errors import Conflict, Invalid, NotFound, Refused
from boxoffice.services import prices, redemptions
from boxoffice.services.price_parts import Taking
from boxoffice.services.results import OfferLooked, OfferView, PricePart, Reason
from boxoffice.storage.queries import offers as queries

if TYPE_CHECKING:
    from boxoffice.domain.offer_choice import Taken
    from boxoffice.services.redemptions import Counted
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

MOST_CODES = 20


@dataclass(frozen=True)
class Offered:
    """The offers that a sale may have, before anybody knows for which seats."""

    sale: Sale
    candidates: tuple[Candidate, ...]

    def take(self, seats: Iterable[tuple[tuple[str, str], int]]) -> Taking:
        """What they take off seats of a category and ticket type at their prices.

        Raises why a code that was typed is for nothing of it.
        """
        lines = [Line(category, kind, price_minor) for (category, kind), price_minor in seats]
        applied = offer_choice.apply(self.candidates, self.sale, lines)
        for looked in applied.looked:
            if looked.candidate.code and looked.verdict is Verdict.OUT:
                _say_why_not(looked)
        parts = (
            tuple(_parts_of(applied, place) for place in range(len(lines))) if applied.taken else ()
        )
        return Taking(applied, parts, _not_taken(applied))


def offered(
    session: ReadSession,
    show: Row,
    *,
    codes: Iterable[str],
    phone: str,
    has_automatic: bool,
    every: bool = False,
    given_up: str = "",
) -> Offered:
    """The offers for a show now; `every` looks at those without their code too, to tell of them.

    What the booking `given_up` has of them is free.
    """
    typed = {fold_code(code): code for code in codes if code.strip()}
    rows: list[Row] = []
    if every:
        rows = session.all(queries.every_offer)
    elif has_automatic:
        rows = session.all(queries.automatic_offers)
    by_code = _of_codes(session, typed, given_up=given_up)
    own = {row.id for row in by_code.values()}
    offers = [*(row for row in rows if row.id not in own), *by_code.values()]
    customer = phone_digits(phone)
    full = _run_out(session, offers, customer=customer, given_up=given_up)
    candidates = [
        Candidate(
            Offer(**{name: getattr(row, name) for name in queries.OFFER_COLUMNS}),
            code=getattr(row, "typed", ""),
            because=_closed(row, full, customer),
        )
        for row in offers
    ]
    return Offered(_sale(session, show), tuple(candidates))


def _of_codes(session: ReadSession, typed: dict[str, str], *, given_up: str) -> dict[str, Row]:
    """The offer of each code that was typed."""
    if not typed:
        return {}
    if len(typed) > MOST_CODES:
        raise Invalid("offers.too_many_codes", most=MOST_CODES)
    values = {f"typed_{place}": code for place, code in enumerate(typed)}
    found = {
        row.typed: row for row in session.all(queries.offers_of_codes, size=len(typed), **values)
    }
    for code, text in typed.items():
        if code not in found:
            raise NotFound("offers.unknown_code", text=text.strip())
        row = found[code]
        is_over = row.booking_id == given_up or 0 < row.expires_at_ms <= session.now_ms
        if row.booking_id and not is_over:
            raise Conflict("offers.code_used", code=code, is_reserved=row.expires_at_ms > 0)
    keys = [row.key for row in found.values()]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise Invalid("offers.twice", offer=twice[0])
    return found


def _run_out(
    session: ReadSession, offers: Sequence[Row], *, customer: str, given_up: str
) -> dict[int, Counted]:
    """Offers that can run out and have, with how often they are taken."""
    limited = {row.id: row for row in offers if row.limit_total or row.limit_customer}
    counted = redemptions.counts(session, limited, customer=customer, booking_id=given_up)
    for row in redemptions.of_booking(session, given_up) if given_up and limited else ():
        if row.offer_id in counted and row.status == RedemptionStatus.REDEEMED:
            each = counted[row.offer_id]
            counted[row.offer_id] = each._replace(taken=each.taken - 1)
    return {
        offer_id: each
        for offer_id, each in counted.items()
        if redemptions.has_run_out(limited[offer_id], each)
    }


def _closed(row: Row, full: dict[int, Counted], customer: str) -> str:
    """Why nobody can have an offer now, whatever the seats."""
    if not row.automatic and not getattr(row, "typed", ""):
        return "no_code"
    if row.limit_customer and not customer:
        return "no_phone"
    if row.id in full:
        ran_out = 0 < row.limit_total <= full[row.id].taken
        return "limit" if ran_out else "limit_customer"
    return ""


def _sale(session: ReadSession, show: Row) -> Sale:
    ends_at = prices.day_ends_at_minute(session.ctx, show.theatre_key)
    day = prices.business_day(session.ctx, show)
    today = times.business_day(session.now_ms, zone=show.zone, ends_at_minute=ends_at)
    return Sale(
        currency=show.currency, theatre=show.theatre_key, show_id=show.id, movie=show.movie_key,
        show_day=day.isoformat(), weekday=WEEKDAYS[day.weekday()], sold_day=today.isoformat(),
    )  # fmt: skip


def _say_why_not(looked: Looked) -> NoReturn:
    """Say why a code that was typed does nothing for these seats."""
    offer, code = looked.candidate.offer, looked.candidate.code
    named = {"code": code, "offer": offer.key, "name": offer.name}
    if looked.because == "no_phone":
        raise Invalid("offers.needs_phone", **named)
    if looked.because == "limit":
        raise Conflict("offers.limit", **named, limit=offer.limit_total)
    if looked.because == "limit_customer":
        raise Conflict("offers.limit_customer", **named, limit=offer.limit_customer)
    raise Refused("offers.not_for", **named, why=looked.because, **_wanted(offer))


def _wanted(offer: Offer) -> dict[str, object]:
    """What an offer asks for, for the sentence that says why a sale is not for it."""
    return {
        "currency": offer.currency, "min_minor": offer.min_minor,
        "min_seats": max(offer.min_seats, offer.take), "sold_from": offer.sold_from,
        "sold_to": offer.sold_to, "show_from": offer.show_from, "show_to": offer.show_to,
        "weekdays": offer.weekdays, "theatres": offer.theatres, "shows": offer.shows,
        "movies": offer.movies, "categories": offer.categories,
        "ticket_types": offer.ticket_types,
    }  # fmt: skip


def _not_taken(applied: Applied) -> tuple[Reason, ...]:
    """Codes that were typed and are not used up: something else is better for the customer."""
    better = [each.offer.name or each.offer.key for each in applied.taken]
    return tuple(
        Reason(
            code="offers.better",
            details={"code": each.candidate.code, "name": each.candidate.offer.name,
                     "better": better},
        )
        for each in applied.looked
        if each.candidate.code and each.verdict is Verdict.LOST
    )  # fmt: skip


def _parts_of(applied: Applied, place: int) -> tuple[PricePart, ...]:
    """What offers took off one seat."""
    return tuple(
        PricePart(
            kind="offer", key=each.offer.key, name=each.offer.name,
            amount_minor=-each.amounts_minor[place],
        )
        for each in applied.taken
        if each.amounts_minor[place]
    )  # fmt: skip


def views(taken: Iterable[Taken]) -> tuple[OfferView, ...]:
    """Offers as a quote tells them."""
    return tuple(
        OfferView(
            key=each.offer.key, name=each.offer.name, kind=str(each.offer.kind), code=each.code,
            item=each.offer.item, amount_minor=each.amount_minor,
        )
        for each in taken
    )  # fmt: skip


def looked_at(applied: Applied) -> tuple[OfferLooked, ...]:
    """Every offer that was looked at, as `--explain` tells it."""
    return tuple(
        OfferLooked(
            key=each.candidate.offer.key, name=each.candidate.offer.name,
            kind=str(each.candidate.offer.kind), verdict=str(each.verdict),
            because=each.because, amount_minor=each.amount_minor,
            wanted=_wanted(each.candidate.offer),
        )
        for each in applied.looked
    )  # fmt: skip
