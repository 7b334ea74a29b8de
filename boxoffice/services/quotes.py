"""What seats would cost and which would be best; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain import ticket_conditions
from boxoffice.domain.lifecycle import SeatState
from boxoffice.domain.money import to_nearest
from boxoffice.errors import Conflict
from boxoffice.services import claims, prices, seating, shows
from boxoffice.services.price_parts import explained
from boxoffice.services.results import Explained, OfferLooked, OfferView, Quote, Reason
from boxoffice.services.seating import Choice, OfferRequest

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

MINE = {SeatState.AVAILABLE, SeatState.HELD_BY_ME}


class QuoteRequest(OfferRequest):
    """Seats as `sell` takes them; `late` quotes for a show whose sales are closed.

    `explain` answers with every rule and every offer that was looked at.
    """

    late: bool = False
    explain: bool = False


def quote(app: App, ctx: Context, request: QuoteRequest) -> Quote:
    """The seats a sale would take now with prices, rules, reasons and the next two choices."""
    request = request.model_copy(update={"every_offer": request.explain})
    with app.db.read(ctx) as session:
        show = shows.counted(session, shows.get_show(session, request.show).id)
        shows.require_on_sale(session, show, late=request.late)
        choice = seating.choose(session, show, request)
        if request.words:
            _require_free(session, show, choice)
        price_list = prices.load(session, show)
        plan = seating.plan_of(session, show.layout_id)
        summary = shows.summary_of(
            show, available=show.capacity - show.taken,
            price_from_minor=price_list.least({seat.category for seat in plan.seats}),
        )  # fmt: skip
        return Quote(
            show=summary, seats=choice.prices, total_minor=choice.total_minor,
            tax_minor=sum(seat.tax_minor for seat in choice.prices),
            fee_minor=sum(seat.fee_minor for seat in choice.prices),
            cash_minor=_in_cash(show, choice.total_minor),
            currency=show.currency, why=choice.why, alternatives=choice.alternatives,
            warnings=(*choice.warnings, *_conditions(price_list, choice)),
            explain=_explained(price_list, choice) if request.explain else (),
            refund_policy=show.refund_policy, offers=_offers(choice),
            offers_looked=_looked_at(choice) if request.explain else (),
        )  # fmt: skip


def _offers(choice: Choice) -> tuple[OfferView, ...]:
    if not choice.offers:
        return ()
    from boxoffice.services import offer_rules

    return offer_rules.views(choice.offers)


def _looked_at(choice: Choice) -> tuple[OfferLooked, ...]:
    from boxoffice.services import offer_rules

    return offer_rules.looked_at(choice.applied) if choice.applied else ()


def _in_cash(show: Row, total_minor: int) -> int | None:
    """What it is in cash, where that is another sum."""
    rounded = to_nearest(total_minor, step_minor=show.cash_rounding_minor)
    return None if rounded == total_minor else rounded


def _conditions(price_list: prices.PriceList, choice: Choice) -> tuple[Reason, ...]:
    """The first thing that a sale of these tickets would still ask for."""
    kinds = [price.ticket_type for price in choice.prices]
    missing = ticket_conditions.unmet(kinds, price_list.conditions, proof="", reason="")
    return (Reason(code=missing.code, details=missing.details),) if missing else ()


def _explained(price_list: prices.PriceList, choice: Choice) -> tuple[Explained, ...]:
    pairs = zip(choice.seats, choice.prices, strict=True)
    asked = dict.fromkeys((seat.category, price.ticket_type) for seat, price in pairs)
    return tuple(
        explained(
            price_list.price(category=category, ticket_type=kind, own=choice.own),
            category=category, ticket_type=kind,
            full_percent=price_list.full_percent(own=choice.own),
        )
        for category, kind in asked
    )  # fmt: skip


def _require_free(session: ReadSession, show: Row, choice: Choice) -> None:
    """Seats named by hand are quoted only where this till could sell them."""
    taken = claims.around(session, show, choice.seats)
    others = [
        seat
        for seat in choice.seats
        if claims.state_for(taken.get(seat.id), till=session.ctx.till) not in MINE
    ]
    if others:
        raise Conflict(
            "seats.taken", show_id=show.id, seats=claims.taken_details(session, show, others)
        )
