"""A show's house as one till sees it, and whether it has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.errors import Refused
from boxoffice.services import claims, prices, seating, shows
from boxoffice.services.blocks import BlockView, blocks_of
from boxoffice.services.results import Counts, House, SeatView, ShowSummary, Value
from boxoffice.storage.statements import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boxoffice.context import Context
    from boxoffice.domain.layouts import Plan
    from boxoffice.services.app import App
    from boxoffice.storage.engine import ChangeToken
    from boxoffice.storage.session import ReadSession


class ShowView(Value):
    """One show with its seats by state and the blocks that stand."""

    show: ShowSummary
    summary: Counts
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True)
class Picture:
    """A house, and how long it can stay as it is: until the next claim expires, or None."""

    house: House
    expires_in_ms: int | None


class Watch:
    """Looks at one show again and again on a connection that holds no lock in between."""

    def __init__(self, app: App, ctx: Context, show: str, token: ChangeToken) -> None:
        self._app = app
        self._ctx = ctx
        self._show = show
        self._token = token
        self._seen = ""

    def has_changed(self) -> bool:
        """Whether anything was written since the last look; no table is read for it."""
        return self._token() != self._seen

    def look(self) -> Picture:
        """The house now; the token is taken before, so that no change in between is missed."""
        self._seen = self._token()
        with self._app.db.read(self._ctx) as session:
            picture = _picture(session, shows.get_show(session, self._show))
        self._show = str(picture.house.show.id)
        return picture


def view_house(app: App, ctx: Context, show: str) -> House:
    """Every seat of a show with its state and price; an expired claim is a free seat."""
    with app.db.read(ctx) as session:
        return _picture(session, shows.get_show(session, show)).house


def view_show(app: App, ctx: Context, show: str) -> ShowView:
    """What there is to say of one show without drawing its house."""
    with app.db.read(ctx) as session:
        row = shows.get_show(session, show)
        house = _picture(session, row).house
        return ShowView(show=house.show, summary=house.summary, blocks=blocks_of(session, row))


@contextmanager
def watch(app: App, ctx: Context, show: str) -> Iterator[Watch]:
    """A watch over a show, closed at the end of the `with`."""
    with app.db.watching() as token:
        yield Watch(app, ctx, show, token)


def _picture(session: ReadSession, row: Row) -> Picture:
    plan = seating.plan_of(session, row.layout_id)
    live = claims.around(session, row, plan.seats)
    price_list = prices.load(session, row)
    categories = dict.fromkeys(seat.category for seat in plan.seats)
    by_category = {category: _price(price_list, category) for category in categories}
    seats = _seats(plan, live, by_category, till=session.ctx.till)
    known = [price for price in by_category.values() if price is not None]
    show = shows.summary_of(
        row, available=len(plan.seats) - len(live), price_from_minor=min(known, default=None)
    )
    counts = Counter(seat.state for seat in seats)
    return Picture(
        house=House(show=show, seats=seats, summary=Counts(**counts)),
        expires_in_ms=min(
            (
                claim.expires_at_ms - session.now_ms
                for claim in live.values()
                if claim.expires_at_ms is not None
            ),
            default=None,
        ),
    )


def _seats(
    plan: Plan, live: Mapping[int, Row], by_category: Mapping[str, int | None], *, till: str
) -> tuple[SeatView, ...]:
    return tuple(
        SeatView(
            label=seat.label, zone=seat.zone, row=seat.row, number=seat.number,
            category=seat.category, kind=str(seat.kind),
            state=str(claims.state_for(live.get(seat.id), till=till)),
            price_minor=by_category[seat.category], x=seat.x, y=seat.y,
        )
        for seat in plan.seats
    )  # fmt: skip


def _price(price_list: prices.PriceList, category: str) -> int | None:
    """What a seat costs for the ticket type nobody has to name, or None without a rule."""
    try:
        priced = price_list.price(category=category, ticket_type=price_list.default_type)
    except Refused:
        return None
    return priced.amount_minor
