"""What a set-up file may say: every value as the text typed, read further when resolved."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from boxoffice.services.results import Value

LONGEST_NAME = 200
LONGEST_TEXT = 20_000
LONGEST_SHOW_KEY = 160
"""Longer than that of a theatre, a screen and a moment, which a show without a key is given."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEY_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")


def _name(text: str) -> str:
    """One harmless line: nothing in a title can steer a terminal later."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join("\ufffd" if unicodedata.category(sign) in _UNSAFE else sign for sign in text)


def _required(text: str) -> str:
    if not text:
        raise PydanticCustomError("blank", "")
    return text


def _key(text: str) -> str:
    if not text or not set(text) <= _KEY_SIGNS or not text[0].isalnum():
        raise PydanticCustomError("key", "")
    return text


def _listed(value: Any) -> Any:
    """A list, or a text with commas between."""
    return value.split(",") if isinstance(value, str) else value


def _names(value: Any) -> Any:
    """Names as a list, or with commas between, which no name has."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return [name for part in value for name in part.split(",")]
    return _listed(value)


def _joined(value: Any) -> Any:
    """A text, or a list whose parts are joined with commas."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    return value


Name = Annotated[
    str, Field(max_length=LONGEST_NAME), AfterValidator(_name), AfterValidator(_required)
]
Words = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_name)]
Key = Annotated[str, Field(max_length=64), AfterValidator(_key)]
Text = Annotated[str, Field(max_length=LONGEST_NAME)]
Numbers = Annotated[str, BeforeValidator(_joined), Field(max_length=LONGEST_TEXT)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_names)]


class Part(Value):
    """A mapping of the file; a known key that is left empty counts as left out."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = cls.model_fields
        return {key: value for key, value in data.items() if value is not None or key not in known}


class Titled(Part):
    """A thing with a key that stays and a name that people read.

    Here and below, what is left out of a thing that is there already stays as it is.
    """

    key: Key
    name: Name = ""


class PriceText(Part):
    """A rule and the seats it is for; what is left out means any.

    `kind` is base (amount, floor, cap), surcharge (amount), percent (percent) or occupancy (steps).
    """

    key: Words = ""
    name: Words = ""
    kind: Text = ""
    amount: Text = ""
    percent: Text = ""
    steps: Numbers = ""
    floor: Text = ""
    cap: Text = ""
    priority: Text = ""
    category: Text = ""
    ticket_type: Text = ""
    day: Text = ""
    weekdays: Numbers = ""
    time: Text = ""
    dates: Text = ""
    format: Words = ""
    screen: Text = ""
    movie: Text = ""
    show: Text = ""


class TaxText(Part):
    """A tax on tickets, concessions or fees: in the price, or on top of it."""

    name: Name
    rate: Text = ""
    product: Text = "ticket"
    included: bool = True


class FeeText(Titled):
    """What a booking costs beside its seats, for each ticket or once."""

    amount: Text = ""
    per: Text = "ticket"


class TicketTypeText(Titled):
    """Whom a ticket is for, and what it asks for: company, a proof shown, a reason."""

    needs: Text = ""
    proof: bool = False
    reason: bool = False


class HolidayText(Part):
    """A day of the theatre that is priced as a holiday."""

    day: Text
    name: Name


class ScreenText(Titled):
    """One auditorium; turnaround is the pause between two shows."""

    layout: Text = ""
    turnaround: Text = "20m"


class TheatreText(Titled):
    """One house with its screens, prices, fees, taxes and holidays."""

    zone: Text = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = ""
    address: Words = ""
    cash_rounding: Text = ""
    refund_policy: Text = ""
    screens: tuple[ScreenText, ...] = ()
    prices: tuple[PriceText, ...] = ()
    taxes: tuple[TaxText, ...] = ()
    fees: tuple[FeeText, ...] = ()
    holidays: tuple[HolidayText, ...] = ()


class CityText(Titled):
    """A town with its theatres."""

    theatres: tuple[TheatreText, ...] = ()


class LayoutRow(Part):
    """One row, or several alike, from the screen to the back."""

    row: Numbers
    seats: Numbers
    aisles_after: Numbers = ""
    category: Text = ""
    zone: Words = ""
    wheelchair: Numbers = ""
    companion: Numbers = ""
    couple: Numbers = ""
    offset: Text = "0"
    gap_before: Text = "0"


class LayoutPlaces(Part):
    """Seats of one row where each of them stands: `1-7@0.5`, `8@9+0.2 wheelchair`."""

    row: Text
    seats: Annotated[tuple[Text, ...], BeforeValidator(_listed)]
    depth: Text = "0"
    category: Text = ""
    zone: Text = ""


class LayoutText(Titled):
    """A hall: drawn (`plan`), told row by row (`rows`) or seat by seat (`seats`), or only counted.

    `unreserved: 80` is free seating: numbered places that the program gives out. `file` names a
    file of a hall, beside this one.
    """

    category: Text = ""
    plan: Annotated[str, Field(max_length=500_000)] = ""
    legend: dict[str, Text] = Field(default_factory=dict)
    numbers: Text = "left"
    rows: tuple[LayoutRow, ...] = ()
    seats: tuple[LayoutPlaces, ...] = ()
    unreserved: Text = ""
    file: Text = ""


class MovieText(Part):
    """A film; runtime in minutes or as 1h58m, rating out of ten."""

    key: Key
    title: Name = ""
    runtime: Text = ""
    languages: Names = ()
    genres: Names = ()
    certificate: Words = ""
    rating: Text = "0"
    formats: Names = ()
    distributor: Words = ""
    release: Text = ""


class ShowText(Part):
    """A screening, or the same at several times; a key lets it be moved later.

    A show closed by hand stays so where the file does not say `closed: no`.
    """

    movie: Text = ""
    screen: Text = ""
    at: Annotated[
        tuple[Text, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)
    ] = ()
    key: Annotated[str, Field(max_length=LONGEST_SHOW_KEY)] = ""
    language: Words = ""
    subtitles: Words = ""
    format: Words = "2D"
    draft: bool = False
    closed: bool = False


class OfferText(Titled):
    """What takes something off: percent, amount, price (each seat), take and pay, or an item.

    It is had by itself (automatic), by its code, or by codes of single use; what is left out of
    the sales it is for means any.
    """

    percent: Text = ""
    amount: Text = ""
    price: Text = ""
    take: Text = ""
    pay: Text = ""
    item: Words = ""
    automatic: bool = False
    code: Text = ""
    single_use: bool = False
    stackable: bool = False
    gives_back: bool = True
    priority: Text = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    limit: Text = ""
    limit_per_customer: Text = ""
    min_seats: Text = ""
    min_amount: Text = ""
    sold: Text = ""
    dates: Text = ""
    weekdays: Numbers = ""
    theatres: Names = ()
    shows: Names = ()
    movies: Names = ()
    categories: Names = ()
    ticket_types: Names = ()


class SetupText(Part):
    """A whole set-up file."""

    cities: tuple[CityText, ...] = ()
    categories: tuple[Titled, ...] = ()
    ticket_types: tuple[TicketTypeText, ...] = ()
    layouts: tuple[LayoutText, ...] = ()
    movies: tuple[MovieText, ...] = ()
    shows: tuple[ShowText, ...] = ()
    offers: tuple[OfferText, ...] = ()
