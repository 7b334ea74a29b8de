"""What seats would cost and which would be best; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import SeatState
from boxoffice.errors import Conflict
from boxoffice.services import claims, prices, seating, shows
from boxoffice.services.results import Quote
from boxoffice.services.seating import Choice, SeatsRequest

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

MINE = {SeatState.AVAILABLE, SeatState.HELD_BY_ME}


class QuoteRequest(SeatsRequest):
    """Seats as `sell` takes them; `late` quotes for a show whose sales are closed."""

    late: bool = False


def quote(app: App, ctx: Context, request: QuoteRequest) -> Quote:
    """The seats a sale would take now with prices, rules, reasons and the next two choices."""
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
            currency=show.currency, why=choice.why, alternatives=choice.alternatives,
            warnings=choice.warnings,
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
