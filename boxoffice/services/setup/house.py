"""What the database has, by the same keys as a set-up file, read in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from boxoffice.domain.layouts import Seat, SeatKind
from boxoffice.services.setup.models import SetupText
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries import offers
from boxoffice.storage.queries import setup as found
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.offers import OfferRow
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import FeeRow, Holiday, TaxRateRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show

Columns = dict[str, Any]
Seats = tuple[Seat, ...]

RETIRED = "~"
"""Marks the key of a plan that nothing new is played on."""


L = TypeVar("L")


@dataclass(frozen=True, kw_only=True)
class Things(Generic[L]):
    """Things of every kind by key; what one refers to in another is a key too."""

    cities: dict[str, Columns] = field(default_factory=dict)
    theatres: dict[str, Columns] = field(default_factory=dict)
    screens: dict[str, Columns] = field(default_factory=dict)
    categories: dict[str, Columns] = field(default_factory=dict)
    ticket_types: dict[str, Columns] = field(default_factory=dict)
    layouts: dict[str, L] = field(default_factory=dict)
    movies: dict[str, Columns] = field(default_factory=dict)
    shows: dict[str, Columns] = field(default_factory=dict)
    prices: dict[tuple[str, ...], Columns] = field(default_factory=dict)
    holidays: dict[tuple[str, str], Columns] = field(default_factory=dict)
    taxes: dict[tuple[str, str, str], Columns] = field(default_factory=dict)
    fees: dict[tuple[str, str], Columns] = field(default_factory=dict)
    offers: dict[str, Columns] = field(default_factory=dict)

    def of(self, kind: str) -> dict[Any, Any]:
        """Everything of one kind, by its key."""
        things: dict[Any, Any] = getattr(self, kind)
        return things


@dataclass(frozen=True, kw_only=True)
class House(Things[Columns]):
    """Everything there is, and the number of each in `ids`.

    Of shows only those that were asked for; of plans the seats of those that were asked for. What
    comes next in a kind is numbered after `last`.
    """

    revision: int = 0
    seats: dict[str, Seats] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    ids: dict[str, dict[Any, int]] = field(default_factory=dict)

    def names(self, kind: str) -> dict[int, Any]:
        """The key of each number of one kind."""
        return {number: key for key, number in self.ids.get(kind, {}).items()}

    def zone_of(self, screen: str) -> str:
        """The time zone of a screen's theatre."""
        return str(self.theatres[self.screens[screen]["theatre"]]["zone"])

    def add_shows(self, rows: Iterable[Row]) -> list[str]:
        """Know more shows; their keys."""
        movies, screens, layouts = (self.names(kind) for kind in ("movies", "screens", "layouts"))
        keys = []
        for row in rows:
            self.ids["shows"][row.key] = row.id
            self.shows[row.key] = {
                "movie": movies[row.movie_id], "screen": screens[row.screen_id],
                "layout": layouts[row.layout_id], "starts_at_ms": row.starts_at_ms,
                "ends_at_ms": row.ends_at_ms, "language": row.language,
                "subtitles": row.subtitles, "format": row.format, "status": row.status,
            }  # fmt: skip
            keys.append(row.key)
        return keys


def read(session: ReadSession, text: SetupText) -> House:
    """The house, with the shows and the seats that a file names."""
    house = House(revision=int(session.scalar(queries.setup_revision) or 0))
    _read_words(session, house)
    _read_places(session, house)
    for row in session.all(queries.EVERY[Movie]):
        _add(house, "movies", row, _without(row, "id", "key"))
    house.ids["shows"] = {}
    rules = {
        price.show for city in text.cities for theatre in city.theatres for price in theatre.prices
    }
    named = {show.key for show in text.shows} | rules
    named |= {show for offer in text.offers for show in offer.shows}
    read_shows(session, house, named - {""})
    _read_prices(session, house)
    _read_offers(session, house)
    keys = {
        price.key for city in text.cities for theatre in city.theatres for price in theatre.prices
    }
    of_rules = {rule["show"] for rule in house.prices.values() if rule["key"] in keys}
    read_shows(session, house, of_rules - house.shows.keys() - {""})
    read_seats(session, house, {layout.key for layout in text.layouts})
    for kind, numbers in house.ids.items():
        house.last[kind] = max(numbers.values(), default=0)
    house.last["shows"] = int(session.scalar(queries.last_show_number) or 0)
    house.last["seats"] = int(session.scalar(found.LAST[SeatRow]) or 0)
    return house


def read_shows(session: ReadSession, house: House, keys: Iterable[str]) -> None:
    """Know the shows of these keys, as far as there are any."""
    house.add_shows(rows_among(session, found.FIND[Show], set(keys)))


def read_seats(session: ReadSession, house: House, keys: Iterable[str]) -> None:
    """Know the seats of these plans, as far as there are any."""
    numbers = {house.ids["layouts"][key]: key for key in keys if key in house.layouts}
    seats: dict[str, list[Seat]] = {key: [] for key in numbers.values()}
    for row in rows_among(session, queries.seats_of_layouts, numbers):
        seats[numbers[row.layout_id]].append(
            Seat(
                id=row.id, row=row.row, number=row.number, category=row.category,
                x=row.x, y=row.y, kind=SeatKind(row.kind), zone=row.zone, guid=row.guid,
            )
        )  # fmt: skip
    house.seats.update((key, tuple(each)) for key, each in seats.items())


def _read_words(session: ReadSession, house: House) -> None:
    for kind, table in (
        ("categories", SeatCategory), ("ticket_types", TicketType), ("layouts", Layout),
    ):  # fmt: skip
        house.ids[kind] = {}
        for row in session.all(queries.EVERY[table]):
            _add(house, kind, row, _without(row, "id", "key"))


def _read_places(session: ReadSession, house: House) -> None:
    for kind in ("cities", "theatres", "screens", "movies"):
        house.ids[kind] = {}
    for row in session.all(queries.EVERY[City]):
        _add(house, "cities", row, {"name": row.name})
    cities = house.names("cities")
    for row in session.all(queries.EVERY[Theatre]):
        columns = {"city": cities[row.city_id], **_without(row, "id", "key", "city_id")}
        _add(house, "theatres", row, columns)
    theatres, layouts = house.names("theatres"), house.names("layouts")
    for row in session.all(queries.EVERY[Screen]):
        theatre = theatres[row.theatre_id]
        columns = {
            "theatre": theatre, "layout": layouts[row.layout_id],
            **_without(row, "id", "theatre_id", "layout_id"),
        }  # fmt: skip
        _add(house, "screens", row, columns, key=f"{theatre}/{row.key}")


def _read_prices(session: ReadSession, house: House) -> None:
    from boxoffice.services.setup.price_lines import ref_of

    theatres, screens, movies = (house.names(kind) for kind in ("theatres", "screens", "movies"))
    for kind in ("prices", "taxes", "fees"):
        house.ids[kind] = {}
    for row in session.all(queries.every_price):
        theatre = theatres[row.theatre_id]
        columns = {
            "key": row.key, "show": row.show or "", "screen": screens.get(row.screen_id, ""),
            "movie": movies.get(row.movie_id, ""),
            **_without(row, "id", "key", "theatre_id", "show_id", "show", "screen_id", "movie_id"),
        }  # fmt: skip
        ref = ref_of(theatre, columns)
        if ref in house.prices:
            ref = (*ref[:-1], f"{ref[-1]};key={row.key}")
        _add(house, "prices", row, columns, key=ref)
    for row in session.all(queries.EVERY[TaxRateRow]):
        columns = {"rate_bp": row.rate_bp, "included": row.included}
        _add(house, "taxes", row, columns, key=(theatres[row.theatre_id], row.product, row.name))
    for row in session.all(queries.EVERY[FeeRow]):
        columns = _without(row, "id", "key", "theatre_id")
        _add(house, "fees", row, columns, key=(theatres[row.theatre_id], row.key))
    for row in session.all(queries.EVERY[Holiday]):
        house.holidays[theatres[row.theatre_id], row.day] = {"name": row.name}


def _read_offers(session: ReadSession, house: House) -> None:
    """Offers name shows by their numbers, here by their keys; one that is gone is left out."""
    house.ids["offers"] = {}
    rows = session.all(queries.EVERY[OfferRow])
    numbers = {int(number) for row in rows for number in row.shows.split(",") if number}
    keys = {str(row.id): row.key for row in rows_among(session, offers.keys_of_shows, numbers)}
    house.ids["shows"].update({key: int(number) for number, key in keys.items()})
    for row in rows:
        shows = ",".join(keys[number] for number in row.shows.split(",") if number in keys)
        _add(house, "offers", row, {**_without(row, "id", "key"), "shows": shows})


def _add(house: House, kind: str, row: Row, columns: Columns, *, key: Any = None) -> None:
    key = row.key if key is None else key
    things: dict[Any, Columns] = getattr(house, kind)
    things[key] = columns
    house.ids[kind][key] = row.id


def _without(row: Row, *names: str) -> Columns:
    return {name: value for name, value in vars(row).items() if name not in names}
