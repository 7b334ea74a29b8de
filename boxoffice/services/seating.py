"""From what a cashier asks for to seats of the plan: by label, or the best that are free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from boxoffice.domain import seats as labels
from boxoffice.domain.charges import charge
from boxoffice.domain.layouts import Plan, Seat, SeatKind
from boxoffice.domain.lifecycle import ClaimState, OwnerKind, SeatState
from boxoffice.domain.pricing import assign_ticket_types
from boxoffice.errors import BoxofficeError, Conflict, Invalid, NotFound, Refused
from boxoffice.services import claims, prices, shows
from boxoffice.services.price_parts import NO_OFFERS, parts_of
from boxoffice.services.requests import Request
from boxoffice.services.results import Reason, SeatPrice
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import layouts as queries
from boxoffice.storage.queries import prices as price_queries
from boxoffice.storage.queries import shows as show_queries
from boxoffice.storage.statements import Named

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.domain.best import Wish
    from boxoffice.domain.offer_choice import Applied, Taken
    from boxoffice.services.app import App
    from boxoffice.services.offer_rules import Offered
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row


MOST_TRIED = 12
"""How many later shows are tried for a party that does not fit."""


class SeatsRequest(Request):
    """Seats as asked for: words such as F7-10, or a number of best seats, and for whom."""

    runs: ClassVar[tuple[Named, ...]] = (
        show_queries.lock_show, price_queries.price_list, claim_queries.claims_of_seats,
    )  # fmt: skip

    show: str
    words: tuple[str, ...] = ()
    count: int = 0
    types: tuple[tuple[str, int], ...] = ()
    category: str = ""
    need: tuple[tuple[str, int], ...] = ()
    together: bool = False
    strict: bool = False


class OfferRequest(SeatsRequest):
    """Seats that offers are for: the codes typed, and the customer whose limits count.

    `every_offer` looks at those of which nobody gave the code too, to tell of them.
    """

    offers: tuple[str, ...] = ()
    phone: str = ""
    every_offer: bool = False


@dataclass(frozen=True)
class Choice:
    """Seats with what they cost, why they were chosen, and what to mind.

    `hold` is this till's own hold that already has all of them; `notes` is what is kept on the
    line of each seat: the proof shown, or the reason given. `granted` is the permission it took,
    `own` how many of the seats taken are in the hold that is being sold. `applied` is what offers
    came to, None where there are none.
    """

    seats: tuple[Seat, ...]
    prices: tuple[SeatPrice, ...] = ()
    notes: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    warnings: tuple[Reason, ...] = ()
    hold: str = ""
    granted: str = ""
    own: int = 0
    applied: Applied | None = None

    @property
    def offers(self) -> tuple[Taken, ...]:
        """The offers that the prices are made with."""
        return self.applied.taken if self.applied else ()

    @property
    def total_minor(self) -> int:
        """What all of them cost together, with fees and taxes."""
        return sum(price.paid_minor for price in self.prices)


def plan_of(session: ReadSession, layout_id: int) -> Plan:
    """The plan of a layout; it never changes once a show uses it."""
    return session.lasting(("plan", layout_id), lambda: _load_plan(session, layout_id))


def _load_plan(session: ReadSession, layout_id: int) -> Plan:
    rows = session.all(queries.seats_of_layout, layout_id=layout_id)
    return Plan(
        tuple(
            Seat(
                id=row.id, row=row.row, number=row.number, category=row.category, x=row.x,
                y=row.y, kind=SeatKind(row.kind), zone=row.zone,
            )
            for row in rows
        )
    )  # fmt: skip


def read_ahead(app: App, ctx: Context, show: str) -> None:
    """Read a process's first plan before the gate, so that nobody waits for it.

    What is wrong shows later. A till that goes on has its plans: on SQLite without WAL one more
    reader is one more that the next commit waits for.
    """
    known = ("read ahead",)
    if known in app.db.backend.lasting:
        return
    with suppress(BoxofficeError), app.db.read(ctx) as session:
        plan_of(session, shows.get_show(session, show).layout_id)
        app.db.backend.lasting[known] = True


def choose(session: ReadSession, show: Row, request: SeatsRequest) -> Choice:
    """The seats a request means, with their prices."""
    price_list = prices.load(session, show)
    wanted = wanted_types(price_list, request)
    count = wanted_count(request, wanted)
    plan = plan_of(session, show.layout_id)
    with shows.named(show):
        if request.words:
            choice = _by_hand(session, show, plan, request)
        else:
            choice = best_of(session, show, plan, request, count=count)
    hold = choice.hold or getattr(request, "hold", "")
    own = _own(session, show, price_list, hold, choice) if hold else 0
    offered = offered_for(session, show, request, price_list)
    return priced(choice, price_list, wanted, own=own, offered=offered)


def choose_these(
    session: ReadSession, show: Row, request: SeatsRequest, seats: Sequence[Seat]
) -> Choice:
    """Seats that are settled already, with their prices."""
    price_list = prices.load(session, show)
    wanted = wanted_types(price_list, request)
    offered = offered_for(session, show, request, price_list)
    return priced(Choice(tuple(seats)), price_list, wanted, own=len(seats), offered=offered)


def offered_for(
    session: ReadSession,
    show: Row,
    request: SeatsRequest,
    price_list: prices.PriceList,
    *,
    given_up: str = "",
) -> Offered | None:
    """The offers that a request may have; None where it takes none or nobody has any.

    Those of the booking `given_up` it may have again.
    """
    if not isinstance(request, OfferRequest):
        return None
    if not (price_list.has_offers or request.offers or request.every_offer):
        return None
    from boxoffice.services import offer_rules

    return offer_rules.offered(
        session, show, codes=request.offers, phone=request.phone,
        has_automatic=price_list.has_offers, every=request.every_offer, given_up=given_up,
    )  # fmt: skip


def _own(
    session: ReadSession, show: Row, price_list: prices.PriceList, hold: str, choice: Choice
) -> int:
    """How many seats of a house whose fullness counts are in a hold: a sale ends all of it."""
    if not price_list.taken:
        return 0
    claimed = session.all(claim_queries.claims_of_owner, owner_id=hold, show_id=show.id)
    live = sum(claims.is_live(claim, session.now_ms) for claim in claimed)
    return max(live, len(choice.seats))


def wanted_types(price_list: prices.PriceList, request: SeatsRequest) -> dict[str, int]:
    return {price_list.type_key(name): number for name, number in request.types}


def claim(
    session: WriteSession,
    show: Row,
    choice: Choice,
    request: SeatsRequest,
    *,
    state: ClaimState,
    owner_kind: OwnerKind,
    owner_id: str,
    until_ms: int | None,
) -> None:
    """Claim the seats chosen; where the program picked them, losing one means picking again."""
    try:
        with shows.named(show):
            claims.place(
                session, show, choice.seats, state=state, owner_kind=owner_kind,
                owner_id=owner_id, until_ms=until_ms,
            )  # fmt: skip
    except Conflict as error:
        if request.words:
            raise
        raise Retry(error) from error


def priced(
    choice: Choice,
    price_list: prices.PriceList,
    wanted: Mapping[str, int],
    *,
    own: int,
    offered: Offered | None = None,
    kinds: Sequence[str] = (),
) -> Choice:
    """The same choice with the price of each seat; one's own held seats do not fill the house.

    Rules make the prices, offers take off of them, fees and taxes come after. `kinds` are the
    ticket types seat by seat, where they are known.
    """
    if not kinds:
        kinds = assign_ticket_types(len(choice.seats), wanted, default=price_list.default_type)
    asked = [(seat.category, kind) for seat, kind in zip(choice.seats, kinds, strict=True)]
    found = {
        (category, kind): price_list.price(category=category, ticket_type=kind, own=own)
        for category, kind in dict.fromkeys(asked)
    }
    amounts = [found[each].amount_minor for each in asked]
    offers = offered.take(zip(asked, amounts, strict=True)) if offered else NO_OFFERS
    offs = offers.offs_minor or (0,) * len(amounts)
    amounts = [amount - off for amount, off in zip(amounts, offs, strict=True)]
    charges = charge(amounts, fees=price_list.fees, rates=price_list.rates)
    lines = [
        SeatPrice(
            label=seat.label, ticket_type=kind, price_minor=amounts[place],
            rule=priced.rule.key, base_minor=priced.base_minor,
            adjusted_minor=priced.adjusted_minor, offer_minor=offs[place],
            fee_minor=charged.fee_minor, tax_minor=charged.tax_minor,
            tax_added_minor=charged.tax_added_minor,
            parts=parts_of(priced, charged, offers.parts_of(place)),
        )
        for place, (seat, kind, priced, charged) in enumerate(
            zip(choice.seats, kinds, (found[each] for each in asked), charges, strict=True)
        )
    ]  # fmt: skip
    return replace(
        choice, prices=tuple(lines), own=own, applied=offers.applied,
        warnings=(*choice.warnings, *offers.warnings),
    )  # fmt: skip


def wanted_count(request: SeatsRequest, wanted: Mapping[str, int]) -> int:
    """How many seats a request is for, by its number or its ticket types; both must agree."""
    if request.words and request.count:
        raise Invalid("seats.words_and_count")
    if request.words:
        return 0
    implied = sum(wanted.values()) or sum(number for _, number in request.need)
    if not request.count and not implied:
        raise Invalid("seats.none_named")
    if request.count and wanted:
        assign_ticket_types(request.count, wanted, default="")
    return request.count or implied


def _by_hand(session: ReadSession, show: Row, plan: Plan, request: SeatsRequest) -> Choice:
    chosen = labels.parse_seats(request.words, plan)
    rows = {(seat.zone, seat.row) for seat in chosen}
    beside = [seat for row in rows for seat in plan.rows[row]]
    taken = claims.around(session, show, beside)
    warnings = (
        *kept_for_others(chosen, need=_need(request)),
        *warnings_of(plan, chosen, free={seat.id for seat in beside} - set(taken)),
    )
    if request.strict and warnings:
        raise Refused(warnings[0].code, **warnings[0].details)
    return Choice(seats=chosen, warnings=warnings, hold=own_hold(session, chosen, taken))


def own_hold(session: ReadSession, chosen: Sequence[Seat], taken: Mapping[int, Row]) -> str:
    """The one hold of this till that already has every seat chosen, or ""."""
    owners = set()
    for seat in chosen:
        claim = taken.get(seat.id)
        if claims.state_for(claim, till=session.ctx.till) is not SeatState.HELD_BY_ME:
            return ""
        owners.add(claim.owner_id if claim else "")
    return owners.pop() if len(owners) == 1 else ""


def kept_for_others(chosen: Sequence[Seat], *, need: Mapping[SeatKind, int]) -> tuple[Reason, ...]:
    """Places for wheelchairs and companions that were named without saying they are needed."""
    kept = {SeatKind.WHEELCHAIR, SeatKind.COMPANION}
    taken = [seat for seat in chosen if seat.kind in kept]
    if not taken or kept & set(need):
        return ()
    kinds = Counter(str(seat.kind) for seat in taken)
    details = {"labels": [seat.label for seat in taken], "need": dict(kinds)}
    return (Reason(code="seats.kept_for_others", details=details),)


def warnings_of(plan: Plan, chosen: Sequence[Seat], *, free: set[int]) -> tuple[Reason, ...]:
    from boxoffice.domain.orphans import orphans

    if plan.is_unreserved:
        return ()
    ids = {seat.id for seat in chosen}
    alone = [seat.label for seat in orphans(plan, free | ids, chosen)]
    halves = [
        seat.label
        for seat in chosen
        if seat.id in plan.sofas and not {half.id for half in plan.sofas[seat.id]} <= ids
    ]
    found = []
    if alone:
        found.append(Reason(code="seats.orphan", details={"labels": alone}))
    if halves:
        found.append(Reason(code="seats.half_sofa", details={"labels": halves}))
    return tuple(found)


def best_of(
    session: ReadSession, show: Row, plan: Plan, request: SeatsRequest, *, count: int
) -> Choice:
    """The best free seats for a request, and why they are."""
    from boxoffice.domain.best import Wish
    from boxoffice.domain.best import choose as choose_best

    wish = Wish(
        count=count, category=request.category, need=_need(request), together=request.together
    )
    taken = claims.around(session, show, plan.seats)
    free = {seat.id for seat in plan.seats if seat.id not in taken}
    try:
        picks = choose_best(plan, free, wish)
    except Conflict as error:
        later = _next_that_fit(session, show, wish)
        raise Conflict(error.code, **{**error.details, "next": later}) from None
    return Choice(
        seats=picks[0].seats,
        why=tuple(Reason(code=why.code, details=dict(why.details)) for why in picks[0].why),
        alternatives=tuple(tuple(seat.label for seat in pick.seats) for pick in picks[1:]),
    )


def _next_that_fit(session: ReadSession, show: Row, wish: Wish) -> list[dict[str, Any]]:
    """The film's nearest later show that has such seats, in the shape that errors carry."""
    from boxoffice.domain.best import choose as choose_best

    for candidate in shows.next_shows(session, show, least=wish.count, most=MOST_TRIED):
        other = shows.counted(session, candidate["id"])
        plan = plan_of(session, other.layout_id)
        taken = claims.around(session, other, plan.seats)
        try:
            choose_best(plan, {seat.id for seat in plan.seats if seat.id not in taken}, wish)
        except (Conflict, NotFound):
            continue
        return [candidate]
    return []


def _need(request: SeatsRequest) -> dict[SeatKind, int]:
    need = {}
    for name, number in request.need:
        try:
            need[SeatKind(name.strip().lower())] = number
        except ValueError:
            known = [str(kind) for kind in SeatKind]
            raise NotFound("seats.unknown_kind", text=name, known=known) from None
    return need
