"""The house's price rules, seat categories and ticket types, as they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain import price_texts
from boxoffice.domain.layouts import fold
from boxoffice.services import naming, places
from boxoffice.services.results import Value
from boxoffice.storage.queries import programme as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


class PriceView(Value):
    """A rule and the seats it is for; an empty selector (show_id null) means any.

    `kind` is base, surcharge, percent or occupancy, with steps as they are typed: 50=10%,80=20%.
    """

    key: str
    theatre: str
    theatre_key: str
    theatre_name: str
    category: str
    ticket_type: str
    day: str
    show_id: int | None
    amount_minor: int
    currency: str
    name: str = ""
    kind: str = "base"
    percent_bp: int = 0
    steps: str = ""
    floor_minor: int | None = None
    cap_minor: int | None = None
    priority: int = 0
    weekdays: str = ""
    time: str = ""
    dates: str = ""
    format: str = ""
    screen: str = ""
    movie: str = ""


class Prices(Value):
    """Price rules by theatre, in the order they were made."""

    prices: tuple[PriceView, ...]


class PriceDetails(Value):
    """One price rule."""

    price: PriceView


class CategoryView(Value):
    """What seats are priced by."""

    key: str
    name: str


class Categories(Value):
    """Seat categories by key."""

    categories: tuple[CategoryView, ...]


class CategoryDetails(Value):
    """One category, and the price rules that name it."""

    category: CategoryView
    prices: tuple[PriceView, ...]


class TicketTypeView(Value):
    """Whom a ticket is for; the lowest position is what people get who do not say.

    `needs` is the ticket type that must be in the same booking.
    """

    key: str
    name: str
    position: int
    needs: str = ""
    proof: bool = False
    reason: bool = False


class TicketTypes(Value):
    """Ticket types, the default first."""

    ticket_types: tuple[TicketTypeView, ...]


class TicketTypeDetails(Value):
    """One ticket type, and the price rules that name it."""

    ticket_type: TicketTypeView
    prices: tuple[PriceView, ...]


class PriceFilter(Value):
    """Which rules are meant; what is left empty means any."""

    category: str = ""
    ticket_type: str = ""
    day: str = ""
    show: str = ""


def list_prices(app: App, ctx: Context, chosen: PriceFilter) -> Prices:
    """Every rule of every theatre, or of the till's, that names what is asked for."""
    with app.db.read(ctx) as session:
        show_id = _show_id(session, chosen.show)
        found = [
            price
            for _, price in _known(session)
            if fold(chosen.category) in ("", fold(price.category))
            and fold(chosen.ticket_type) in ("", fold(price.ticket_type))
            and chosen.day in ("", price.day)
            and show_id in (None, price.show_id)
        ]
        return Prices(prices=tuple(found))


def view_price(app: App, ctx: Context, key: str) -> PriceDetails:
    """One rule by its key, at the till's theatre or the only one that has it."""
    with app.db.read(ctx) as session:
        return PriceDetails(price=get_price(session, key)[1])


def list_categories(app: App, ctx: Context) -> Categories:
    """Every seat category."""
    with app.db.read(ctx) as session:
        rows = session.all(queries.categories)
        return Categories(categories=tuple(_category(row) for row in rows))


def view_category(app: App, ctx: Context, typed: str) -> CategoryDetails:
    """One category with its prices."""
    with app.db.read(ctx) as session:
        row = get_category(session, typed)
        named = [price for price in _of_all(session) if price.category == row.key]
        return CategoryDetails(category=_category(row), prices=tuple(named))


def list_ticket_types(app: App, ctx: Context) -> TicketTypes:
    """Every ticket type, the default first."""
    with app.db.read(ctx) as session:
        rows = session.all(queries.ticket_types)
        return TicketTypes(ticket_types=tuple(_ticket_type(row) for row in rows))


def view_ticket_type(app: App, ctx: Context, typed: str) -> TicketTypeDetails:
    """One ticket type with its prices."""
    with app.db.read(ctx) as session:
        row = get_ticket_type(session, typed)
        named = [price for price in _of_all(session) if price.ticket_type == row.key]
        return TicketTypeDetails(ticket_type=_ticket_type(row), prices=tuple(named))


def get_category(session: ReadSession, typed: str) -> Row:
    """The category that a key or a name means."""
    return naming.choose_row("category", typed, session.all(queries.categories))


def get_ticket_type(session: ReadSession, typed: str) -> Row:
    """The ticket type that a key or a name means."""
    return naming.choose_row("ticket_type", typed, session.all(queries.ticket_types))


def get_price(session: ReadSession, key: str) -> tuple[Row, PriceView]:
    """The theatre and the rule that a key means."""
    known = _known(session)
    short = [((house, price), price.key, _full_key(price)) for house, price in known]
    is_full = "/" in key or sum(fold(price.key) == fold(key.strip()) for _, price in known) > 1
    named = [(each, full, own) for each, own, full in short] if is_full else short
    return naming.choose("price", key, named)


def _known(session: ReadSession, *, everywhere: bool = False) -> list[tuple[Row, PriceView]]:
    """The rules with their theatres: the till's theatre where it has one, else every one."""
    theatre = "" if everywhere else session.ctx.settings.theatre
    if theatre:
        houses = [places.get_theatre(session, theatre)]
        rows = session.all(queries.prices_of_theatre, theatre_id=houses[0].id)
    else:
        houses, rows = session.all(queries.theatres), session.all(queries.prices)
    by_id = {house.id: house for house in houses}
    return [(by_id[row.theatre_id], _price(by_id[row.theatre_id], row)) for row in rows]


def _of_all(session: ReadSession) -> list[PriceView]:
    return [price for _, price in _known(session, everywhere=True)]


def _price(house: Row, row: Row) -> PriceView:
    return PriceView(
        key=row.key, theatre=house.key, theatre_key=house.key, theatre_name=house.name,
        category=row.category, ticket_type=row.ticket_type,
        day=row.day_type, show_id=row.show_id or None, amount_minor=row.amount_minor,
        currency=house.currency, name=row.label, kind=row.kind, percent_bp=row.percent_bp,
        steps=price_texts.steps_text(row.steps) if row.steps else "",
        floor_minor=None if row.floor_minor < 0 else row.floor_minor,
        cap_minor=None if row.cap_minor < 0 else row.cap_minor,
        priority=row.priority, weekdays=row.weekdays,
        time=price_texts.range_text(row.time_from, row.time_to, "-"),
        dates=price_texts.range_text(row.date_from, row.date_to, ".."),
        format=row.format, screen=row.screen or "", movie=row.movie or "",
    )  # fmt: skip


def _full_key(price: PriceView) -> str:
    return f"{price.theatre}/{price.key}"


def _show_id(session: ReadSession, show: str) -> int | None:
    if not show:
        return None
    from boxoffice.services.shows import get_show

    found: int = get_show(session, show).id
    return found


def _category(row: Row) -> CategoryView:
    return CategoryView(key=row.key, name=row.name)


def _ticket_type(row: Row) -> TicketTypeView:
    return TicketTypeView(
        key=row.key, name=row.name, position=row.position, needs=row.needs,
        proof=bool(row.proof), reason=bool(row.reason),
    )  # fmt: skip
