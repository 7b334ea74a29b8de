"""Which seats an exchange is for, for whom, with which notes and offers, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxoffice.domain import seats as labels
from boxoffice.domain import ticket_conditions
from boxoffice.domain.access import Permission
from boxoffice.domain.charges import Per
from boxoffice.domain.lifecycle import RedemptionStatus
from boxoffice.domain.pricing import assign_ticket_types
from boxoffice.domain.ticket_conditions import Condition
from boxoffice.errors import BoxofficeError, Conflict, Refused
from boxoffice.services import access, claims, holds, prices, redemptions, seating, shows
from boxoffice.services.results import Reason
from boxoffice.services.seating import Choice, OfferRequest
from boxoffice.storage.queries import claims as claim_queries

if TYPE_CHECKING:
    from boxoffice.domain.layouts import Seat
    from boxoffice.services.prices import PriceList
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

KEPT = frozenset({RedemptionStatus.REDEEMED, RedemptionStatus.HONOURED})


@dataclass(frozen=True)
class Terms:
    """How the new seats are to be sold: typed ticket types, offers, and what was noted."""

    types: tuple[tuple[str, int], ...] = ()
    offers: tuple[str, ...] = ()
    proof: str = ""
    reason: str = ""
    strict: bool = False
    takes_offers: bool = True


@dataclass(frozen=True)
class Beside:
    """What else the customer has: the seats given up, and those kept at the same show.

    `freed` are seats of the new show that this exchange frees, `given_up` is the booking whose
    offers it does.
    """

    old: tuple[Row, ...] = ()
    kept: tuple[Row, ...] = ()
    freed: frozenset[int] = frozenset()
    phone: str = ""
    given_up: str = ""


def by_hand(
    session: ReadSession, show: Row, words: Sequence[str], beside: Beside, *, strict: bool
) -> Choice:
    """Seats as typed, with what to mind about them once the old ones are free."""
    plan = seating.plan_of(session, show.layout_id)
    with shows.named(show):
        chosen = labels.parse_seats(words, plan)
    rows = {(seat.zone, seat.row) for seat in chosen}
    near = [seat for row in rows for seat in plan.rows[row]]
    taken = claims.around(session, show, near)
    free = {seat.id for seat in near} - (set(taken) - beside.freed)
    warnings = seating.warnings_of(plan, chosen, free=free)
    if strict and warnings:
        raise Refused(warnings[0].code, **warnings[0].details)
    own = [seat for seat in chosen if seat.id not in beside.freed]
    return Choice(seats=chosen, warnings=warnings, hold=seating.own_hold(session, own, taken))


def best(session: ReadSession, show: Row, count: int) -> Choice:
    """As many of the best free seats, for who names none."""
    request = seating.SeatsRequest(show=str(show.id), count=count)
    plan = seating.plan_of(session, show.layout_id)
    with shows.named(show):
        return seating.best_of(session, show, plan, request, count=count)


def of_hold(
    session: WriteSession, show: Row, hold: Row, words: Sequence[str], beside: Beside
) -> Choice:
    """The seats of a hold, or those of them that are named beside seats given up."""
    if hold.show_id != show.id:
        raise Refused("holds.other_show", id=hold.id, show_id=hold.show_id)
    owned = held_by(session, show, hold.id)
    if len(owned) != hold.seat_count:
        raise Conflict("holds.expired", id=hold.id)
    plan = seating.plan_of(session, show.layout_id)
    if not words:
        return Choice(seats=tuple(plan.by_id[seat_id] for seat_id in sorted(owned)), hold=hold.id)
    chosen = labels.parse_seats(words, plan)
    outside = [seat.label for seat in chosen if seat.id not in owned | beside.freed]
    if outside:
        raise Refused("holds.other_seats", id=hold.id, labels=outside)
    return Choice(seats=chosen, hold=hold.id)


def held_by(session: ReadSession, show: Row, hold_id: str) -> set[int]:
    """The seats that a hold has by now."""
    rows = session.all(claim_queries.claims_of_owner, owner_id=hold_id, show_id=show.id)
    return {row.seat_id for row in rows if claims.is_live(row, session.now_ms)}


def lock_hold(session: WriteSession, hold_id: str) -> Row:
    """A hold that still runs, locked."""
    return holds.lock_active(session, hold_id)


def priced(
    session: WriteSession,
    show: Row,
    choice: Choice,
    beside: Beside,
    terms: Terms,
    *,
    is_added: bool = False,
) -> Choice:
    """The choice as sold now: each seat for whom the old one was, unless types are typed.

    Seats that are added to a booking carry no second fee for the booking.
    """
    price_list = prices.load(session, show)
    if is_added and any(line.fee_minor for line in beside.kept):
        fees = tuple(fee for fee in price_list.fees if fee.per != Per.BOOKING)
        price_list = replace(price_list, fees=fees)
    kinds = _kinds(price_list, choice.seats, beside.old, terms)
    choice = _noted(session, show, price_list, choice, kinds, beside, terms)
    own = len(beside.freed) + (len(choice.seats) if choice.hold else 0)
    if not price_list.taken:
        own = 0
    return _with_offers(session, show, price_list, choice, kinds, beside, terms, own=own)


def _kinds(
    price_list: PriceList, seats: Sequence[Seat], old: Sequence[Row], terms: Terms
) -> tuple[str, ...]:
    if terms.types:
        wanted = {price_list.type_key(name): number for name, number in terms.types}
        return assign_ticket_types(len(seats), wanted, default=price_list.default_type)
    kept = [line.ticket_type for line in old if line.ticket_type in price_list.ticket_types]
    if len(kept) < len(old):
        gone = next(line.ticket_type for line in old if line.ticket_type not in kept)
        raise Refused("exchanges.type_gone", ticket_type=gone)
    more = (price_list.default_type,) * len(seats)
    return (*kept, *more)[: len(seats)]


def _noted(
    session: WriteSession,
    show: Row,
    price_list: PriceList,
    choice: Choice,
    kinds: Sequence[str],
    beside: Beside,
    terms: Terms,
) -> Choice:
    """The notes of the lines; who had the same type before has shown or said it already."""
    conditions = price_list.conditions
    old = (*beside.old, *(None,) * len(kinds))
    had = [
        line if line is not None and line.ticket_type == kind else None
        for line, kind in zip(old, kinds, strict=False)
    ]
    fresh = [kind for kind, line in zip(kinds, had, strict=True) if line is None]
    company = {key: Condition(needs=each.needs) for key, each in conditions.items()}
    alone = {key: replace(each, needs="") for key, each in conditions.items()}
    with_kept = [*kinds, *(line.ticket_type for line in beside.kept)]
    notes = {"proof": terms.proof, "reason": terms.reason}
    granted = ""
    if any(conditions[kind].reason for kind in fresh if kind in conditions):
        granted = Permission.GIVE_COMP
        access.require(session, granted, theatre=show.theatre_key)
    missing = ticket_conditions.unmet(with_kept, company, **notes) or ticket_conditions.unmet(
        fresh, alone, **notes
    )
    if missing:
        raise missing
    kept = tuple(
        line.proof if line is not None
        else ticket_conditions.note_for(kind, conditions, **notes)
        for kind, line in zip(kinds, had, strict=True)
    )  # fmt: skip
    return replace(choice, notes=kept, granted=str(granted))


def require_company(price_list: PriceList, left: Iterable[Row], moved: Sequence[str]) -> None:
    """Refuse to leave a child behind alone; who only moved within the show is still there."""
    kinds = [line.ticket_type for line in left]
    for kind, needs in ticket_conditions.alone(kinds, price_list.conditions).items():
        if needs not in moved:
            raise Refused("exchanges.left_alone", ticket_type=kind, needs=needs)


def kept_of(session: ReadSession, booking: Row) -> list[Row]:
    """The offers that a booking has."""
    return [row for row in redemptions.of_booking(session, booking.id) if row.status in KEPT]


def _with_offers(
    session: WriteSession,
    show: Row,
    price_list: PriceList,
    choice: Choice,
    kinds: Sequence[str],
    beside: Beside,
    terms: Terms,
    *,
    own: int,
) -> Choice:
    offered = None
    if terms.takes_offers:
        request = OfferRequest(show=str(show.id), offers=terms.offers, phone=beside.phone)
        offered = seating.offered_for(
            session, show, request, price_list, given_up=beside.given_up
        )  # fmt: skip
    return seating.priced(choice, price_list, {}, own=own, offered=offered, kinds=kinds)


def with_codes_of(
    session: WriteSession,
    show: Row,
    choice: Choice,
    beside: Beside,
    terms: Terms,
    had: Sequence[Row],
) -> Choice:
    """Priced with the codes that the old seats were sold with too, as far as they still apply.

    What is lost is told, never silently.
    """
    codes = [row.code for row in had if row.code and row.code not in terms.offers]
    found, carried = None, tuple(codes)
    while found is None:
        try:
            wanted = replace(terms, offers=(*terms.offers, *carried))
            found = priced(session, show, choice, beside, wanted)
        except BoxofficeError as error:
            if not carried or not error.code.startswith("offers."):
                raise
            carried = carried[:-1]
    again = {each.offer.id for each in found.offers}
    lost = [row for row in had if row.offer_id not in again and row.amount_minor]
    return replace(found, warnings=(*found.warnings, *map(_lost, lost)))


def _lost(row: Row) -> Reason:
    return Reason(
        code="exchanges.offer_lost",
        details={"offer": row.key, "name": row.name, "code": row.code,
                 "amount_minor": row.amount_minor, "currency": row.currency},
    )  # fmt: skip


def beside_offers(booking: Row, terms: Terms, had: Sequence[Row]) -> Terms:
    """The terms of seats added to a booking: one that has offers takes each of them once."""
    if had and terms.offers:
        raise Refused("exchanges.has_offers", ref=booking.ref, offers=[row.key for row in had])
    return replace(terms, takes_offers=not had)
