"""Cities, their theatres, and the screens of a theatre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.errors import Invalid
from boxoffice.services import movies, naming, seating
from boxoffice.services.results import Value
from boxoffice.storage.queries import programme as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.domain.layouts import Seat
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

MINUTE_MS = 60_000


class CityView(Value):
    """A town and how many theatres it has."""

    key: str
    name: str
    theatres: int


class TheatreView(Value):
    """A house: its zone is an IANA name, its currency ISO 4217."""

    key: str
    name: str
    city: str
    zone: str
    currency: str
    address: str
    refund_policy: str
    screens: int


class ScreenView(Value):
    """An auditorium; its key says its theatre's too: rex/1."""

    key: str
    name: str
    theatre: str
    theatre_key: str
    theatre_name: str
    layout: str
    capacity: int
    turnaround_minutes: int


class Cities(Value):
    """Cities by name."""

    cities: tuple[CityView, ...]


class Theatres(Value):
    """Theatres by city and name."""

    theatres: tuple[TheatreView, ...]


class Screens(Value):
    """Screens by theatre and key."""

    screens: tuple[ScreenView, ...]


class CityDetails(Value):
    """A town with its theatres."""

    city: CityView
    theatres: tuple[TheatreView, ...]


class TheatreDetails(Value):
    """A house with its screens."""

    theatre: TheatreView
    screens: tuple[ScreenView, ...]


class PlaceView(Value):
    """One seat of an empty hall; x and y in 1/100 seat width."""

    label: str
    zone: str
    row: str
    number: str
    category: str
    kind: str
    x: int
    y: int


class ScreenDetails(Value):
    """An auditorium with every seat of its plan."""

    screen: ScreenView
    seats: tuple[PlaceView, ...]


def list_cities(app: App, ctx: Context, text: str = "") -> Cities:
    """Every city, or those that a text fits."""
    with app.db.read(ctx) as session:
        rows = session.all(queries.cities)
        return Cities(cities=tuple(_city(row) for row in rows if naming.fits(text, *_words(row))))


def view_city(app: App, ctx: Context, typed: str) -> CityDetails:
    """One city with its theatres."""
    with app.db.read(ctx) as session:
        row = get_city(session, typed)
        theatres = [each for each in session.all(queries.theatres) if each.city_key == row.key]
        return CityDetails(city=_city(row), theatres=tuple(_theatre(each) for each in theatres))


def list_theatres(
    app: App, ctx: Context, text: str = "", *, city: str = "", movie: str = ""
) -> Theatres:
    """Every theatre, those of a city, or those that play a film from now on."""
    with app.db.read(ctx) as session:
        rows = session.all(queries.theatres)
        if city:
            key = get_city(session, city).key
            rows = [row for row in rows if row.city_key == key]
        if movie:
            movie_id = movies.get_movie(session, movie).id
            playing = {
                row.theatre_id
                for row in session.all(
                    queries.theatres_of_movie, movie_id=movie_id, from_ms=session.now_ms
                )
            }
            rows = [row for row in rows if row.id in playing]
        found = [row for row in rows if naming.fits(text, *_words(row), row.city, row.address)]
        return Theatres(theatres=tuple(_theatre(row) for row in found))


def view_theatre(app: App, ctx: Context, typed: str) -> TheatreDetails:
    """One theatre with its screens."""
    with app.db.read(ctx) as session:
        row = get_theatre(session, typed)
        screens = session.all(queries.screens_of_theatre, theatre_id=row.id)
        return TheatreDetails(
            theatre=_theatre(row), screens=tuple(_screen(row, each) for each in screens)
        )


def list_screens(app: App, ctx: Context, *, theatre: str = "") -> Screens:
    """Every screen, or those of one theatre."""
    with app.db.read(ctx) as session:
        if theatre:
            houses = [get_theatre(session, theatre)]
            rows = session.all(queries.screens_of_theatre, theatre_id=houses[0].id)
        else:
            houses, rows = session.all(queries.theatres), session.all(queries.screens)
        by_id = {house.id: house for house in houses}
        return Screens(screens=tuple(_screen(by_id[row.theatre_id], row) for row in rows))


def view_screen(app: App, ctx: Context, typed: str) -> ScreenDetails:
    """One screen with every seat of its plan."""
    with app.db.read(ctx) as session:
        house, row = get_screen(session, typed)
        plan = seating.plan_of(session, row.layout_id)
        return ScreenDetails(
            screen=_screen(house, row),
            seats=tuple(_place(seat) for seat in plan.seats),
        )


def get_city(session: ReadSession, typed: str) -> Row:
    """The city that a key or a name means."""
    return naming.choose_row("city", typed, session.all(queries.cities))


def get_theatre(session: ReadSession, typed: str) -> Row:
    """The theatre that a key or a name means."""
    return naming.choose_row("theatre", typed, session.all(queries.theatres))


def get_screen(session: ReadSession, typed: str) -> tuple[Row, Row]:
    """The theatre and the screen that rex/1 means; the till's theatre need not be named."""
    theatre, slash, screen = typed.rpartition("/")
    theatre = theatre if slash else session.ctx.settings.theatre
    houses = [get_theatre(session, theatre)] if theatre else session.all(queries.theatres)
    if not theatre and len(houses) > 1:
        raise Invalid("programme.screen_of", text=typed, theatre=houses[0].key)
    known = [
        (house, row)
        for house in houses
        for row in session.all(queries.screens_of_theatre, theatre_id=house.id)
    ]
    return naming.choose("screen", screen, ((pair, pair[1].key, pair[1].name) for pair in known))


def _words(row: Row) -> tuple[str, str]:
    return row.key, row.name


def _city(row: Row) -> CityView:
    return CityView(key=row.key, name=row.name, theatres=row.theatres)


def _theatre(row: Row) -> TheatreView:
    return TheatreView(
        key=row.key, name=row.name, city=row.city, zone=row.zone, currency=row.currency,
        address=row.address, refund_policy=row.refund_policy, screens=row.screens,
    )  # fmt: skip


def _screen(house: Row, row: Row) -> ScreenView:
    return ScreenView(
        key=f"{house.key}/{row.key}", name=row.name, theatre=house.name,
        theatre_key=house.key, theatre_name=house.name, layout=row.layout,
        capacity=row.capacity, turnaround_minutes=row.turnaround_ms // MINUTE_MS,
    )  # fmt: skip


def _place(seat: Seat) -> PlaceView:
    return PlaceView(
        label=seat.label, zone=seat.zone, row=seat.row, number=seat.number,
        category=seat.category, kind=str(seat.kind), x=seat.x, y=seat.y,
    )  # fmt: skip
